"""Uploads outlive reloads and cancels of the library page."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.browsing import rows, select_rows, text_file, upload, wait_for_summary

pytestmark = pytest.mark.browser


def _words(topic: str, sentences: int) -> str:
    return "\n\n".join(
        f"Record {number} of the {topic} says that gauge {number} was read at noon, in calm "
        f"weather, and showed {number * 7 % 1000} millimetres."
        for number in range(sentences)
    )


def test_reload_neither_stops_nor_repeats_indexing(page: Page) -> None:
    page.goto("/library")
    upload(page, *(text_file(f"{name}.txt", _words(name, 600)) for name in ("red", "sea", "sky")))
    expect(page.get_by_text("of 3 files done.")).to_be_visible()
    page.reload()
    expect(page.get_by_text("of 3 files done.")).to_be_visible()
    page.goto("/")
    page.goto("/library")
    wait_for_summary(page, "3 indexed.")
    expect(rows(page)).to_have_count(3)


def test_cancelled_file_lets_the_others_go_on(page: Page) -> None:
    page.goto("/library")
    upload(page, text_file("long.txt", _words("tide", 20_000)), text_file("short.txt", "Brief."))
    expect(page.get_by_text("Indexing passages: ")).to_be_visible(timeout=30_000)
    page.get_by_role("button", name="Cancel", exact=True).first.click()
    wait_for_summary(page, "1 indexed, 1 cancelled.")
    expect(rows(page).filter(has_text="short.txt")).to_have_count(1)
    expect(rows(page).filter(has_text="long.txt")).to_have_count(0)


def test_cancel_all_keeps_finished_files(page: Page) -> None:
    page.goto("/library")
    long = [text_file(f"long-{name}.txt", _words(name, 20_000)) for name in ("ebb", "flood")]
    upload(page, text_file("first.txt", "Brief, and at once."), *long)
    expect(rows(page).filter(has_text="first.txt")).to_have_count(1, timeout=30_000)
    page.get_by_role("button", name="Cancel all").click()
    wait_for_summary(page, "1 indexed, 2 cancelled.")
    expect(rows(page).filter(has_text="long-")).to_have_count(0)


def test_delete_asks_before_it_removes(page: Page) -> None:
    page.goto("/library")
    upload(page, text_file("aaa.txt", "The key hangs behind the door."))
    expect(rows(page).filter(has_text="aaa.txt")).to_have_count(1, timeout=30_000)
    before = rows(page).count()
    select_rows(page)
    page.get_by_role("button", name="Delete…").click()
    expect(page.get_by_role("dialog")).to_contain_text("aaa.txt")
    page.get_by_role("button", name="Delete 1 document", exact=True).click()
    expect(page.get_by_role("dialog")).to_be_hidden(timeout=30_000)
    expect(rows(page).filter(has_text="aaa.txt")).to_have_count(0)
    expect(rows(page)).to_have_count(before - 1)
