#!/usr/bin/env bash
# 7za.exe against the same 7-Zip built for Linux: what one packs the other unpacks, byte for byte and
# with times.
. "$(dirname "$0")/lib.sh"
windows=$(program 7zip-bin-5.2.0/package/win/x64/7za.exe)
linux=$work/7za
cp "$(program 7zip-bin-5.2.0/package/linux/x64/7za)" "$linux"
chmod +x "$linux"

python3 - <<'EOF'
import os, random
random.seed(7)
names = ["plain", "with space", "ünïcödé", "日本語のファイル", "кириллица", "emoji-😀", "UPPER.TXT", "a.b.c.d"]
for i in range(2000):
    folder = "tree/%s-%d/%d" % (names[i % len(names)], i % 13, i % 7)
    os.makedirs(folder, exist_ok=True)
    path = "%s/%s-%04d.bin" % (folder, names[(i * 5) % len(names)], i)
    size = random.choice([0, 1, 17, 300, 4096, 9000])
    with open(path, "wb") as f:
        f.write(random.randbytes(size // 2) + b"mimic " * (size // 12))
    t = 1000000000 + i * 86399
    os.utime(path, (t, t))
for i in range(5):
    os.makedirs("tree/empty/%d" % i, exist_ok=True)
long = "tree/" + "/".join("long-folder-name-%02d" % i for i in range(10))
os.makedirs(long)
with open(long + "/" + "x" * 180 + ".txt", "w") as f:
    f.write("deep")
os.utime(long + "/" + "x" * 180 + ".txt", (1234567890, 1234567890))
EOF
listing() {
  (cd "$1" && find . -type f -printf '%P %s %Ts\n' | LC_ALL=C sort && find . -type d -printf '%P\n' | LC_ALL=C sort)
}
listing tree >wanted

same() {
  diff -r tree "$1/tree" >/dev/null || fail "$2: contents differ"
  listing "$1/tree" | diff wanted - >differences || { head differences >&2; fail "$2: names, sizes or times differ"; }
}
quiet=(-bso0 -bsp0)

for kind in 7z zip tar; do
  options=(-mx5 -mmt2)
  [ $kind = tar ] && options=()
  "$mimic" "$windows" a "${quiet[@]}" "${options[@]}" "by-windows.$kind" tree </dev/null
  "$linux" a "${quiet[@]}" "${options[@]}" "by-linux.$kind" tree </dev/null
  "$mimic" "$windows" t "${quiet[@]}" "by-windows.$kind" </dev/null || fail "$kind: test of its own archive"
  "$mimic" "$windows" t "${quiet[@]}" "by-linux.$kind" </dev/null || fail "$kind: test of the other's archive"
  "$linux" x "${quiet[@]}" -oout-linux "by-windows.$kind" </dev/null
  "$mimic" "$windows" x "${quiet[@]}" -oout-windows "by-linux.$kind" </dev/null
  same out-linux "$kind packed by 7za.exe"
  same out-windows "$kind unpacked by 7za.exe"
  "$mimic" "$windows" l -ba -slt -sccUTF-8 "by-linux.$kind" </dev/null | tr -d '\r' | sed -n 's/^Path = //p' | tr '\\' / | LC_ALL=C sort >listed
  "$linux" l -ba -slt -sccUTF-8 "by-linux.$kind" </dev/null | sed -n 's/^Path = //p' | LC_ALL=C sort | diff - listed >/dev/null || fail "$kind: listings differ"
  rm -rf out-linux out-windows
done

# What goes to a pipe is in the program's code page.
"$mimic" run --utf8 -- "$windows" l -ba by-linux.zip </dev/null | grep 'ünïcödé-0010\.bin' >/dev/null || fail "--utf8: names in the listing"

tar -cf one.tar tree
"$mimic" "$windows" a "${quiet[@]}" -mmt2 by-windows.tar.xz one.tar </dev/null
xz -dc by-windows.tar.xz | cmp - one.tar || fail "xz packed by 7za.exe"
xz -kc one.tar >by-linux.tar.xz
"$mimic" "$windows" x "${quiet[@]}" -so by-linux.tar.xz </dev/null | cmp - one.tar || fail "xz unpacked by 7za.exe"

# A damaged archive is reported as on Windows: exit status 2.
head -c 3000 by-windows.7z >damaged.7z
expect_status 2 "$mimic" "$windows" t damaged.7z >/dev/null 2>&1 </dev/null
