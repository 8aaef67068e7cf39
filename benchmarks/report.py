"""Turn result lines into the table in `benchmarks/README.md`."""

import json
import os
import platform
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from benchmarks.results import Note

Line = Mapping[str, Note | bool | None]

README = Path(__file__).parent / "README.md"
BEGIN, END = "<!-- results: written by `make bench` -->", "<!-- end of results -->"

_HEAD = (
    "| benchmark | ours | peer | ratio | unit | goal | notes | measured on |\n"
    "|---|---|---|---|---|---|---|---|"
)
_COLUMNS = ("name", "ours", "peer", "ratio", "unit", "goal", "met")


def parse(output: str) -> list[Line]:
    """Return the JSON objects among the lines of a script's output."""
    lines: list[Line] = []
    for text in output.splitlines():
        if text.startswith("{"):
            lines.append(json.loads(text))
    return lines


def table(lines: Iterable[Line]) -> str:
    """Return a Markdown table with a row for each result line."""
    return "\n".join([_HEAD, *map(_row, lines)])


def machine() -> str:
    """Describe the machine that the figures come from."""
    cores = os.cpu_count() or 1
    return (
        f"{cores} cores, {_processor()} · {platform.system()} · Python {platform.python_version()}"
    )


def write(readme: Path, lines: Sequence[Line]) -> None:
    """Put the machine and the table between the two markers of `readme`.

    Rows of scripts that are not among `lines` stay.
    """
    text = readme.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    old, after = rest.split(END)
    rows = [row for row in old.splitlines() if row.startswith("| ")][1:]
    groups = _by_script(rows) | _by_script([_row(line) for line in lines])
    whole = "\n".join([_HEAD, *(row for group in groups.values() for row in group)])
    readme.write_text(f"{before}{BEGIN}\n{machine()}\n\n{whole}\n{END}{after}", encoding="utf-8")


def _by_script(rows: Iterable[str]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for row in rows:
        script = row.removeprefix("| ").split(" ")[0].split(".")[0]
        groups.setdefault(script, []).append(row)
    return groups


def _row(line: Line) -> str:
    for state in ("skipped", "failed"):
        if state in line:
            return f"| {line['name']} | | | | | | {state}: {line[state]} | {date.today()} |"
    verdict = {True: "met", False: "**missed**"}
    goal = f"{line['goal']}: {verdict[bool(line['met'])]}" if "goal" in line else ""
    notes = ", ".join(
        f"{key.replace('_', ' ')} {value}" for key, value in line.items() if key not in _COLUMNS
    )
    ratio = "" if line["ratio"] is None else line["ratio"]
    own = (line["name"], line["ours"], line["peer"], ratio, line["unit"], goal, notes)
    cells = (*own, date.today())
    return f"| {' | '.join(str(cell) for cell in cells)} |"


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    if information.exists():
        for line in information.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
