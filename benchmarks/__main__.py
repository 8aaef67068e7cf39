"""Run every benchmark in turn, or those named, and write the table: `python -m benchmarks [NAME…]`.

Rows of scripts that were not run keep their date in the table. A script that fails is reported, the
others still run, and the exit status is 1. A missed goal is a result, not a failure.
"""

import argparse
import subprocess
import sys
from collections.abc import Sequence

from benchmarks import data, report

SCRIPTS = (
    "embed",
    "start",
    "ingest",
    "long_pdf",
    "search",
    "repetition",
    "retrieval",
    "pages",
    "ablation",
    "answers",
    "citations",
)
LIMIT_SECONDS = 1_200


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the scripts and return the exit status: 0 if all of them finished."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("script", nargs="*", metavar="NAME", help=", ".join(SCRIPTS))
    asked = parser.parse_args(arguments)
    if unknown := set(asked.script) - set(SCRIPTS):
        parser.error(f"no benchmark is called {min(unknown)!r}; there are {', '.join(SCRIPTS)}")
    lines: list[report.Line] = []
    for script in asked.script or SCRIPTS:
        print(f"benchmarks.{script}", file=sys.stderr, flush=True)
        lines += run(script)
    report.write(report.README, lines)
    print(report.table(lines))
    return int(any("failed" in line for line in lines))


def run(script: str) -> list[report.Line]:
    """Run a script and return its result lines, with one more if it failed."""
    command = [sys.executable, "-W", "ignore", "-m", f"benchmarks.{script}"]
    try:
        done = subprocess.run(
            command,
            cwd=data.REPOSITORY,
            capture_output=True,
            text=True,
            timeout=LIMIT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return [{"name": script, "failed": f"still running after {LIMIT_SECONDS} s"}]
    lines = report.parse(done.stdout)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        print(done.stderr, file=sys.stderr)
        lines.append({"name": script, "failed": f"exit status {done.returncode}: {last}"})
    return lines


if __name__ == "__main__":
    sys.exit(main())
