"""A reader browses: finds a document, follows its history, reads two texts beside each other, looks a term up."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.views import NARROW, WIDE, View, at_widths, in_languages, without_javascript

NAMES = {"en": "Interim Regulations on the Administration of Carbon Emission Trading", "zh": "碳排放权交易管理暂行条例"}
HISTORY = {"en": "History", "zh": "沿革"}
REGULATIONS = "/documents/cn-interim-regulations-2024"


def is_in_window(page: Page, selector: str) -> bool:
    box = page.locator(selector).bounding_box()
    assert box is not None
    assert page.viewport_size is not None
    return box["y"] >= 0 and box["y"] + min(box["height"], 40) <= page.viewport_size["height"]


@in_languages
def test_from_the_list_to_what_a_document_replaced(page: Page, view: View) -> None:
    page.goto("/documents")
    page.get_by_role("searchbox").fill("暂行条例")
    page.get_by_role("searchbox").press("Enter")
    page.get_by_role("link", name=NAMES[view.language], exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(NAMES[view.language])
    history = page.get_by_role("region", name=HISTORY[view.language])
    history.locator("summary").click()
    expect(history.get_by_role("link", name="Article 40" if view.language == "en" else "第四十条")).to_be_visible()
    history.get_by_role("link", name="Article 40" if view.language == "en" else "第四十条").click()
    assert urlsplit(page.url).fragment == "article-40"
    assert is_in_window(page, "#article-40")


@without_javascript
def test_the_same_without_javascript(page: Page) -> None:
    page.goto("/documents")
    page.locator("#kind").select_option("regulation")
    page.locator("#as_of").fill("2026-11-22")
    page.locator("form.filters button").click()
    assert parse_qs(urlsplit(page.url).query)["kind"] == ["regulation"]
    expect(page.locator(".documents .entry")).to_have_count(2)
    page.locator(".documents h2 a").first.click()
    expect(page.locator(".lineage > li")).to_have_count(2)
    page.locator(".lineage summary").click()
    expect(page.locator(".lineage .pair")).to_be_visible()


@at_widths
def test_the_drawing_joins_the_dots(page: Page) -> None:
    page.goto(REGULATIONS)
    rows = page.locator(".lineage > li")
    first, second = rows.nth(0).locator("svg").bounding_box(), rows.nth(1).locator("svg").bounding_box()
    assert first is not None
    assert second is not None
    assert abs(first["y"] + first["height"] - second["y"]) < 1, "the line of one row goes on in the next"
    dots = [page.locator(".lineage circle").nth(number).bounding_box() for number in (0, 1)]
    titles = [rows.nth(number).locator(".lineage-title").bounding_box() for number in (0, 1)]
    for dot, title in zip(dots, titles, strict=True):
        assert dot is not None
        assert title is not None
        assert dot["x"] + dot["width"] <= title["x"]
        assert title["y"] <= dot["y"] + dot["height"] / 2 <= title["y"] + title["height"]


@at_widths
def test_a_link_to_a_quote_stands_at_the_quote(page: Page) -> None:
    page.goto(f"{REGULATIONS}?rendition=digest.en&start=3&end=50#quote")
    assert is_in_window(page, "mark#quote")
    page.goto(f"{REGULATIONS}/side-by-side?rendition=official.zh&start=70&end=90#quote")
    assert is_in_window(page, "mark#quote")


@pytest.mark.parametrize("view", [View(WIDE)], ids=str)
def test_a_provision_and_its_translation_stand_beside_each_other(page: Page) -> None:
    page.goto(f"{REGULATIONS}/side-by-side")
    official, digest = (page.locator("#article-24 .side").nth(number).bounding_box() for number in (0, 1))
    assert official is not None
    assert digest is not None
    assert official["y"] == digest["y"]
    assert official["x"] + official["width"] < digest["x"]


@pytest.mark.parametrize("view", [View(NARROW)], ids=str)
def test_or_below_each_other_with_their_names(page: Page) -> None:
    page.goto(f"{REGULATIONS}/side-by-side")
    official, digest = (page.locator("#article-24 .side").nth(number).bounding_box() for number in (0, 1))
    assert official is not None
    assert digest is not None
    assert official["y"] + official["height"] <= digest["y"]
    expect(page.locator("#article-24 .side-name").first).to_have_text("official text, Chinese")


@in_languages
def test_a_term_leads_to_its_definition(page: Page, view: View) -> None:
    page.goto(f"{REGULATIONS}?rendition={'digest.en' if view.language == 'en' else 'official.zh'}#article-24")
    page.locator("a.term").first.click()
    assert urlsplit(page.url).path == "/glossary"
    identity = urlsplit(page.url).fragment
    assert is_in_window(page, f"[id='{identity}']")


def test_the_contents_stay_in_sight(page: Page) -> None:
    page.goto(f"{REGULATIONS}#article-24")
    assert is_in_window(page, ".contents h3")


def test_the_keyboard_reaches_what_a_provision_gave_way_to(page: Page) -> None:
    page.goto("/documents/cn-order-19-2021")
    note = page.locator(".provision-note summary")
    note.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".provision-note a")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cn-interim-regulations-2024**")
