"""Drive the app over the samples, and write the pictures that the README shows.

python tests/browser/make_screenshots.py [FOLDER]
"""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.browsing import ROOT, SLOW, ask, chromium_path, wait_for_rest, wait_for_summary
from tests.browser.serving import running

WIDE, NARROW = (1440, 900), (390, 844)
QUESTION = "How far can the new lamp be seen?"
FOLLOW_UP = "Who paid for it?"


def chat(page: Page) -> None:
    """Show an answer beside its sources, with a page image."""
    page.goto("/")
    ask(page, QUESTION)
    page.locator("article.answer", has_text=QUESTION).locator("button.chip").first.click()
    expect(page.locator("img[alt*='as an image']").first).to_be_visible(timeout=SLOW)


def conversation(page: Page) -> None:
    """Show a follow-up question."""
    chat(page)
    ask(page, FOLLOW_UP)


def library(page: Page) -> None:
    """Show the document table."""
    page.goto("/library")
    expect(page.get_by_test_id("stDataFrame")).to_be_visible(timeout=SLOW)


def search(page: Page) -> None:
    """Show search results of the three retrievers."""
    library(page)
    page.get_by_text("Search", exact=True).first.click()
    page.get_by_label("Search this collection").fill(QUESTION)
    page.get_by_label("Search this collection").press("Enter")
    expect(page.get_by_role("heading", name="By meaning")).to_be_visible(timeout=SLOW)


def document(page: Page) -> None:
    """Show the text of a document beside its page."""
    chat(page)
    page.get_by_role("link", name="Open annual-report-2024.pdf").first.click()
    expect(page.get_by_role("heading", name="annual-report-2024.pdf", exact=True)).to_be_visible(
        timeout=SLOW
    )
    expect(page.locator("img[alt*='as an image']").first).to_be_visible(timeout=SLOW)


def settings(page: Page) -> None:
    """Show the settings."""
    page.goto("/settings")
    expect(page.get_by_role("heading", name="Settings", exact=True)).to_be_visible(timeout=SLOW)


PICTURES: tuple[tuple[str, Callable[[Page], None], tuple[int, int], str], ...] = (
    ("chat", chat, WIDE, "light"),
    ("chat-dark", conversation, WIDE, "dark"),
    ("chat-narrow", chat, NARROW, "light"),
    ("library", library, WIDE, "light"),
    ("search", search, WIDE, "light"),
    ("document", document, WIDE, "light"),
    ("settings", settings, WIDE, "light"),
)


def take(browser: Browser, address: str, folder: Path) -> None:
    """Take the pictures, each in its own browser window."""
    page = browser.new_page(base_url=address)
    page.goto("/library")
    page.get_by_role("button", name="Try the samples").click()
    wait_for_summary(page, "4 indexed.")
    page.get_by_role("button", name="Dismiss").click()
    page.close()
    for name, show, (width, height), scheme in PICTURES:
        page = browser.new_page(
            base_url=address,
            viewport={"width": width, "height": height},
            color_scheme=scheme,  # type: ignore[arg-type]
        )
        show(page)
        wait_for_rest(page)
        page.screenshot(path=folder / f"{name}.png")
        print(folder / f"{name}.png")
        page.close()


def main() -> None:
    """Write into the given folder, or the README's."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "screenshots"
    folder.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as home,
        running(Path(home)) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=chromium_path(playwright), args=["--no-sandbox"]
        )
        take(browser, address, folder)
        browser.close()


if __name__ == "__main__":
    main()
