#!/usr/bin/env bash
# esbuild.exe against the same esbuild for Linux: identical bundles, source maps and messages.
. "$(dirname "$0")/lib.sh"
windows=$(program @esbuild-win32-x64-0.28.2/package/esbuild.exe)
linux=$(program @esbuild-linux-x64-0.28.2/package/bin/esbuild)

[ "$("$mimic" "$windows" --version)" = "$("$linux" --version)" ] || fail "--version"

python3 - <<'EOF'
import os
os.makedirs("src/lib/deep", exist_ok=True)
for i in range(300):
    with open("src/lib/module%03d.ts" % i, "w") as f:
        f.write('import { deep } from "./deep/deep";\n'
                "export interface Shape%d { id: number; name?: string }\n"
                "export enum Kind%d { One = 1, Two, Three }\n"
                "export class Thing%d<T extends Shape%d> {\n  #items: T[] = [];\n"
                "  add(item: T): this { this.#items.push(item); return this; }\n"
                "  get count(): number { return this.#items.length + deep(%d); }\n}\n" % (i, i, i, i, i))
with open("src/lib/deep/deep.ts", "w") as f:
    f.write("export const deep = (n: number): number => n ** 2 % 97;\n")
with open("src/view.jsx", "w") as f:
    f.write('export const View = ({ title, items }) => <section title={title}>{items.map((i) => <li key={i}>{i} — ünïcode 日本</li>)}</section>;\n')
with open("src/style.css", "w") as f:
    f.write("@media (min-width: 10px) { .a { color: #ff0000; & .b { margin: 0px } } }\n")
with open("src/app.ts", "w") as f:
    f.write('import "./style.css";\nimport { View } from "./view";\n')
    for i in range(300):
        f.write('import { Thing%d, Kind%d } from "./lib/module%03d";\n' % (i, i, i))
    f.write("console.log(View, " + ", ".join("new Thing%d(), Kind%d.Two" % (i, i) for i in range(300)) + ");\n")
EOF
options=(src/app.ts --bundle --minify --sourcemap --target=es2018 --jsx=automatic --external:react/jsx-runtime --log-level=warning)
"$mimic" "$windows" "${options[@]}" --outdir=out-windows
"$linux" "${options[@]}" --outdir=out-linux
diff -r out-windows out-linux || fail "the bundles differ"
[ -s out-windows/app.js ] && [ -s out-windows/app.js.map ] && [ -s out-windows/app.css ] || fail "an output is missing"

echo 'let x = ;' | tee src/broken.ts >/dev/null
expect_status 1 "$mimic" "$windows" src/broken.ts --bundle --outfile=o.js 2>windows.err
expect_status 1 "$linux" src/broken.ts --bundle --outfile=o.js 2>linux.err
diff linux.err windows.err || fail "the messages of a syntax error differ"

# Standard input to standard output.
echo 'export const a: number = 1 + 1' | "$mimic" "$windows" --loader=ts --minify >windows.out
echo 'export const a: number = 1 + 1' | "$linux" --loader=ts --minify >linux.out
cmp windows.out linux.out || fail "standard input to standard output"
