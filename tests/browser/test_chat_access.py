"""Everybody can use the chat: axe-core finds nothing in any state, nothing lies outside the window, focus is not hidden."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.chat import FINE, answered, ask, home, number
from tests.browser.paced import PacedKnowledgeBase
from tests.browser.views import View, at_widths, in_looks
from tests.browser.watch import Watch


@pytest.fixture
def kb() -> PacedKnowledgeBase:
    return PacedKnowledgeBase()


def check(page: Page, state: str) -> None:
    assert [f"{state}: {one}" for one in violations(page)] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= (page.viewport_size or {})["width"], f"{state}: too wide"


@in_looks
def test_every_state_is_accessible(page: Page, watch: Watch, kb: PacedKnowledgeBase) -> None:
    watch.allow("ERR_FAILED")
    home(page)
    check(page, "empty")
    page.get_by_text("Filters").click()
    check(page, "filters open")
    kb.gate.clear()
    turn = ask(page, FINE)
    expect(turn.locator(".answer-text")).to_contain_text("5 to 10 times")
    check(page, "streaming")
    kb.gate.set()
    expect(turn.locator(".tools")).to_be_visible()
    expect(turn.locator(".related")).to_be_visible()
    check(page, "answered")
    number(turn).focus()
    expect(page.locator(".card")).to_be_visible()
    check(page, "card open")
    number(turn).press("Enter")
    expect(page.locator("#source mark").first).to_be_visible()
    check(page, "source open")
    page.keyboard.press("Escape")
    turn.get_by_role("button", name="No", exact=True).click()
    check(page, "feedback open")
    refused = ask(page, "Who wins the cup?")
    expect(refused.locator(".tools")).to_be_visible()
    check(page, "refused")
    page.route("**/api/query", lambda route: route.abort())
    failed = ask(page, "What is the fine for concealing emissions?")
    expect(failed.locator(".failure")).to_be_visible()
    check(page, "error")
    page.keyboard.press("Escape")
    for sheet in ("History", "Settings", "Export"):
        page.get_by_role("button", name=sheet).click()
        check(page, sheet)
        page.keyboard.press("Escape")


@at_widths
def test_what_has_focus_is_not_hidden_behind_the_question_form(page: Page, view: View) -> None:
    home(page)
    turn = answered(page, FINE)
    expect(turn.locator(".related")).to_be_visible()
    page.evaluate("scrollTo(0, 0)")
    turn.locator("h2").focus()
    hidden = []
    for _ in range(25):
        page.keyboard.press("Tab")
        name, covered = page.evaluate("""() => {
            const focused = document.activeElement;
            const at = focused.getBoundingClientRect();
            const form = document.querySelector('.composer').getBoundingClientRect();
            return [focused.textContent, !focused.closest('.composer') && at.top >= form.top && at.bottom <= form.bottom];
        }""")
        hidden += [name] if covered else []
        if page.evaluate("document.activeElement.id") == "question":
            break
    assert hidden == []


def test_a_live_region_tells_and_the_log_is_one(page: Page) -> None:
    home(page)
    expect(page.get_by_role("log")).to_have_attribute("aria-busy", "false")
    expect(page.get_by_role("log")).to_have_attribute("aria-label", "Conversation")
    answered(page)
    expect(page.get_by_role("status")).to_have_text("Answered, with 1 quote.")
