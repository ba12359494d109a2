"""Serving for real: the line that says where, a taken port, and a graceful stop."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.server import AddressError, address_of, open_listener, serve

PROGRAM = """
import sys, time
from flask import Flask
from kb.errors import CarbonKBError, NoIndexError
from service import create_app
from service.server import serve
from tests.fakes import FakeKnowledgeBase

def make() -> Flask:
    if "fail" in sys.argv:
        raise CarbonKBError("a model is missing: install it")
    app = create_app(FakeKnowledgeBase(failure=NoIndexError() if "empty" in sys.argv else None))
    app.add_url_rule("/slow", view_func=lambda: time.sleep(1) or "done")
    return app

serve(make, "127.0.0.1", 0)
"""
ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and gunicorn are for Unix")


def start(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def running() -> Iterator[tuple[subprocess.Popen[str], str]]:
    with start() as process:
        assert process.stdout is not None
        said, _, url = process.stdout.readline().strip().partition(": ")
        assert said == "Carbon policy knowledge base"
        yield process, url
        process.kill()


def test_it_answers_once_it_says_so(running: tuple[subprocess.Popen[str], str]) -> None:
    _, url = running
    body = json.dumps({"question": "What is the fine?"}).encode()
    request = urllib.request.Request(f"{url}/api/query", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as response:
        assert json.load(response)["status"] == "answered"


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_finishes_what_is_under_way(running: tuple[subprocess.Popen[str], str], how: signal.Signals) -> None:
    process, url = running
    replies: list[bytes] = []

    def fetch() -> None:
        with urllib.request.urlopen(f"{url}/slow", timeout=30) as response:
            replies.append(response.read())

    under_way = threading.Thread(target=fetch)
    under_way.start()
    time.sleep(0.3)
    process.send_signal(how)
    under_way.join(30)
    assert replies == [b"done"]
    assert process.wait(30) == 0


def test_what_hinders_the_start_is_said() -> None:
    with start("fail") as process:
        _, errors = process.communicate(timeout=30)
    assert process.returncode not in (0, None)
    assert "a model is missing: install it" in errors
    assert "Traceback" not in errors


def test_without_an_index_it_says_what_to_do() -> None:
    with start("empty") as process:
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(2)]
        process.kill()
    assert said[0].startswith("Carbon policy knowledge base: http://")
    assert "run carbonkb ingest" in said[1]


def test_a_taken_port_says_what_to_do() -> None:
    with open_listener("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(AddressError, match=f"port {port} is taken: choose another with --port or PORT="):
            serve(lambda: pytest.fail("the app is not made"), "127.0.0.1", port)


@pytest.mark.parametrize(("host", "port"), [("no.such.host.invalid", 8000), ("192.0.2.1", 8000)])
def test_an_address_of_another_computer_says_what_to_do(host: str, port: int) -> None:
    with pytest.raises(AddressError, match=r"cannot listen on .*: choose an address of this computer"):
        open_listener(host, port)


@pytest.mark.parametrize("port", [-1, 65536, 70000])
def test_a_port_that_does_not_exist(port: int) -> None:
    with pytest.raises(AddressError, match=f"there is no port {port}"):
        open_listener("127.0.0.1", port)


def test_where_a_browser_finds_it() -> None:
    with open_listener("0.0.0.0", 0) as listener:
        assert address_of(listener) == f"http://127.0.0.1:{listener.getsockname()[1]}"


@pytest.mark.skipif(not socket.has_ipv6, reason="needs IPv6")
def test_where_a_browser_finds_it_on_ipv6() -> None:
    try:
        listener = open_listener("::1", 0)
    except AddressError:
        pytest.skip("no IPv6 address here")
    with listener:
        assert address_of(listener) == f"http://[::1]:{listener.getsockname()[1]}"
