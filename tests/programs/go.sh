#!/usr/bin/env bash
# go test -exec mimic with GOOS=windows: go.sh MIMIC PACKAGE [WITHOUT]. PACKAGE is one of Go's own or a
# module in a folder beside this script; tests whose names match the expression WITHOUT are left out.
. "$(dirname "$0")/lib.sh"
package=$2 without=${3:-}
require go
export GOOS=windows GOFLAGS=-mod=mod GOCACHE=$(cd "$here/../.." && pwd)/.cache/go GOPATH=$work/go GOTOOLCHAIN=local GO111MODULE=auto
if [ -d "$here/$package" ]; then
  cd "$here/$package"
  package=.
fi
run() { go test -short -vet=off -exec "$mimic" "$@" "$package"; }
if [ -z "$without" ]; then
  run
else
  run -run "^($(run -list . | grep -E '^(Test|Example)' | grep -vE "$without" | paste -sd '|'))\$"
fi
