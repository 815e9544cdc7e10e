#!/usr/bin/env bash
# Compiles a guest for the MSVC target with clang and lld-link, without an SDK: msvc.sh SOURCE -o
# OUTPUT.EXE [ARGUMENT...]. The source includes msvc.h, which declares what it needs; import
# libraries are made here from the names listed in msvc/*.def.
set -eu
source=$1 output=$3
shift 3
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
clang=$(command -v clang clang-{20..14} 2>/dev/null | head -1)
lld=$(command -v lld-link lld-link-{20..14} 2>/dev/null | head -1)
dlltool=$(command -v llvm-dlltool llvm-dlltool-{20..14} 2>/dev/null | head -1)
[ -n "$clang" ] && [ -n "$lld" ] && [ -n "$dlltool" ] || { echo "clang, lld-link or llvm-dlltool is missing" >&2; exit 1; }
libraries=()
for definition in "$here"/msvc/*.def; do
  library=$work/$(basename "$definition" .def).lib
  "$dlltool" -m i386:x86-64 -d "$definition" -l "$library"
  libraries+=("$library")
done
flags=(-O1 -Wall -Wno-unknown-pragmas -fno-builtin)
case $source in *.cpp) flags+=(-std=c++17 -fexceptions -fcxx-exceptions) ;; esac
"$clang" --target=x86_64-pc-windows-msvc -fms-extensions -fms-compatibility "${flags[@]}" \
  -I"$here" "$@" -c "$source" -o "$work/guest.obj"
"$lld" /nologo /nodefaultlib /entry:start /subsystem:console /out:"$output" "$work/guest.obj" "${libraries[@]}"
