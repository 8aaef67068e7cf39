"""Real server and helpers of the browser tests."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from playwright.sync_api import FilePayload, Locator, Page, Playwright, expect

ROOT = Path(__file__).parents[2]
SAMPLES = sorted((ROOT / "samples").glob("*.*"))
SLOW = 60_000  # ms: indexing on a busy machine


@contextmanager
def running(home: Path, **environment: str) -> Iterator[str]:
    """`streamlit run app.py` on a free port, so set up; its address."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true"]
    server = subprocess.Popen(
        [*command, f"--server.port={port}", "--server.address=127.0.0.1"],
        cwd=ROOT,
        env={**os.environ, "FOOTNOTE_HOME": str(home), **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(address)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait_for(address: str) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health"):  # noqa: S310  (our own)
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise TimeoutError("Streamlit did not start in 30 seconds")


def chromium_path(playwright: Playwright) -> str:
    """Return an installed Chromium. Raises RuntimeError where there is none."""
    # The shell has no window to draw, and takes two thirds of the time.
    names = ("chromium-headless-shell", "chromium", "chromium-browser")
    for name in (*names, playwright.chromium.executable_path):
        if path := shutil.which(name):
            return path
    raise RuntimeError(
        "The browser tests need Chromium, and none is installed. Run `apt-get install "
        "chromium-headless-shell` or `playwright install chromium`."
    )


def upload(page: Page, *files: Path | FilePayload) -> None:
    """Drop files on the library page."""
    chooser = page.get_by_test_id("stFileUploader").locator("input[type=file]")
    if all(isinstance(each, Path) for each in files):
        chooser.set_input_files([each for each in files if isinstance(each, Path)])
    else:
        chooser.set_input_files([each for each in files if not isinstance(each, Path)])


def text_file(name: str, text: str) -> FilePayload:
    """Return a text file to upload."""
    return {"name": name, "mimeType": "text/plain", "buffer": text.encode()}


def rows(page: Page) -> Locator:
    """Rows of the library's table, read through its accessible twin."""
    return page.locator("[data-testid=stDataFrame] table tbody tr")


def select_rows(page: Page, count: int = 1) -> None:
    """Select the first rows of the library's table by the keyboard."""
    page.get_by_test_id("stDataFrame").get_by_test_id("data-grid-canvas").focus()
    for _ in range(count):
        page.keyboard.press("Shift+Space")
        page.keyboard.press("ArrowDown")


def wait_for_summary(page: Page, words: str) -> None:
    """Until what was added is done, with this outcome."""
    expect(page.get_by_text(words, exact=True)).to_be_visible(timeout=SLOW)


def ask(page: Page, question: str) -> None:
    """Ask and wait for the whole answer."""
    box = page.get_by_test_id("stChatInputTextArea")
    expect(box).to_be_enabled(timeout=SLOW)
    box.fill(question)
    box.press("Enter")
    turn = page.locator("article.answer", has_text=question)
    expect(turn.locator(".foot")).to_be_visible(timeout=SLOW)
    # Until the run ends, the question as it was asked may still stand above its turn.
    expect(turn).to_have_count(1, timeout=SLOW)


def width_over(page: Page) -> int:
    """Pixels by which the page is wider than its window."""
    return int(
        page.evaluate(
            """() => Math.max(
                ...[document.documentElement, document.querySelector('.stMain')].map(
                    (each) => each.scrollWidth - each.clientWidth))"""
        )
    )
