"""Streamlit servers for the browser tests."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO

from tests.browser.browsing import ROOT

_START_S = 120


class AppServer:
    """Streamlit server that opens another data folder and environment when a test wants one."""

    def __init__(self, process: "subprocess.Popen[str]", address: str, log: IO[str]) -> None:
        self._process = process
        self.address = address
        self._log = log

    def open_library(self, home: Path, **environment: str) -> str:
        """Close the library; the next page opens the one in `home`. Return the app's address."""
        assert self._process.stdin
        assert self._process.stdout
        variables = {"FOOTNOTE_HOME": str(home), **environment}
        print(json.dumps(variables), file=self._process.stdin, flush=True)
        while (line := self._process.stdout.readline()).strip() != "ready":
            assert line, f"The server ended:\n{_text(self._log)}"
        return self.address


@contextmanager
def shared_server() -> Iterator[AppServer]:
    """Start the server that the browser tests of this process share."""
    port = _free_port()
    command = [sys.executable, "-m", "tests.browser.app_process", str(port)]
    with _started(command, port, pipe=subprocess.PIPE) as (process, log):
        yield AppServer(process, f"http://127.0.0.1:{port}", log)


@contextmanager
def running(home: Path, **environment: str) -> Iterator[str]:
    """Start `streamlit run app.py` as a person does, in a process of its own; yield its address.

    For tests of a new or a second server, and of variables that are read at import, such as the
    address of the model hub.
    """
    port = _free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true"]
    command += [f"--server.port={port}", "--server.address=127.0.0.1"]
    with _started(command, port, FOOTNOTE_HOME=str(home), **environment):
        yield f"http://127.0.0.1:{port}"


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def _started(
    command: list[str], port: int, *, pipe: int = subprocess.DEVNULL, **environment: str
) -> Iterator[tuple["subprocess.Popen[str]", IO[str]]]:
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **environment},
            stdin=pipe,
            stdout=pipe,
            stderr=log,
            text=True,
        )
        try:
            _wait_for_health(f"http://127.0.0.1:{port}/_stcore/health", process, log)
            yield process, log
        finally:
            process.terminate()
            process.wait(timeout=30)


def _wait_for_health(address: str, process: "subprocess.Popen[str]", log: IO[str]) -> None:
    end = time.monotonic() + _START_S
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(address):  # noqa: S310  (our own)
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.05)
    raise TimeoutError(f"Streamlit did not start in {_START_S} s:\n{_text(log)}")


def _text(log: IO[str]) -> str:
    log.seek(0)
    return log.read()
