"""axe-core on every page, as a person would find it: wide and narrow, light and dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.browsing import ask, wait_for_rest, wait_for_summary

pytestmark = pytest.mark.browser

WIDTHS = (1440, 390)
SCHEMES = ("light", "dark")
_SERIOUS = ("serious", "critical")


def _violations(page: Page) -> list[str]:
    """Return serious violations: the rule, and the elements that break it."""
    found = Axe().run(page).response["violations"]
    return [
        f"{each['id']}: {[node['html'][:200] for node in each['nodes'][:3]]}"
        for each in found
        if each["impact"] in _SERIOUS
    ]


def _check(page: Page, where: str) -> None:
    problems: list[str] = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            wait_for_rest(page)
            problems += [f"{where} {width} {scheme}: {each}" for each in _violations(page)]
    assert not problems, "\n".join(problems)


def test_no_page_has_a_serious_violation(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_role("button", name="Try the samples")).to_be_visible()
    _check(page, "first screen, empty")
    page.goto("/library")
    samples = page.get_by_role("button", name="Try the samples")
    expect(samples).to_be_visible()
    _check(page, "library, empty")
    samples.click()
    wait_for_summary(page, "4 indexed.")
    _check(page, "library")
    page.goto("/")
    # Before its first words Streamlit has its own colours, and keeps them if the scheme changes.
    expect(page.get_by_text("Try one of these")).to_be_visible()
    _check(page, "first screen")
    ask(page, "How many people visited the trust’s stations in 2024?")
    page.locator("button.chip").first.click()
    expect(page.locator("[data-selected]").first).to_be_visible()
    _check(page, "chat")
    ask(page, "Which football club won the cup in 1987?")
    expect(page.get_by_text("Your documents don’t say.")).to_be_visible()
    _check(page, "chat, not found")


@pytest.fixture
def filled(page: Page) -> Page:
    """Fill the library with the samples."""
    page.goto("/library")
    expect(page.get_by_role("heading", name="Library")).to_be_visible()
    wait_for_rest(page)
    samples = page.get_by_role("button", name="Try the samples")
    if samples.is_visible():
        samples.click()
        wait_for_summary(page, "4 indexed.")
    return page


def test_chat_with_an_answer_has_no_serious_violation(filled: Page) -> None:
    page = filled
    page.goto("/")
    ask(page, "How many people visited the trust’s stations in 2024?")
    page.get_by_role("link", name="Open annual-report-2024.pdf").first.click()
    expect(page.get_by_role("heading", name="annual-report-2024.pdf", exact=True)).to_be_visible()
    expect(page.locator("img[alt*='as an image']").first).to_be_visible(timeout=30_000)
    _check(page, "document")
    page.get_by_text("Passages", exact=True).first.click()
    expect(page.locator(".reading .card").first).to_be_visible()
    _check(page, "document, passages")


def test_searching_has_no_serious_violation(filled: Page) -> None:
    page = filled
    page.get_by_text("Search", exact=True).first.click()
    page.get_by_label("Search this collection").fill("Who keeps the light?")
    page.get_by_label("Search this collection").press("Enter")
    expect(page.get_by_role("heading", name="By meaning")).to_be_visible(timeout=30_000)
    _check(page, "search")


@pytest.mark.parametrize(
    "tab", ["Answers", "Chat model", "Search models", "Data", "About"], ids=str.lower
)
def test_no_tab_of_the_settings_has_a_serious_violation(page: Page, tab: str) -> None:
    page.goto("/settings")
    page.get_by_role("tab", name=tab).click()
    wait_for_rest(page)
    _check(page, f"settings, {tab}")
