"""Follow-up questions that a chat model completes, through the whole path of an answer."""

from collections.abc import Iterator

import pytest

from components.pipelines.answering import answer
from components.services import Services
from components.types import Retrieved, Turn
from tests.chatting import answerer_of, last
from tests.library import add, ask
from tests.model_server import Reply, Server, serving

TEXT = """# Accounts

In 2020 the trust earned 9,400 pounds from tickets. In 2021 the trust earned 12,750 pounds from
tickets. The shop sold postcards in both years.
"""
BEFORE = "What did the trust earn from tickets in 2020?"
SAYS = Reply(words=("In 2021 the trust earned 12,750 pounds ", "from tickets [1]."))


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


@pytest.fixture
def turn(services: Services) -> Turn:
    add(services, ("accounts.md", TEXT))
    return Turn(question=BEFORE, answer=ask(services, BEFORE))


def test_follow_up_is_rewritten_by_the_model(
    services: Services, server: Server, turn: Turn
) -> None:
    server.will(Reply(words=("How much did the trust earn from tickets ", "in 2021?")), SAYS)
    items = list(
        answer(services, "And in 2021?", turns=[turn], answerer=answerer_of(services, server))
    )
    assert isinstance(items[0], Retrieved)
    assert items[0].question == "How much did the trust earn from tickets in 2021?"
    result = last(items)
    assert result.searched == items[0].question
    assert "12,750" in result.text
    assert result.sentences[0].markers
    assert result.writing is not None
    assert result.writing.usage.tokens_in == 2 * 210  # both requests are counted
    assert items[0].question in server.asked[1]["messages"][-1]["content"]


@pytest.mark.parametrize(
    "reply", [Reply(words=("In 2021 it was 12,750 pounds.",)), Reply(status=500), Reply(words=())]
)
def test_rules_complete_a_follow_up_where_the_model_fails(
    services: Services, server: Server, turn: Turn, reply: Reply
) -> None:
    server.will(reply, SAYS)
    result = last(
        answer(services, "And in 2021?", turns=[turn], answerer=answerer_of(services, server))
    )
    assert result.searched == "What did the trust earn from tickets in 2021?"
    assert "12,750" in result.text
    assert result.complete


def test_standalone_question_is_not_rewritten(
    services: Services, server: Server, turn: Turn
) -> None:
    server.will(SAYS)
    question = "What did the trust earn from tickets in 2021?"
    result = last(answer(services, question, turns=[turn], answerer=answerer_of(services, server)))
    assert len(server.asked) == 1
    assert result.searched == ""
