# Sourced by the tests of real programs. Gives $mimic, $programs (the cache folder) and a work folder
# of its own, which is current and goes away at the end.
set -euo pipefail
mimic=$1
here=$(cd "$(dirname "${BASH_SOURCE[1]}")" && pwd)
programs=$here/../../.cache/programs
work=$(mktemp -d)
trap 'cd /; rm -rf "$work"' EXIT
cd "$work"
export MIMIC_HOME=$work/.mimic LC_ALL=C.UTF-8

# program PATH: sets no variable, prints the path below the cache; skips the test where it is not there.
program() {
  [ -e "$programs/$1" ] || { echo "skipped: $1 is not in the cache; run tests/programs/fetch.sh"; exit 77; }
  printf '%s' "$programs/$1"
}
require() {
  local tool
  for tool; do
    command -v "$tool" >/dev/null || { echo "skipped: $tool is not installed"; exit 77; }
  done
}
fail() {
  echo "FAILED: $*" >&2
  exit 1
}
# expect_status N COMMAND...: runs it and compares its exit status.
expect_status() {
  local wanted=$1 status=0
  shift
  "$@" || status=$?
  [ "$status" -eq "$wanted" ] || fail "$* exited with $status, not $wanted"
}
