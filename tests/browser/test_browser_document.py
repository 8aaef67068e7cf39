"""Document page in a real browser: open, read, find, change the passage size."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.browsing import ROOT, ask, rows, text_file, upload, wait_for_rest, width_over
from tests.browser.serving import running

pytestmark = pytest.mark.browser

REPORT = "annual-report-2024.pdf"
LAMP = "How far can the new lamp be seen?"
QUOTE = "The new lamp can be seen for 18 nautical miles"
WIDTHS = pytest.mark.parametrize("width", [1440, 390])
SLOW = 60_000  # ms


@pytest.fixture
def answered(page: Page) -> Page:
    """Upload the report, and ask about it."""
    page.goto("/library")
    upload(page, ROOT / "samples" / REPORT)
    expect(rows(page).filter(has_text=REPORT)).to_have_count(1, timeout=SLOW)
    page.goto("/")
    ask(page, LAMP)
    return page


def _open(page: Page) -> None:
    page.get_by_role("link", name=f"Open {REPORT} at page 2").first.click()
    expect(page.get_by_role("heading", name=REPORT)).to_be_attached(timeout=SLOW)


@WIDTHS
def test_source_card_opens_its_quote_and_back_keeps_the_answer(answered: Page, width: int) -> None:
    page = answered
    page.set_viewport_size({"width": width, "height": 900})
    _open(page)
    marked = page.locator(".reading mark[data-quoted]").first
    expect(marked).to_contain_text(QUOTE)
    expect(marked).to_be_in_viewport()
    image = page.locator(".reading .page-image img")
    expect(image).to_have_attribute("alt", f"{REPORT}, page 2, as an image, the quote boxed")
    expect(page.locator(".reading .box").first).to_be_attached()
    image.evaluate("each => each.decode()")  # the picture must not push the place away
    wait_for_rest(page)
    expect(marked).to_be_in_viewport()
    assert width_over(page) <= 0

    page.reload()
    expect(page.locator(".reading mark[data-quoted]").first).to_contain_text(QUOTE)
    page.get_by_role("link", name="Back to chat").click()
    expect(page.locator("article.answer")).to_contain_text(QUOTE)


def test_source_card_opens_by_keyboard_and_in_a_new_tab(answered: Page) -> None:
    link = answered.get_by_role("link", name=f"Open {REPORT} at page 2").first
    with answered.context.expect_page() as opened:
        link.click(modifiers=["Control"])
    expect(opened.value.locator(".reading mark[data-quoted]").first).to_contain_text(
        QUOTE, timeout=SLOW
    )
    link.focus()
    answered.keyboard.press("Enter")
    expect(answered.locator(".reading mark[data-quoted]").first).to_contain_text(QUOTE)


def test_ask_only_this_document_can_be_undone(answered: Page) -> None:
    name = re.compile(f"Ask(ing)? only this document: {REPORT}")
    alone = answered.get_by_role("button", name=name).first
    answered.locator("details summary").click()
    alone.click()
    expect(answered.get_by_text(f"Now asking only {REPORT}.")).to_be_visible()
    expect(alone).to_have_attribute("aria-pressed", "true")
    expect(alone).to_be_focused()
    expect(answered.locator("details")).to_have_attribute("open", "")
    alone.click()
    expect(answered.get_by_text("Now asking all documents.")).to_be_visible()
    expect(alone).to_have_attribute("aria-pressed", "false")


@WIDTHS
def test_find_goes_through_matches_and_the_back_button_returns(answered: Page, width: int) -> None:
    page = answered
    page.set_viewport_size({"width": width, "height": 900})
    _open(page)
    box = page.get_by_role("searchbox").or_(page.get_by_label("Find in this document")).first
    box.fill("trust")
    box.press("Enter")
    current = page.locator("mark[data-match=current]")
    expect(current).to_have_text(re.compile("trust", re.IGNORECASE))
    expect(current).to_be_in_viewport()
    count = page.get_by_text(re.compile(r"^\d+ of \d+$"))
    before = count.inner_text()
    page.get_by_role("button", name="Next match").click()
    expect(count).not_to_have_text(before)
    expect(current).to_be_in_viewport()
    after = count.inner_text()
    page.reload()
    expect(count).to_have_text(after)
    page.go_back()
    expect(count).to_have_text(before)
    assert width_over(page) <= 0


def test_passage_size_is_previewed_and_applied(answered: Page) -> None:
    page = answered
    _open(page)
    page.get_by_role("radio", name="Passages").or_(
        page.get_by_role("button", name="Passages")
    ).first.click()
    expect(page.get_by_text("Every page has text.")).to_be_visible()
    blocks = page.locator(".reading .card")
    expect(blocks.first).to_be_visible()
    before = blocks.count()
    page.get_by_role("slider").press("Home")
    expect(page.get_by_text("Preview:")).to_be_visible()
    expect(blocks).not_to_have_count(before)
    page.get_by_role("button", name="Apply to this collection").click()
    page.get_by_role("button", name="Re-index").click()
    expect(page.get_by_text("40 tokens (current)").first).to_be_visible(timeout=SLOW)
    expect(page.get_by_text("Preview:")).to_have_count(0)
    expect(blocks).not_to_have_count(before)
    assert blocks.count() > before
    page.get_by_role("slider").press("End")
    expect(page.get_by_text("Preview:")).to_be_visible()


@WIDTHS
def test_wide_tables_and_long_lines_fit_the_window(page: Page, width: int) -> None:
    table = "\n".join(",".join(f"cell {row} {column}" for column in range(60)) for row in range(9))
    text = f"שלום עולם\n\n{'x' * 10_000}\n\n<img src=x onerror=alert(1)>\n\n{table}"
    page.goto("/library")
    name = "x" * 190 + ".txt"
    upload(page, text_file(name, text))
    expect(rows(page).filter(has_text=name)).to_have_count(1, timeout=SLOW)
    page.goto("/")
    ask(page, "Which cell 3 17 is there?")
    page.set_viewport_size({"width": width, "height": 900})
    page.get_by_role("link", name=f"Open {name}").first.click()
    expect(page.locator(".reading .passage")).to_be_visible(timeout=SLOW)
    assert width_over(page) <= 0
    page.get_by_role("link", name="Library", exact=True).last.click()
    expect(page.get_by_role("heading", name="Library")).to_be_visible()


def test_missing_document_links_back(page: Page) -> None:
    page.goto("/document?d=nothing")
    expect(page.get_by_role("heading", name="Document not found")).to_be_visible()
    page.get_by_role("link", name="Back to chat").click()
    expect(page).to_have_url(re.compile(r"/(\?.*)?$"))


def test_document_address_on_a_new_server_opens_the_whole_app(
    chromium: Browser, tmp_path: Path
) -> None:
    with running(tmp_path) as address:
        page = chromium.new_page(base_url=address)
        page.goto("/document?d=nothing")
        expect(page.get_by_role("heading", name="Document not found")).to_be_visible(timeout=SLOW)
        expect(page.get_by_test_id("stSidebarNavLink")).to_contain_text(["Chat", "Library"])
        expect(page.get_by_text("Page not found")).to_have_count(0)
        page.close()
