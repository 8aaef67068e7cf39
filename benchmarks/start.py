"""Seconds and memory from the start of a process to its first answer on an existing collection.

Each run is a fresh process, ours and the peer's in turn, after one of each that is not counted.
The clock stops at the first line of output; memory is the peak of the whole process. Ours
retrieves, answers and cites; the peer retrieves and stops there, as its tutorial does.

This module imports little on purpose: a child's reported peak is never less than its parent's
memory at the time it started.
"""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, cast

from benchmarks import data
from benchmarks.results import Goal, Note, Result, show

RUNS = 5
THIRD = Goal(of="ratio", sense="≤", bound=0.333)


@dataclass(frozen=True, slots=True)
class Run:
    """Seconds of a process to its first line of output, and its peak resident memory."""

    seconds: float
    megabytes: float


def main() -> None:
    """Index one set of PDFs on both sides, then print the medians of fresh processes."""
    pdfs = data.pdf_sets()[0]
    with TemporaryDirectory() as folder:
        files, home, peer_index = (Path(folder, name) for name in ("pdfs", "home", "peer"))
        files.mkdir()
        paths = [str(path) for path in pdfs.write_to(files)]
        footnote = [sys.executable, "-m", "components"]
        peer = [sys.executable, "-m", "benchmarks.start_peer"]
        environ = {**os.environ, "FOOTNOTE_HOME": str(home)}
        _run([*footnote, "index", *paths, "--json"], environ)
        _run([*peer, "index", str(peer_index), *paths], environ, silent=True)
        ask_ours = [*footnote, "ask", pdfs.question, "--json"]
        ask_peer = [*peer, "ask", str(peer_index), pdfs.question]
        _run(ask_ours, environ)
        _run(ask_peer, environ)
        ours: list[Run] = []
        theirs: list[Run] = []
        for _ in range(RUNS):
            ours.append(_run(ask_ours, environ))
            theirs.append(_run(ask_peer, environ))
    notes: dict[str, Note] = {"runs": RUNS, "collection": pdfs.name, "cores": os.cpu_count() or 1}
    for measure, unit in (("seconds", "s"), ("megabytes", "MB peak resident")):
        mine, others = ([getattr(run, measure) for run in runs] for runs in (ours, theirs))
        spread = {"range_ours": _range(mine), "range_peer": _range(others)}
        show(
            Result(
                name=f"start.{measure}",
                ours=statistics.median(mine),
                peer=statistics.median(others),
                unit=unit,
                goal=THIRD,
                notes=notes | spread,
            )
        )


def _run(command: Sequence[str], environ: Mapping[str, str], *, silent: bool = False) -> Run:
    """Run a command. Raises RuntimeError if it fails, or prints nothing though it should."""
    started = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=data.REPOSITORY, env=environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    with process:
        output = cast(IO[bytes], process.stdout)
        first = output.readline()
        seconds = time.perf_counter() - started
        output.read()
        # Not process.wait(): only wait4 tells what this one child used.
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode or not (first or silent):
        said = "nothing" if not first else "something"
        raise RuntimeError(f"{command} ended with {process.returncode} and printed {said}")
    return Run(seconds, usage.ru_maxrss / 1024)


def _range(values: Sequence[float]) -> str:
    return f"{min(values):.3g} to {max(values):.3g}"


if __name__ == "__main__":
    main()
