"""Footnote's real services in a temporary data folder, for the benchmarks."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.scoring import Passage
from components.pipelines.answering import answer
from components.pipelines.indexing import index
from components.services import Services, build
from components.settings import Settings
from components.types import DEFAULT_COLLECTION, Answer, FileReport, Hit, Upload


@contextmanager
def fresh_services() -> Iterator[Services]:
    """Yield services with an empty catalogue, after the embedder's one-time export."""
    with TemporaryDirectory() as home:
        settings = replace(Settings.from_env(), home=Path(home))
        with build(settings) as services:
            for _ in services.embedder.prepare():
                pass
            yield services


def index_files(services: Services, files: Mapping[str, bytes]) -> list[FileReport]:
    """Index `files` by name and return a report on each."""
    uploads = (Upload(name=name, data=data) for name, data in files.items())
    events = index(services, uploads, collection=DEFAULT_COLLECTION)
    return [each for each in events if isinstance(each, FileReport)]


@contextmanager
def services_over(texts: Mapping[str, str]) -> Iterator[Services]:
    """Yield services with `texts` indexed as text files. Raises RuntimeError if one is refused."""
    with fresh_services() as services:
        reports = index_files(services, {name: text.encode() for name, text in texts.items()})
        refused = [f"{each.name}: {each.reason}" for each in reports if each.status == "failed"]
        if refused:
            raise RuntimeError(f"{len(refused)} texts were not indexed; first: {refused[0]}")
        yield services


def ask(services: Services, question: str) -> Answer:
    """Return the finished answer to a question without earlier turns."""
    *_, whole = answer(services, question, collection=DEFAULT_COLLECTION)
    assert isinstance(whole, Answer)  # noqa: S101  (for the type checker)
    return whole


def hit_passages(hits: Iterable[Hit]) -> list[Passage]:
    """Return the span of each hit."""
    return [Passage(each.document_name, each.chunk.start, each.chunk.end) for each in hits]
