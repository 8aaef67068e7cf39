"""A chat model chosen, tried and asked in a real browser; a local one fetched."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.browsing import ROOT, SLOW, ask, rows, upload, width_over
from tests.browser.serving import running
from tests.model_hub import LICENCE, REPOSITORY, at_the_hub, hub
from tests.model_server import Reply, Server, serving

pytestmark = pytest.mark.browser

REPORT = ROOT / "samples" / "annual-report-2024.pdf"
SAID = ("The new lamp can be ", "seen for 18 nautical miles [1]. ", "It was built by giants.")
KEY = "sk-canary-2342-never-shown"


@pytest.fixture(params=[1440, 390])
def width(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running_server:
        running_server.will(Reply(words=SAID, pause=0.05))
        yield running_server


@pytest.fixture
def models(page: Page, width: int) -> Page:
    """Open the chat model's settings of a library with the report."""
    page.goto("/library")
    if rows(page).count() == 0:
        upload(page, REPORT)
        expect(rows(page)).to_have_count(1, timeout=60_000)
    page.set_viewport_size({"width": width, "height": 844})
    return _open(page)


def _open(page: Page) -> Page:
    page.goto("/settings")
    page.get_by_role("tab", name="Chat model", exact=True).click()
    expect(page.get_by_role("heading", name="Chat model", exact=True)).to_be_visible()
    return page


def _choose(page: Page, words: str) -> None:
    box = page.get_by_role("combobox", name="Provider")
    box.click()
    box.fill(words)
    page.get_by_role("option", name=words, exact=True).click()


def _fill(page: Page, label: str, text: str) -> None:
    field = page.get_by_role("textbox", name=label, exact=True)
    field.fill(text)
    field.press("Enter")


def test_server_is_chosen_tested_and_asked(models: Page, server: Server) -> None:
    page = models
    _choose(page, "OpenAI-compatible server")
    _fill(page, "Address", server.address)
    page.get_by_role("button", name="List models").click()
    listed = page.get_by_role("combobox", name="2 models on the server")
    listed.click()
    page.get_by_role("option", name="tiny:1b", exact=True).click()
    expect(page.get_by_role("textbox", name="Model", exact=True)).to_have_value("tiny:1b")
    key = page.get_by_role("textbox", name="API key, if the server needs one")
    key.fill(KEY)
    page.get_by_role("button", name="Use key").click()
    expect(page.get_by_text("A key is set for this session.")).to_be_visible()
    page.get_by_role("button", name="Test connection").click()
    # The provider's library is imported for it.
    expect(page.get_by_text("".join(SAID))).to_be_visible(timeout=SLOW)
    expect(page.get_by_text("210 tokens in, 9 out")).to_be_visible()
    assert width_over(page) <= 0
    page.get_by_role("button", name="Save chat model").click()
    expect(page.get_by_text("Answering with tiny:1b (OpenAI-compatible server).")).to_be_visible()
    if page.viewport_size and page.viewport_size["width"] < 500:
        page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_role("link", name="Chat").click()
    if page.viewport_size and page.viewport_size["width"] < 500:
        page.get_by_role("button", name="Collapse sidebar").click()
    ask(page, "How far can the new lamp be seen?")
    answer = page.locator("article.answer")
    expect(answer).to_contain_text("seen for 18 nautical miles")
    expect(answer.get_by_role("button", name="Footnote 1")).to_be_visible()
    assert server.asked[-1]["model"] == "tiny:1b"
    assert server.headers[-1]["authorization"] == f"Bearer {KEY}"
    assert KEY not in page.content()
    assert KEY not in page.url
    assert KEY not in str(page.context.storage_state())
    _open(page)
    expect(page.get_by_text("Total: no price set.")).to_be_visible()
    expect(page.get_by_text("A key is set for this session.")).to_have_count(0)
    _choose(page, "None (quotes from your documents)")
    page.get_by_role("button", name="Save chat model").click()
    expect(page.get_by_text("(no chat model set)")).to_be_visible()


def test_price_is_changed_and_reset(page: Page) -> None:
    _open(page)
    page.get_by_text("Prices", exact=True).click()
    prices = page.get_by_role("tabpanel", name="Chat model").get_by_test_id("stExpanderDetails")
    cells = prices.get_by_test_id("data-grid-canvas")
    cells.focus()
    for key in ("ArrowDown", "ArrowRight", "Enter"):  # down to gpt-5-mini, on to its first price
        page.keyboard.press(key)
    field = page.locator("#portal input")
    field.fill("7.5")
    field.press("Enter")
    expect(field).to_have_count(0)
    page.get_by_role("button", name="Save prices").click()
    back = page.get_by_role("button", name="Reset to list prices")
    expect(back).to_be_enabled()
    page.reload()
    _open(page)
    page.get_by_text("Prices", exact=True).click()
    table = page.locator("[data-testid=stDataFrame] table", has_text="gpt-5-mini").first
    expect(table).to_contain_text("7.5")
    assert width_over(page) <= 0
    back.click()
    expect(back).to_be_disabled()


@pytest.mark.slow
def test_local_model_is_downloaded_after_agreeing(
    chromium: Browser, chat_model_folder: Path, tmp_path: Path
) -> None:
    with (
        hub(chat_model_folder, pause=1.0) as endpoint,
        running(tmp_path / "home", **at_the_hub(endpoint, tmp_path / "hf")) as address,
    ):
        context = chromium.new_context(base_url=address, color_scheme="dark")
        page = _open(context.new_page())
        _choose(page, "On this machine (Hugging Face)")
        _fill(page, "Model", REPOSITORY)
        page.get_by_role("button", name="Check size and licence").click()
        expect(page.get_by_text(f"Licence: {LICENCE}.")).to_be_visible(timeout=60_000)
        fetch = page.get_by_role("button", name="Download", exact=True)
        expect(fetch).to_be_disabled()
        expect(page.get_by_role("button", name="Save chat model")).to_be_disabled()
        page.get_by_text("I agree to the licence").click()
        expect(fetch).to_be_enabled()
        fetch.click()
        expect(page.get_by_text("Fetching the model:")).to_be_visible(timeout=60_000)
        expect(page.get_by_text("In memory:")).to_be_visible(timeout=90_000)
        page.get_by_role("button", name="Test connection").click()
        expect(page.get_by_text("s to the first word")).to_be_visible(timeout=60_000)
        page.get_by_role("button", name="Save chat model").click()
        expect(page.get_by_text(f"Answering with {REPOSITORY} (on this machine).")).to_be_visible()
        context.close()
