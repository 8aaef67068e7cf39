"""Steps that many browser tests take on a page."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import FilePayload, Locator, Page, Playwright, expect

ROOT = Path(__file__).parents[2]
SAMPLES = sorted((ROOT / "samples").glob("*.*"))
SLOW = 60_000
"""Milliseconds to wait for an answer or for indexing on a busy machine."""


def chromium_path(playwright: Playwright) -> str:
    """Return an installed Chromium. Raises RuntimeError where there is none."""
    # The shell has no window to draw, and takes two thirds of the time.
    names = ("chromium-headless-shell", "chromium", "chromium-browser")
    for name in (*names, playwright.chromium.executable_path):
        if path := shutil.which(name):
            return path
    raise RuntimeError(
        "The browser tests need Chromium, and none is installed. Run `apt-get install "
        "chromium-headless-shell` or `playwright install chromium`."
    )


def upload(page: Page, *files: Path | FilePayload) -> None:
    """Drop files on the library page."""
    chooser = page.get_by_test_id("stFileUploader").locator("input[type=file]")
    if all(isinstance(each, Path) for each in files):
        chooser.set_input_files([each for each in files if isinstance(each, Path)])
    else:
        chooser.set_input_files([each for each in files if not isinstance(each, Path)])


def text_file(name: str, text: str) -> FilePayload:
    """Return a text file to upload."""
    return {"name": name, "mimeType": "text/plain", "buffer": text.encode()}


def rows(page: Page) -> Locator:
    """Return the rows of the library's table, read through its accessible twin."""
    return page.locator("[data-testid=stDataFrame] table tbody tr")


def select_rows(page: Page, count: int = 1) -> None:
    """Select the first rows of the library's table by the keyboard."""
    page.get_by_test_id("stDataFrame").get_by_test_id("data-grid-canvas").focus()
    for _ in range(count):
        page.keyboard.press("Shift+Space")
        page.keyboard.press("ArrowDown")


def wait_for_summary(page: Page, words: str) -> None:
    """Wait until the added files are done, with this outcome."""
    expect(page.get_by_text(words, exact=True)).to_be_visible(timeout=SLOW)


def ask(page: Page, question: str) -> None:
    """Ask and wait for the whole answer."""
    box = page.get_by_test_id("stChatInputTextArea")
    expect(box).to_be_enabled(timeout=SLOW)
    box.fill(question)
    box.press("Enter")
    turn = page.locator("article.answer", has_text=question)
    expect(turn.locator(".foot")).to_be_visible(timeout=SLOW)
    # Until the run ends, the question as it was asked may still stand above its turn.
    expect(turn).to_have_count(1, timeout=SLOW)


@contextmanager
def whole_run(page: Page) -> Iterator[None]:
    """Wait until a run of the page's script that starts in the block has ended."""
    page.evaluate(
        """() => {
            const app = document.querySelector('[data-testid=stApp]');
            const state = () => app.getAttribute('data-test-script-state');
            let began = false;
            window.runHasEnded = false;
            const observer = new MutationObserver(() => {
                if (state() !== 'notRunning') began = true;
                else if (began) { window.runHasEnded = true; observer.disconnect(); }
            });
            observer.observe(app, {attributeFilter: ['data-test-script-state']});
        }"""
    )
    yield
    page.wait_for_function("window.runHasEnded", timeout=SLOW)
    wait_for_rest(page)


def wait_for_rest(page: Page) -> None:
    """Wait until no run goes on, no transition runs, and nothing has moved for ten frames."""
    expect(page.get_by_test_id("stApp")).to_have_attribute(
        "data-test-script-state", "notRunning", timeout=SLOW
    )
    page.evaluate(
        """() => new Promise((done) => {
            const main = document.querySelector('[data-testid=stMain]');
            const state = () => [
                main.scrollTop, main.scrollHeight, innerWidth,
                document.getAnimations().some((each) => each instanceof CSSTransition),
            ].join();
            let last = state(), frames = 0;
            const look = () => {
                const now = state();
                frames = now === last && now.endsWith('false') ? frames + 1 : 0;
                last = now;
                if (frames >= 10) done(); else requestAnimationFrame(look);
            };
            look();
        })"""
    )


def width_over(page: Page) -> int:
    """Return the pixels by which the page is wider than its window."""
    return int(
        page.evaluate(
            """() => Math.max(
                ...[document.documentElement, document.querySelector('.stMain')].map(
                    (each) => each.scrollWidth - each.clientWidth))"""
        )
    )
