#!/usr/bin/env bash
# lightningcss.exe (Rust, MSVC) against the same program for Linux: identical output.
. "$(dirname "$0")/lib.sh"
windows=$(program lightningcss-cli-win32-x64-msvc-1.33.0/package/lightningcss.exe)
linux=$work/lightningcss
cp "$(program lightningcss-cli-linux-x64-gnu-1.33.0/package/lightningcss)" "$linux"
chmod +x "$linux"

python3 - <<'EOF'
with open("large.css", "w") as f:
    for i in range(8000):
        f.write(".rule-%d > a:hover, #id%d::before { color: rgb(%d, %d, 0); margin: %dpx 0px %dpx 0; background: url('x-%d.png'); transition: all 0.%ds ease-in-out }\n"
                % (i, i, i % 256, (i * 7) % 256, i % 9, i % 5, i, i % 10))
        if i % 50 == 0:
            f.write("@media (min-width: %dpx) and (max-width: 2000px) { .m%d { display: flex; inset: 0 } .m%d { grid-area: a / b } }\n" % (i, i, i))
EOF
for targets in "" "ie 11" "chrome 80"; do
  options=(--minify --sourcemap)
  [ -n "$targets" ] && options+=(--targets "$targets")
  "$mimic" "$windows" "${options[@]}" large.css -o windows.css
  "$linux" "${options[@]}" large.css -o linux.css
  sed -i 's/windows\.css\.map/X/' windows.css
  sed -i 's/linux\.css\.map/X/' linux.css
  cmp windows.css linux.css || fail "$targets: the outputs differ"
done
# The program names the source by its canonical path, which begins with \\?\ on Windows.
sed -i 's/"sources":\[[^]]*\]//' windows.css.map linux.css.map
cmp windows.css.map linux.css.map || fail "the source maps differ"

echo 'a { color: ' >broken.css
status=0
"$linux" --minify broken.css -o x.css 2>linux.err || status=$?
expect_status $status "$mimic" "$windows" --minify broken.css -o x.css 2>windows.err
