"""Results of benchmarks, printed as one JSON object a line."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Note = str | int | float


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """A bound that `ours`, or the ratio of ours to the peer, must keep."""

    of: Literal["ours", "ratio"]
    sense: Literal["≥", ">", "≤"]
    bound: float

    def __str__(self) -> str:
        return f"{self.of} {self.sense} {self.bound:g}"

    def met_by(self, value: float) -> bool:
        """Tell whether `value` is within the bound."""
        if self.sense == "≤":
            return value <= self.bound
        return value > self.bound or (self.sense == "≥" and value == self.bound)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Our number beside the peer's. `notes` hold figures that explain it."""

    name: str
    ours: float
    peer: float
    unit: str
    goal: Goal | None = None
    notes: Mapping[str, Note] = field(default_factory=dict)

    @property
    def ratio(self) -> float | None:
        """Ours divided by the peer's; None where the peer's is 0."""
        return self.ours / self.peer if self.peer else None

    @property
    def met(self) -> bool | None:
        """True if the goal is met; None without a goal."""
        if self.goal is None:
            return None
        value = self.ours if self.goal.of == "ours" else self.ratio
        return value is not None and self.goal.met_by(value)

    def as_line(self) -> str:
        """Return the result as a line of JSON, rounded."""
        ratio = self.ratio
        line: dict[str, Note | bool | None] = {
            "name": self.name,
            "ours": _rounded(self.ours),
            "peer": _rounded(self.peer),
            "ratio": None if ratio is None else _rounded(ratio),
            "unit": self.unit,
        }
        if self.goal is not None:
            line |= {"goal": str(self.goal), "met": self.met}
        notes = {
            key: _rounded(value) if isinstance(value, float) else value
            for key, value in self.notes.items()
        }
        return json.dumps(line | notes, ensure_ascii=False)


def show(result: Result) -> None:
    """Print a result at once."""
    print(result.as_line(), flush=True)


def show_skipped(name: str, reason: str) -> None:
    """Print that a benchmark cannot run here, with the reason."""
    print(json.dumps({"name": name, "skipped": reason}, ensure_ascii=False), flush=True)


def _rounded(value: float) -> float:
    """Round to four significant digits, more than any measurement here deserves."""
    return float(f"{value:.4g}")
