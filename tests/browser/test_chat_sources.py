"""The words an answer rests on: the card of a number, and the source beside the answer."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import violations
from tests.browser.chat import FINE, answered, home, marked, number, squeezed
from tests.browser.paced import PacedKnowledgeBase
from tests.browser.views import NARROW, View, in_looks

BOTH = f"{FINE} both"


@pytest.fixture
def kb() -> PacedKnowledgeBase:
    return PacedKnowledgeBase()


def test_hovering_a_number_shows_its_card_which_can_be_hovered_and_dismissed(page: Page) -> None:
    home(page)
    turn = answered(page)
    card = page.locator(".card")
    number(turn).hover()
    for told in ("Interim Regulations", "Article 24", "In force", "since 1 May 2024", "The fine is 5 to 10 times"):
        expect(card).to_contain_text(told)
    card.locator("blockquote").hover()
    page.wait_for_timeout(500)
    expect(card).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    number(turn).hover()
    page.locator(".turn h2").hover()
    expect(card).to_have_count(0)


def test_the_card_opens_the_source(page: Page) -> None:
    home(page)
    number(answered(page)).hover()
    page.locator(".card").get_by_role("button", name="Read in the source").click()
    assert "5to10times" in marked(page)
    expect(page.locator(".card")).to_have_count(0)


def test_a_superseded_rule_says_since_when(page: Page) -> None:
    home(page)
    page.locator("#as-of").fill("2026-11-22")
    number(answered(page, "What was the fine in 2023?")).hover()
    expect(page.locator(".card")).to_contain_text("Superseded since 1 May 2024")


def test_by_keyboard_alone(page: Page) -> None:
    home(page)
    turn = answered(page)
    for _ in range(30):
        page.keyboard.press("Shift+Tab")
        if number(turn).evaluate("(one) => one === document.activeElement"):
            break
    card = page.locator(".card")
    expect(card).to_contain_text("The fine is 5 to 10 times")
    assert number(turn).get_attribute("aria-describedby") == card.get_attribute("id")
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    expect(number(turn)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#source-title")).to_be_focused()
    assert "5to10times" in marked(page)
    page.keyboard.press("Escape")
    expect(page.locator("#source")).to_be_hidden()
    expect(number(turn)).to_be_focused()


def test_a_tap_shows_the_card_and_a_second_one_the_source(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, viewport={"width": 390, "height": 844}, has_touch=True, locale="en-GB")
    page = context.new_page()
    home(page)
    turn = answered(page)
    number(turn).tap()
    expect(page.locator(".card")).to_contain_text("The fine is 5 to 10 times")
    expect(page.locator("#source")).to_be_hidden()
    number(turn).tap()
    assert "5to10times" in marked(page)
    context.close()


def test_both_texts_stand_side_by_side_by_provision(page: Page) -> None:
    home(page)
    number(answered(page)).click()
    row = page.locator("#source .source-row", has_text="第二十四条")
    expect(row).to_contain_text("Article 24 — Fine for not surrendering")
    left, right = (row.locator(".text").nth(side).bounding_box() for side in (0, 1))
    assert left
    assert right
    assert left["x"] + left["width"] <= right["x"]
    page.get_by_role("button", name="official text, Chinese").click()
    expect(page.get_by_role("button", name="official text, Chinese")).to_be_focused()
    assert marked(page).startswith("第二十四条")


def test_keys_walk_from_quote_to_quote(page: Page) -> None:
    home(page)
    turn = answered(page, BOTH)
    number(turn).click()
    expect(page.locator("#source")).to_contain_text("Quote 1 of 2")
    page.keyboard.press("n")
    expect(page.locator("#source")).to_contain_text("Quote 2 of 2")
    expect(page.get_by_role("button", name="Next quote")).to_be_disabled()
    assert "第四十条" in marked(page)
    page.keyboard.press("p")
    expect(page.locator("#source")).to_contain_text("Quote 1 of 2")
    assert "5to10times" in marked(page)


def test_pages_of_a_pdf_are_told(page: Page) -> None:
    home(page)
    turn = answered(page, "What does CBAM say?")
    number(turn).hover()
    expect(page.locator(".card")).to_contain_text("page 2")
    number(turn).click()
    expect(page.locator("#source .facts").nth(1)).to_contain_text("page 2")
    expect(page.locator("#source .source-text .page")).to_have_text(["page 1", "page 2"])


@in_looks
def test_in_a_narrow_window_the_source_covers_the_page(page: Page, view: View) -> None:
    home(page)
    turn = answered(page)
    number(turn).click()
    covered = page.locator(".conversation").evaluate("(one) => one.inert")
    assert covered is (view.width == NARROW)
    assert "5to10times" in marked(page)
    assert violations(page) == []
    page.locator("#source").get_by_role("button", name="Close").click()
    expect(number(turn)).to_be_focused()


def test_when_the_document_has_changed_the_reader_is_told(page: Page, kb: PacedKnowledgeBase) -> None:
    home(page)
    turn = answered(page)
    documents = kb.served.texts["cn-interim-regulations-2024"]
    digest = documents["digest.en"]
    documents["digest.en"] = type(digest)(digest.document_id, digest.kind, digest.language, "New words. " + digest.text)  # type: ignore[index]
    number(turn).click()
    expect(page.locator("#source")).to_contain_text("The documents have changed since this answer was given")


def test_what_is_marked_is_what_is_quoted(page: Page) -> None:
    home(page)
    turn = answered(page, BOTH)
    for which in (1, 2):
        number(turn, which).hover()
        quote = squeezed(page.locator(".card blockquote").text_content() or "")
        number(turn, which).click()
        assert marked(page) == quote
        page.keyboard.press("Escape")
