import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from components.sandbox.confinement import PageTimeout, page_timer

PROJECT = Path(__file__).parents[2]
posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither limit")


def stderr_of(statements: str) -> str:
    code = f"from components.sandbox.confinement import *; {statements}"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=PROJECT, check=False
    )
    return done.stderr


@posix
def test_page_timer_ends_code_that_swallows_exceptions() -> None:
    def swallow_everything() -> None:
        while True:
            with suppress(Exception):
                sum(range(1_000))

    with pytest.raises(PageTimeout), page_timer(0.05):
        swallow_everything()


@pytest.mark.parametrize(
    "attempt",
    [
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import urllib.request; urllib.request.urlopen('http://localhost:9')",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.system('true')",
    ],
)
def test_confined_process_has_no_network_and_no_programs(attempt: str) -> None:
    assert "A document may not do this" in stderr_of(f"forbid_network_and_programs(); {attempt}")


@posix
def test_confined_process_has_limited_memory() -> None:
    assert "MemoryError" in stderr_of("limit_memory(200); bytes(300 * 2**20)")
