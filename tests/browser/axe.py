"""axe-core's verdict on a page, against WCAG 2.2 A and AA and its own best practices."""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

_OPTIONS = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    # 24 by 24 px (WCAG 2.5.8) has no tag that is on by default.
    "rules": {"target-size": {"enabled": True}},
}


def violations(page: Page) -> list[str]:
    """What axe-core finds wrong in the page as it stands, one line an element."""
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate("async (options) => (await axe.run(document, options)).violations", _OPTIONS)
    return [f"{rule['id']}: {rule['help']}: {node['html'][:160]} {node['failureSummary']}" for rule in found for node in rule["nodes"]]
