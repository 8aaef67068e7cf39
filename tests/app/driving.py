"""What the app's tests do over and over."""

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
    """The one button of this label."""
    (found,) = (each for each in app.button if each.label == label)
    return found


def texts(app: AppTest) -> list[str]:
    """What is shown as plain text."""
    return [each.value for each in app.text]


def drawn(app: AppTest, component: str) -> list[dict[str, Any]]:
    """What each of our components was given to draw."""
    return [
        json.loads(each.proto.json)["shown"]
        for each in app.get("bidi_component")
        if each.proto.component_name == component
    ]


def wait_until(condition: Callable[[], bool], *, seconds: float = 30) -> None:
    """Fail where it does not come true in time."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come true in time"
        time.sleep(0.05)


def wait_for_jobs() -> tuple[Job, ...]:
    """Let the worker finish; the jobs as they ended."""
    wait_until(lambda: not is_active(services().jobs.all()))
    return services().jobs.all()
