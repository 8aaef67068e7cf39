"""Search, rename, export and delete conversations; regenerate and rate an answer."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.browsing import ROOT, ask, rows, upload, whole_run, width_over

pytestmark = pytest.mark.browser

REPORT = ROOT / "samples" / "annual-report-2024.pdf"
LAMP = "How far can the new lamp be seen?"
KEEPER = "Who is the head keeper?"
QUOTE = "The new lamp can be seen for 18 nautical miles"


@pytest.fixture
def with_lamp(page: Page) -> Page:
    """Start a conversation about the lamp."""
    page.goto("/library")
    upload(page, REPORT)
    expect(rows(page)).to_have_count(1, timeout=60_000)
    page.goto("/")
    ask(page, LAMP)
    return page


def _menu(page: Page, title: str, option: str) -> None:
    page.get_by_role("button", name=f"Rename or delete {title}").click()
    page.get_by_role("menuitem", name=option).click()


def _is_alone(page: Page, question: str) -> None:
    """Wait until this is the only question on the page, and answered."""
    expect(page.locator("article.answer", has_text=question).locator(".foot").first).to_be_visible()
    expect(page.locator("article.answer")).to_have_count(1)
    expect(page.get_by_role("button", name="Regenerate")).to_be_enabled()


def test_conversation_is_found_renamed_opened_and_deleted(with_lamp: Page) -> None:
    page = with_lamp
    listed = page.locator(".st-key-conversations")
    page.get_by_role("button", name="New conversation").click()
    expect(page.get_by_role("heading", name="Ask your documents")).to_be_visible()
    ask(page, KEEPER)
    page.reload()
    page.get_by_role("textbox", name="Search conversations").fill("nautical")
    page.keyboard.press("Enter")
    expect(listed.get_by_test_id("stMenuButton")).to_have_count(1)
    _menu(page, LAMP, "Rename…")
    page.get_by_role("textbox", name="Title").fill("The new <b>lamp</b>")
    page.get_by_role("button", name="Save").click()
    reopened = listed.get_by_role("button", name="The new <b>lamp</b>", exact=True)
    reopened.click()
    _is_alone(page, LAMP)
    expect(page.locator("article.answer")).to_contain_text(QUOTE)
    expect(page.locator(".sources mark")).to_contain_text(QUOTE)
    _menu(page, "The new", "Delete…")
    expect(page.get_by_role("dialog")).to_contain_text("The new <b>lamp</b>")
    page.get_by_role("button", name="Delete conversation").click()
    expect(page.get_by_role("heading", name="Ask your documents")).to_be_visible()
    expect(reopened).to_have_count(0)


def test_last_answer_is_regenerated_and_its_question_edited(with_lamp: Page) -> None:
    page = with_lamp
    page.get_by_role("button", name="Regenerate").click()
    _is_alone(page, LAMP)
    page.get_by_role("button", name="Edit and resend").click()
    page.get_by_role("textbox", name="Question").fill(KEEPER)
    page.get_by_role("textbox", name="Question").press("Control+Enter")
    page.get_by_role("button", name="Send", exact=True).click()
    _is_alone(page, KEEPER)
    expect(page.locator("article.answer .text")).to_contain_text("Wren Tolland")
    page.reload()
    _is_alone(page, KEEPER)


def test_answer_is_copied_with_its_footnotes(with_lamp: Page) -> None:
    page = with_lamp
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy with footnotes").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert QUOTE in copied
    assert "- [1] annual-report-2024.pdf, page 2: “" in copied


def test_conversation_is_exported_as_a_file(with_lamp: Page, tmp_path: Path) -> None:
    page = with_lamp
    page.get_by_role("button", name="Export").click()
    saved = {}
    for name, suffix in (("Web page", "html"), ("Markdown", "md"), ("JSON", "json")):
        with page.expect_download() as download:
            page.get_by_role("button", name=name).click()
        assert download.value.suggested_filename == f"How-far-can-the-new-lamp-be-seen.{suffix}"
        saved[suffix] = tmp_path / f"saved.{suffix}"
        download.value.save_as(saved[suffix])
    assert QUOTE in saved["md"].read_text()
    assert json.loads(saved["json"].read_text())["title"] == LAMP
    # The file itself, in the same browser that fails where anything is fetched from elsewhere.
    page.set_content(saved["html"].read_text())
    page.get_by_role("link", name="[1]").first.click()
    expect(page.locator("li:target blockquote")).to_contain_text(QUOTE)
    page.get_by_text("In its passage").first.click()
    expect(page.locator("mark").first).to_contain_text(QUOTE)


@pytest.mark.parametrize("width", [1440, 390])
def test_feedback_survives_a_reload(with_lamp: Page, width: int) -> None:
    page = with_lamp
    page.set_viewport_size({"width": width, "height": 844})
    page.get_by_role("radio", name="Thumbs up").click()
    reason = page.get_by_role("textbox", name="Why (optional)")
    reason.fill("A clear quote")
    with whole_run(page):
        reason.press("Enter")
    expect(page.get_by_role("radio", name="Thumbs up")).to_be_checked()
    page.reload()
    expect(page.get_by_role("radio", name="Thumbs up")).to_be_checked()
    expect(reason).to_have_value("A clear quote")
    assert width_over(page) <= 0
