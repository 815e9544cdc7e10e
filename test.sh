#!/usr/bin/env bash
# Installs what is missing, builds a release into build/, brings the foreign programs, and runs all
# tests. Arguments go to ctest, for example: ./test.sh -R guest.files
set -euo pipefail
. "$(dirname "$0")/tests/setup.sh"

need "${build_packages[@]}" "${test_packages[@]}"
build
tests/programs/fetch.sh
cd build
exec ctest -j2 --output-on-failure --no-tests=error "$@"
