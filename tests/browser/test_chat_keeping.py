"""What is kept and taken along: history, copies, exports, print, deletion, feedback."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from service import create_app
from service.answers import AnswerStore
from tests.browser.chat import FINE, answered, home
from tests.browser.conftest import serving
from tests.browser.paced import PacedKnowledgeBase
from tests.browser.watch import Watch


@pytest.fixture
def store() -> AnswerStore:
    return AnswerStore()


@pytest.fixture
def app(store: AnswerStore) -> Flask:
    return create_app(PacedKnowledgeBase(), store)


@pytest.fixture
def address(app: Flask):
    with serving(app) as where:
        yield where


def copied(page: Page) -> str:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    expect(page.get_by_role("status")).to_have_text("Copied.")
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text


def test_earlier_conversations_are_opened_and_forgotten(page: Page) -> None:
    home(page)
    answered(page)
    answered(page, "What was the fine in 2023?")
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.locator("#question")).to_be_focused()
    page.get_by_role("button", name="History").click()
    sheet = page.locator("#conversations")
    expect(sheet).to_contain_text("2 questions")
    sheet.get_by_role("button", name=f"Open the conversation: {FINE}").click()
    expect(page.locator(".turn")).to_have_count(2)
    page.get_by_role("button", name="History").click()
    sheet.get_by_role("button", name=f"Forget: {FINE}").click()
    expect(sheet).to_contain_text("No conversation is kept")
    expect(sheet.get_by_role("button", name="Close")).to_be_focused()


def test_history_can_be_switched_off(page: Page) -> None:
    home(page)
    answered(page)
    page.get_by_role("button", name="Settings").click()
    page.get_by_label("Keep conversations in this browser").uncheck()
    page.get_by_role("button", name="Close").click()
    answered(page, "What was the fine in 2023?")
    assert page.evaluate("Object.keys(localStorage)") == ["carbonkb.setting.history"]


def test_an_answer_is_copied_as_text_and_as_markdown(page: Page) -> None:
    home(page)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    turn = answered(page)
    turn.get_by_role("button", name="Copy", exact=True).click()
    text = copied(page)
    assert "missing allowances. [1]" in text
    assert "[1] Interim Regulations on the Administration of Carbon Emission Trading, State Council Decree No. 775, Article 24" in text
    assert page.url in text
    turn.get_by_role("button", name="Copy as Markdown").click()
    expect(page.get_by_role("status")).to_have_text("Copied.")
    markdown = copied(page)
    assert markdown.startswith(f"## {FINE}")
    assert "\n   > The fine is 5 to 10 times" in markdown
    turn.get_by_role("button", name="Copy link").click()
    assert copied(page).strip().endswith(page.url.rpartition("/a/")[2])


def test_a_conversation_is_exported_as_markdown(page: Page, tmp_path: Path) -> None:
    home(page)
    answered(page)
    answered(page, "Who wins the cup?")
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Download as Markdown").click()
    downloading.value.save_as(tmp_path / "export.md")
    text = (tmp_path / "export.md").read_text(encoding="utf-8")
    assert downloading.value.suggested_filename.endswith(".md")
    assert f"## {FINE}" in text
    assert "## Who wins the cup?" in text
    assert "Nothing found says who wins." in text


def test_what_is_printed_holds_the_quotes_and_no_buttons(page: Page) -> None:
    home(page)
    turn = answered(page)
    page.emulate_media(media="print")
    expect(turn.locator("blockquote.print-only")).to_contain_text("The fine is 5 to 10 times")
    for hidden in (".composer", ".tools", ".toolbar"):
        expect(page.locator(hidden).first).to_be_hidden()


def test_an_answer_is_deleted_here_and_under_its_link(page: Page, watch: Watch) -> None:
    watch.allow("404")
    home(page)
    answered(page)
    link = page.url
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Delete").click()
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.get_by_role("status")).to_have_text("The answer has been deleted.")
    assert page.evaluate("Object.keys(localStorage)") == []
    page.goto(link)
    expect(page.locator("h1")).to_have_text("Not found")


def test_feedback_is_given_with_a_reason(page: Page, store: AnswerStore) -> None:
    home(page)
    turn = answered(page)
    turn.get_by_role("button", name="No", exact=True).click()
    turn.get_by_label("It is out of date").check()
    turn.get_by_label("What should it say?").fill("Since May.")
    turn.get_by_role("button", name="Send").click()
    expect(turn).to_contain_text("Thank you.")
    [said] = store.feedback()
    assert (said.helpful, said.reason, said.comment, said.question) == (False, "outdated", "Since May.", FINE)


def test_one_click_says_that_it_helped(page: Page, store: AnswerStore) -> None:
    home(page)
    turn = answered(page)
    turn.get_by_role("button", name="Yes").click()
    expect(turn).to_contain_text("Thank you.")
    assert [said.helpful for said in store.feedback()] == [True]
