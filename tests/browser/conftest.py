"""A browser, the service in a thread, and pages that are watched: without a browser these tests skip and say so."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from service import create_app
from tests.browser.views import View
from tests.browser.watch import Watch
from tests.fakes import FakeKnowledgeBase

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
PATIENCE_MS = 15_000
LOCALES = {"en": "en-GB", "zh": "zh-CN"}

OpenPage = Callable[[View], Page]


def browser_path() -> str | None:
    """The browser that ``KB_BROWSER`` names, else the system's Chromium."""
    named = os.environ.get("KB_BROWSER")
    if named:
        return named
    return next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests."""
    path = browser_path()
    if path is None or not Path(path).is_file():
        pytest.skip(f"no browser {f'at {path}' if path else 'found'}: install chromium, or set KB_BROWSER to one")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield opened
        opened.close()


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """The app at an address of its own, in a thread, until the block ends."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def kb() -> FakeKnowledgeBase:
    """The knowledge base that the served app asks; a test may change what it holds."""
    return FakeKnowledgeBase()


@pytest.fixture
def address(kb: FakeKnowledgeBase) -> Iterator[str]:
    """Where the service over the fake answers: ``http://127.0.0.1:<port>``; a module over the real index puts ``indexed_address`` in its place."""
    with serving(create_app(kb)) as where:
        yield where


@pytest.fixture(scope="session")
def indexed_address(small_index: Path) -> Iterator[str]:
    """Where the service over the small real index answers."""
    from kb.settings import Settings
    from kb.wire import open_knowledge_base

    with serving(create_app(open_knowledge_base(Settings(data=small_index)))) as where:
        yield where


@pytest.fixture
def view() -> View:
    """How the page is looked at; tests parametrise it with the marks of ``views``."""
    return View()


@pytest.fixture
def watch(address: str) -> Watch:
    """What is heard from the pages of a test; ``watch.allow(pattern)`` lets an expected error pass."""
    return Watch(urlsplit(address).netloc)


@pytest.fixture
def open_page(browser: Browser, address: str, watch: Watch) -> Iterator[OpenPage]:
    """Opens a page in a browser profile of its own; afterwards there must have been no error and no request elsewhere."""
    contexts: list[BrowserContext] = []

    def opened(view: View) -> Page:
        context = browser.new_context(
            base_url=address,
            viewport={"width": view.width, "height": view.height},
            color_scheme=view.scheme,
            locale=LOCALES[view.language],
            java_script_enabled=view.javascript,
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE_MS)
        watch.attach(context)
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()
    assert watch.complaints == []


@pytest.fixture
def page(open_page: OpenPage, view: View) -> Page:
    """A blank page in the view of the test."""
    return open_page(view)
