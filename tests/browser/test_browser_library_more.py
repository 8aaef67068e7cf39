"""Actions on documents and collections, in a wide and a narrow window."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.browsing import (
    ROOT,
    SLOW,
    rows,
    select_rows,
    text_file,
    upload,
    wait_for_summary,
    width_over,
)
from tests.web_server import PAGE, Site, site

pytestmark = pytest.mark.browser

WIDTHS = [1440, 390]


@pytest.fixture(scope="module")
def served() -> Iterator[Site]:
    with site() as made:
        yield made


@pytest.fixture(scope="module")
def environment() -> dict[str, str]:
    return {"FOOTNOTE_WEB_NETWORKS": "127.0.0.1/32"}


@pytest.fixture(params=WIDTHS)
def sized(request: pytest.FixtureRequest, page: Page) -> Page:
    page.set_viewport_size({"width": request.param, "height": 900})
    page.goto("/")
    expect(page.get_by_role("heading").first).to_be_visible(timeout=SLOW)
    page.goto("/library")
    expect(page.get_by_role("heading", name="Library")).to_be_visible()
    return page


def _in_new_collection(page: Page, name: str) -> None:
    _menu(page, "New collection…")
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_role("button", name="Create collection").click()
    expect(page.get_by_role("dialog")).to_be_hidden(timeout=SLOW)
    expect(page.get_by_text("No documents yet.")).to_be_visible()
    # On the page itself: a menu or a dialog that is leaving has a hidden one of its own.
    dismiss = page.get_by_test_id("stMain").get_by_role("button", name="Dismiss")
    if dismiss.count():  # what became of an earlier test's files
        dismiss.click()
        expect(dismiss).to_be_hidden()


def _menu(page: Page, item: str) -> None:
    page.locator(".st-key-collection-menu button").click()
    page.get_by_text(item, exact=True).last.click()


def _pick(page: Page, box: str, option: str) -> None:
    page.get_by_role("combobox", name=box).fill(option)
    page.get_by_role("option", name=option).click()


def test_documents_are_renamed_moved_and_downloaded(sized: Page) -> None:
    page, other = sized, f"Tides {sized.viewport_size['width']}"
    mine = f"Lamps {sized.viewport_size['width']}"
    _in_new_collection(page, other)
    _in_new_collection(page, mine)
    upload(page, text_file("lamp.txt", "The lamp is lit."), text_file("bell.txt", "It rings."))
    wait_for_summary(page, "2 indexed.")
    expect(rows(page)).to_have_count(2)
    assert width_over(page) <= 0

    page.get_by_placeholder("Filter by name, type or status").fill("lamp")
    expect(rows(page)).to_have_count(1)
    select_rows(page)
    page.get_by_role("button", name="Rename…").click()
    page.get_by_label("Name", exact=True).fill("lamp of the north")
    page.get_by_role("button", name="Save").click()
    wait_for_summary(page, "1 renamed.")
    expect(rows(page).filter(has_text="lamp of the north.txt")).to_have_count(1)

    page.get_by_placeholder("Filter by name, type or status").fill("")
    expect(rows(page)).to_have_count(2)
    expect(page.get_by_text("2 documents, 1 selected.")).to_be_visible()
    with page.expect_download() as one:
        page.get_by_test_id("stDownloadButton").get_by_role("button").click()
    assert one.value.suggested_filename == "lamp of the north.txt"
    page.get_by_text("Search", exact=True).click()
    expect(page.get_by_label("Search this collection")).to_be_visible()
    page.get_by_text("Documents", exact=True).first.click()
    expect(page.get_by_text("2 documents.")).to_be_visible()
    select_rows(page, 2)
    expect(page.get_by_text("2 documents, 2 selected.")).to_be_visible()
    with page.expect_download() as several:
        page.get_by_test_id("stDownloadButton").get_by_role("button").click()
    archive = zipfile.ZipFile(io.BytesIO(Path(several.value.path()).read_bytes()))
    assert sorted(archive.namelist()) == ["bell.txt", "lamp of the north.txt"]

    page.get_by_role("button", name="Re-index").click()
    wait_for_summary(page, "2 replaced.")
    expect(page.get_by_text("2 documents, 2 selected.")).to_be_visible()
    page.get_by_role("button", name="Move…").click()
    page.get_by_role("dialog").get_by_role("combobox").fill(other)
    page.get_by_role("option", name=other).click()
    page.get_by_role("button", name="Move 2 documents").click()
    expect(page.get_by_text("No documents yet.")).to_be_visible(timeout=SLOW)
    _pick(page, "Collection", other)
    expect(rows(page)).to_have_count(2)

    _menu(page, "Rename…")
    page.get_by_label("Name", exact=True).fill(f"{other} and bells")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("dialog")).to_be_hidden(timeout=SLOW)
    expect(rows(page)).to_have_count(2)
    _menu(page, "Delete…")
    expect(page.get_by_role("dialog")).to_contain_text("Deletes 2 documents")
    page.get_by_role("button", name="Delete collection").click()
    expect(page.get_by_role("dialog")).to_be_hidden(timeout=SLOW)
    expect(page.get_by_text(f"{other} and bells")).to_have_count(0)


def test_web_page_is_added_and_fetched_again(sized: Page, served: Site) -> None:
    page = sized
    _in_new_collection(page, f"Web {page.viewport_size['width']}")
    address = served.put("/tents", PAGE)
    page.get_by_text("Web page", exact=True).click()
    field = page.get_by_label("Address of a web page, PDF or text file")
    field.fill(address)
    page.get_by_role("button", name="Add", exact=True).click()
    wait_for_summary(page, "1 indexed.")
    expect(rows(page).filter(has_text="Tents how to pitch them.html")).to_have_count(1)
    if page.viewport_size == {"width": 1440, "height": 900}:  # its twin has the columns in view
        expect(rows(page).filter(has_text=address)).to_have_count(1)
    served.put("/tents", PAGE.replace("two poles", "three poles"))
    select_rows(page)
    page.get_by_role("button", name="Fetch again").click()
    wait_for_summary(page, "1 replaced.")
    expect(rows(page)).to_have_count(1)

    field.fill("http://169.254.169.254/latest/meta-data/")
    page.get_by_role("button", name="Add", exact=True).click()
    wait_for_summary(page, "1 failed.")
    expect(page.get_by_text("only from the public internet").first).to_be_visible()
    field.fill("not an address")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("has no spaces in it")).to_be_visible()
    assert width_over(page) <= 0


def test_folder_keeps_paths_and_skips_unreadable_files(sized: Page, tmp_path: Path) -> None:
    page = sized
    _in_new_collection(page, f"Folder {page.viewport_size['width']}")
    folder = tmp_path / "notes"
    (folder / "deep").mkdir(parents=True)
    (folder / ".hidden").mkdir()
    (folder / "a.txt").write_text("The lamp.")
    (folder / "deep" / "a.txt").write_text("The bell.")
    (folder / ".hidden" / "b.txt").write_text("Nobody's.")
    (folder / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    page.get_by_text("Folder", exact=True).click()
    page.locator("input[webkitdirectory]").set_input_files(str(folder))
    wait_for_summary(page, "2 indexed.")
    expect(rows(page)).to_have_count(2)
    expect(rows(page).filter(has_text="deep/a.txt")).to_have_count(1)


def test_three_searches_side_by_side(sized: Page) -> None:
    page = sized
    _in_new_collection(page, f"Search {page.viewport_size['width']}")
    samples = [ROOT / "samples" / name for name in ("visitor-guide.md", "equipment.csv")]
    upload(page, *samples)
    wait_for_summary(page, "2 indexed.")
    page.get_by_text("Search", exact=True).click()
    page.get_by_label("Search this collection").fill("How many steps has the tower?")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="By meaning")).to_be_visible(timeout=SLOW)
    expect(page.get_by_text("Keywords: steps, tower.")).to_be_visible()
    columns = page.locator("[class*=st-key-results-]")
    expect(columns).to_have_count(3)
    expect(columns.first.get_by_role("link").first).to_contain_text("visitor-guide.md")
    expect(columns.first.locator("span.stMarkdownColoredBackground").first).to_have_text("tower")
    expect(columns.first).to_contain_text("no. 1 by meaning")
    _pick(page, "Why is a document not found?", "equipment.csv")
    expect(
        page.get_by_text("By keywords: not found. The document has none of the keywords.")
    ).to_be_visible()
    boxes = [column.bounding_box() for column in columns.all()]
    tops = {round(box["y"]) for box in boxes if box}
    assert len(tops) == (1 if page.viewport_size["width"] > 1000 else 3)  # type: ignore[index]
    assert width_over(page) <= 0
