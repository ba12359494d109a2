"""Asking: from typing a question to the quoted words, streamed, stopped, asked again, followed up."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from kb.validity import today
from tests.browser.chat import FINE, FINE_ZH, answered, ask, home, marked, number, sent, squeezed
from tests.browser.conftest import OpenPage
from tests.browser.paced import PacedKnowledgeBase
from tests.browser.views import View, at_widths, in_languages, without_javascript
from tests.browser.watch import Watch


@pytest.fixture
def kb() -> PacedKnowledgeBase:
    return PacedKnowledgeBase()


@in_languages
def test_from_a_question_to_the_quoted_words_in_two_actions(page: Page, view: View) -> None:
    home(page)
    turn = answered(page, FINE if view.language == "en" else FINE_ZH)
    number(turn).click()
    quoted = squeezed("".join(turn.locator(".sentence").all_text_contents()))
    assert marked(page) == quoted
    expect(page.locator("#source mark").first).to_be_in_viewport()


@without_javascript
def test_without_javascript_the_same_page_asks_answers_and_leads_to_the_words(page: Page, view: View) -> None:
    page.goto("/")
    page.locator("#question").fill(FINE if view.language == "en" else FINE_ZH)
    page.locator("form.ask button[type=submit]").click()
    page.wait_for_url("**/a/*")
    page.locator(".ref").first.click()
    page.locator(".quote .actions a").first.click()
    expect(page.locator("mark").first).to_be_in_viewport()


def test_sentences_come_in_while_the_log_is_busy(page: Page, kb: PacedKnowledgeBase) -> None:
    home(page)
    kb.gate.clear()
    turn = ask(page, f"{FINE} both")
    log = page.get_by_role("log")
    expect(turn.locator(".answer-text")).to_contain_text("5 to 10 times")
    expect(log).to_have_attribute("aria-busy", "true")
    expect(page.get_by_role("status")).to_contain_text("Found 3 passages")
    expect(turn.locator(".answer-text")).not_to_contain_text("第四十条")
    kb.gate.set()
    expect(turn.locator(".answer-text")).to_contain_text("第四十条")
    expect(log).to_have_attribute("aria-busy", "false")
    expect(page.get_by_role("status")).to_contain_text("Answered, with 2 quotes.")


@pytest.mark.parametrize("by", ["button", "Escape"])
def test_an_answer_can_be_stopped_and_asked_again(page: Page, kb: PacedKnowledgeBase, by: str) -> None:
    home(page)
    kb.gate.clear()
    turn = ask(page, FINE)
    stop = page.get_by_role("button", name="Stop")
    expect(stop).to_be_visible()
    if by == "button":
        stop.click()
    else:
        page.keyboard.press("Escape")
    expect(turn).to_contain_text("You stopped this answer.")
    expect(page.get_by_role("log")).to_have_attribute("aria-busy", "false")
    kb.gate.set()
    turn.get_by_role("button", name="Ask again").click()
    expect(turn).to_contain_text("5 to 10 times")
    expect(page.locator(".turn")).to_have_count(1)


def test_focus_stays_in_the_question_while_it_is_answered(page: Page) -> None:
    home(page)
    answered(page)
    expect(page.locator("#question")).to_be_focused()
    expect(page.locator("#question")).to_have_value("")


def test_keys_focus_and_send_and_can_be_switched_off(page: Page) -> None:
    home(page)
    page.locator("h1").click()
    page.keyboard.press("/")
    expect(page.locator("#question")).to_be_focused()
    page.keyboard.type("fine?")
    page.keyboard.press("Enter")
    expect(page.locator(".turn")).to_contain_text("5 to 10 times")
    page.get_by_role("button", name="Settings").click()
    page.get_by_label("Keyboard shortcuts").uncheck()
    page.get_by_role("button", name="Close").click()
    page.keyboard.press("/")
    expect(page.locator("#question")).not_to_be_focused()
    page.reload()
    expect(page.get_by_role("toolbar")).to_be_visible()
    page.locator("#question").fill("a line")
    page.keyboard.press("Enter")
    expect(page.locator("#question")).to_have_value("a line\n")


def test_a_follow_up_is_read_with_what_came_before_and_that_can_be_taken_back(page: Page) -> None:
    home(page)
    asked = sent(page)
    answered(page)
    turn = answered(page, "And the penalty for cement?")
    assert [(item["role"], item["content"][:12]) for item in asked[-1]["history"]] == [("user", FINE[:12]), ("assistant", "The fine is ")]
    chip = turn.locator(".chip", has_text=f"Read as: And the penalty for cement? ({FINE})")
    chip.get_by_role("button").click()
    expect(chip).to_have_count(0)
    assert asked[-1]["history"] == []
    expect(turn.locator("h2")).to_be_focused()


def test_a_date_that_the_question_names_can_be_taken_back(page: Page) -> None:
    home(page)
    asked = sent(page)
    turn = answered(page, "What was the fine in 2023?")
    chip = turn.locator(".chip.date")
    expect(chip).to_contain_text("2023, as the question says")
    chip.get_by_role("button", name="Ask for today instead").click()
    expect(chip).not_to_contain_text("as the question says")
    assert asked[-1]["as_of"] == today().isoformat()


def test_a_chosen_date_and_filters_are_sent_shown_and_taken_back(page: Page) -> None:
    home(page)
    asked = sent(page)
    expect(page.locator("#as-of")).to_have_value(today().isoformat())
    expect(page.get_by_role("button", name="Today", exact=True)).to_be_hidden()
    page.locator("#as-of").fill("2025-03-01")
    page.get_by_text("Filters").click()
    page.get_by_label("Sector").select_option("cement")
    turn = answered(page)
    assert (asked[-1]["as_of"], asked[-1]["filters"]) == ("2025-03-01", {"sector": ["cement"]})
    expect(turn.locator(".chip.date")).to_contain_text("Holds for 1 March 2025, as you chose")
    turn.get_by_role("button", name="Ask without the filter Cement").click()
    expect(turn.locator(".chip", has_text="Cement")).to_have_count(0)
    assert (asked[-1]["as_of"], asked[-1]["filters"]) == ("2025-03-01", {})
    turn.get_by_role("button", name="Ask for today instead").click()
    expect(turn.locator(".chip.date")).not_to_contain_text("as you chose")
    assert asked[-1]["as_of"] is None
    page.get_by_role("button", name="Today", exact=True).click()
    expect(page.locator("#as-of")).to_have_value(today().isoformat())


def test_a_question_can_be_edited_with_its_terms(page: Page) -> None:
    home(page)
    page.locator("#as-of").fill("2025-03-01")
    turn = answered(page)
    page.get_by_role("button", name="Today", exact=True).click()
    turn.get_by_role("button", name="Edit the question").click()
    expect(page.locator("#question")).to_have_value(FINE)
    expect(page.locator("#question")).to_be_focused()
    expect(page.locator("#as-of")).to_have_value("2025-03-01")


def test_an_example_is_one_click(page: Page) -> None:
    home(page)
    page.locator(".suggestions a").first.click()
    expect(page.locator(".turn .tools")).to_be_visible()
    expect(page.locator(".suggestions")).to_be_hidden()


def test_what_may_be_asked_next_is_asked_by_a_click(page: Page) -> None:
    home(page)
    asked = sent(page)
    answered(page)
    suggestion = page.locator(".related .suggestion").first
    words = suggestion.locator("span").last.text_content()
    suggestion.click()
    expect(page.locator(".turn")).to_have_count(2)
    expect(page.locator(".turn h2").last).to_have_text(words or "")
    expect(page.locator(".turn").first.locator(".related")).to_have_count(0)
    assert (asked[-1]["question"], asked[-1]["history"]) == (words, [])


def test_a_refusal_looks_like_help(page: Page) -> None:
    home(page)
    turn = ask(page, "Who wins the cup?")
    for told in ("Nothing found says who wins.", "Searched: 5 documents", "The nearest passages", "What helps"):
        expect(turn).to_contain_text(told)
    turn.locator(".sources button").first.click()
    assert marked(page).startswith("第一条")


def test_reload_keeps_the_conversation(page: Page) -> None:
    home(page)
    answered(page)
    answered(page, "What was the fine in 2023?")
    page.reload()
    expect(page.locator(".turn")).to_have_count(2)
    number(page.locator(".turn").last).click()
    assert "第四十条" in marked(page)


def test_a_link_shows_the_answer_to_others(page: Page, open_page: OpenPage, view: View) -> None:
    home(page)
    answered(page)
    other = open_page(view)
    asked = sent(other)
    other.goto(page.url)
    turn = other.locator(".turn")
    expect(turn).to_contain_text("5 to 10 times")
    expect(turn.get_by_role("button", name="Delete")).to_be_hidden()
    number(turn).click()
    assert "5to10times" in marked(other)
    assert asked == [], "nothing is asked again"


@at_widths
def test_the_language_can_be_switched_in_the_middle(page: Page) -> None:
    home(page)
    answered(page)
    page.locator("a.language").click()
    expect(page.locator(".turn")).to_contain_text("来源")
    expect(page.locator(".turn h2")).to_have_text(FINE)


def test_nothing_is_sent_without_a_question(page: Page, kb: PacedKnowledgeBase) -> None:
    home(page)
    page.locator("#question").fill("   ")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status")).to_have_text("Write a question first.")
    assert kb.asked == []


def test_a_day_that_does_not_exist_is_told(page: Page, watch: Watch) -> None:
    watch.allow("400")
    home(page)
    page.route("**/api/query", lambda route: route.continue_(post_data='{"question": "fine", "as_of": "2024-02-30"}'))
    expect(ask(page, FINE)).to_contain_text("Give a day that exists")
