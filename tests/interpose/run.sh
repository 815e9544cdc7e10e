#!/bin/sh
# run.sh MIMIC PROGRAM: it has to pass by itself, and interposed.
timeout 60 "$2" || { echo "FAILED without mimic: $?" >&2; exit 1; }
timeout 60 "$1" run --interpose -- "$2" || { echo "FAILED interposed: $?" >&2; exit 1; }
