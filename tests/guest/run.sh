#!/usr/bin/env bash
# Runs a guest program in a folder of its own, which goes away: run.sh MIMIC GUEST.EXE EXPECTED
set -u
mimic=$1 guest=$2 expected=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export MIMIC_HOME=$work/home
# Where MinGW's own DLLs lie, for the guests that are linked with them.
PATH=$PATH:/usr/x86_64-w64-mingw32/lib:$(echo /usr/lib/gcc/x86_64-w64-mingw32/*-posix)
export PATH
"$mimic" "$guest" >out 2>err
status=$?
cat err >&2
if [ -e "$expected" ]; then
  tr -d '\r' <out >plain
  diff -u --label expected --label printed "$expected" plain || status=1
elif [ $status -ne 0 ]; then
  cat out
fi
exit $status
