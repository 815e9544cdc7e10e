#!/usr/bin/env python3
"""Linux programs inside mimic's monitor, side by side with the same without, and with strace.

    bench/linux.py [--runs N]

The sides take turns, and what counts is the ratio of the medians of one run. No seccomp filter is under
either side. Exits with 1 where a limit is missed.
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
INTERPOSE = [MIMIC, "run", "--interpose", "--"]


def seconds(command):
    start = time.perf_counter()
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def medians(commands, runs):
    """Median seconds by label; the commands take turns, the first round is not counted."""
    samples = {label: [] for label in commands}
    for number in range(runs + 1):
        for label, command in commands.items():
            sample = seconds(command)
            if number:
                samples[label].append(sample)
    return {label: statistics.median(values) for label, values in samples.items()}


class Report:
    def __init__(self):
        self.missed = 0

    def line(self, name, value, unit, comparison, bound, details):
        good = value <= bound if comparison == "<=" else value >= bound
        self.missed += not good
        limit = f"{'at most' if comparison == '<=' else 'at least'} {bound:g}"
        print(f"{name:34} {value:8.2f} {unit:3} ({limit}){'' if good else '  MISSED'}   {details}")
        sys.stdout.flush()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--runs", type=int, default=11)
    options = parser.parse_args()
    report = Report()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = folder
        calls = folder + "/calls"
        subprocess.run(["gcc", "-O2", "-o", calls, ROOT + "/bench/calls.c"], check=True)
        native, interposed = [], []
        for _ in range(options.runs):
            for command, samples in (([calls], native), (INTERPOSE + [calls], interposed)):
                text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
                samples.append([float(word) for word in text.split()])
        for index, name in enumerate(("a call through libc", "a call of the program's own")):
            sides = [statistics.median(sample[index] for sample in side)
                     for side in (native, interposed)]
            report.line(name, sides[1] / sides[0], "x", "<=", 1.05,
                        f"native {sides[0]:.0f} ns, interposed {sides[1]:.0f} ns")

        times = medians({"native": ["/bin/true"], "interposed": INTERPOSE + ["/bin/true"]},
                        options.runs * 3)
        report.line("start", (times["interposed"] - times["native"]) * 1000, "ms", "<=", 2,
                    f"/bin/true {times['native'] * 1000:.1f} ms, "
                    f"interposed {times['interposed'] * 1000:.1f} ms")

        copy = ["dd", "if=/dev/zero", "of=/dev/null", "bs=1", "count=50000", "status=none"]
        commands = {"native": copy, "mimic": [MIMIC, "trace", "-o", folder + "/mimic.txt", "--", *copy]}
        if shutil.which("strace"):
            commands["strace"] = ["strace", "-f", "-o", folder + "/strace.txt", *copy]
        times = medians(commands, max(3, options.runs // 3))
        details = ", ".join(f"{label} {value * 1000:.0f} ms" for label, value in times.items())
        if "strace" in times:
            ratio = (times["strace"] - times["native"]) / max(times["mimic"] - times["native"], 1e-6)
            report.line("overhead of strace / mimic trace", ratio, "x", ">=", 20, details)
            lines = [sum(1 for _ in open(f"{folder}/{tool}.txt", "rb")) for tool in ("mimic", "strace")]
            report.line("lines lost by mimic trace", lines[1] - lines[0], "", "<=", 0, f"of {lines[1]}")
    return 1 if report.missed else 0


if __name__ == "__main__":
    sys.exit(main())
