"""Small helpers that drive a library as a person would."""

from collections.abc import Iterable
from pathlib import Path

from components.pipelines.answering import answer
from components.pipelines.indexing import index
from components.services import Services
from components.types import Answer, FileReport, Upload


def add(
    services: Services, *files: tuple[str, str], collection: str = "documents"
) -> list[FileReport]:
    """Index (name, text) files, and return their reports in order."""
    uploads = [Upload(name=name, data=text.encode()) for name, text in files]
    return reports(index(services, uploads, collection=collection))


def sample_uploads() -> list[Upload]:
    """Return the sample documents, as "Try the samples" uploads them."""
    paths = sorted((Path(__file__).parents[1] / "samples").iterdir())
    return [
        Upload(name=path.name, data=path.read_bytes())
        for path in paths
        if path.suffix in (".pdf", ".docx", ".md", ".csv")
    ]


def reports(steps: Iterable[object]) -> list[FileReport]:
    """Return the reports among the steps of an indexing."""
    return [step for step in steps if isinstance(step, FileReport)]


def ask(services: Services, question: str) -> Answer:
    """Return the whole answer to a question."""
    *_, result = answer(services, question)
    assert isinstance(result, Answer)
    return result


def found(services: Services, question: str, **filters: object) -> set[str]:
    """Return the names of the documents that a question finds."""
    hits = services.retriever.retrieve(
        question,
        collection="documents",
        limit=50,
        **filters,  # type: ignore[arg-type]
    )
    return {hit.document_name for hit in hits}
