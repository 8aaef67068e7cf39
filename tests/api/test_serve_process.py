"""`python -m components serve` as a process of its own, asked by OpenAI's own client."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import openai
import pytest

from components.services import build
from components.settings import Settings
from tests.library import add

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
GUIDE = "# Guide\n\nThe tower has 142 steps. The lamp is lit at dusk.\n"
QUESTION = "How many steps does the tower have?"
ANSWER = "The tower has 142 steps. [1]"
TOKEN = "a-token-for-programs"  # noqa: S105


@contextmanager
def _serving(home: Path, token: str = "") -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with subprocess.Popen(
        [sys.executable, "-m", "components", "serve", "--port", str(port)],
        cwd=ROOT,
        env={**os.environ, "FOOTNOTE_HOME": str(home), "FOOTNOTE_TOKEN": token},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        assert address == f"http://127.0.0.1:{port}/v1"
        end = time.monotonic() + 30
        while not _is_up(address):
            assert process.poll() is None
            assert time.monotonic() < end
            time.sleep(0.05)
        try:
            yield address
        finally:
            process.terminate()
        assert process.wait(timeout=20) in (0, -15)


def _is_up(address: str) -> bool:
    try:
        return httpx.get(f"{address}/models").status_code in (200, 401)
    except httpx.ConnectError:
        return False


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with build(Settings(home=tmp_path / "home")) as services:
        add(services, ("guide.md", GUIDE))
    return tmp_path / "home"


def test_serve_answers_whole_streamed_and_many_at_once(home: Path) -> None:
    def ask(client: openai.OpenAI) -> str:
        made = client.chat.completions.create(
            model="documents", messages=[{"role": "user", "content": QUESTION}]
        )
        return made.choices[0].message.content or ""

    with (
        _serving(home, TOKEN) as address,
        openai.OpenAI(base_url=address, api_key=TOKEN, max_retries=0) as client,
    ):
        assert [each.id for each in client.models.list()] == ["documents"]
        with ThreadPoolExecutor() as threads:
            assert list(threads.map(ask, [client] * 4)) == [ANSWER] * 4
        streamed = client.chat.completions.create(
            model="documents", messages=[{"role": "user", "content": QUESTION}], stream=True
        )
        assert "".join(each.choices[0].delta.content or "" for each in streamed) == ANSWER
        with (
            openai.OpenAI(base_url=address, api_key="another", max_retries=0) as stranger,
            pytest.raises(openai.AuthenticationError, match="token"),
        ):
            ask(stranger)


def test_serve_without_a_token_answers_this_machine(home: Path) -> None:
    with _serving(home) as address:
        made = httpx.post(
            f"{address}/chat/completions",
            json={"model": "documents", "messages": [{"role": "user", "content": QUESTION}]},
        )
        assert made.json()["choices"][0]["message"]["content"] == ANSWER
