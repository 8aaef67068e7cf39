"""Any text keeps exact spans and quotes, and indexing it twice changes nothing."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings, strategies as st

from components.pipelines.indexing import index
from components.services import Services, build
from components.settings import Settings
from components.types import Upload
from tests.library import ask, reports

pytestmark = pytest.mark.slow

LATIN = ("lamp", "tide", "bell", "keeper", "tower", "gull", "142", "£7.50", "U.S.", "e.g.")
ODD = ("Überfahrt", "漢字", "|", "#", "•", "-", "*", "\u200b", "\U0001f514")
WORDS = st.sampled_from(LATIN + ODD)
SENTENCES = st.builds(
    lambda words, end: " ".join(words) + end,
    st.lists(WORDS, min_size=1, max_size=12),
    st.sampled_from([". ", ".\n", "?\r\n", "\n\n", ", ", "。", "\f"]),
)
TEXTS = st.lists(SENTENCES, min_size=1, max_size=25).map("".join)
NAMES = st.sampled_from(["a.txt", "b.md"])


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    with build(Settings(home=tmp_path_factory.mktemp("home"))) as services:
        yield services


@settings(max_examples=40, deadline=None)
@given(text=TEXTS, name=NAMES)
def test_every_quote_equals_its_span_of_the_document(
    library: Services, text: str, name: str
) -> None:
    # The text of a text or Markdown file is the decoded file itself.
    data = text.encode()
    (report,) = reports(index(library, [Upload(name=name, data=data)]))
    if report.status == "failed":
        assert not text.strip()
        return
    decoded = data.decode()
    ids = {row.name: row.id for row in library.catalogue.documents.rows()}
    assert library.catalogue.documents.get(ids[name]).text == decoded
    for chunk in library.catalogue.chunks.of_document(ids[name]):
        assert chunk.text == decoded[chunk.start : chunk.end]
    answer = ask(library, "Who keeps the lamp and the bell in the tower?")
    for citation in answer.citations:
        source = library.catalogue.documents.get(citation.document_id).text
        assert citation.quote == source[citation.start : citation.end]
        assert citation.quote.strip() == citation.quote != ""
    said = {each.marker for each in answer.citations}
    assert all(set(sentence.markers) <= said for sentence in answer.sentences)


@settings(max_examples=20, deadline=None)
@given(text=TEXTS, name=NAMES)
def test_indexing_twice_changes_nothing(library: Services, text: str, name: str) -> None:
    upload = Upload(name=name, data=text.encode())
    first = reports(index(library, [upload]))[0]
    before = (
        library.catalogue.documents.rows(),
        library.catalogue.chunks.embeddings("documents").chunk_ids,
    )
    second = reports(index(library, [upload]))[0]
    after = (
        library.catalogue.documents.rows(),
        library.catalogue.chunks.embeddings("documents").chunk_ids,
    )
    if first.status != "failed":
        assert second.status == "unchanged"
        assert before == after
