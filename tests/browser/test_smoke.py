"""The pages open in a browser, and the watch over them sees what it is there to see."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.views import at_widths, in_languages, in_views, without_javascript
from tests.browser.watch import Watch

FINE = "/ask?question=What is the fine for not surrendering allowances?"
PATHS = ("/", FINE, "/ask?question=Who wins the cup?", "/ask?question=", "/documents", "/documents/cn-interim-regulations-2024")
"""Home, an answer, a refusal, an error in the form, the list, a document."""


@in_languages
def test_the_first_page_opens(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("textbox").first).to_be_enabled()


@without_javascript
def test_a_question_is_answered_without_javascript(page: Page) -> None:
    page.goto("/")
    page.locator("textarea").first.fill("What is the fine?")
    page.locator("form.ask button[type=submit]").first.click()
    expect(page.locator("main")).to_contain_text("5 to 10 times the average market price")


@at_widths
@pytest.mark.parametrize("path", PATHS)
def test_nothing_lies_outside_the_window(page: Page, watch: Watch, path: str) -> None:
    watch.allow("400")
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


@in_views
def test_no_accessibility_violation(page: Page, watch: Watch) -> None:
    watch.allow("400")
    found = []
    for path in PATHS:
        page.goto(path)
        found += [f"{path}: {one}" for one in violations(page)]
    assert found == []


def test_axe_sees_what_is_wrong(page: Page) -> None:
    page.goto("/")
    page.evaluate("document.querySelector('textarea').labels[0].remove()")
    assert any(one.startswith("label:") for one in violations(page))


def test_the_watch_sees_errors_and_other_hosts(page: Page, watch: Watch) -> None:
    page.goto("/")
    page.evaluate("console.error('told')")
    page.evaluate("setTimeout(() => { throw new Error('thrown') })")
    page.evaluate("const image = new Image(); image.src = 'http://other.invalid/x.png'")
    page.wait_for_timeout(100)
    heard = " ".join(watch.complaints)
    for expected in ("told", "thrown", "Content Security Policy"):
        assert expected in heard
    watch.allow("")


def test_the_watch_sees_a_request_that_gets_out(page: Page, watch: Watch) -> None:
    page.goto("/")
    page.evaluate("location.href = 'http://other.invalid/'")
    page.wait_for_timeout(100)
    assert any(one.startswith("request to another host: http://other.invalid/") for one in watch.complaints)
    watch.allow("")
