"""What a person does in the chat, in as many steps as it takes them."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

FINE = "What is the fine for not surrendering allowances?"
FINE_ZH = "未足额清缴配额的罚款是多少？"


def home(page: Page) -> None:
    """Open the first page, ready to be used."""
    page.goto("/")
    expect(page.get_by_role("toolbar")).to_be_visible()


def sent(page: Page) -> list[dict[str, Any]]:
    """What the page will have asked the service from now on; it grows."""
    bodies: list[dict[str, Any]] = []
    page.on("request", lambda request: bodies.append(request.post_data_json) if request.url.endswith("/api/query") else None)
    return bodies


def ask(page: Page, question: str) -> Locator:
    """Write a question and send it; the turn that it becomes."""
    page.locator("#question").fill(question)
    page.keyboard.press("Control+Enter")
    return page.locator(".turn").last


def answered(page: Page, question: str = FINE) -> Locator:
    """The same, waiting for the answer."""
    turn = ask(page, question)
    expect(turn.locator(".tools")).to_be_visible()
    return turn


def number(turn: Locator, which: int = 1) -> Locator:
    """The numbered button of a citation."""
    return turn.locator(f".ref[data-citation='{which}']")


def squeezed(text: str) -> str:
    """A text without white space, as quotes are compared."""
    return re.sub(r"\s", "", text)


def marked(page: Page) -> str:
    """The words that are marked in the source."""
    expect(page.locator("#source mark").first).to_be_visible()
    return squeezed("".join(page.locator("#source mark").all_text_contents()))
