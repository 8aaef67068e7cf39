"""A chat model's answer, from a real server on loopback that obeys, disobeys and fails."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from components.answerers import GenerativeAnswerer
from components.chat_models import HostedChatModel
from components.chat_models.hosted import Patience
from components.citations import SupportChecker
from components.errors import ModelError
from components.pipelines.answering import answer
from components.services import Services, build
from components.settings import Settings
from components.types import Answer, ModelChoice, Notice, Token
from tests.library import add
from tests.model_server import Reply, Server, serving

GUIDE = """# Visitor guide

## The tower

The tower has 142 steps. Children under five may not climb it. The lamp was lit in 1864.

## The causeway

The causeway is covered for three hours on either side of high water. The bell rings twenty
minutes before it closes.
"""
QUESTION = "How many steps does the tower have?"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    home: Path = tmp_path_factory.mktemp("home")
    with build(Settings(home=home)) as built:
        add(built, ("guide.md", GUIDE))
        yield built


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def answerer(library: Services, server: Server, waits: list[float]) -> GenerativeAnswerer:
    choice = ModelChoice(provider="server", model="m", address=server.address)
    model = HostedChatModel(choice, patience=Patience(silence=5, whole=20))
    return GenerativeAnswerer(model, SupportChecker(library.embedder), sleep=waits.append)


def _items(library: Services, answerer: GenerativeAnswerer) -> list[object]:
    return list(answer(library, QUESTION, answerer=answerer))


def _answer(library: Services, answerer: GenerativeAnswerer) -> Answer:
    last = _items(library, answerer)[-1]
    assert isinstance(last, Answer)
    return last


def _words(text: str) -> tuple[str, ...]:
    return tuple(f"{word} " for word in text.split(" "))


@pytest.mark.parametrize(
    "said",
    [
        "The tower has 142 steps [1].",
        "The tower has 142 steps.",
        "The tower has 142 steps [9].",
        "The **tower** has 142 steps 【1】.",
        "<think>The guide says 99? No.</think>The tower has 142 steps. [1]",
    ],
    ids=["obeys", "no marker", "marker to nothing", "other brackets", "thinks aloud"],
)
def test_true_sentence_is_cited_despite_wrong_markers(
    library: Services, server: Server, answerer: GenerativeAnswerer, said: str
) -> None:
    server.will(Reply(words=_words(said)))
    found = _answer(library, answerer)
    assert found.text.strip() == "The tower has 142 steps."
    (sentence,) = found.sentences
    assert sentence.markers == (1,)
    assert not sentence.note
    (citation,) = found.citations
    assert citation.quote == "The tower has 142 steps."
    assert GUIDE[citation.start : citation.end] == citation.quote
    assert found.supported
    assert found.complete
    assert found.writing is not None
    assert found.writing.dropped_markers == (1 if "[9]" in said else 0)
    assert "</passages>" in found.writing.prompt
    assert found.writing.usage.tokens_in == 210


def test_stars_of_code_stay_and_emphasis_is_removed(
    library: Services, server: Server, answerer: GenerativeAnswerer
) -> None:
    server.will(Reply(words=_words("**Note**: 2**128 takes `**kwargs`, **kwargs and __init__.")))
    assert _answer(library, answerer).text.strip() == (
        "Note: 2**128 takes `**kwargs`, **kwargs and __init__."
    )


def test_unsupported_sentence_is_marked(
    library: Services, server: Server, answerer: GenerativeAnswerer
) -> None:
    said = "The tower has 241 steps [1]. The tower has 142 steps. The king sleeps in Lisbon [1]."
    server.will(Reply(words=_words(said)))
    wrong, right, elsewhere = _answer(library, answerer).sentences
    assert wrong.note
    assert "142" in wrong.note
    assert right.markers
    assert not right.note
    assert not elsewhere.markers
    assert elsewhere.note


def test_sentences_get_footnotes_while_the_answer_is_written(
    library: Services, server: Server, answerer: GenerativeAnswerer
) -> None:
    said = "The tower has 142 steps [1]. The lamp was lit in 1864 [1]. The bell rings."
    server.will(Reply(words=_words(said)))
    items = _items(library, answerer)
    partial = [each for each in items if isinstance(each, Answer) and not each.complete]
    assert [len(each.sentences) for each in partial] == [1, 2]
    assert all(each.sentences[-1].markers for each in partial)
    assert any(isinstance(each, Token) for each in items)


def test_reply_not_found_has_no_citations(
    library: Services, server: Server, answerer: GenerativeAnswerer
) -> None:
    server.will(Reply(words=_words("Your documents don’t say.")))
    found = _answer(library, answerer)
    assert not found.supported
    assert found.complete
    assert not found.citations


def test_temporary_error_is_retried(
    library: Services, server: Server, answerer: GenerativeAnswerer, waits: list[float]
) -> None:
    server.will(Reply(status=429, headers={"Retry-After": "2"}), Reply(status=503), Reply())
    items = _items(library, answerer)
    assert isinstance(items[-1], Answer)
    assert items[-1].supported
    assert waits == [2.0, 3.0]
    assert next(each.seconds for each in items if isinstance(each, Notice)) == 2.0


def test_permanent_error_is_not_retried(
    library: Services, server: Server, answerer: GenerativeAnswerer, waits: list[float]
) -> None:
    server.will(Reply(status=401))
    with pytest.raises(ModelError, match="refused the key"):
        _items(library, answerer)
    assert len(server.asked) == 1
    server.will(Reply(status=500))
    with pytest.raises(ModelError, match="problem on its server"):
        _items(library, answerer)
    assert len(server.asked) == 5
    server.will(Reply(status=429, headers={"Retry-After": "3600"}))
    with pytest.raises(ModelError, match="3,600 seconds"):
        _items(library, answerer)
    assert sum(waits) == pytest.approx(12)


@pytest.mark.parametrize(
    ("end", "says"),
    [("cut", "before the answer did"), ("length", "length limit"), ("drop", "is incomplete")],
)
def test_broken_answer_is_kept_as_incomplete(
    library: Services, server: Server, answerer: GenerativeAnswerer, end: str, says: str
) -> None:
    said = "The tower has 142 steps [1]. The lamp was"
    server.will(Reply(words=_words(said), end=end))
    found = _answer(library, answerer)
    assert not found.complete
    assert says in found.note
    assert found.text.startswith("The tower has 142 steps.")
    assert found.sentences[0].markers == (1,)
    assert len(server.asked) == 1, "what was half said is not asked for again"


def test_empty_answer_has_a_note(
    library: Services, server: Server, answerer: GenerativeAnswerer
) -> None:
    server.will(Reply(words=()))
    found = _answer(library, answerer)
    assert not found.complete
    assert "empty answer" in found.note


def test_endless_answer_is_cut_off(
    library: Services, server: Server, answerer: GenerativeAnswerer
) -> None:
    server.will(Reply(words=("The tower has 142 steps [1]. " * 400,) * 200, pause=0.02))
    found = _answer(library, answerer)
    assert not found.complete
    assert "did not stop writing" in found.note
    assert len(found.text) < 40_000
    assert server.closed_early.wait(5)
