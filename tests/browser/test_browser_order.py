"""Updates of a component that arrive out of order."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.browsing import SAMPLES, ask, upload, wait_for_summary

pytestmark = pytest.mark.browser

# Chromium keeps the imports that wait for one module in a hash set, and ends them in its order.
# Here what comes within this time is always passed on the last first.
BACKWARDS = """
const Original = window.Blob;
window.Blob = function (parts, options) {
  if (options?.type !== "text/javascript") return new Original(parts, options);
  const source = parts[0].replace("export default function", "function inOrder");
  const backwards = `
    let held = [];
    export default function (args) {
      if (!held.length) setTimeout(() => { held.reverse().forEach(inOrder); held = []; }, 1500);
      held.push(args);
    }`;
  return new Original([source, backwards], options);
};
"""


def test_latest_update_stays_when_updates_arrive_out_of_order(page: Page) -> None:
    page.goto("/library")
    upload(page, *(each for each in SAMPLES if each.suffix == ".pdf"))
    wait_for_summary(page, "1 indexed.")
    page.add_init_script(BACKWARDS)
    page.goto("/")
    ask(page, "How far can the new lamp be seen?")
    expect(page.locator("article.answer .foot")).to_be_visible()
    page.locator("article.answer .chip").first.click()
    expect(page.get_by_text("Loading the page image…")).to_have_count(0, timeout=30_000)
    expect(page.locator(".picture img").first).to_be_visible()
