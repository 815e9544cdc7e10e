#!/bin/sh
# elf_fuzz.sh SEED_MAKER FUZZER CORPUS: 100,000 mutations of images made by hand and of small
# libraries of this machine.
set -eu
seed_maker=$1 fuzzer=$2 corpus=$3

rm -rf "$corpus"
find -L /lib/x86_64-linux-gnu -maxdepth 1 -type f -name '*.so*' -size -64k 2>/dev/null | sort |
  "$seed_maker" "$corpus"
ASAN_OPTIONS=${ASAN_OPTIONS:-quarantine_size_mb=4}
export ASAN_OPTIONS
exec "$fuzzer" -runs="${MIMIC_FUZZ_RUNS:-100000}" -seed=1 -max_len=65536 -len_control=0 -timeout=10 \
  -rss_limit_mb=2048 -print_final_stats=1 -artifact_prefix="$corpus-" "$corpus"
