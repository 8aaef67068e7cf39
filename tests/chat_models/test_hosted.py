"""Every fault over the real protocol, from a server on loopback."""

from collections.abc import Iterator

import pytest

from components.chat_models import PROVIDERS, HostedChatModel
from components.chat_models.hosted import Patience
from components.errors import ModelError
from components.types import Message, ModelChoice, Piece
from tests.model_server import TEXT, Reply, Server, serving

KEY = "sk-canary-4711-never-shown"
ASKED = (Message(role="system", text="Be short."), Message(role="user", text="How many steps?"))
_PROVIDER = {"openai": "server", "anthropic": "anthropic", "ollama": "ollama"}


@pytest.fixture(params=_PROVIDER)
def protocol(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def server(protocol: str) -> Iterator[Server]:
    with serving(protocol) as running:
        yield running


@pytest.fixture
def openai() -> Iterator[Server]:
    with serving() as running:
        yield running


def model(server: Server, protocol: str = "openai", **patience: float) -> HostedChatModel:
    choice = ModelChoice(provider=_PROVIDER[protocol], model="m", address=server.address)
    return HostedChatModel(choice, key=KEY, patience=Patience(**patience))


def said(found: HostedChatModel) -> tuple[str, list[Piece]]:
    pieces = list(found.stream(ASKED, longest=300))
    return "".join(each.text for each in pieces), pieces


def fault(found: HostedChatModel) -> ModelError:
    with pytest.raises(ModelError) as caught:
        list(found.stream(ASKED, longest=300))
    assert KEY not in str(caught.value)
    return caught.value


def test_stream_yields_words_then_usage_and_finish(server: Server, protocol: str) -> None:
    server.will(Reply())
    text, pieces = said(model(server, protocol))
    assert text == TEXT
    assert sum(bool(each.text) for each in pieces) == 6
    used = [each.usage for each in pieces if each.usage]
    assert sum(each.tokens_in for each in used) == 210
    assert sum(each.tokens_out for each in used) == 9
    assert pieces[-1].finish == "stop"


def test_request_contains_the_messages_and_the_limit(openai: Server) -> None:
    openai.will(Reply())
    said(model(openai))
    assert openai.asked[0]["messages"] == [
        {"role": "system", "content": "Be short."},
        {"role": "user", "content": "How many steps?"},
    ]
    assert openai.asked[0]["max_tokens"] == 300
    assert openai.asked[0]["stream"] is True
    assert openai.headers[0]["authorization"] == f"Bearer {KEY}"


def test_answer_cut_by_the_limit_finishes_with_length(server: Server, protocol: str) -> None:
    server.will(Reply(end="length"))
    assert said(model(server, protocol))[1][-1].finish == "length"


def test_stream_without_an_end_finishes_with_cut(server: Server, protocol: str) -> None:
    server.will(Reply(end="cut"))
    text, pieces = said(model(server, protocol))
    assert text == TEXT
    assert pieces[-1].finish == "cut"


@pytest.mark.parametrize("end", ["drop", "garbage"])
def test_broken_stream_raises_after_its_text(server: Server, protocol: str, end: str) -> None:
    server.will(Reply(end=end))
    heard: list[str] = []
    with pytest.raises(ModelError):
        heard.extend(piece.text for piece in model(server, protocol).stream(ASKED, longest=9))
    assert "".join(heard) == TEXT


@pytest.mark.parametrize(
    ("status", "says", "passing"),
    [
        (401, "refused the key", False),
        (403, "refused the key", False),
        (404, "no model named m", False),
        (413, "too large", False),
        (429, "too many requests", True),
        (500, "problem on its server", True),
        (503, "problem on its server", True),
        (418, "refused the request", False),
    ],
)
def test_http_status_becomes_a_sentence(
    server: Server, protocol: str, status: int, says: str, passing: bool
) -> None:
    server.will(Reply(status=status, body='{"error": {"message": "bad ' + KEY + '"}}'))
    found = fault(model(server, protocol))
    assert says in str(found)
    assert found.passing == passing
    assert len(server.asked) == 1, "trying again is not the library's to decide"


def test_retry_after_is_read_as_seconds_or_date(openai: Server) -> None:
    openai.will(Reply(status=429, headers={"Retry-After": "7"}))
    assert fault(model(openai)).wait == 7
    openai.will(Reply(status=429, headers={"Retry-After": "Thu, 01 Jan 2099 00:00:00 GMT"}))
    assert (fault(model(openai)).wait or 0) > 1_000_000
    openai.will(Reply(status=429, headers={"Retry-After": "soon"}))
    assert fault(model(openai)).wait is None


def test_used_up_quota_is_not_retried(openai: Server) -> None:
    body = '{"error": {"message": "You exceeded your quota", "code": "insufficient_quota"}}'
    openai.will(Reply(status=429, body=body))
    assert not fault(model(openai)).passing


def test_too_long_context_names_the_cure(openai: Server) -> None:
    body = '{"error": {"message": "This model\'s maximum context length is 4096 tokens."}}'
    openai.will(Reply(status=400, body=body))
    assert "Choose fewer passages" in str(fault(model(openai)))


def test_silence_before_the_first_word_times_out(server: Server, protocol: str) -> None:
    server.will(Reply(wait=3))
    found = fault(model(server, protocol, silence=0.3))
    assert "did not answer in time" in str(found)
    assert found.passing


def test_silence_between_two_words_times_out(server: Server, protocol: str) -> None:
    server.will(Reply(pause=2))
    assert "did not answer in time" in str(fault(model(server, protocol, silence=0.3)))


def test_slow_answer_ends_at_the_time_limit(server: Server, protocol: str) -> None:
    server.will(Reply(words=("drip ",) * 100, pause=0.05))
    text, pieces = said(model(server, protocol, whole=0.4))
    assert 1 <= text.count("drip") < 50
    assert pieces[-1].finish == "time"


def test_closing_the_stream_closes_the_connection(server: Server, protocol: str) -> None:
    server.will(Reply(words=("word ",) * 400, pause=0.02))
    stream = model(server, protocol).stream(ASKED, longest=9)
    while not next(stream).text:
        pass
    stream.close()  # type: ignore[attr-defined]
    assert server.closed_early.wait(5)


def test_unreachable_address_is_reported() -> None:
    with serving() as gone:
        pass
    found = fault(model(gone))
    assert "cannot be reached" in str(found)
    assert found.passing


def test_missing_setting_is_reported_before_a_request() -> None:
    with pytest.raises(ModelError, match="OPENAI_API_KEY"):
        HostedChatModel(ModelChoice(provider="openai", model="gpt-5-mini"))
    with pytest.raises(ModelError, match="which model"):
        HostedChatModel(ModelChoice(provider="ollama", model=" "))
    with pytest.raises(ModelError, match="known ones are openai"):
        HostedChatModel(ModelChoice(provider="nobody", model="m"))


@pytest.mark.parametrize("each", PROVIDERS, ids=lambda each: each.id)
def test_every_provider_can_be_built(each: object) -> None:
    from components.chat_models.providers import Provider

    assert isinstance(each, Provider)
    if not each.installed:
        pytest.skip(each.install_line)
    built = HostedChatModel(ModelChoice(provider=each.id, model="m"), key=KEY)
    assert KEY not in repr(built)
    made = built._model(300)
    assert KEY not in repr(made)
