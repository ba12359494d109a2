"""Fifty attacks in a question, a title, a text and a file name: nothing runs, nothing loads, nothing becomes markup."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from ingest.build import build
from ingest.verify import verify
from kb.generation import Generations
from kb.knowledge import KnowledgeBase
from kb.wire import open_snapshot
from service import create_app
from tests.browser.conftest import serving
from tests.browser.watch import Watch
from tests.fakes import REGULATIONS, FakeKnowledgeBase, hostile_library
from tests.ingest.fake_embedder import FakeEmbedder

PAYLOADS = (Path(__file__).parent / "payloads" / "payloads.txt").read_text(encoding="utf-8").splitlines()
SEVERAL = [PAYLOADS[start : start + 10] for start in range(0, len(PAYLOADS), 10)]
"""Ten a test: a browser page is opened once for them."""
in_tens = pytest.mark.parametrize("payloads", SEVERAL, ids=lambda payloads: payloads[0][:20])

FOREIGN = """() => [
  ...[...document.querySelectorAll('script')].filter((one) => !one.src.startsWith(location.origin + '/static/')),
  ...document.querySelectorAll('iframe, object, embed, base, style, [style], meta[http-equiv], video, audio, marquee, math, template:not([id])'),
  ...[...document.querySelectorAll('img, link')].filter((one) => !(one.src ?? one.href).startsWith(location.origin + '/static/')),
  ...[...document.querySelectorAll('form')].filter((one) => new URL(one.action).origin !== location.origin),
  ...[...document.querySelectorAll('a')].filter((one) => !/^https?:/.test(one.href)),
  ...[...document.querySelectorAll('*')].filter((one) => one.getAttributeNames().some((name) => name.startsWith('on'))),
].map((one) => one.outerHTML)"""


def test_there_are_fifty() -> None:
    assert len(set(PAYLOADS)) == len(PAYLOADS) == 50


def test_markup_that_is_not_ours_is_seen(page: Page, watch: Watch) -> None:
    watch.allow("")
    planted = ["<iframe>", "<a href='javascript:0'>", "<i style>", "<i onclick=0>", "<img src=x>", "<form action='http://other.invalid'>"]
    for html in [*planted, "<script>0</script>"]:
        page.set_content(html)
        assert len(page.evaluate(FOREIGN)) == 1, html


@pytest.fixture(autouse=True)
def no_dialog(page: Page) -> Iterator[None]:
    """A payload that runs opens a dialog."""
    opened: list[str] = []

    def dismiss(dialog) -> None:
        opened.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", dismiss)
    yield
    assert opened == []


def visit(page: Page, path: str) -> None:
    """Open a page and see that it holds nothing but its own markup."""
    page.goto(path)
    assert page.evaluate(FOREIGN) == []
    assert page.evaluate("location.origin + location.pathname").endswith(path.partition("?")[0])
    assert "60481729" not in page.content()


@in_tens
def test_in_a_question(page: Page, payloads: list[str]) -> None:
    for payload in payloads:
        visit(page, f"/ask?{urlencode({'question': f'What is the fine? {payload}'})}")
        expect(page.locator("main")).to_contain_text("5 to 10 times")


def test_in_a_question_that_is_typed(page: Page) -> None:
    page.goto("/")
    page.locator("textarea").first.fill("What is the fine? " + " ".join(PAYLOADS)[:1900])
    page.locator("form.ask").first.get_by_role("button").first.click()
    expect(page.locator("main")).to_contain_text("5 to 10 times")
    assert page.evaluate(FOREIGN) == []


@in_tens
def test_in_a_document_and_what_rests_on_it(page: Page, kb: FakeKnowledgeBase, payloads: list[str]) -> None:
    for payload in payloads:
        kb.served = hostile_library(payload)
        visit(page, f"/documents/{REGULATIONS.id}?start=3&end=50")
        expect(page.locator("main")).to_contain_text(payload)


@in_tens
def test_on_the_other_pages(page: Page, kb: FakeKnowledgeBase, payloads: list[str]) -> None:
    kb.served = hostile_library(" ".join(payloads))
    for path in ("/documents", f"/documents/{REGULATIONS.id}/side-by-side", "/glossary", "/glossary?q=<&group=x"):
        visit(page, path)
        expect(page.locator("main")).to_contain_text(payloads[-1])


class TestIngested:
    """The same in files that were ingested, and in answers from them."""

    @pytest.fixture(scope="class")
    @classmethod
    def hostile_app(cls, tmp_path_factory: pytest.TempPathFactory) -> Flask:
        """The service over fifty files whose names are payloads, and one that has them all in its text."""
        root = tmp_path_factory.mktemp("hostile")
        (root / "documents").mkdir()
        for number, payload in enumerate(PAYLOADS):
            name = f"{number} {payload.replace('/', '∕')[:60]}.txt"
            (root / "documents" / name).write_text(f"第{number}份文件没有标题，只有文件名。\n", encoding="utf-8")
        numbered = enumerate(PAYLOADS, 1)
        articles = [f"Article {number}\nThe quarrel {number} is {payload} and ends on 31 December 2026." for number, payload in numbered]
        (root / "documents" / "all.txt").write_text("All of them\n\n" + "\n\n".join(articles), encoding="utf-8")
        embedder = FakeEmbedder()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("ingest.build.verify_in_child", verify)
            built = build(root / "data", [root / "documents"], [embedder])
        assert list(built.failures) == []
        generations = Generations(root / "data")
        return create_app(KnowledgeBase(generations, lambda generation: open_snapshot(generations, generation, [embedder])))

    @pytest.fixture
    @classmethod
    def address(cls, hostile_app: Flask) -> Iterator[str]:
        """Where that service answers."""
        with serving(hostile_app) as where:
            yield where

    def test_in_file_names(self, page: Page) -> None:
        visit(page, "/documents")
        titles = page.locator(".documents h2").all_text_contents()
        assert sum("alert(1)" in title for title in titles) > len(PAYLOADS) / 2
        assert len(titles) == len(PAYLOADS) + 1
        visit(page, page.locator(".documents h2 a", has_text="onerror").first.get_attribute("href") or "")

    def test_in_a_text(self, page: Page) -> None:
        visit(page, "/documents/all")
        for payload in PAYLOADS:
            expect(page.locator("article")).to_contain_text(payload)

    def test_in_an_answer(self, page: Page) -> None:
        for number in (1, 27):
            visit(page, f"/ask?question=When does quarrel {number} end?")
            expect(page.locator("main")).to_contain_text("quarrel")
