"""A real Chromium on one real server; nothing may leave the machine.

The server and the browser's profile serve all tests of a run: starting others takes seconds, and
Chromium then compiles Streamlit's scripts again. Each file of tests has a library of its own.
"""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.browsing import chromium_path
from tests.browser.serving import AppServer, shared_server

# As long as Playwright waits for a click: a busy machine is slower, never different.
expect.set_options(timeout=30_000)
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(playwright), args=_FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def environment() -> dict[str, str]:
    """Return the app's environment variables; a file of tests may set some."""
    return {}


@pytest.fixture(scope="session")
def app_server() -> Iterator[AppServer]:
    with shared_server() as server:
        yield server


@pytest.fixture(scope="module")
def address(app_server: AppServer, home: Path, environment: dict[str, str]) -> str:
    return app_server.open_library(home, **environment)


@pytest.fixture(scope="session")
def context(chromium: Browser, app_server: AppServer) -> Iterator[BrowserContext]:
    with chromium.new_context(
        base_url=app_server.address, viewport={"width": 1440, "height": 900}
    ) as context:
        yield context


@pytest.fixture
def page(context: BrowserContext, address: str) -> Iterator[Page]:  # noqa: ARG001
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
    if page.url != "about:blank":
        page.evaluate("localStorage.clear()")
    page.close()
    context.clear_cookies()
    assert not elsewhere
