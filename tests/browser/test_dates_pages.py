"""The timeline, the calendar and the changes in a browser, over the whole shipped corpus: at a glance, by keyboard, at every width."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from kb.snapshot import Snapshot
from tests.browser.axe import violations
from tests.browser.test_accessibility import OPEN_ALL
from tests.browser.views import LOOKS, NARROW, View, at_widths, without_javascript
from tests.browser.watch import Watch
from tests.fakes import FakeKnowledgeBase

TIMELINE = "/timeline?sector=cement&as_of=2025-12-31"
PAGES = (
    TIMELINE,
    "/timeline?jurisdiction=&as_of=2026-11-22",
    "/calendar?sector=cement&year=2026&as_of=2026-11-22",
    "/calendar?year=1800&sector=cement",
    "/timeline?from=1990-01-01&to=1990-12-31",
    "/changes",
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
def test_nothing_but_the_drawing_scrolls_sideways(page: Page, watch: Watch, view: View) -> None:
    watch.allow("400")
    for path in PAGES:
        page.goto(path)
        page.evaluate(OPEN_ALL)
        assert page.evaluate("document.documentElement.scrollWidth") <= view.width, path


@without_javascript
def test_a_mark_opens_the_words_it_rests_on(page: Page, view: View) -> None:
    page.goto(TIMELINE)
    row = page.locator("tr.current blockquote")
    expect(row).to_be_hidden()
    name = "水泥: 首次清缴, 2025年12月31日" if view.language == "zh" else "Cement: First surrender, 31 December 2025"
    page.get_by_role("link", name=name, exact=True).click()
    expect(row).to_be_visible()
    expect(row).to_contain_text("2025年12月31日" if view.language == "zh" else "31 December 2025")


def test_the_drawing_is_reached_and_passed_by_keyboard(page: Page) -> None:
    page.goto(TIMELINE)
    page.locator(".downloads a").last.focus()
    page.keyboard.press("Tab")
    expect(page.locator(".skip-chart")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#events")).to_be_focused()
    page.locator(".scroll").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('svg') !== null")


@pytest.mark.parametrize("view", [View(NARROW)], ids=str)
def test_a_narrow_drawing_begins_with_the_latest_years(page: Page) -> None:
    page.goto(TIMELINE)
    box = page.get_by_role("link", name="Cement: First surrender, 31 December 2025", exact=True).locator(".target").bounding_box()
    assert box is not None
    assert 0 <= box["x"] <= NARROW


def test_the_filters_of_the_form_are_kept(page: Page) -> None:
    page.goto("/calendar")
    page.get_by_label("Sector").select_option("cement")
    page.get_by_label("Year").fill("2026")
    page.get_by_role("button", name="Filter").click()
    expect(page.get_by_label("Sector")).to_have_value("cement")
    expect(page.get_by_label("Jurisdiction")).to_have_value("CN")
    expect(page.locator(".day").filter(has_text="31 December 2026").filter(has_text="Surrender")).to_have_count(1)
