"""The words of a sentence that answer stand out in it, wherever it is drawn."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from components.services import build
from components.settings import Settings
from components.types import Sentence, Turn
from tests.browser.browsing import running, width_over
from tests.library import add, ask

pytestmark = pytest.mark.browser

QUESTION = "How far can the lamp be seen?"
TEXT = (
    "In clear weather 🕯 the lamp is seen for 18 nautical miles. It was lit by Wren.\n"
    "- Ann keeps\n  the lamp.\n| Tower | 42 metres | stone |"
)
SHORT = ("18 nautical miles", "Wren", "Ann keeps\n  the", "42 metres")
# The last word of a sentence stands with its chip, so bold may be in two pieces.
SHOWN = ["18 nautical ", "miles", "Wren", "Ann keeps", "  the", "42 metres"]


@pytest.fixture(scope="module")
def conversation(home: Path) -> str:
    """One whose answer has marked words in sentences, an item of a list and a row of a table."""
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


@pytest.fixture(scope="module")
def address(home: Path, conversation: str) -> Iterator[str]:
    assert conversation
    with running(home) as url:
        yield url


def test_they_are_bold_at_both_widths(page: Page, conversation: str) -> None:
    page.goto(f"/?c={conversation}")
    text = page.locator("article.answer .text")
    expect(text.locator("strong")).to_have_text(SHOWN, use_inner_text=False, timeout=60_000)
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 844})
        expect(text.locator(".chip")).to_have_count(4)
        for strong in text.locator("strong").all():
            weight = strong.evaluate("each => Number(getComputedStyle(each).fontWeight)")
            assert weight >= 600
        # The last word, bold as it is, keeps its full stop and its chip on its line.
        last = text.locator(".end", has_text="Wren")
        tops = last.evaluate("each => [...each.getClientRects()].map((box) => box.top)")
        assert len(set(tops)) == 1
        assert width_over(page) <= 0
        assert not Axe().run(page).response["violations"]
