"""Scope, dropped files, suggestions and stopping in a real browser."""

from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.browsing import (
    ROOT,
    SLOW,
    ask,
    rows,
    text_file,
    upload,
    wait_for_rest,
    whole_run,
    width_over,
)

pytestmark = pytest.mark.browser

REPORT = ROOT / "samples" / "annual-report-2024.pdf"
POLICY = ROOT / "samples" / "staff-policy.docx"
LAMP = "How far can the new lamp be seen?"
KEEPER = "Who is the head keeper?"
PIER = "Idris Calloway paints the pier every spring. The pier is a wooden landing from 1891."

# Looks at every frame: how many questions and answers stand on the page, and where the first is.
WATCH = """(words) => {
  const hosts = () => [...document.querySelectorAll('[data-testid=stMain] *')].filter(
    (each) => each.shadowRoot);
  const articles = () => hosts().flatMap(
    (each) => [...each.shadowRoot.querySelectorAll('article.answer')]);
  const plain = () => [...document.querySelectorAll('[data-testid=stMain] [data-testid=stText]')];
  const seen = [];
  window.seen = seen;
  const look = () => {
    const drawn = [...articles(), ...plain()];
    const asked = drawn.filter((each) => each.innerText.includes(words.question));
    seen.push({
      questions: asked.length,
      answers: drawn.filter((each) => each.innerText.includes(words.answer)).length,
      top: asked.length ? Math.round(asked[0].getBoundingClientRect().top) : null,
    });
    // A new watch within a frame must end this one, so the arrays are compared.
    if (window.seen === seen) requestAnimationFrame(look);
  };
  look();
}"""


@pytest.fixture
def with_report(page: Page) -> Page:
    """Fill the library with two files; a second upload changes nothing."""
    page.goto("/library")
    upload(page, REPORT, POLICY)
    expect(rows(page).filter(has_text="staff-policy.docx")).to_have_count(1, timeout=SLOW)
    expect(page.get_by_text("files done.")).to_have_count(0, timeout=SLOW)
    page.goto("/")
    expect(page.get_by_role("heading", name="Ask your documents")).to_be_visible()
    return page


def _drop(page: Page, file: FilePayload, question: str = "") -> None:
    box = page.get_by_test_id("stChatInput")
    box.locator("input[type=file]").set_input_files(file)
    expect(box.get_by_test_id("stFileChip")).to_be_visible()
    page.get_by_test_id("stChatInputTextArea").fill(question)
    page.get_by_test_id("stChatInputSubmitButton").click()


def _watched(page: Page) -> list[dict[str, Any]]:
    seen: list[dict[str, Any]] = page.evaluate(
        "() => { const seen = window.seen; window.seen = null; return seen; }"
    )
    return seen


@pytest.mark.parametrize("width", [1440, 390])
def test_no_question_appears_twice_or_moves(with_report: Page, width: int) -> None:
    page = with_report
    page.set_viewport_size({"width": width, "height": 844})
    page.evaluate(WATCH, {"question": LAMP, "answer": "18 nautical miles"})
    ask(page, LAMP)
    wait_for_rest(page)
    first = _watched(page)
    page.evaluate(WATCH, {"question": KEEPER, "answer": "Wren Tolland is the head keeper"})
    ask(page, KEEPER)
    with whole_run(page):
        page.get_by_role("button", name="Regenerate").click()
    for seen in (first, _watched(page)):
        assert max(each["questions"] for each in seen) == 1
        assert max(each["answers"] for each in seen) == 1
        # Once there, the question is there in every frame.
        there = [each["questions"] for each in seen]
        assert all(there[there.index(1) :])
    tops = {each["top"] for each in first if each["top"] is not None}
    assert max(tops) - min(tops) <= 1, tops


def test_question_is_limited_to_one_document(with_report: Page) -> None:
    page = with_report
    scope = page.locator(".st-key-scope")
    expect(scope.get_by_role("button", name="All documents")).to_be_visible()
    scope.get_by_text("staff-policy.docx").click()
    ask(page, "How many days of holiday are there?")
    turn = page.locator("article.answer")
    expect(turn.locator(".scope")).to_have_text("Searched only in: staff-policy.docx")
    expect(page.locator(".card .name").first).to_contain_text("staff-policy.docx")
    scope.get_by_text("All documents").click()
    with whole_run(page):
        page.get_by_role("button", name="Regenerate").click()
    expect(turn.locator(".scope")).to_have_text("Searched only in: staff-policy.docx")
    ask(page, LAMP)
    expect(turn.filter(has_text=LAMP).locator(".scope")).to_be_hidden()
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 844})
        wait_for_rest(page)
        assert width_over(page) <= 0


def test_follow_up_shows_the_searched_question(with_report: Page) -> None:
    page = with_report
    ask(page, LAMP)
    ask(page, "What about the old lamp?")
    expect(page.locator("article.answer .scope").last).to_have_text(
        "Searched for: How far can the old lamp be seen?"
    )


def test_file_dropped_with_a_question_is_read_and_searched(with_report: Page) -> None:
    page = with_report
    name = f"the-{'very-' * 38}long-pier.txt"
    _drop(page, text_file(name, PIER), "Who paints the pier?")
    turn = page.locator("article.answer")
    expect(turn.locator(".text")).to_contain_text("Idris Calloway", timeout=SLOW)
    expect(turn.locator(".scope")).to_contain_text("Searched only in: the-very-")
    chosen = page.locator(".st-key-scope [aria-checked=true], .st-key-scope [aria-pressed=true]")
    expect(chosen).to_have_count(1)
    expect(chosen).to_contain_text("long-pier.txt")
    page.reload()
    expect(turn.locator(".text")).to_contain_text("Idris Calloway")
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 844})
        wait_for_rest(page)
        assert width_over(page) <= 0


def test_file_dropped_alone_suggests_questions(with_report: Page) -> None:
    page = with_report
    _drop(page, text_file("jetty.txt", PIER.replace("pier", "jetty")))
    expect(page.get_by_text("jetty.txt is ready. What would you like to know?")).to_be_visible(
        timeout=SLOW
    )
    page.get_by_test_id("stMain").get_by_text("What is the jetty?").click()
    turn = page.locator("article.answer")
    expect(turn.locator(".text")).to_contain_text("wooden landing", timeout=SLOW)
    expect(turn.locator(".scope")).to_have_text("Searched only in: jetty.txt")


def test_unreadable_file_shows_the_reason_as_the_answer(with_report: Page) -> None:
    page = with_report
    bad: FilePayload = {"name": "torn.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"}
    _drop(page, bad, "What does it say?")
    note = page.locator("article.answer .note")
    expect(note).to_contain_text("torn.pdf", timeout=SLOW)
    expect(page.get_by_role("button", name="Regenerate")).to_be_enabled()
    page.reload()
    expect(note).to_contain_text("torn.pdf")


def test_refusal_suggests_questions_that_are_answered(with_report: Page) -> None:
    page = with_report
    ask(page, "What is the boiling point of tungsten?")
    instead = page.get_by_test_id("stMain").get_by_test_id("stButtonGroup")
    expect(instead.get_by_text("Try asking")).to_be_visible()
    pill = instead.locator("button").filter(has_text="?").first
    question = pill.inner_text()
    pill.click()
    turn = page.locator("article.answer").last
    expect(turn.locator(".question")).to_have_text(question, timeout=SLOW)
    expect(turn.locator(".chip").first).to_be_visible(timeout=SLOW)


def test_uploaded_document_suggests_questions(with_report: Page) -> None:
    page = with_report
    pill = page.get_by_test_id("stMain").get_by_text("How much did the lamp project cost?")
    # The samples have questions of their own; a person's own file is made of the same words.
    page.goto("/library")
    upload(page, text_file("shed.txt", "The boat shed cost £4,200 to build. It is dry inside."))
    expect(rows(page).filter(has_text="shed.txt")).to_have_count(1, timeout=SLOW)
    page.goto("/")
    expect(page.get_by_text("How much did the boat shed cost?")).to_be_visible()
    expect(pill).to_have_count(0)


def test_stopped_question_can_be_asked_again(with_report: Page) -> None:
    page = with_report
    long = "\n\n".join(f"Entry {n}: the keeper wrote that wind {n} blew." for n in range(12_000))
    _drop(page, text_file("log.txt", long), "Which wind blew?")
    turn = page.locator("article.answer")
    expect(turn.locator(".status")).to_contain_text("Reading log.txt")
    expect(page.get_by_test_id("stChatInputTextArea")).to_be_disabled()
    page.reload()
    expect(turn.locator(".status")).to_contain_text("Reading log.txt")
    page.get_by_role("button", name="Stop").click()
    expect(turn.locator(".note")).to_contain_text("Stopped before an answer.", timeout=2_000)
    expect(page.get_by_role("button", name="Stop")).to_have_count(0)
    expect(page.get_by_test_id("stChatInputTextArea")).to_be_enabled()
    page.get_by_role("button", name="Cancel").click()
    page.get_by_role("button", name="Regenerate").click()
    expect(turn.locator(".foot")).to_be_visible(timeout=SLOW)
    expect(turn.locator(".note")).to_be_hidden()
