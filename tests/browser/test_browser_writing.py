"""Streamed answers of a chat model on a real loopback server."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.browsing import (
    SLOW,
    text_file,
    upload,
    wait_for_rest,
    wait_for_summary,
    width_over,
)
from tests.model_server import Reply, Server, serving

pytestmark = pytest.mark.browser

WIDTHS = (1440, 390)
GUIDE = (
    "The tower has 142 steps. Children under five may not climb it.\n\n"
    "The lamp was lit in 1864. Wren Tolland keeps the lamp."
)
QUESTION = "How many steps does the tower have?"
WRITTEN = (
    "The tower has 142 steps [1]. The lamp was lit in 1964 [1].\n\n"
    "- Wren Tolland **keeps** the lamp [1].\n- Monks print the leaflets [2].\n\n"
    f"It is {'very' * 60}long."
)
# Looks at every frame: how much of the answer stands there, and where things are.
WATCH = """() => {
  const article = () => [...document.querySelectorAll('[data-testid=stMain] *')]
    .map((each) => each.shadowRoot?.querySelector('article.answer')).find((each) => each);
  const top = (each) => each ? Math.round(each.getBoundingClientRect().top) : null;
  window.seen = [];
  window.watching = true;
  const look = () => {
    const drawn = article();
    const first = drawn?.querySelector('.text .paragraph');
    window.seen.push({
      sources: document.querySelectorAll('.st-key-sources').length
        && [...document.querySelectorAll('.st-key-sources *')].some(
          (each) => each.shadowRoot?.querySelector('.card')),
      length: drawn?.querySelector('.text')?.textContent.length ?? 0,
      chips: drawn?.querySelectorAll('.chip').length ?? 0,
      asked: top(drawn?.querySelector('.question')),
      top: top(first),
      starred: drawn?.textContent.includes('**') ?? false,
    });
    if (window.watching) requestAnimationFrame(look);
  };
  look();
}"""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving() as made:
        made.will(Reply())
        yield made


@pytest.fixture(scope="module")
def environment(server: Server) -> dict[str, str]:
    return {
        "FOOTNOTE_MODEL": "server:small-model",
        "FOOTNOTE_MODEL_ADDRESS": server.address,
    }


@pytest.fixture(scope="module")
def filled(chromium: Browser, address: str, server: Server) -> None:
    """Fill the library with one document, and load all that an answer needs."""
    context = chromium.new_context(base_url=address)
    page = context.new_page()
    page.goto("/library")
    upload(page, text_file("guide.txt", GUIDE))
    wait_for_summary(page, "1 indexed.")
    page.goto("/")
    send(page, QUESTION)
    expect(page.locator("article.answer .foot")).to_be_visible(timeout=SLOW)
    context.close()
    assert server.asked


@pytest.fixture
def page(page: Page, filled: None) -> Page:  # noqa: ARG001
    """Open the chat's first screen."""
    page.goto("/")
    return page


def send(page: Page, question: str = QUESTION) -> None:
    """Ask, without waiting for the answer."""
    box = page.get_by_test_id("stChatInputTextArea")
    expect(box).to_be_enabled(timeout=SLOW)
    box.fill(question)
    box.press("Enter")


def answered(page: Page) -> None:
    """Wait until the last answer has ended."""
    expect(page.locator("article.answer .foot").last).to_be_visible(timeout=SLOW)
    expect(page.get_by_role("button", name="Stop")).to_have_count(0, timeout=SLOW)


def words(text: str) -> tuple[str, ...]:
    return tuple(f"{each} " for each in text.split(" "))


def violations(page: Page) -> list[str]:
    """Return serious violations found by axe."""
    return [
        f"{each['id']}: {[node['html'][:200] for node in each['nodes'][:3]]}"
        for each in Axe().run(page).response["violations"]
        if each["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("width", WIDTHS)
def test_sources_words_and_footnotes_appear_in_order_and_nothing_moves(
    page: Page, server: Server, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    wait_for_rest(page)
    # So long that a busy machine draws the sources before the first word is there.
    server.will(Reply(words=words(WRITTEN), pause=0.15, wait=6))
    page.evaluate(WATCH)
    send(page)
    answered(page)
    page.evaluate("window.watching = false")
    seen: list[dict[str, Any]] = page.evaluate("window.seen")
    first_source = next(n for n, each in enumerate(seen) if each["sources"])
    first_word = next(n for n, each in enumerate(seen) if each["length"])
    assert first_source < first_word
    lengths = [each["length"] for each in seen]
    assert lengths == sorted(lengths), "words came and went"
    assert len(set(lengths)) > 10, "the words did not stream"
    with_chip = next(each for each in seen if each["chips"])
    assert with_chip["length"] < lengths[-1] / 2, "chips waited for the end"
    for name in ("asked", "top"):
        places = {each[name] for each in seen if each[name] is not None and each["length"]}
        assert max(places) - min(places) <= 1, (name, places)
    assert not any(each["starred"] for each in seen)
    text = page.locator("article.answer .text")
    expect(text.locator(".item")).to_have_count(2)
    expect(text.locator(".bullet").first).to_have_text("•")
    assert width_over(page) <= 0


@pytest.mark.parametrize("width", WIDTHS)
def test_support_marks_explain_themselves(page: Page, server: Server, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    server.will(Reply(words=words(WRITTEN)))
    send(page)
    answered(page)
    turn = page.locator("article.answer")
    differs = turn.get_by_role("button", name="Differs from its passage: The passage says")
    differs.first.focus()
    tooltip = turn.get_by_role("tooltip")
    expect(tooltip).to_contain_text("1864")
    page.keyboard.press("Escape")
    expect(tooltip).to_be_hidden()
    unsupported = turn.get_by_role("button", name="Not supported: No passage says this.").first
    unsupported.click()
    expect(tooltip).to_contain_text("No passage says this.")
    expect(turn.locator(".unsupported").first).to_be_visible()
    expect(turn.locator(".support")).to_contain_text("not supported by any passage")
    expect(turn.locator(".byline")).to_contain_text("210 tokens in, 9 out")
    assert width_over(page) <= 0
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        wait_for_rest(page)
        assert not violations(page)


def test_waiting_is_shown_and_stop_ends_it(page: Page, server: Server) -> None:
    server.will(Reply(status=429, headers={"Retry-After": "8"}), Reply(wait=20))
    send(page)
    status = page.get_by_role("status").filter(has_text="Trying again in")
    expect(status).to_be_visible(timeout=SLOW)
    waiting = page.locator("article.answer .status")
    expect(waiting).to_have_text(re.compile(r"^Writing the answer… \d+ s$"), timeout=SLOW)
    page.get_by_role("button", name="Stop").click()
    # Long before the model, which is silent for 20 s, says anything.
    note = page.locator("article.answer .note")
    expect(note).to_contain_text("Stopped before an answer.", timeout=10_000)
    expect(page.get_by_role("button", name="Regenerate")).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_failed_answer_offers_ways_on(page: Page, server: Server, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    server.will(Reply(status=401))
    send(page)
    note = page.locator("article.answer .note")
    expect(note).to_contain_text("refused the key (401)", timeout=SLOW)
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    assert not violations(page)
    assert width_over(page) <= 0
    page.get_by_role("button", name="Answer with quotes").click()
    expect(page.locator("article.answer .text")).to_contain_text("142 steps", timeout=SLOW)
    expect(note).to_be_hidden()


def test_prompt_is_shown_with_the_instructions(page: Page, server: Server) -> None:
    page.goto("/library")
    page.get_by_role("button", name="Collection", exact=True).click()
    page.get_by_text("Instructions for answers…").click()
    field = page.get_by_label("How should answers from this collection be written?")
    field.fill("Answer like <img src=x> a pirate.")
    page.get_by_role("button", name="Save").click()
    expect(field).to_have_count(0)
    page.goto("/")
    server.will(Reply())
    send(page)
    answered(page)
    page.get_by_role("button", name="Show prompt").click()
    shown = page.get_by_role("dialog")
    expect(shown).to_contain_text("Answer like <img src=x> a pirate.")
    expect(shown).to_contain_text(QUESTION)
    assert shown.locator("img").count() == 0
    assert not violations(page)


@pytest.mark.parametrize("width", WIDTHS)
def test_compare_two_answers_and_keep_one(page: Page, server: Server, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    server.will(Reply())
    send(page)
    answered(page)
    server.will(Reply(words=words("The tower has 142 steps [1]. Mind the last one."), pause=0.3))
    page.get_by_role("button", name="Compare…").click()
    shown = page.get_by_role("dialog")
    shown.get_by_label("First answer").click()
    page.get_by_role("option", name="small-model", exact=True).click()
    shown.get_by_role("button", name="Compare", exact=True).click()
    left, right = (page.locator("article.answer").nth(number) for number in (0, 1))
    expect(right.locator(".title")).to_have_text("Quotes from your documents", timeout=SLOW)
    expect(right.locator(".text")).to_contain_text("142 steps")
    expect(left.locator(".text")).to_contain_text("Mind the last one.", timeout=SLOW)
    boxes = left.bounding_box(), right.bounding_box()
    assert boxes[0] is not None
    assert boxes[1] is not None
    beside = boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"]
    assert beside == (width == WIDTHS[0])
    assert width_over(page) <= 0
    expect(left.locator(".foot")).to_be_visible(timeout=SLOW)
    assert not violations(page)
    page.get_by_role("button", name="Keep this answer").first.click()
    expect(page.locator("article.answer")).to_have_count(1)
    expect(page.locator("article.answer .text")).to_contain_text("Mind the last one.")
    page.reload()
    expect(page.locator("article.answer .text")).to_contain_text("Mind the last one.")
