#!/usr/bin/env bash
# go test -exec mimic with GOOS=windows: go.sh MIMIC PACKAGE...
. "$(dirname "$0")/lib.sh"
shift
require go
export GOOS=windows GOFLAGS=-mod=mod GOCACHE=$(cd "$here/../.." && pwd)/.cache/go GOPATH=$work/go GOTOOLCHAIN=local GO111MODULE=auto
cd "$work"
go test -short -vet=off -exec "$mimic" "$@"
