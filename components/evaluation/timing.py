"""Measure the time and memory that the embedder takes on this machine."""

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from components.protocols import Embedder

_PASSAGE = (
    "The lamp of the northern tower was renewed in spring, and the keepers were trained in its "
    "use over two weeks. Its range is eighteen nautical miles in clear weather, and the battery "
    "carries it through three nights without wind. "
) * 3
_PASSAGES = 24
_QUESTION = "How far can the new lamp be seen in clear weather?"
_ROUNDS = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Milliseconds. `passage` is the share of one among many; `question` is one alone, the median.

    `memory`: bytes of this whole process, None where this system does not say.
    """

    passage: float
    question: float
    memory: int | None


def measure(embedder: Embedder) -> Cost:
    """Embed a few hundred words; takes about a second."""
    for _ in embedder.prepare():
        pass
    embedder.encode([_QUESTION])  # the first one loads the model
    passages = [f"{at}. {_PASSAGE}" for at in range(_PASSAGES)]
    together = _milliseconds(lambda: embedder.encode(passages))
    alone = [_milliseconds(lambda: embedder.encode([_QUESTION])) for _ in range(_ROUNDS)]
    return Cost(
        passage=together / _PASSAGES,
        question=statistics.median(alone),
        memory=resident_bytes(),
    )


def resident_bytes() -> int | None:
    """Memory that this process holds now."""
    if sys.platform == "linux":
        import resource

        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return pages * resource.getpagesize()
    return None


def _milliseconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1_000
