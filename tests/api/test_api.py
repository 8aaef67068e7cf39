"""The interface for programs, asked by OpenAI's own client over a real socket."""

import socket
import threading
import time
from collections.abc import Iterator

import httpx
import openai
import pytest
import uvicorn

from components.api import build_application, is_loopback
from components.cli import main
from components.services import Services
from tests.library import add

GUIDE = "# Guide\n\nThe tower has 142 steps. The lamp is lit at dusk.\n"
QUESTION = "How many steps does the tower have?"
TOKEN = "a-token-for-programs"  # noqa: S105


@pytest.fixture(params=["", TOKEN], ids=["open", "token"])
def token(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def address(services: Services, token: str) -> Iterator[str]:
    add(services, ("guide.md", GUIDE))
    add(services, ("other.md", "# Other\n\nThe bell rings twice.\n"), collection="Other things")
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(
            uvicorn.Config(build_application(services, token=token), log_level="warning")
        )
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
        server.should_exit = True
        thread.join()


@pytest.fixture
def client(address: str, token: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=address, api_key=token or "none", max_retries=0) as opened:
        yield opened


def test_the_models_are_the_collections(client: openai.OpenAI) -> None:
    assert [each.id for each in client.models.list()] == ["Other things", "documents"]


def test_an_answer_with_its_citations(client: openai.OpenAI) -> None:
    made = client.chat.completions.create(
        model="documents", messages=[{"role": "user", "content": QUESTION}]
    )
    (choice,) = made.choices
    assert choice.message.content == "The tower has 142 steps. [1]"
    assert choice.finish_reason == "stop"
    assert choice.message.model_extra is not None
    (citation,) = choice.message.model_extra["citations"]
    assert citation["quote"] == GUIDE[citation["start"] : citation["end"]]
    assert citation["document"] == "guide.md"
    assert made.usage is not None
    assert made.usage.total_tokens == made.usage.prompt_tokens + made.usage.completion_tokens


def test_a_stream_gives_the_same(client: openai.OpenAI) -> None:
    events = list(
        client.chat.completions.create(
            model="documents",
            messages=[{"role": "user", "content": QUESTION}],
            stream=True,
            stream_options={"include_usage": True},
        )
    )
    text = "".join(each.choices[0].delta.content or "" for each in events if each.choices)
    assert text == "The tower has 142 steps. [1]"
    (last,) = (each for each in events if each.choices and each.choices[0].finish_reason)
    assert last.model_extra is not None
    assert last.model_extra["citations"][0]["document"] == "guide.md"
    assert events[-1].usage is not None


def test_turns_before_it_are_understood(client: openai.OpenAI) -> None:
    made = client.chat.completions.create(
        model="documents",
        messages=[
            {"role": "user", "content": "Which tower has steps?"},
            {"role": "assistant", "content": "The tower has 142 steps. [1]"},
            {"role": "user", "content": [{"type": "text", "text": "And when is its lamp lit?"}]},
        ],
    )
    assert "dusk" in (made.choices[0].message.content or "")


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        ({"model": "nothing", "messages": [{"role": "user", "content": "?"}]}, 404, "documents"),
        ({"model": "documents"}, 400, "messages"),
        ({"model": "documents", "messages": [{"role": "user", "content": " "}]}, 400, "last"),
        ({"model": "documents", "messages": ["hello"]}, 400, "role"),
        ([1], 400, "messages"),
        ({"messages": [{"role": "user", "content": "x" * 1_100_000}]}, 400, "larger"),
    ],
)
def test_what_cannot_be_answered_says_why(
    address: str, token: str, body: object, status: int, says: str
) -> None:
    headers = {"authorization": f"Bearer {token or 'none'}"}
    got = httpx.post(f"{address}/chat/completions", json=body, headers=headers)
    assert got.status_code == status
    assert says in got.json()["error"]["message"]


@pytest.mark.parametrize("token", [TOKEN], indirect=True)
@pytest.mark.parametrize("given", ["wrong", "Bearer", TOKEN + "x", "é"])
def test_a_wrong_token_is_refused(address: str, given: str) -> None:
    for path in ("models", "chat/completions"):
        request = httpx.post if "chat" in path else httpx.get
        got = request(f"{address}/{path}", headers={"authorization": f"Bearer {given}".encode()})
        assert got.status_code == 401


@pytest.mark.parametrize("token", [""], indirect=True)
def test_without_a_token_only_names_of_this_machine_are_answered_to(address: str) -> None:
    got = httpx.get(f"{address}/models", headers={"host": "rebound.example"})
    assert got.status_code == 400


def test_another_address_needs_a_token(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setenv("FOOTNOTE_HOME", str(tmp_path))
    monkeypatch.delenv("FOOTNOTE_TOKEN", raising=False)
    assert main(["serve", "--host", "0.0.0.0"]) == 1  # noqa: S104
    assert "FOOTNOTE_TOKEN" in capsys.readouterr().err
    assert [is_loopback(each) for each in ("127.0.0.1", "::1", "localhost", "0.0.0.0", "a.b")] == [  # noqa: S104
        True,
        True,
        True,
        False,
        False,
    ]


def test_question_over_the_limit_is_a_bad_request(client: openai.OpenAI) -> None:
    with pytest.raises(openai.BadRequestError, match="160,000 characters"):
        client.chat.completions.create(
            model="documents", messages=[{"role": "user", "content": "why " * 40_000}]
        )
