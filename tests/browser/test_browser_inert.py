"""Untrusted names, passages, questions and answers are shown as text.

The `page` fixture also fails where anything is fetched from another machine or a script opens a
dialog.
"""

from io import BytesIO

import pytest
from playwright.sync_api import FilePayload, Page, expect
from pypdf import PdfWriter

from tests.browser.browsing import ROOT, ask, rows, text_file, upload, wait_for_summary

pytestmark = pytest.mark.browser

NAME = "<img src=x onerror=alert(1)>![p](www.evil.example) :smile: $x$.txt"
SENTENCE = (
    "The vault code is 4417 <img src='http://evil.example/p.png' onerror='alert(2)'> "
    "![pixel](http://evil.example/q.png) <script>alert(3)</script> "
    "[press](javascript:alert(4)) and http://evil.example/r stays text."
)
QUESTION = "What is the vault code? <b>now</b> ![q](http://evil.example/s.png)"
ALIVE = (
    "img[src*=evil], img[onerror], script:text('alert'), a[href*=evil], a[href^=javascript],"
    " b:text('now')"
)


def _locked(name: str) -> FilePayload:
    writer = PdfWriter(clone_from=ROOT / "samples" / "annual-report-2024.pdf")
    writer.encrypt("lamp", algorithm="AES-256")
    out = BytesIO()
    writer.write(out)
    return {"name": name, "mimeType": "application/pdf", "buffer": out.getvalue()}


def test_hostile_name_is_inert_in_the_library(page: Page) -> None:
    page.goto("/library")
    locked = NAME.replace(".txt", ".pdf")
    upload(page, text_file(NAME, SENTENCE), _locked(locked))
    wait_for_summary(page, "1 indexed, 1 failed.")
    expect(rows(page)).to_have_count(2)
    expect(
        page.get_by_text(f"{locked} is locked; give its password to open it.").first
    ).to_be_visible()
    expect(page.get_by_text("Password for <img src=x onerror=alert(1)>![p](www")).to_be_visible()
    assert page.locator(ALIVE).count() == 0


def test_hostile_passage_question_and_answer_are_inert(page: Page) -> None:
    page.goto("/library")
    upload(page, text_file(NAME, SENTENCE))
    expect(rows(page).filter(has_text=NAME)).to_have_count(1, timeout=30_000)
    page.goto("/")
    ask(page, QUESTION)
    turn = page.locator("article.answer")
    expect(turn.locator(".question")).to_have_text(QUESTION)
    expect(turn.locator(".text")).to_contain_text("<img src='http://evil.example/p.png'")
    turn.locator(".chip").first.hover()
    expect(page.get_by_role("tooltip")).to_contain_text(NAME)
    turn.locator(".chip").first.click()
    expect(page.locator(".sources .document").first).to_have_text(NAME)
    expect(page.locator(".sources mark[data-selected]").first).to_be_visible()
    assert page.locator(ALIVE).count() == 0
