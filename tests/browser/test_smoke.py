"""The pages open in a browser at every width, and the watch over them sees what it is there to see."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.states import STATES
from tests.browser.views import View, at_widths, in_languages, without_javascript
from tests.browser.watch import Watch


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
def test_nothing_lies_outside_the_window(page: Page, watch: Watch, view: View) -> None:
    watch.allow("40[04]")
    for name, path in STATES.items():
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= view.width, name


def test_axe_sees_what_is_wrong(page: Page) -> None:
    page.goto("/documents")
    page.evaluate("document.querySelector('#q').labels[0].remove()")
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
