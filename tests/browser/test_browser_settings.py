"""Settings in a real browser: tried and saved, taken elsewhere, erased from every file."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.app.driving import wait_until
from tests.browser.browsing import (
    ROOT,
    ask,
    rows,
    select_rows,
    text_file,
    upload,
    wait_for_summary,
    width_over,
)
from tests.browser.serving import running
from tests.bytes_search import files_with

pytestmark = pytest.mark.browser

REPORT = ROOT / "samples" / "annual-report-2024.pdf"
LAMP = "How far can the new lamp be seen?"
QUOTE = "The new lamp can be seen for 18 nautical miles"
WORD, NAME = "zanzibarmarker", "aaa-quagmire-marker.txt"
TABS = ("Answers", "Chat model", "Search models", "Data", "About")


@pytest.fixture
def with_answer(page: Page) -> Page:
    """Open a library with the report and a conversation about the lamp."""
    page.goto("/library")
    upload(page, REPORT)
    expect(rows(page)).to_have_count(1, timeout=60_000)
    page.goto("/")
    ask(page, LAMP)
    return page


@pytest.fixture
def elsewhere(chromium: Browser, tmp_path: Path) -> Iterator[Page]:
    """Open a second, empty Footnote, as on another machine."""
    with running(tmp_path / "elsewhere") as address:
        context = chromium.new_context(
            base_url=address, viewport={"width": 390, "height": 844}, color_scheme="dark"
        )
        yield context.new_page()
        context.close()


def _open(page: Page, tab: str) -> None:
    page.goto("/settings")
    page.get_by_role("tab", name=tab, exact=True).click()


@pytest.mark.parametrize("width", [1440, 390])
def test_changed_setting_is_previewed_and_saved(with_answer: Page, width: int) -> None:
    page = with_answer
    page.set_viewport_size({"width": width, "height": 844})
    page.goto("/settings")
    expect(page.get_by_text(QUOTE).first).to_be_visible()
    knob = page.get_by_role("slider", name="Confidence needed to answer")
    knob.focus()
    for _ in range(6):
        knob.press("PageUp")
    # With the reader this answer is surer than that.
    page.get_by_text("Use the reader", exact=True).click()
    expect(page.get_by_text("The answer changes.")).to_be_visible()
    expect(page.get_by_text("Your documents don’t say.", exact=True)).to_be_visible()
    expect(page.get_by_text("Current settings", exact=True)).to_be_visible()
    page.get_by_role("button", name="Discard").click()
    expect(page.get_by_text("The answer changes.")).to_have_count(0)
    knob = page.get_by_role("slider", name="Longest answer, in sentences")
    knob.focus()
    knob.press("ArrowLeft")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved. Every chat uses these settings")).to_be_visible()
    page.reload()
    expect(page.get_by_role("slider", name="Longest answer, in sentences")).to_have_value("3")
    page.get_by_role("button", name="Reset to defaults").click()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved. Every chat uses these settings")).to_be_visible()
    for tab in TABS:
        page.get_by_role("tab", name=tab, exact=True).click()
        assert width_over(page) <= 0


def test_export_is_imported_on_another_machine(
    with_answer: Page, elsewhere: Page, tmp_path: Path
) -> None:
    _open(with_answer, "Data")
    with_answer.get_by_role("button", name="Export everything").click()
    with with_answer.expect_download() as download:
        with_answer.get_by_role("button", name="Download footnote-").click()
    saved = tmp_path / download.value.suggested_filename
    download.value.save_as(saved)
    elsewhere.goto("/")
    expect(elsewhere.get_by_role("heading", name="Ask your documents")).to_be_visible(
        timeout=60_000
    )
    _open(elsewhere, "Data")
    upload(elsewhere, saved)
    expect(elsewhere.get_by_text("1 document added.")).to_be_visible(timeout=60_000)
    elsewhere.goto("/")
    elsewhere.get_by_test_id("stExpandSidebarButton").click()
    elsewhere.get_by_role("button", name=LAMP, exact=True).first.click()
    elsewhere.get_by_role("button", name="Collapse sidebar").click()
    expect(elsewhere.locator("article.answer")).to_contain_text(QUOTE)
    elsewhere.get_by_role("button", name="Footnote 1: annual-report-2024.pdf").click()
    expect(elsewhere.locator(".sources mark").first).to_contain_text(QUOTE)
    expect(elsewhere.locator(".sources img").first).to_be_visible(timeout=60_000)


def test_delete_everything_erases_files_and_sessions_go_on(
    with_answer: Page, chromium: Browser, address: str, home: Path
) -> None:
    page = with_answer
    page.goto("/library")
    upload(page, text_file(NAME, f"The {WORD} is kept in the tower's third drawer.\n" * 3))
    wait_for_summary(page, "1 indexed.")
    page.goto("/")
    ask(page, f"Where is the {WORD} kept?")
    other = chromium.new_context(base_url=address).new_page()
    other.goto("/")
    expect(other.get_by_test_id("stChatInputTextArea")).to_be_enabled()
    assert files_with(home, WORD)
    assert files_with(home, NAME)
    _open(page, "Data")
    page.get_by_role("button", name="Delete everything…").click()
    dialog = page.get_by_role("dialog")
    sure = dialog.get_by_role("button", name="Delete everything", exact=True)
    expect(sure).to_be_disabled()
    dialog.get_by_role("textbox").fill("delete everything")
    expect(sure).to_be_enabled()
    sure.click()
    expect(page.get_by_text("Everything was deleted and erased")).to_be_visible(timeout=60_000)
    for words in (WORD, NAME, "nautical", REPORT.name, LAMP):
        assert not files_with(home, words), words
    # The other tab, opened before, and this one: empty, and whole.
    other.get_by_role("link", name="Library").click()
    expect(other.get_by_text("No documents yet.")).to_be_visible()
    upload(other, text_file("new.txt", "The boat sails at noon."))
    wait_for_summary(other, "1 indexed.")
    page.goto("/")
    ask(page, "When does the boat sail?")
    expect(page.locator("article.answer .text")).to_contain_text("The boat sails at noon.")
    # Nor does it come back with what other tabs still had in hand.
    for words in (WORD, NAME, "nautical"):
        assert not files_with(home, words), words
    other.context.close()


def test_deleted_document_is_erased_from_the_files(page: Page, home: Path) -> None:
    page.goto("/library")
    upload(page, text_file(NAME, f"The {WORD} is kept in the tower's third drawer.\n" * 3))
    expect(rows(page).filter(has_text=NAME)).to_have_count(1, timeout=60_000)
    assert files_with(home, WORD)
    select_rows(page)  # the name sorts before the others
    page.get_by_role("button", name="Delete…").click()
    page.get_by_role("button", name="Delete 1 document", exact=True).click()
    expect(page.get_by_role("dialog")).to_be_hidden(timeout=30_000)
    wait_until(lambda: not files_with(home, WORD) and not files_with(home, NAME))
