"""A better embedder downloaded, compared, used and deleted in a real browser."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from components.pipelines.indexing import index
from components.services import build
from components.settings import Settings
from components.types import Upload
from tests.browser.browsing import ROOT, width_over
from tests.browser.serving import running
from tests.model_hub import Repository, hub
from tests.tiny_retrievers import tiny_embedder

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MODEL = "BAAI/bge-small-en-v1.5"
SAMPLES = [
    path
    for path in sorted((ROOT / "samples").glob("*.*"))
    if path.suffix in (".pdf", ".md", ".docx", ".csv")
]
LONG = 300_000  # ms: the libraries that run it are imported, on a busy machine


@pytest.mark.parametrize("width", [1440, 390])
def test_embedder_is_downloaded_used_and_deleted(
    chromium: Browser, tmp_path: Path, width: int
) -> None:
    weights = tiny_embedder(tmp_path / "weights")
    with build(Settings(home=tmp_path / "home")) as services:
        list(index(services, [Upload(name=each.name, data=each.read_bytes()) for each in SAMPLES]))
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
        context = chromium.new_context(
            base_url=address, viewport={"width": width, "height": 900}, color_scheme="dark"
        )
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
        assert width_over(page) <= 0
        use.click()
        expect(card.get_by_text("In use")).to_be_visible(timeout=LONG)
        expect(page.get_by_text("Re-indexing")).to_have_count(0, timeout=LONG)
        card.get_by_role("button", name="Delete (").click()
        expect(page.get_by_text("was deleted;")).to_be_visible(timeout=LONG)
        expect(card.get_by_role("button", name="Download 135 MB")).to_be_visible(timeout=LONG)
        assert width_over(page) <= 0
        context.close()
