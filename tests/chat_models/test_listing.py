"""Listing the models of a server."""

import pytest

from components.chat_models import list_models
from components.errors import ModelError
from tests.model_server import Reply, serving

KEY = "sk-canary-4711-never-shown"


@pytest.mark.parametrize(("whose", "protocol"), [("server", "openai"), ("ollama", "ollama")])
def test_names_keep_the_order_of_the_server(whose: str, protocol: str) -> None:
    with serving(protocol) as server:
        server.models = ("qwen3:4b", "m", "m")
        assert list_models(whose, server.address + "/", key=KEY) == ("qwen3:4b", "m")
        assert server.headers[-1]["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        (Reply(status=401), "requires a key"),
        (Reply(status=404), "has no list of models"),
        (Reply(status=302, headers={"location": "http://127.0.0.1:9/"}), "has no list of models"),
        (Reply(body="<html>"), "not a list of models"),
        (Reply(body="[]"), "not a list of models"),
        (Reply(body='{"data": 3}'), "not a list of models"),
        (Reply(body='{"data": ["m"]}'), "not a list of models"),
        (Reply(body='{"data": []}'), "no model yet"),
        (Reply(body='{"data": [{"id": "a\\u0007b"}, {"id": 3}]}'), "no model yet"),
        (Reply(body=" " * 1_500_000), "too long"),
    ],
)
def test_bad_reply_is_reported(reply: Reply, says: str) -> None:
    with serving() as server:
        server.listing = reply
        with pytest.raises(ModelError, match=says) as caught:
            list_models("server", server.address, key=KEY)
    assert KEY not in str(caught.value)


@pytest.mark.slow
def test_silent_server_is_given_up() -> None:
    with serving() as server:
        server.listing = Reply(wait=20)
        with pytest.raises(ModelError, match="answered within 5 seconds"):
            list_models("server", server.address)


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:9/v1", "http://no.such.host.invalid/v1", "nonsense", "file:///etc"],
)
def test_unreachable_server_is_reported(address: str) -> None:
    with pytest.raises(ModelError, match="cannot be reached"):
        list_models("server", address)
