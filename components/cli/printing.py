"""What commands print, and how far they are."""

import json
import sys
from collections.abc import Generator
from typing import Any, TypeVar

from components.pipelines.indexing.refreshing import refresh
from components.services import Services
from components.types import Progress

DONE, FAILED, WRONG_USE = 0, 1, 2
"""Exit statuses."""
Report = TypeVar("Report")


def print_json(record: dict[str, Any]) -> None:
    """One line."""
    print(json.dumps(record, ensure_ascii=False), flush=True)


def note(step: Progress) -> None:
    """How far something is, where a person looks on."""
    if sys.stderr.isatty():
        count = f" {step.done} of {step.total}" if step.total else ""
        print(f"\r\033[K{step.name}: {step.stage}{count}", end="", file=sys.stderr, flush=True)


def refresh_stale(services: Services) -> None:
    """What a change of settings made stale is built anew before it is used."""
    for step in refresh(services):
        note(step)


def finished(steps: Generator[Progress, None, Report]) -> Report:
    """What the steps come to, each noted."""
    while True:
        try:
            note(next(steps))
        except StopIteration as end:
            report: Report = end.value
            return report
