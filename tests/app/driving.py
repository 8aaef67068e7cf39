"""Helpers of the app tests."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from components.types import Job
from components.ui.library.progress import is_active
from components.ui.shared.state import services

ROOT = Path(__file__).parents[2]
Open = Callable[..., AppTest]


def button(app: AppTest, label: str) -> Any:
    """Return the only button with this label."""
    (found,) = (each for each in app.button if each.label == label)
    return found


def texts(app: AppTest) -> list[str]:
    """Return the texts that the page shows literally."""
    return [each.value for each in app.text]


def drawn(app: AppTest, component: str) -> list[dict[str, Any]]:
    """Return the data of each component of this name."""
    return [
        json.loads(each.proto.json)["shown"]
        for each in app.get("bidi_component")
        if each.proto.component_name == component
    ]


def answer_text(turn: dict[str, Any]) -> str:
    """Return the whole text of a drawn answer."""
    return "".join(piece["text"] for piece in turn["pieces"])


def wait_until(condition: Callable[[], bool], *, seconds: float = 30) -> None:
    """Wait for a condition, and fail when the time is over."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come true in time"
        time.sleep(0.05)


def rerun_seconds(app: AppTest) -> float:
    """Return the seconds that the quickest of five reruns takes."""
    seconds = []
    for _ in range(5):
        began = time.perf_counter()
        app.run()
        seconds.append(time.perf_counter() - began)
    return min(seconds)


def wait_for_jobs() -> tuple[Job, ...]:
    """Wait for the worker, and return the ended jobs."""
    wait_until(lambda: not is_active(services().jobs.all()))
    return services().jobs.all()
