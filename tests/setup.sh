# Sourced by try.sh, test.sh and .ci/run: installs what a fresh Debian 12 lacks and builds a release
# into build/. Quick when there is nothing to do.
#
#   need PACKAGE...   installs Debian packages that are missing (as root, or with sudo)
#   build [TARGET...] configures and builds

cd "$(dirname "${BASH_SOURCE[0]}")/.."
umask 022

build_packages=(g++ cmake ninja-build libboost-context-dev libffi-dev libzydis-dev libcli11-dev
  libicu72 libssl3 ca-certificates npm)
test_packages=(libgtest-dev libgmock-dev gcc-mingw-w64-x86-64-posix g++-mingw-w64-x86-64-posix
  clang-19 libclang-rt-19-dev lld-19 llvm-19 golang-go git xz-utils python3 perl strace)
lint_packages=(clang-format-19 clang-tidy-19)

need() {
  local package missing=()
  for package; do
    # npm may have come with another Node.js than Debian's.
    [ "$package" = npm ] && command -v npm >/dev/null && continue
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q '^install ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  local root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { echo "missing packages: ${missing[*]}; run as root, or install sudo" >&2; exit 1; }
    root=(sudo)
  fi
  echo "installing: ${missing[*]}"
  "${root[@]}" apt-get update -qq
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

build() {
  [ -f build/build.ninja ] || cmake --preset release >/dev/null
  cmake --build build -- -j"$(nproc)" --quiet "$@"
}
