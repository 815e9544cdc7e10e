#!/bin/sh
# pe_fuzz.sh SEED_MAKER FUZZER PROGRAMS CORPUS: 100,000 mutations of the real images under PROGRAMS
# (as tests/programs/fetch.sh leaves them) and of MinGW's libraries. 77 where there is none.
set -eu
seed_maker=$1 fuzzer=$2 programs=${MIMIC_PROGRAMS:-$3} corpus=$4

rm -rf "$corpus"
status=0
find -L "$programs" /usr/x86_64-w64-mingw32/lib -maxdepth 6 -type f \
    \( -name '*.exe' -o -name '*.dll' \) -size -20000k 2>/dev/null | sort |
  "$seed_maker" "$corpus" || status=$?
if [ "$status" -eq 77 ]; then
  echo "no real images in $programs (run tests/programs/fetch.sh): skipped"
fi
[ "$status" -eq 0 ] || exit "$status"
ASAN_OPTIONS=${ASAN_OPTIONS:-quarantine_size_mb=4}
export ASAN_OPTIONS
exec "$fuzzer" -runs=100000 -seed=1 -max_len=65536 -len_control=0 -timeout=10 \
  -rss_limit_mb=2048 -print_final_stats=1 -artifact_prefix="$corpus-" "$corpus"
