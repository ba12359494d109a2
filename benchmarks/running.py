"""What the benchmarks share: where documents and questions lie, and a real service on a free port."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "corpus"
SOURCES = Path(os.environ.get("KB_SOURCES") or ROOT.parent / "shared" / "sources")
EVALUATION = ROOT.parent / "shared" / "eval"
QUESTIONS = EVALUATION / "dev.jsonl"
_PATIENCE = 300


def carbonkb(*arguments: str) -> list[str]:
    """The command line of ``carbonkb``."""
    return [sys.executable, "-m", "service.cli", *arguments]


def environment(data: Path) -> dict[str, str]:
    """The environment of a command on a data directory."""
    return {**os.environ, "KB_DATA": str(data), "PYTHONPATH": str(ROOT)}


def ingest(data: Path, paths: Sequence[Path]) -> None:
    """Ingest by the command line; files that cannot be read are said on standard error."""
    command = carbonkb("ingest", "--quiet", *map(str, paths))
    done = subprocess.run(command, cwd=ROOT, env=environment(data), check=False)
    if done.returncode not in (0, 3):
        raise SystemExit(done.returncode)


@contextmanager
def serving(data: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A service over a data directory: its process and its address, from the moment that the process has started."""
    port = _free_port()
    command = carbonkb("serve", "--port", str(port))
    with subprocess.Popen(command, cwd=ROOT, env=environment(data), stdout=subprocess.DEVNULL) as process:
        try:
            yield process, f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def ask(url: str, question: str) -> dict[str, Any]:
    """The answer of a service."""
    request = urllib.request.Request(f"{url}/api/query", json.dumps({"question": question}).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=_PATIENCE) as response:
        answer: dict[str, Any] = json.load(response)
        return answer


def first_answer(process: subprocess.Popen[bytes], url: str, question: str) -> dict[str, Any]:
    """The answer of a service that is starting, as soon as it gives one."""
    end = time.monotonic() + _PATIENCE
    while process.poll() is None and time.monotonic() < end:
        try:
            return ask(url, question)
        except OSError:
            time.sleep(0.02)
    raise SystemExit("the service does not answer")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
