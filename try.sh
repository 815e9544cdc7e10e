#!/usr/bin/env bash
# Installs what is missing, builds a release into build/, and runs real Windows programs on real
# input: 7za.exe packs and unpacks this project's sources, esbuild.exe bundles a small application.
set -euo pipefail
. "$(dirname "$0")/tests/setup.sh"

need "${build_packages[@]}"
build mimic
tests/programs/fetch.sh 7zip-bin @esbuild/win32-x64

programs=$PWD/.cache/programs
mimic=$PWD/build/mimic
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
show() {
  echo
  echo "\$ mimic $(basename "$1") ${*:2}"
  "$mimic" "$@"
}

show "$programs/7zip-bin-5.2.0/package/win/x64/7za.exe" a -mx5 -bso0 -bsp0 "$work/sources.7z" abi libs loader cli
show "$programs/7zip-bin-5.2.0/package/win/x64/7za.exe" t -bsp0 "$work/sources.7z"
show "$programs/7zip-bin-5.2.0/package/win/x64/7za.exe" x -bso0 -bsp0 "-o$work/out" "$work/sources.7z"
diff -r libs "$work/out/libs" && echo "unpacked files are identical"

cat >"$work/greeting.ts" <<'EOF'
export const greeting = (name: string): string => `Hello, ${name}!`;
EOF
cat >"$work/app.tsx" <<'EOF'
import { greeting } from "./greeting";
interface Props { name: string }
const App = ({ name }: Props) => <h1>{greeting(name)}</h1>;
console.log(App({ name: "Windows on Linux" }));
EOF
cd "$work"
show "$programs/@esbuild-win32-x64-0.28.2/package/esbuild.exe" app.tsx --bundle --minify --jsx-factory=String --outfile=app.js
cat app.js
