"""A chat model's answers given again, and gone with what they quote."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from components.background.answer_runs import AnswerRequest
from components.pipelines.answering import answer
from components.pipelines.dependencies import Dependencies
from components.pipelines.indexing import delete
from components.preferences import Preferences
from components.services import Services
from components.stores.answer_cache import MOST
from components.types import Answer, ModelChoice, Retrieved, Scope, Turn
from tests.bytes_search import files_with
from tests.chatting import answerer_of, last
from tests.library import add
from tests.model_server import Reply, Server, serving

WORD = "Quenbyrandil"
GUIDE = f"# Tower\n\nThe tower of {WORD} has 142 steps. The lamp is lit at dusk.\n"
QUESTION = "How many steps does the tower have?"
SAYS = Reply(words=(f"The tower of {WORD} ", "has 142 steps [1]."))
KEY = "sk-canary-7f3a"


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        running.will(SAYS)
        yield running


@pytest.fixture
def caching(services: Services) -> Services:
    add(services, ("guide.md", GUIDE), ("other.md", "# Other\n\nThe bell rings twice.\n"))
    services.preference_store.save(Preferences(cache=True))
    return services


def _ask(services: Services, server: Server, question: str = QUESTION, **given: object) -> Answer:
    given.setdefault("answerer", answerer_of(services, server))
    return last(answer(services, question, **given))  # type: ignore[arg-type]


def test_the_same_question_is_answered_at_once_and_says_so(
    caching: Services, server: Server
) -> None:
    began = time.time()
    first = _ask(caching, server)
    retrieved, again = answer(caching, QUESTION, answerer=answerer_of(caching, server))
    assert len(server.asked) == 1
    assert isinstance(retrieved, Retrieved)
    assert isinstance(again, Answer)
    assert again.hits == retrieved.hits == first.hits
    assert (again.text, again.sentences, again.citations) == (
        first.text,
        first.sentences,
        first.citations,
    )
    assert first.writing is not None
    assert again.writing is not None
    assert first.writing.cached is None
    assert again.writing.cached is not None
    assert began <= again.writing.cached <= time.time()
    assert again.writing.usage.tokens_in == 0
    assert again.writing.prompt == first.writing.prompt


def test_off_by_default_and_turning_it_off_forgets(caching: Services, server: Server) -> None:
    _ask(caching, server)
    assert caching.kept_answers.count() == 1
    caching.preference_store.save(Preferences())
    assert caching.kept_answers.count() == 0
    _ask(caching, server)
    _ask(caching, server)
    assert len(server.asked) == 3
    assert caching.kept_answers.count() == 0


def test_whatever_an_answer_depends_on_makes_it_another(caching: Services, server: Server) -> None:
    turn = Turn(question="Which tower?", answer=_ask(caching, server))
    asked = len(server.asked)
    own_model = {"answerer": answerer_of(caching, server, model="another")}
    for given in ({"instructions": "In French."}, own_model, {"limit": 1}):
        _ask(caching, server, **given)
        asked += 1
        assert len(server.asked) == asked, given
    # Earlier turns only where the question needs them.
    _ask(caching, server, turns=[turn])
    assert len(server.asked) == asked
    add(caching, ("guide.md", GUIDE.replace("dusk", "night")))
    _ask(caching, server)
    assert len(server.asked) == asked + 1


def test_another_one_can_be_asked_for(caching: Services, server: Server) -> None:
    _ask(caching, server)
    server.will(Reply(words=("The tower has 142 steps [1].",)))
    assert WORD not in _ask(caching, server, fresh=True).text
    assert WORD not in _ask(caching, server).text
    assert len(server.asked) == 2


def test_an_answer_asked_for_again_is_another_one(caching: Services, server: Server) -> None:
    def chat(conversation_id: str) -> Answer:
        within = Scope(collection="documents")
        live = caching.answer_runs.start(
            AnswerRequest(
                question=QUESTION,
                conversation_id=conversation_id,
                at=0,
                within=within,
                answerer=answerer_of(caching, server),
            )
        )
        assert live.wait(20)
        return live.answer

    one, two = (caching.conversations.start("a", collection="documents") for _ in range(2))
    for conversation_id, requests, is_cached in ((one, 1, False), (two, 1, True), (one, 2, False)):
        given = chat(conversation_id)
        assert given.complete
        assert given.writing is not None
        assert (given.writing.cached is not None) == is_cached
        assert len(server.asked) == requests
        kept = caching.conversations.get(conversation_id)
        assert kept is not None
        assert kept.turns[0].answer == given


@pytest.mark.parametrize("end", ["cut", "length", "drop"])
def test_a_broken_answer_is_not_kept(caching: Services, server: Server, end: str) -> None:
    server.will(replace(SAYS, end=end))
    assert not _ask(caching, server).complete
    assert caching.kept_answers.count() == 0


def test_so_many_are_kept_and_no_more(caching: Services, server: Server) -> None:
    given = _ask(caching, server)
    for number in range(MOST):
        caching.kept_answers.put(f"key {number}", given)
    assert caching.kept_answers.count() == MOST
    _ask(caching, server)
    assert len(server.asked) == 2  # the first was used longest ago


def test_it_goes_with_a_document_that_it_quotes(
    caching: Services, server: Server, tmp_path: Path
) -> None:
    _ask(caching, server)
    assert files_with(tmp_path, WORD)
    late = _ask(caching, server, fresh=True)
    delete(caching, "guide.md")
    assert caching.kept_answers.count() == 0
    # One that was on its way quotes what is gone.
    caching.kept_answers.put("late", late)
    assert caching.kept_answers.count() == 0
    for _ in caching.purge():
        pass
    assert not files_with(tmp_path, WORD)


def test_it_goes_with_the_conversation_it_may_have_been_said_in(
    caching: Services, server: Server
) -> None:
    conversation_id = caching.conversations.start(QUESTION, collection="documents")
    _ask(caching, server)
    caching.conversations.delete(conversation_id)
    assert caching.kept_answers.count() == 0


def test_deleting_everything_erases_it(caching: Services, server: Server, tmp_path: Path) -> None:
    said = "Entirely made up by the model: Zorvathine."
    server.will(Reply(words=(said,)))
    _ask(caching, server)
    assert files_with(tmp_path, "Zorvathine")
    caching.erase_everything()
    assert not files_with(tmp_path, "Zorvathine")
    assert not files_with(tmp_path, WORD)


def test_no_key_is_in_it(caching: Services, server: Server, tmp_path: Path) -> None:
    choice = ModelChoice(provider="server", model="m", address=server.address)
    _ask(caching, server, answerer=caching.answerer_for(choice, key=KEY))
    assert server.headers[0]["authorization"] == f"Bearer {KEY}"
    assert caching.kept_answers.count() == 1
    assert not files_with(tmp_path, KEY)


def test_quotations_are_not_kept(caching: Services) -> None:
    deps: Dependencies = caching
    last(answer(deps, QUESTION))
    assert caching.kept_answers.count() == 0
