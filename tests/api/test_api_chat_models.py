"""The interface for programs with a chat model behind it, and what happens when that one fails."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import openai
import pytest
from sqlalchemy import update

from components.answerers import ExtractiveAnswerer
from components.errors import ModelError
from components.services import Services
from components.stores.tables import collections
from components.types import Token
from tests.api.api_server import api_address
from tests.chatting import answerer_of
from tests.library import add
from tests.model_server import Reply, Server, serving

GUIDE = "# Guide\n\nThe tower has 142 steps. The lamp is lit at dusk.\n"
QUESTION = "How many steps does the tower have?"
REQUEST = {"model": "documents", "messages": [{"role": "user", "content": QUESTION}]}
TWO = Reply(words=("The tower has 142 steps [1]. ", "The moon is ", "made of cheese."))


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        running.will(Reply())
        yield running


@pytest.fixture
def address(services: Services, server: Server) -> Iterator[str]:
    add(services, ("guide.md", GUIDE))
    with api_address(services, answerer=lambda: answerer_of(services, server)) as address:
        yield address


@pytest.fixture
def client(address: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=address, api_key="none", max_retries=0) as opened:
        yield opened


def test_completion_of_a_chat_model_has_each_sentence_checked(
    client: openai.OpenAI, server: Server
) -> None:
    server.will(TWO)
    made = client.chat.completions.create(**REQUEST)  # type: ignore[call-overload]
    message = made.choices[0].message
    assert message.content == "The tower has 142 steps. [1] The moon is made of cheese."
    assert message.answered_by == "m"
    true, false = message.sentences
    assert (true["markers"], true["note"], true["short"]) == ([1], None, None)
    assert false["markers"] == []
    assert false["note"]
    (citation,) = message.citations
    assert citation["quote"] == GUIDE[citation["start"] : citation["end"]]
    assert made.usage.total_tokens == 219


def test_system_messages_follow_the_instructions_of_the_collection(
    services: Services, client: openai.OpenAI, server: Server
) -> None:
    with services.database.write() as connection:
        connection.execute(update(collections).values(instructions="Always in metres."))
    client.chat.completions.create(
        model="documents",
        messages=[
            {"role": "system", "content": "Answer like a pirate."},
            {"role": "user", "content": QUESTION},
        ],
    )
    system = server.asked[0]["messages"][0]["content"]
    assert system.index("The person also wants") < system.index("Always in metres.")
    assert system.endswith("Always in metres.\nAnswer like a pirate.")


def test_long_system_messages_are_refused(client: openai.OpenAI, server: Server) -> None:
    with pytest.raises(openai.BadRequestError, match="8,000"):
        client.chat.completions.create(
            model="documents",
            messages=[
                {"role": "system", "content": "Please. " * 2_000},
                {"role": "user", "content": QUESTION},
            ],
        )
    assert not server.asked


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize(
    ("reply", "error", "says"),
    [
        (Reply(status=401), openai.InternalServerError, "key"),
        (Reply(status=404), openai.InternalServerError, "model"),
        (Reply(status=429, headers={"retry-after": "600"}), openai.InternalServerError, "600"),
    ],
)
def test_failure_before_the_first_word_has_an_http_status(
    client: openai.OpenAI,
    server: Server,
    streamed: bool,
    reply: Reply,
    error: type[openai.APIStatusError],
    says: str,
) -> None:
    server.will(reply)
    with pytest.raises(error) as raised:
        client.chat.completions.create(**REQUEST, stream=streamed)  # type: ignore[call-overload]
    assert raised.value.status_code == 502
    assert says in raised.value.message
    assert isinstance(raised.value.body, dict)
    assert raised.value.body["type"] == "server_error"


def test_broken_stream_keeps_the_sentences_so_far(client: openai.OpenAI, server: Server) -> None:
    server.will(Reply(words=TWO.words, end="drop"))
    events = list(client.chat.completions.create(**REQUEST, stream=True))  # type: ignore[call-overload]
    text = "".join(each.choices[0].delta.content or "" for each in events)
    assert text.startswith("The tower has 142 steps. [1]")
    last = events[-1]
    assert last.choices[0].finish_reason == "length"
    assert "incomplete" in last.note
    assert last.citations


def test_error_in_mid_stream_reaches_the_client(services: Services) -> None:
    class Failing(ExtractiveAnswerer):
        def answer(self, *given: object, **named: object):  # type: ignore[no-untyped-def, override]
            yield from list(super().answer(*given, **named))[:-1]  # type: ignore[arg-type]
            raise ModelError("It went away.")

    add(services, ("guide.md", GUIDE))
    failing = Failing(services.embedder)
    with (
        api_address(services, answerer=lambda: failing) as address,
        openai.OpenAI(base_url=address, api_key="none", max_retries=0) as client,
        pytest.raises(openai.APIError, match="It went away"),
    ):
        for _ in client.chat.completions.create(**REQUEST, stream=True):  # type: ignore[call-overload]
            pass


def test_client_that_leaves_a_stream_ends_the_model_request(address: str, server: Server) -> None:
    server.will(Reply(words=("The tower has 142 steps [1]. ",) * 200, pause=0.05))
    with (
        httpx.Client() as client,
        client.stream(
            "POST", f"{address}/chat/completions", json={**REQUEST, "stream": True}
        ) as got,
    ):
        next(got.iter_lines())
    assert server.closed_early.wait(5)


def test_client_that_leaves_before_the_whole_answer_ends_the_model_request(
    address: str, server: Server
) -> None:
    server.will(Reply(words=("The tower has 142 steps [1]. ",) * 200, pause=0.05))
    with pytest.raises(httpx.ReadTimeout):
        httpx.post(f"{address}/chat/completions", json=REQUEST, timeout=1)
    assert server.closed_early.wait(5)


@pytest.mark.parametrize("stream", [False, True])
def test_client_that_leaves_during_a_step_gets_the_answer_closed_after_it(
    services: Services, stream: bool
) -> None:
    started, release, closed = threading.Event(), threading.Event(), threading.Event()
    steps: list[int] = []

    class Slow(ExtractiveAnswerer):
        def answer(self, *_: object, **__: object):  # type: ignore[no-untyped-def, override]
            try:
                started.set()
                release.wait(30)
                for number in range(500):
                    steps.append(number)
                    yield Token(text="tower ")
            finally:
                closed.set()

    add(services, ("guide.md", GUIDE))
    slow = Slow(services.embedder)
    with api_address(services, answerer=lambda: slow) as address:
        host, port = address.removeprefix("http://").removesuffix("/v1").split(":")
        body = json.dumps({**REQUEST, "stream": stream}).encode()
        head = f"POST /v1/chat/completions HTTP/1.1\r\nhost: {host}\r\n"
        head += f"content-length: {len(body)}\r\n\r\n"
        with socket.create_connection((host, int(port))) as client:
            client.sendall(head.encode() + body)
            assert started.wait(10)
        release.set()
        assert closed.wait(10)
    assert 0 < len(steps) < 500


def test_questions_are_answered_at_the_same_time(client: openai.OpenAI, server: Server) -> None:
    server.will(Reply(pause=0.3))

    def ask(_: int) -> str:
        made = client.chat.completions.create(**REQUEST)  # type: ignore[call-overload]
        return str(made.choices[0].message.content)

    began = time.monotonic()
    with ThreadPoolExecutor() as threads:
        assert list(threads.map(ask, range(4))) == ["The tower has 142 steps. [1]"] * 4
    assert time.monotonic() - began < 2 * 6 * 0.3  # one takes six words of 0.3 s
