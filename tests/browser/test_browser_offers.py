"""A better embedder downloaded, compared, used and deleted in a real browser."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.browsing import wait_for_rest, width_over
from tests.browser.serving import running
from tests.model_hub import Repository, hub
from tests.tiny_retrievers import tiny_embedder

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MODEL = "BAAI/bge-small-en-v1.5"
LONG = 300_000  # ms: the libraries that run it are imported, on a busy machine


def test_embedder_is_downloaded_used_and_deleted(
    chromium: Browser, tmp_path: Path, indexed_samples: Path
) -> None:
    weights = tiny_embedder(tmp_path / "weights")
    shutil.copytree(indexed_samples, tmp_path / "home")
    served = {MODEL: Repository(folder=weights, licence="mit")}
    with (
        hub(served, pause=0.5) as endpoint,
        running(
            tmp_path / "home",
            HF_ENDPOINT=endpoint,
            HF_HOME=str(tmp_path / "hf"),
            HF_HUB_OFFLINE="0",
        ) as address,
    ):
        context = chromium.new_context(base_url=address, color_scheme="dark")
        page = context.new_page()
        page.goto("/settings")
        page.get_by_role("tab", name="Search models", exact=True).click()
        card = page.locator(".st-key-offer-bge-small-en-v1-5")
        expect(card).to_contain_text("135 MB · MIT licence · English")
        card.get_by_role("button", name="Download 135 MB").click()
        expect(card.get_by_role("button", name="Stop")).to_be_visible(timeout=LONG)
        use = card.get_by_role("button", name="Use this model")
        expect(use).to_be_visible(timeout=LONG)
        expect(card).to_contain_text("Right passage first:")
        _check_widths(page)
        use.click()
        expect(card.get_by_text("In use")).to_be_visible(timeout=LONG)
        expect(page.get_by_text("Re-indexing")).to_have_count(0, timeout=LONG)
        card.get_by_role("button", name="Delete (").click()
        expect(page.get_by_text("was deleted;")).to_be_visible(timeout=LONG)
        expect(card.get_by_role("button", name="Download 135 MB")).to_be_visible(timeout=LONG)
        _check_widths(page)
        context.close()


def _check_widths(page: Page) -> None:
    """Check that the page fits into a wide and into a narrow window."""
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        wait_for_rest(page)
        assert width_over(page) <= 0
