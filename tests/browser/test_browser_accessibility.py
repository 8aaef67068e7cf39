"""axe-core on every page, as a person would find it: wide and narrow, light and dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import ask, wait_for_summary
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

WIDTHS = (1440, 390)
SCHEMES = ("light", "dark")
_SERIOUS = ("serious", "critical")


def _violations(page: Page) -> list[str]:
    """What axe finds serious: the rule, and the elements that break it."""
    found = Axe().run(page).response["violations"]
    return [
        f"{each['id']}: {[node['html'][:200] for node in each['nodes'][:3]]}"
        for each in found
        if each["impact"] in _SERIOUS
    ]


def _check(page: Page, where: str) -> None:
    problems: list[str] = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            page.wait_for_timeout(300)
            problems += [f"{where} {width} {scheme}: {each}" for each in _violations(page)]
    assert not problems, "\n".join(problems)


def test_no_page_has_a_serious_violation(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_role("button", name="Try the samples")).to_be_visible()
    _check(page, "first screen, empty")
    page.goto("/library")
    samples = page.get_by_role("button", name="Try the samples")
    expect(samples).to_be_visible()
    _check(page, "library, empty")
    samples.click()
    wait_for_summary(page, "4 indexed.")
    _check(page, "library")
    page.goto("/")
    _check(page, "first screen")
    ask(page, "How many people visited the trust’s stations in 2024?")
    page.locator("button.chip").first.click()
    expect(page.locator("[data-chosen]").first).to_be_visible()
    _check(page, "chat")
