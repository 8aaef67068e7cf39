"""Words that answer are bold in paragraphs, lists and tables."""

from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from components.services import build
from components.settings import Settings
from components.types import Sentence, Turn
from tests.browser.browsing import width_over
from tests.library import add, ask

pytestmark = pytest.mark.browser

QUESTION = "How far can the lamp be seen?"
TEXT = (
    "In clear weather 🕯 the lamp is seen for 18 nautical miles. It was lit by Wren.\n"
    "- Ann keeps\n  the lamp.\n| Tower | 42 metres | stone |"
)
SHORT = ("18 nautical miles", "Wren", "Ann keeps\n  the", "42 metres")
SHOWN = ["18 nautical miles", "Wren", "Ann keeps", "  the", "42 metres"]


@pytest.fixture(scope="module")
def conversation(home: Path) -> str:
    """Store an answer with bold words in sentences, a list item and a table row."""
    with build(Settings(home=home)) as services:
        add(services, ("guide.md", "The lamp can be seen for 18 nautical miles.\n"))
        given = ask(services, QUESTION)
        ends = [TEXT.index(end) + len(end) for end in ("miles.", "Wren.", "lamp.", "stone |")]
        starts = [0, ends[0] + 1, ends[1] + 1, ends[2] + 1]
        sentences = tuple(
            Sentence(
                start=start,
                end=end,
                markers=(1,),
                short=(TEXT.index(words), TEXT.index(words) + len(words)),
            )
            for start, end, words in zip(starts, ends, SHORT, strict=True)
        )
        id_ = services.conversations.start(QUESTION, collection="documents")
        answer = replace(given, text=TEXT, sentences=sentences)
        services.conversations.append(id_, Turn(question=QUESTION, answer=answer))
        return id_


def test_words_that_answer_are_bold(page: Page, conversation: str) -> None:
    page.goto(f"/?c={conversation}")
    text = page.locator("article.answer .text")
    expect(text.locator("strong")).to_have_text(SHOWN, use_inner_text=False, timeout=60_000)
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 844})
        expect(text.locator(".chip")).to_have_count(4)
        for strong in text.locator("strong").all():
            weight = strong.evaluate("each => Number(getComputedStyle(each).fontWeight)")
            assert weight >= 600
        # A last word stays on one line with its full stop and its chip.
        last = text.locator("strong", has_text="Wren")
        bottoms = last.evaluate(
            """each => [each, each.parentElement.querySelector('.chip') ??
              each.parentElement.nextElementSibling.querySelector('.chip')]
              .map((node) => node.getBoundingClientRect().bottom)"""
        )
        assert abs(bottoms[0] - bottoms[1]) < 12
        assert width_over(page) <= 0
        assert not Axe().run(page).response["violations"]
