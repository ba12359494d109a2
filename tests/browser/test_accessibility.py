"""axe-core finds nothing wrong: every main state, light and dark, wide and narrow, in both languages."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.axe import violations
from tests.browser.states import STATES
from tests.browser.views import LOOKS, NARROW, WIDE, View
from tests.browser.watch import Watch

OPEN_ALL = "document.querySelectorAll('details').forEach((one) => { one.open = true })"


@pytest.mark.parametrize("view", [*LOOKS, View(WIDE, "light", "zh"), View(NARROW, "dark", "zh")], ids=str)
def test_no_violation(page: Page, watch: Watch, view: View) -> None:
    watch.allow("40[04]")
    found = []
    for name, path in STATES.items():
        page.goto(path)
        page.evaluate(OPEN_ALL)
        found += [f"{name}: {one}" for one in violations(page)]
    assert found == []


@pytest.mark.parametrize("view", [View(WIDE), View(NARROW)], ids=str)
def test_text_may_be_spaced_out(page: Page, view: View) -> None:
    """WCAG 1.4.12: nothing is lost where a reader sets more space between lines, words and letters."""
    for path in ("/documents", STATES["document"], STATES["side by side"], "/glossary"):
        page.goto(path)
        page.evaluate("""() => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }');
          document.adoptedStyleSheets = [sheet];
        }""")
        assert page.evaluate("document.documentElement.scrollWidth") <= view.width
