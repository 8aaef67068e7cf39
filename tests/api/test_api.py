"""The interface for programs, asked by OpenAI's own client over a real socket."""

from collections.abc import Iterator

import httpx
import openai
import pytest

from components.api import is_loopback
from components.cli import main
from components.services import Services
from tests.api.api_server import api_address
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
    with api_address(services, token=token) as address:
        yield address


@pytest.fixture
def client(address: str, token: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=address, api_key=token or "none", max_retries=0) as opened:
        yield opened


def test_models_lists_the_collections(client: openai.OpenAI) -> None:
    assert [each.id for each in client.models.list()] == ["Other things", "documents"]


def test_completion_has_the_answer_with_exact_citations(client: openai.OpenAI) -> None:
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


def test_stream_has_the_same_text_citations_and_usage(client: openai.OpenAI) -> None:
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


def test_follow_up_question_uses_the_turns_before_it(client: openai.OpenAI) -> None:
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
def test_invalid_request_is_refused_with_the_reason(
    address: str, token: str, body: object, status: int, says: str
) -> None:
    headers = {"authorization": f"Bearer {token or 'none'}"}
    got = httpx.post(f"{address}/chat/completions", json=body, headers=headers)
    assert got.status_code == status
    assert says in got.json()["error"]["message"]


@pytest.mark.parametrize("token", [TOKEN], indirect=True)
@pytest.mark.parametrize("given", ["wrong", "Bearer", TOKEN + "x", "é"])
def test_wrong_token_is_refused(address: str, given: str) -> None:
    for path in ("models", "chat/completions"):
        request = httpx.post if "chat" in path else httpx.get
        got = request(f"{address}/{path}", headers={"authorization": f"Bearer {given}".encode()})
        assert got.status_code == 401


@pytest.mark.parametrize("token", [""], indirect=True)
def test_foreign_host_name_without_a_token_is_refused(address: str) -> None:
    got = httpx.get(f"{address}/models", headers={"host": "rebound.example"})
    assert got.status_code == 400


def test_serve_on_another_address_without_a_token_fails(
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
