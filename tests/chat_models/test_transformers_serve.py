"""`transformers serve`, a real OpenAI-compatible server, with a tiny model made here."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from components.chat_models import HostedChatModel
from components.errors import ModelError
from components.pipelines.answering import answer
from components.services import Services
from components.types import Message, ModelChoice, Retrieved, Turn
from tests.chatting import last
from tests.library import add, ask
from tests.tiny_model import tiny_model

pytestmark = pytest.mark.slow

GUIDE = "# Guide\n\nThe tower has 142 steps. The lamp is lit at dusk.\n"
QUESTION = "How many steps does the tower have?"
WINDOW = 8_192  # of the tiny model: its vocabulary is letters
PATIENCE = 120  # seconds: it imports PyTorch


@pytest.fixture(scope="module")
def choice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModelChoice]:
    folder = tiny_model(tmp_path_factory.mktemp("models") / "tiny", window=WINDOW)
    log = tmp_path_factory.mktemp("logs") / "serve.txt"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [Path(sys.executable).with_name("transformers"), "serve", str(folder)]
    with (
        log.open("wb") as written,
        subprocess.Popen(
            [*command, "--host", "127.0.0.1", "--port", str(port), "--device", "cpu"],
            stdout=written,
            stderr=subprocess.STDOUT,
            env={**os.environ, "HF_HUB_OFFLINE": "1"},
        ) as process,
    ):
        address = f"http://127.0.0.1:{port}"
        end = time.monotonic() + PATIENCE
        while not _is_up(address):
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < end, log.read_text()
            time.sleep(0.2)
        yield ModelChoice(provider="server", model=str(folder), address=f"{address}/v1")
        process.terminate()


def _is_up(address: str) -> bool:
    try:
        return httpx.get(f"{address}/health", timeout=2).status_code == 200
    except httpx.HTTPError:
        return False


@pytest.fixture
def library(services: Services) -> Services:
    add(services, ("guide.md", GUIDE))
    return services


def test_answers_at_once_are_checked_and_marked(library: Services, choice: ModelChoice) -> None:
    def written() -> list[object]:
        return list(answer(library, QUESTION, answerer=library.answerer_for(choice)))

    with ThreadPoolExecutor(2) as threads:
        both = [each.result() for each in [threads.submit(written) for _ in range(2)]]
    for items in both:
        assert isinstance(items[0], Retrieved)
        result = last(items)
        assert result.text.strip()
        assert result.writing is not None
        assert result.writing.usage.tokens_out > 0
        assert not result.writing.usage.estimated
        # Letters at random: no sentence of them may pass as supported.
        assert not result.citations
        assert all(each.note and not each.markers for each in result.sentences)
        assert not result.supported or not result.complete


def test_garbled_follow_up_is_completed_by_rules(library: Services, choice: ModelChoice) -> None:
    turn = Turn(question=QUESTION, answer=ask(library, QUESTION))
    with closing(
        answer(library, "And the lamp?", turns=[turn], answerer=library.answerer_for(choice))
    ) as items:
        first = next(items)
    assert isinstance(first, Retrieved)
    assert first.question == "How many steps does the lamp have?"


def test_stop_ends_the_answer(library: Services, choice: ModelChoice) -> None:
    with closing(answer(library, QUESTION, answerer=library.answerer_for(choice))) as items:
        for number, _ in enumerate(items):
            if number == 3:
                break
    # The server is free for the next at once.
    began = time.monotonic()
    assert next(HostedChatModel(choice).stream([Message(role="user", text="?")], longest=3))
    assert time.monotonic() - began < 20


def test_unknown_model_is_reported(library: Services, choice: ModelChoice) -> None:
    other = ModelChoice(provider="server", model="nobody/has-this", address=choice.address)
    with pytest.raises(ModelError):
        last(answer(library, QUESTION, answerer=library.answerer_for(other)))
