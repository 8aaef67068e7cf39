"""Search time as a collection grows: ours without a reader, against Chroma's query alone.

    python -m benchmarks.search              1,000, 10,000 and 100,000 chunks
    python -m benchmarks.search --largest    1,000,000 too: about 10 GB of disk, and an hour

The collection comes from `growing.py`, the questions from the articles. Ours turns a question into
its ten best passages: embed, search by keywords and by vectors, fuse. Chroma is given the vector,
on the same index, and returns ten ids with their distances. A note has Chroma's time with embedding
the question; separate rows have ours with the reader.
"""

import argparse
import math
import resource
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks import data
from benchmarks.engine import fresh_services
from benchmarks.growing import Writer, material_of
from benchmarks.results import Goal, Note, Result, show, show_skipped
from components.pipelines.indexing import ensure_collection
from components.services import Services
from components.stores.vectors.connecting import chroma_name
from components.types import DEFAULT_COLLECTION

SIZES = (1_000, 10_000, 100_000)
LARGEST = 1_000_000
SIDES = ("ours", "chroma")
READING = 700
"""Goal for reading twenty passages on two cores, in milliseconds."""
LINEAR = 1.15
"""Highest exponent that counts as linear: an HNSW index grows by n log n."""
QUESTIONS = 200
LIMIT = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """Measurements at one number of chunks: times in milliseconds, building in seconds."""

    chunks: int
    ours: tuple[float, ...]
    reading: tuple[float, ...]
    """Our times with the reader."""
    chroma: tuple[float, ...]
    chroma_with_embedding: tuple[float, ...]
    """Chroma's times with embedding the question."""
    processor: dict[str, tuple[float, ...]]
    """Processor times of each side in this process, whatever else the machine did."""
    build: float
    megabytes: float
    resident: float


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the times at every size, and their growth."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--largest", action="store_true")
    options = parser.parse_args(arguments)
    articles = data.squad_articles()
    if articles is None:
        show_skipped("search", data.ABSENT)
        return
    questions = [each.text for each in articles.questions[:QUESTIONS]]
    measured: list[Size] = []
    with fresh_services() as services:
        material = material_of(services, articles)
        ensure_collection(services, DEFAULT_COLLECTION)
        writer = Writer(services, material)
        for size in (*SIZES, *((LARGEST,) if options.largest else ())):
            writer.grow_to(size)
            measured.append(_measure(services, questions, writer, size))
            _show(measured[-1])
            _show_reading(measured[-1])
    _show_growth(measured)


def _measure(services: Services, questions: Sequence[str], writer: Writer, size: int) -> Size:
    vectors = services.embedder.encode(questions)
    client = services.vectors._client
    assert client is not None  # noqa: S101  (for the type checker)
    collection = client.get_collection(chroma_name(DEFAULT_COLLECTION))
    unread = services.under(replace(services.preferences(), reader=False)).retriever

    def ours(at: int) -> None:
        unread.retrieve(questions[at], collection=DEFAULT_COLLECTION, limit=LIMIT)

    def reading(at: int) -> None:
        services.retriever.retrieve(questions[at], collection=DEFAULT_COLLECTION, limit=LIMIT)

    def nearest(vector: NDArray[np.float32]) -> None:
        collection.query(query_embeddings=vector, n_results=LIMIT, include=["distances"])

    def chroma(at: int) -> None:
        nearest(vectors[at : at + 1])

    def chroma_with_embedding(at: int) -> None:
        nearest(services.embedder.encode_questions([questions[at]]))

    sides = (ours, reading, chroma, chroma_with_embedding)
    times, processor = _alternately({side.__name__: side for side in sides}, len(questions))
    return Size(
        chunks=size,
        ours=times["ours"],
        reading=times["reading"],
        chroma=times["chroma"],
        chroma_with_embedding=times["chroma_with_embedding"],
        processor=processor,
        build=writer.seconds,
        megabytes=_disk(services.settings.home) / 2**20,
        resident=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    )


_Times = dict[str, tuple[float, ...]]


def _alternately(sides: dict[str, Callable[[int], None]], count: int) -> tuple[_Times, _Times]:
    """Return the milliseconds of each call, wall and processor, after a few uncounted calls.

    All sides answer one question before the next.
    """
    wall: dict[str, list[float]] = {name: [] for name in sides}
    processor: dict[str, list[float]] = {name: [] for name in sides}
    for at in range(-5, count):
        for name in sorted(sides, reverse=bool(at % 2)):
            used, started = time.process_time(), time.perf_counter()
            sides[name](abs(at))
            if at >= 0:
                wall[name].append((time.perf_counter() - started) * 1_000)
                processor[name].append((time.process_time() - used) * 1_000)
    return (
        {name: tuple(each) for name, each in wall.items()},
        {name: tuple(each) for name, each in processor.items()},
    )


def _disk(folder: Path) -> int:
    return sum(each.stat().st_size for each in folder.rglob("*") if each.is_file())


def _percentile(values: Sequence[float], share: float) -> float:
    return float(np.percentile(values, share))


def _show(size: Size) -> None:
    for name, share in (("p50", 50), ("p95", 95)):
        goal = Goal(of="ratio", sense="≤", bound=2) if (size.chunks, share) == (10**5, 95) else None
        notes: dict[str, Note] = {
            "questions": len(size.ours),
            "processor_ours": _percentile(size.processor["ours"], share),
            "processor_peer": _percentile(size.processor["chroma"], share),
            "peer_with_the_question_to_embed": _percentile(size.chroma_with_embedding, share),
        }
        if share == 50:
            notes |= {
                "build_seconds": size.build,
                "chunks_written_per_second": size.chunks / size.build,
                "disk_megabytes": size.megabytes,
                "peak_resident_megabytes": size.resident,
            }
        show(
            Result(
                name=f"search.{size.chunks}.{name}",
                ours=_percentile(size.ours, share),
                peer=_percentile(size.chroma, share),
                unit="ms",
                goal=goal,
                notes=notes,
            )
        )


def _show_reading(size: Size) -> None:
    show(
        Result(
            name=f"search.{size.chunks}.with_the_reader.p95",
            ours=_percentile(size.reading, 95),
            peer=_percentile(size.ours, 95),
            unit="ms; the peer is ours without it",
            goal=Goal(of="ours", sense="≤", bound=READING),
            notes={"p50": _percentile(size.reading, 50)},
        )
    )


def _show_growth(sizes: Sequence[Size]) -> None:
    """Print the fitted exponents; 1 means that a time grows linearly with the chunks."""
    chunks = [each.chunks for each in sizes]
    ours, chroma = ([_percentile(getattr(each, side), 95) for each in sizes] for side in SIDES)
    notes: dict[str, Note] = {"fitted_to": ", ".join(f"{each:,}" for each in chunks)}
    show(
        Result(
            name="search.growth.p95",
            ours=exponent(chunks, ours),
            peer=exponent(chunks, chroma),
            unit="exponent",
            notes=notes,
        )
    )
    show(
        Result(
            name="search.growth.build",
            ours=exponent(chunks, [each.build for each in sizes]),
            peer=1.0,
            unit="exponent",
            goal=Goal(of="ours", sense="≤", bound=LINEAR),
            notes=notes,
        )
    )
    print(chart(chunks, {"ours p95": ours, "Chroma p95": chroma}))


def exponent(sizes: Sequence[float], values: Sequence[float]) -> float:
    """Fit values ∝ sizes ** exponent to the logarithms of both, and return the exponent.

    >>> round(exponent([1, 10, 100], [3, 30, 300]), 6)
    1.0
    """
    return float(np.polyfit(np.log(sizes), np.log(values), 1)[0])


def chart(sizes: Sequence[int], lines: dict[str, Sequence[float]]) -> str:
    """Draw milliseconds by size as text bars, ten characters for each power of ten.

    >>> print(chart([1_000, 10_000], {"ours": [1.0, 100.0]}))
     1,000 ours ▏ 1.0 ms
    10,000 ours ████████████████████ 100.0 ms
    """
    lowest = math.floor(min(math.log10(each) for values in lines.values() for each in values))
    size_width = max(len(f"{each:,}") for each in sizes)
    name_width = max(map(len, lines))
    rows: list[str] = []
    for at, size in enumerate(sizes):
        for name, values in lines.items():
            bar = "█" * round(10 * (math.log10(values[at]) - lowest)) or "▏"
            rows.append(f"{size:>{size_width},} {name:<{name_width}} {bar} {values[at]:.1f} ms")
    return "\n".join(rows)


if __name__ == "__main__":
    main()
