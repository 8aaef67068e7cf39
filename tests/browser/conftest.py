"""A real Chromium on a real server; nothing may leave the machine."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.browsing import running

# As long as Playwright waits for a click: a busy machine is slower, never different.
expect.set_options(timeout=30_000)
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
        found = shutil.which("chromium") or shutil.which("chromium-browser")
        path = found or (own if Path(own).exists() else None)
        if path is None:
            raise RuntimeError(
                "The browser tests need Chromium, and none is installed. Run `apt-get install "
                "chromium` or `playwright install chromium`."
            )
        browser = playwright.chromium.launch(executable_path=path, args=_FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def address(home: Path) -> Iterator[str]:
    with running(home) as url:
        yield url


@pytest.fixture
def page(chromium: Browser, address: str) -> Iterator[Page]:
    context = chromium.new_context(base_url=address, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    elsewhere: list[str] = []
    page.on(
        "request",
        lambda request: (
            elsewhere.append(request.url)
            if urlsplit(request.url).hostname not in ("127.0.0.1", None)
            else None
        ),
    )
    page.on("dialog", lambda dialog: elsewhere.append(f"dialog: {dialog.message}"))
    yield page
    context.close()
    assert not elsewhere
