"""Answers whose chat model fails, fault by fault, over the whole path.

What is tried again, and how a broken stream is kept, tests/answerers/test_generative.py has; the
sentence of each status, tests/chat_models/test_hosted.py.
"""

from collections.abc import Iterator
from contextlib import closing
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
from components.types import Answer, ModelChoice, Notice, Retrieved
from tests.chatting import last
from tests.library import add
from tests.model_server import Reply, Server, serving

GUIDE = "# Guide\n\nThe tower has 142 steps. The lamp is lit at dusk.\n"
QUESTION = "How many steps does the tower have?"
TRUE = "The tower has 142 steps"
SILENCE, WHOLE = 0.4, 1.2  # seconds
TOO_LONG = '{"error": {"message": "maximum context length is 512", "code": "context_length"}}'


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
    model = HostedChatModel(choice, patience=Patience(silence=SILENCE, whole=WHOLE))
    return GenerativeAnswerer(model, SupportChecker(library.embedder), sleep=waits.append)


@pytest.mark.parametrize(
    ("reply", "says", "tries"),
    [
        (Reply(status=401), "refused the key", 1),
        (Reply(status=404), "no model named m", 1),
        (Reply(status=429), "too many requests", 4),
        (Reply(status=400, body=TOO_LONG), "Choose fewer passages", 1),
        (Reply(wait=2), "did not answer in time", 4),
    ],
    ids=["401", "404", "429 for ever", "context too long", "silence before"],
)
def test_fault_before_the_first_word_keeps_the_sources_and_says_why(
    library: Services,
    server: Server,
    answerer: GenerativeAnswerer,
    waits: list[float],
    reply: Reply,
    says: str,
    tries: int,
) -> None:
    server.will(reply)
    items: list[object] = []
    with pytest.raises(ModelError, match=says) as raised:
        items.extend(answer(library, QUESTION, answerer=answerer))
    assert isinstance(items[0], Retrieved)
    assert items[0].hits
    assert all(isinstance(each, Notice) for each in items[1:])
    assert len(server.asked) == tries
    assert waits == [1.0, 3.0, 8.0][: tries - 1]
    assert "\n" not in str(raised.value)
    assert "Traceback" not in str(raised.value)


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        (Reply(words=(f"{TRUE} [1]. ", "The "), end="garbage"), "incomplete"),
        (Reply(words=(f"{TRUE} [1]. ", *["la "] * 200), pause=0.1), "took too long"),
        (Reply(words=(f"{TRUE} [1]. ", "The lamp"), end="cut"), "incomplete"),
    ],
    ids=["malformed", "slow drip", "cut"],
)
def test_fault_after_the_first_words_keeps_them_as_incomplete(
    library: Services, server: Server, answerer: GenerativeAnswerer, reply: Reply, says: str
) -> None:
    server.will(reply)
    result = last(answer(library, QUESTION, answerer=answerer))
    assert not result.complete
    assert says in result.note
    assert result.text.startswith(f"{TRUE}.")
    assert result.sentences[0].markers
    assert all(each.markers or each.note for each in result.sentences)
    assert len(server.asked) == 1


def test_silent_model_keeps_the_words_so_far(
    library: Services, server: Server, answerer: GenerativeAnswerer
) -> None:
    server.will(Reply(words=(f"{TRUE} [1]. ", "The lamp "), stall=2.0))
    result = last(answer(library, QUESTION, answerer=answerer))
    assert not result.complete
    assert "did not answer in time" in result.note
    assert result.sentences[0].markers


def test_stop_ends_the_request_in_mid_sentence(
    library: Services, server: Server, answerer: GenerativeAnswerer
) -> None:
    server.will(Reply(words=("The tower ",) * 300, pause=0.02))
    with closing(answer(library, QUESTION, answerer=answerer)) as items:
        assert isinstance(next(items), Retrieved)
        assert not isinstance(next(items), Answer)
    assert server.closed_early.wait(5)
