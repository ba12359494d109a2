"""When something goes wrong: no network, a restart, too many questions, a hostile text, a browser that stores nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.chat import FINE, answered, ask, home, marked, number
from tests.browser.paced import PacedKnowledgeBase
from tests.browser.watch import Watch

PAYLOADS = (
    "<script>window.hacked=1</script>",
    "<img src=x onerror=window.hacked=1>",
    "</textarea><svg onload=window.hacked=1>",
    "'\"><iframe srcdoc='<script>top.hacked=1</script>'>",
    "javascript:window.hacked=1",
    "{{ 7777 * 7777 }} ${window.hacked=1} <%= 1 %>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=window.hacked=1>",
    "]]><!--<template><script>window.hacked=1</script></template>",
    "\u202e<b>fine</b>\u0000\u2028window.hacked=1",
    "' onfocus=window.hacked=1 autofocus x='",
)


@pytest.fixture
def kb() -> PacedKnowledgeBase:
    return PacedKnowledgeBase()


def test_a_lost_connection_is_told_and_the_question_asked_again(page: Page, watch: Watch) -> None:
    watch.allow("ERR_INTERNET_DISCONNECTED")
    home(page)
    page.context.set_offline(True)
    turn = ask(page, FINE)
    expect(turn).to_contain_text("The service cannot be reached. Your question is kept")
    expect(page.get_by_role("alert")).to_contain_text("You are offline.")
    page.context.set_offline(False)
    expect(turn).to_contain_text("5 to 10 times")
    expect(page.get_by_role("alert")).to_be_hidden()


def test_waiting_for_the_service_can_be_stopped(page: Page, watch: Watch) -> None:
    watch.allow("ERR_INTERNET_DISCONNECTED")
    home(page)
    page.context.set_offline(True)
    turn = ask(page, FINE)
    expect(page.get_by_role("status")).to_have_text("Waiting for the service …")
    page.get_by_role("button", name="Stop").click()
    expect(turn).to_contain_text("You stopped this answer.")


def test_an_answer_that_breaks_off_is_asked_again(page: Page) -> None:
    home(page)
    broken = ["event: retrieval", 'data: {"passages": [], "documents": []}', "", ""]
    page.route("**/api/query", lambda route: route.fulfill(content_type="text/event-stream", body="\n".join(broken)), times=1)
    page.route("**/healthz", lambda route: route.continue_())
    turn = ask(page, FINE)
    expect(turn).to_contain_text("The connection broke before the answer was complete.")
    expect(turn).to_contain_text("5 to 10 times")


@pytest.mark.parametrize(
    ("status", "kind", "told"),
    [
        (503, "urn:carbonkb:problem:too-busy", "Ask again in a few seconds."),
        (503, "urn:carbonkb:problem:no-index", "has no documents to search yet"),
        (500, "about:blank", "Something went wrong on the service's side."),
    ],
)
def test_what_the_service_refuses_is_told_in_words(page: Page, watch: Watch, status: int, kind: str, told: str) -> None:
    watch.allow(str(status))
    home(page)
    problem = {"type": kind, "title": "t", "status": status, "detail": "d", "request_id": "abc123"}

    def refuse(route: Route) -> None:
        route.fulfill(status=status, content_type="application/problem+json", body=json.dumps(problem))

    page.route("**/api/query", refuse, times=1)
    turn = ask(page, FINE)
    expect(turn).to_contain_text(told)
    expect(turn).to_contain_text("Request id: abc123")
    turn.get_by_role("button", name="Ask again").click()
    expect(turn).to_contain_text("5 to 10 times")


def test_an_error_within_the_stream_is_told(page: Page) -> None:
    home(page)
    problem = {"type": "about:blank", "title": "t", "status": 500, "detail": "d", "request_id": "abc123"}
    body = f"event: error\ndata: {json.dumps(problem)}\n\n"
    page.route("**/api/query", lambda route: route.fulfill(content_type="text/event-stream", body=body), times=1)
    expect(ask(page, FINE)).to_contain_text("Something went wrong on the service's side.")


def test_a_source_that_cannot_be_opened_is_told(page: Page, watch: Watch) -> None:
    watch.allow("404")
    home(page)
    turn = answered(page)
    page.route("**/aligned?*", lambda route: route.fulfill(status=404, content_type="application/problem+json", body="{}"))
    number(turn).click()
    expect(page.locator("#source")).to_contain_text("The source could not be opened.")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_hostile_question_stays_text(page: Page, payload: str) -> None:
    home(page)
    turn = answered(page, f"fine {payload}")
    expect(turn.locator("h2")).to_contain_text(payload.replace("\u0000", "")[:12])
    page.reload()
    expect(page.locator(".turn .tools")).to_be_visible()
    page.get_by_role("button", name="History").click()
    expect(page.locator("#conversations")).to_contain_text("fine")
    assert page.evaluate("window.hacked") is None
    assert page.locator("#chat script, #chat iframe, #chat svg, #chat img").count() == 0


def test_a_browser_that_stores_nothing_still_converses(page: Page) -> None:
    page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })")
    home(page)
    answered(page)
    answered(page, "What was the fine in 2023?")
    page.get_by_role("button", name="History").click()
    expect(page.locator("#conversations")).to_contain_text("No conversation is kept")
    page.get_by_role("button", name="Close").click()
    page.reload()
    expect(page.locator(".turn")).to_have_count(1)


def test_older_conversations_make_room(page: Page) -> None:
    home(page)
    page.evaluate("""() => {
        const full = 'x'.repeat(1_000_000);
        for (let at = 0; at < 20; at++) {
            const kept = JSON.stringify({ id: String(at), at, title: full, turns: [] });
            try { localStorage.setItem(`carbonkb.conversation.${at}`, kept); } catch { break; }
        }
        for (let size = 100_000; size >= 100; size /= 10) {
            try { for (;;) localStorage.setItem('filler' + localStorage.length, 'x'.repeat(size)); } catch { continue; }
        }
    }""")
    answered(page)
    expect(page.get_by_role("alert")).to_contain_text("older ones were forgotten")
    page.reload()
    expect(page.locator(".turn")).to_contain_text("5 to 10 times")


def test_two_hundred_answers_in_one_conversation(page: Page) -> None:
    home(page)
    answered(page)
    page.evaluate("""() => {
        const key = Object.keys(localStorage).find((one) => one.startsWith('carbonkb.conversation.'));
        const kept = JSON.parse(localStorage.getItem(key));
        const [turn] = kept.turns;
        kept.turns = Array.from({ length: 199 }, (_, at) => ({ ...turn, question: `Question ${at}`, body: { ...turn.body, id: `other-${at}` } }));
        kept.turns.push(turn);
        localStorage.setItem(key, JSON.stringify(kept));
    }""")
    page.reload()
    expect(page.locator(".turn")).to_have_count(200)
    turn = answered(page, "What was the fine in 2023?")
    expect(page.locator(".turn")).to_have_count(201)
    number(turn).click()
    assert "第四十条" in marked(page)


def test_one_page_is_light(page: Page) -> None:
    sizes: dict[str, int] = {}

    def weigh(response: Any) -> None:
        if response.status == 200:
            sizes[response.url] = len(response.body())

    page.on("response", weigh)
    home(page)
    page.wait_for_load_state("networkidle")
    assert sum(sizes.values()) < 150_000, sizes
