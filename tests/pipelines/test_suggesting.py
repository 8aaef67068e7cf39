"""Suggested questions are answered by the app, over the samples and over real documents."""

from dataclasses import replace
from pathlib import Path

import pytest

from components.pipelines.answering import answer
from components.pipelines.indexing import index
from components.pipelines.suggesting import suggest, suggest_instead
from components.services import Services
from components.types import Answer, Chunk, Scope, Upload
from tests.library import add, ask, reports

SAMPLES = Path(__file__).parents[2] / "samples"
DEV = Path(__file__).parents[3] / "shared" / "data" / "dev"
ALL = Scope(collection="documents")


def _index(services: Services, *paths: Path) -> None:
    uploads = [Upload(name=path.name, data=path.read_bytes()) for path in paths]
    assert all(each.status == "indexed" for each in reports(index(services, uploads)))


def _answered(services: Services, question: str) -> Answer:
    *_, last = answer(services, question)
    assert isinstance(last, Answer)
    return last


def test_samples_suggest_questions_that_are_answered(services: Services) -> None:
    _index(services, *(SAMPLES / name for name in ("visitor-guide.md", "staff-policy.docx")))
    ready = services.catalogue.documents.searchable_names("documents")
    found = suggest(services, ready, within=ALL, limit=6)
    assert len(found) == 6
    assert len({each.lower() for each in found}) == 6
    cited = set()
    for question in found:
        said = _answered(services, question)
        assert said.supported, question
        cited |= {each.document_name for each in said.citations}
    assert cited == {"visitor-guide.md", "staff-policy.docx"}


@pytest.mark.slow
def test_real_documents_suggest_questions_that_are_answered(services: Services) -> None:
    handbook = DEV / "northwind" / "pdfs" / "employee_handbook.pdf"
    article = DEV / "squad_articles" / "corpora" / "Construction.txt"
    if not (handbook.exists() and article.exists()):
        pytest.skip("no ../shared/data/dev")
    _index(services, handbook, article)
    for document in services.catalogue.documents.searchable_names("documents"):
        found = suggest(services, [document], within=ALL, limit=4)
        assert len(found) >= 2, document
        for question in found:
            said = _answered(services, question)
            assert said.supported, question
            assert document[0] in {each.document_id for each in said.citations}, question


def test_refusal_suggests_what_the_nearest_passages_answer(services: Services) -> None:
    _index(services, SAMPLES / "visitor-guide.md")
    said = ask(services, "What is the boiling point of tungsten?")
    assert not said.supported
    found = suggest_instead(services, replace(said, within=ALL))
    assert found
    assert all(_answered(services, question).supported for question in found)


def test_documents_without_a_fit_sentence_suggest_nothing(services: Services) -> None:
    add(services, ("list.txt", "12 14 16\n\nit was so, and so it stayed"))
    assert (
        suggest(
            services,
            services.catalogue.documents.searchable_names("documents"),
            within=ALL,
            limit=4,
        )
        == ()
    )


def test_large_library_is_read_in_part(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [(f"note-{n}.txt", f"A note{n} is a thing of number {n}.") for n in range(60)]
    add(services, *texts)
    ready = services.catalogue.documents.searchable_names("documents")
    read: list[str] = []
    sample = services.catalogue.chunks.sample

    def counting(document_id: str, *, limit: int) -> tuple[Chunk, ...]:
        read.append(document_id)
        return sample(document_id, limit=limit)

    monkeypatch.setattr(services.catalogue.chunks, "sample", counting)
    assert len(suggest(services, ready, within=ALL, limit=4)) == 4
    assert len(read) == 8


def test_sample_of_chunks_covers_the_whole_document(services: Services) -> None:
    paragraphs = "\n\n".join(
        f"Paragraph {n} says what the keeper did that day." for n in range(400)
    )
    add(services, ("long.txt", paragraphs))
    (document_id, _), *_ = services.catalogue.documents.searchable_names("documents")
    every = services.catalogue.chunks.of_document(document_id)
    spread = services.catalogue.chunks.sample(document_id, limit=10)
    assert 5 <= len(spread) <= 10
    assert spread[0] == every[0]
    assert spread[-1].start > every[len(every) * 3 // 4].start
    assert services.catalogue.chunks.sample(document_id, limit=1000) == every
