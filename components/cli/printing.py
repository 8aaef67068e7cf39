"""JSON lines, progress and exit statuses of the commands."""

import json
import sys
from collections.abc import Generator
from typing import Any, TypeVar

from components.pipelines.indexing.refreshing import refresh
from components.services import Services
from components.types import Progress

DONE, FAILED, WRONG_USE = 0, 1, 2
Report = TypeVar("Report")


def print_json(record: dict[str, Any]) -> None:
    """Print a record as one line."""
    print(json.dumps(record, ensure_ascii=False), flush=True)


def print_result(record: dict[str, Any], text: str, *, as_json: bool) -> None:
    """Print a result as JSON, or as text for a person."""
    if as_json:
        print_json(record)
    else:
        print(text, flush=True)


def note(step: Progress) -> None:
    """Show progress in place of the last, if a person watches."""
    if sys.stderr.isatty():
        count = f" {step.done} of {step.total}" if step.total else ""
        print(f"\r\033[K{step.name}: {step.stage}{count}", end="", file=sys.stderr, flush=True)


def refresh_stale(services: Services) -> None:
    """Rebuild the collections that a change of settings made outdated."""
    for step in refresh(services):
        note(step)


def finished(steps: Generator[Progress, None, Report]) -> Report:
    """Run the steps, show their progress and return their result."""
    try:
        while True:
            note(next(steps))
    except StopIteration as end:
        report: Report = end.value
        return report
