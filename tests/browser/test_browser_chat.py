"""Chat in a real browser: upload, ask, footnote, sources, reload."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.browsing import ROOT, ask, rows, upload, wait_for_summary, width_over

pytestmark = pytest.mark.browser

REPORT = ROOT / "samples" / "annual-report-2024.pdf"
LAMP = "How far can the new lamp be seen?"
QUOTE = "The new lamp can be seen for 18 nautical miles"


@pytest.fixture
def with_report(page: Page) -> Page:
    """Fill the library with the report; a second upload changes nothing."""
    page.goto("/library")
    upload(page, REPORT)
    expect(rows(page)).to_have_count(1, timeout=60_000)
    page.goto("/")
    return page


def test_upload_ask_footnote_and_reload(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="Upload documents").click()
    upload(page, REPORT)
    expect(page.get_by_text("0 of 1 file done.")).to_be_visible()
    wait_for_summary(page, "1 indexed.")
    expect(rows(page)).to_have_count(1)
    page.get_by_role("link", name="Chat").click()
    ask(page, LAMP)

    chip = page.get_by_role("button", name="Footnote 1: annual-report-2024.pdf, page 2")
    tooltip = page.get_by_role("tooltip")
    expect(tooltip).to_be_hidden()
    chip.hover()
    expect(tooltip).to_contain_text(QUOTE)
    expect(tooltip).to_contain_text("annual-report-2024.pdf, page 2")

    chip.click()
    marked = page.locator(".sources mark[data-selected]")
    expect(marked).to_contain_text(QUOTE)
    expect(marked).to_be_in_viewport()
    name = page.locator(".card[data-selected] .name")
    expect(name).to_have_text("[1]annual-report-2024.pdfpage 2")
    expect(chip).to_have_attribute("aria-current", "true")

    page.reload()
    expect(page.locator("article.answer")).to_contain_text(QUOTE)
    expect(page.locator(".sources mark")).to_contain_text(QUOTE)
    page.get_by_role("button", name="Footnote 1").focus()
    expect(page.get_by_role("tooltip")).to_contain_text(QUOTE)
    page.keyboard.press("Escape")
    expect(page.get_by_role("tooltip")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page.locator(".sources mark[data-selected]")).to_contain_text(QUOTE)


def test_footnote_of_an_older_answer_shows_its_sources(with_report: Page) -> None:
    page = with_report
    ask(page, LAMP)
    ask(page, "Who is the head keeper?")
    expect(page.locator(".sources mark").first).to_contain_text("Wren Tolland")
    first = page.locator("article.answer", has_text=LAMP)
    first.locator(".chip").click()
    expect(page.locator(".sources mark[data-selected]")).to_contain_text(QUOTE)
    second = page.locator("article.answer", has_text="Who is the head keeper?")
    second.get_by_role("button", name="Show sources").click()
    expect(page.locator(".sources mark").first).to_contain_text("Wren Tolland")


def test_refusal_shows_the_closest_passages(with_report: Page) -> None:
    page = with_report
    ask(page, "What is the boiling point of tungsten?")
    expect(page.locator("article.answer .not-found")).to_have_text("Your documents don’t say.")
    expect(page.get_by_role("heading", name="Closest passages")).to_be_visible()
    expect(page.locator(".card").first).to_be_visible()
    page.get_by_role("button", name="New conversation").click()
    expect(page.get_by_role("heading", name="Ask your documents")).to_be_visible()


@pytest.mark.parametrize("width", [1440, 390])
def test_no_page_is_wider_than_the_window(with_report: Page, width: int) -> None:
    page = with_report
    page.set_viewport_size({"width": width, "height": 844})
    page.goto("/library")
    expect(page.locator("[data-testid=stDataFrame]")).to_be_visible()
    assert width_over(page) <= 0
    page.goto("/")
    expect(page.get_by_role("heading", name="Ask your documents")).to_be_visible()
    assert width_over(page) <= 0
    ask(page, LAMP)
    page.locator(".chip").first.hover()
    expect(page.get_by_role("tooltip")).to_be_visible()
    assert width_over(page) <= 0
