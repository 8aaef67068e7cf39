"""Questions that a chat model words for the search, through the whole path of an answer."""

from collections.abc import Iterator

import pytest

from components.pipelines.answering import answer
from components.preferences import Preferences
from components.services import Services
from components.types import Answer, Retrieved, Turn
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


def test_a_follow_up_is_worded_by_the_model(services: Services, server: Server, turn: Turn) -> None:
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
def test_our_own_rules_serve_where_the_model_does_not(
    services: Services, server: Server, turn: Turn, reply: Reply
) -> None:
    server.will(reply, SAYS)
    result = last(
        answer(services, "And in 2021?", turns=[turn], answerer=answerer_of(services, server))
    )
    assert result.searched == "What did the trust earn from tickets in 2021?"
    assert "12,750" in result.text
    assert result.complete


def test_a_question_that_stands_alone_is_asked_at_once(
    services: Services, server: Server, turn: Turn
) -> None:
    server.will(SAYS)
    question = "What did the trust earn from tickets in 2021?"
    result = last(answer(services, question, turns=[turn], answerer=answerer_of(services, server)))
    assert len(server.asked) == 1
    assert result.searched == ""


def test_other_wordings_find_what_the_question_does_not(services: Services, server: Server) -> None:
    add(
        services,
        *((f"{at}.txt", f"The keeper's log, page {at}: rain and wind.") for at in range(40)),
    )
    add(services, ("boat.txt", "The dinghy is painted every spring."))
    question = "When does the small craft get its coat?"
    wordings = Reply(words=("The dinghy is painted every spring.\n", "dinghy paint\n"))
    found: list[tuple[str, ...]] = []
    for preferences in (Preferences(passages=3), Preferences(passages=3, variants=True)):
        parts = services.under(preferences)
        server.will(*([wordings] if preferences.variants else []), SAYS)
        first = next(answer(parts, question, answerer=answerer_of(services, server)))
        assert isinstance(first, Retrieved)
        assert first.question == question
        assert [hit.rank for hit in first.hits] == [1, 2, 3]
        found.append(tuple(hit.document_name for hit in first.hits))
    assert "boat.txt" in found[1]
    assert found[1].index("boat.txt") == 0


def test_without_a_chat_model_there_are_no_other_wordings(services: Services, turn: Turn) -> None:
    parts = services.under(Preferences(variants=True, cache=True))
    (plain, *_), (varied, *_) = answer(services, BEFORE), answer(parts, BEFORE)
    assert plain == varied
    assert isinstance(last(answer(parts, BEFORE, turns=[turn])), Answer)
    assert services.kept_answers.count() == 0
