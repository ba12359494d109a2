"""The coverage check in a browser, over the whole shipped corpus: at every width and brightness, by keyboard, without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from kb.snapshot import Snapshot
from tests.browser.axe import violations
from tests.browser.test_accessibility import OPEN_ALL
from tests.browser.views import LOOKS, NARROW, View, at_widths, without_javascript
from tests.browser.watch import Watch
from tests.fakes import FakeKnowledgeBase

COVERED = "/coverage?sector=cement&process=clinker_line&year=2025&emissions=31&unit=kt&scope=direct&as_of=2026-11-22"
PAGES = (
    "/coverage",
    COVERED,
    "/coverage?sector=cement&year=2025&emissions=20&unit=kt&scope=direct",
    "/coverage?jurisdiction=CN-GD-SZ&sector=other&process=industrial&year=2026&emissions=5000&unit=t&scope=total",
    "/coverage?sector=bakery&year=1800&emissions=about+thirty&circumstances=bankrupt",
)


@pytest.fixture
def kb(corpus_snapshot: Snapshot) -> FakeKnowledgeBase:
    """The fake that serves the corpus."""
    return FakeKnowledgeBase(served=corpus_snapshot)  # type: ignore[arg-type]


@pytest.mark.parametrize("view", [*LOOKS, View(NARROW, "dark", "zh")], ids=str)
def test_no_violation(page: Page, watch: Watch, view: View) -> None:
    watch.allow("400")
    found = []
    for path in PAGES:
        page.goto(path)
        page.evaluate(OPEN_ALL)
        found += [f"{path}: {one}" for one in violations(page)]
    assert found == []


@at_widths
def test_nothing_scrolls_sideways(page: Page, watch: Watch, view: View) -> None:
    watch.allow("400")
    for path in PAGES:
        page.goto(path)
        page.evaluate(OPEN_ALL)
        assert page.evaluate("document.documentElement.scrollWidth") <= view.width, path


@without_javascript
def test_the_form_leads_to_a_verdict_and_its_quotes(page: Page, view: View) -> None:
    page.goto("/coverage")
    page.locator("#sector").select_option("cement")
    page.locator("#process").select_option("clinker_line")
    page.locator("#year").fill("2025")
    page.locator("#emissions").fill("31")
    page.locator("#unit").select_option("kt")
    page.locator("input[name=scope][value=direct]").check()
    page.get_by_role("button", name="判断" if view.language == "zh" else "Check", exact=True).click()
    expect(page.locator("#verdict")).to_have_text("已纳入" if view.language == "zh" else "Covered")
    quote = page.locator(".tests blockquote").first
    expect(quote).to_be_hidden()
    page.locator(".tests summary").first.click()
    expect(quote).to_contain_text("2.6万吨" if view.language == "zh" else "26,000 tonnes")


def test_it_is_filled_in_and_sent_by_keyboard(page: Page) -> None:
    page.goto("/coverage")
    page.locator("#sector").focus()
    page.keyboard.type("cement")
    for typed in ("", "2024", "31"):
        page.keyboard.press("Tab")
        page.keyboard.type(typed)
    page.keyboard.press("Enter")
    expect(page.locator("#verdict")).to_be_visible()
    expect(page.locator(".said")).to_contain_text("cement")


def test_an_error_leads_to_its_field(page: Page, watch: Watch) -> None:
    watch.allow("400")
    page.goto("/coverage?sector=cement&year=2025&emissions=about+thirty&unit=kt")
    expect(page.locator("#verdict")).to_have_count(0)
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_role("link", name="Emissions: give a number").click()
    page.keyboard.press("Tab")
    expect(page.locator("#unit")).to_be_focused()
