"""A builder killed at any moment: the index that is served answers as before, and the next build succeeds.

``KB_KILLS`` says how often (20 by default); some hundreds take minutes.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kb.generation import POINTER, UNFINISHED, Generations
from tests.ingest.fake_embedder import ask, first_hits, indexed_text, served

KILLS = int(os.environ.get("KB_KILLS", "20"))
SEED = 24
ROOT = Path(__file__).parents[2]
QUESTIONS = ("What is the fine under rule 3?", "By when are allowances of plant 7 surrendered?", "重点排放单位何时清缴配额？")
BUILDER = """
import sys
from pathlib import Path
import chromadb.api.client
from ingest.build import build
from tests.ingest.fake_embedder import FakeEmbedder

for line in sys.stdin:
    data, documents = map(Path, line.split("|"))
    print("building", flush=True)
    build(data, [Path(str(documents).strip())], [FakeEmbedder(seconds=0.002)])
    print("built", flush=True)
"""
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is for Unix")


class Builder:
    """A process that builds when it is told to; it is loaded before, so that a kill always hits the build itself."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", BUILDER], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip

    def begin(self, data: Path, documents: Path) -> None:
        """Begin a build; returns once it is under way."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{data}|{documents}\n")
        self._process.stdin.flush()
        assert self._heard() == "building\n"

    def end(self) -> None:
        """Wait for the end of the build."""
        assert self._heard() == "built\n"

    def kill(self) -> None:
        """Kill it and the verifier that it may have started, as a machine that loses its power does."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.communicate()

    def _heard(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()


def write_documents(folder: Path, version: int) -> None:
    folder.mkdir(exist_ok=True)
    for number in range(12):
        lines = [f"## Article {n}\nPlant {n} of rule {number} surrenders by {n} May; the fine is {n + 2} times." for n in range(1, 6)]
        (folder / f"rule-{number}.md").write_text(f"# Rule {number}, version {version}\n\n" + "\n\n".join(lines), encoding="utf-8")
    (folder / "zh.txt").write_text(f"管理办法第{version}版\n第一条 重点排放单位应当在{version}月31日前清缴配额。\n", encoding="utf-8")


def answers(data: Path) -> list[object]:
    snapshot = served(data)
    return [(first_hits(snapshot, question), ask(snapshot, question).text) for question in QUESTIONS]


@pytest.fixture
def builder() -> Builder:
    return Builder()


def test_a_kill_at_any_moment_loses_nothing(tmp_path: Path) -> None:
    data, documents, chance = tmp_path / "data", tmp_path / "documents", random.Random(SEED)
    write_documents(documents, 0)
    builder = Builder()
    started = time.monotonic()
    builder.begin(data, documents)
    builder.end()
    length = time.monotonic() - started
    before = answers(data)
    published = 0
    for kill in range(1, KILLS + 1):
        write_documents(documents, kill)
        current = (data / POINTER).read_text(encoding="ascii")
        builder.begin(data, documents)
        time.sleep(length * 1.1 * (kill - chance.random()) / KILLS)
        builder.kill()
        builder = Builder()
        if (data / POINTER).read_text(encoding="ascii") == current:
            assert answers(data) == before
        else:  # it was killed after the new generation was complete and served
            published += 1
            assert f"version {kill}" in served(data).documents["rule-0"].title
            before = answers(data)
    assert published < KILLS
    builder.begin(data, documents)
    builder.end()
    builder.kill()
    snapshot = served(data)
    assert {document.title for document in snapshot.documents.values()} >= {f"Rule {n}, version {KILLS}" for n in range(12)}
    assert f"{KILLS}月31日" in indexed_text(snapshot)
    assert not list((data / "generations").glob(f"{UNFINISHED}*"))
    assert len(Generations(data).finished()) <= 2
