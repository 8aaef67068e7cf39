"""Page image of a selected footnote in its card, with the quote boxed."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.browsing import ROOT, ask, rows, upload, wait_for_rest, width_over

pytestmark = pytest.mark.browser

LAMP = "How far can the new lamp be seen?"


@pytest.mark.parametrize("width", [1440, 390])
def test_selected_footnote_shows_its_page_with_a_box(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/library")
    upload(page, ROOT / "samples" / "annual-report-2024.pdf")
    expect(rows(page)).to_have_count(1, timeout=60_000)
    page.goto("/")
    ask(page, LAMP)
    expect(page.locator(".picture")).to_have_count(0)
    page.locator(".chip").first.click()

    image = page.locator(".card[data-selected] .page-image img")
    expect(image).to_have_attribute(
        "alt", "annual-report-2024.pdf, page 2, as an image, the quote boxed"
    )
    assert image.evaluate("each => each.decode().then(() => each.naturalWidth)") == 1_000
    marked = page.locator("mark[data-selected]")
    expect(marked).to_be_in_viewport(ratio=1)
    wait_for_rest(page)  # Streamlit keeps to the end of a page that grew
    expect(marked).to_be_in_viewport(ratio=1)
    sheet = image.bounding_box()
    box = page.locator(".page-image .box").first.bounding_box()
    assert sheet
    assert box
    # Where the sample has that line: nearly half way down, across most of the page.
    assert 0.4 < (box["y"] - sheet["y"]) / sheet["height"] < 0.5
    assert box["width"] > 0.4 * sheet["width"]
    assert width_over(page) <= 0

    page.get_by_role("button", name="Enlarge: annual-report-2024.pdf, page 2").click()
    enlarged = page.get_by_role("dialog")
    expect(enlarged.locator("img")).to_be_visible()
    expect(enlarged.locator(".box").first).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(enlarged).to_have_count(0)
