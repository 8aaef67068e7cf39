from pathlib import Path

import pytest

from components.answerers import ExtractiveAnswerer
from components.answerers.candidates import candidates
from components.answerers.extractive import NOT_FOUND
from components.embedders import BundledEmbedder
from components.services import Services, build
from components.settings import Settings
from components.types import Answer, Chunk, Hit, Token
from tests.library import add, ask

GUIDE = """# Visitor guide

## The tower

The tower has 142 steps. Children under five may not climb it. The gallery is open to the wind on
every side.

## The causeway

What should I know before I cross? The causeway is covered for three hours on either side of high
water. The bell rings twenty minutes before it closes.
"""


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("How many steps does the tower have?", "The tower has 142 steps."),
        ("When does the bell ring?", "The bell rings twenty minutes before it closes."),
    ],
)
def test_answering_sentence_is_quoted_and_cited(
    services: Services, question: str, says: str
) -> None:
    add(services, ("guide.md", GUIDE))
    answer = ask(services, question)
    assert answer.supported
    assert says in answer.text
    assert says in {" ".join(each.quote.split()) for each in answer.citations}


def test_sentences_have_citations_that_equal_the_document(services: Services) -> None:
    add(services, ("guide.md", GUIDE))
    answer = ask(services, "When is the causeway covered by the sea?")
    markers = {each.marker for each in answer.citations}
    assert answer.sentences
    for sentence in answer.sentences:
        assert sentence.markers
        assert set(sentence.markers) <= markers
    for citation in answer.citations:
        text = services.catalogue.documents.get(citation.document_id).text
        assert citation.quote == text[citation.start : citation.end]
    assert 1 <= len(answer.sentences) <= 4


def test_tokens_join_to_the_text(services: Services) -> None:
    add(services, ("guide.md", GUIDE))
    hits = services.retriever.retrieve("Tell me about the tower", collection="documents", limit=5)
    *tokens, answer = services.answerer.answer("Tell me about the tower", hits)
    assert isinstance(answer, Answer)
    assert "".join(token.text for token in tokens if isinstance(token, Token)) == answer.text


TOOLS = "Product,Price,Place\nTent,120,Skail\nRope,15,Orrin\nStove,64,Skail\n"


@pytest.mark.parametrize(
    ("question", "row"),
    [
        ("What does a rope cost?", "Product: Rope; Price: 15; Place: Orrin"),
        ("What does a stove cost?", "Product: Stove; Price: 64; Place: Skail"),
    ],
)
def test_row_that_matches_the_question_is_quoted_alone(
    services: Services, question: str, row: str
) -> None:
    add(services, ("tools.csv", TOOLS))
    answer = ask(services, question)
    assert answer.text == row
    assert [each.quote for each in answer.citations] == [row]


def test_blocks_survive_the_catalogue_and_an_export(services: Services, tmp_path: Path) -> None:
    add(services, ("tools.csv", TOOLS))
    (row,) = services.catalogue.documents.rows()
    document = services.catalogue.documents.get(row.id)
    assert [document.text[each.start : each.end] for each in document.blocks] == (
        document.text.split("\n")
    )
    (chunk,) = services.catalogue.chunks.of_document(row.id)
    assert chunk.blocks == document.blocks
    for _ in services.export(tmp_path / "export.zip"):
        pass
    with build(Settings(home=tmp_path / "elsewhere")) as elsewhere:
        for _ in elsewhere.take_in(tmp_path / "export.zip"):
            pass
        assert elsewhere.catalogue.documents.get(row.id).blocks == document.blocks
        assert elsewhere.catalogue.chunks.of_document(row.id) == (chunk,)


@pytest.mark.parametrize(
    "question", ["What is the boiling point of tungsten?", "?", "Who won the chess cup in 1987?"]
)
def test_question_without_an_answer_is_not_found(services: Services, question: str) -> None:
    add(services, ("guide.md", GUIDE))
    answer = ask(services, question)
    assert not answer.supported
    assert answer.text == NOT_FOUND
    assert answer.citations == ()


def test_answer_without_hits_is_not_found(embedder: BundledEmbedder) -> None:
    *_, answer = ExtractiveAnswerer(embedder).answer("Who keeps the light?", ())
    assert isinstance(answer, Answer)
    assert not answer.supported


def test_repeated_sentence_is_quoted_once(services: Services) -> None:
    add(
        services,
        ("a.txt", "The tower has 142 steps."),
        ("b.txt", "Welcome. The tower has 142 steps. Mind your head on the way."),
    )
    answer = ask(services, "How many steps does the tower have?")
    assert answer.text.count("142") == 1


def test_figures_without_words_are_not_quoted() -> None:
    text = "February\n402\n468\nMay\n2,951\n3,208\nJune\n3,300\n3,742"
    chunk = Chunk(id="c", document_id="d", page=4, start=0, end=len(text), text=text)
    hit = Hit(chunk=chunk, document_name="a.pdf", score=1.0, scale="rrf", rank=1)
    assert all(any(map(str.isalpha, each.text)) for each in candidates([hit]))


def test_questions_are_not_quoted(services: Services) -> None:
    add(services, ("guide.md", GUIDE))
    assert "?" not in ask(services, "What should I know before I cross?").text
