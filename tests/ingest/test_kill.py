"""A builder killed at any moment: the index that is served answers as before, and the next build succeeds.

``KB_KILLS`` says how often (20 by default); some hundreds take minutes.
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.generation import UNFINISHED, Generations
from tests.ingest.fake_embedder import ask, first_hits, indexed_text, served

KILLS = int(os.environ.get("KB_KILLS", "20"))
SEED = 24
ROOT = Path(__file__).parents[2]
QUESTIONS = ("What is the fine under rule 3?", "By when are allowances of plant 7 surrendered?", "重点排放单位何时清缴配额？")
BUILDER = """
import os, sys
from pathlib import Path
from ingest.build import build
from tests.ingest.fake_embedder import FakeEmbedder

for line in sys.stdin:
    if (child := os.fork()) == 0:
        os.setsid()
        data, documents = map(Path, line.rstrip().split("|"))
        build(data, [documents], [FakeEmbedder(seconds=0.002)])
        os._exit(0)
    print(child, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is for Unix")


class Builder:
    """Builds in a child that has everything loaded already, so that a kill always hits the build itself."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", BUILDER], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def begin(self, data: Path, documents: Path) -> int:
        """Begin a build; gives its process, which leads a group of its own."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{data}|{documents}\n")
        self._process.stdin.flush()
        return self._heard()

    def end(self) -> int:
        """Wait for the end of the build; gives its exit code."""
        return self._heard()

    def close(self) -> None:
        """End the process that begins the builds."""
        self._process.communicate()

    def _heard(self) -> int:
        assert self._process.stdout is not None
        return int(self._process.stdout.readline())


def write_documents(folder: Path, version: int) -> None:
    folder.mkdir(exist_ok=True)
    for number in range(6):
        lines = [f"## Article {n}\nPlant {n} of rule {number} surrenders by {n} May; the fine is {n + 2} times." for n in range(1, 6)]
        (folder / f"rule-{number}.md").write_text(f"# Rule {number}, version {version}\n\n" + "\n\n".join(lines), encoding="utf-8")
    (folder / "zh.txt").write_text(f"管理办法第{version}版\n第一条 重点排放单位应当在{version}月31日前清缴配额。\n", encoding="utf-8")


def answers(data: Path) -> list[object]:
    snapshot = served(data)
    return [(first_hits(snapshot, question), ask(snapshot, question).text) for question in QUESTIONS]


def kill(builder: Builder, process: int) -> None:
    """Kill a build and the verifier that it may have started, as a machine that loses its power does."""
    with contextlib.suppress(ProcessLookupError):  # it was done already
        os.killpg(process, signal.SIGKILL)
    assert builder.end() in (0, -signal.SIGKILL)


@pytest.fixture
def builder() -> Iterator[Builder]:
    builder = Builder()
    yield builder
    builder.close()


def test_a_kill_at_any_moment_loses_nothing(tmp_path: Path, builder: Builder) -> None:
    data, documents, chance = tmp_path / "data", tmp_path / "documents", random.Random(SEED)
    lengths = []
    for version in (-1, 0):
        write_documents(documents, version)
        lengths.append(seconds_of_a_build(builder, data, documents))
    before, unpublished = answers(data), 0
    for version in range(1, KILLS + 1):
        write_documents(documents, version)
        current = Generations(data).current()
        process = builder.begin(data, documents)
        time.sleep(min(lengths) * (version - chance.random()) / KILLS)
        kill(builder, process)
        if Generations(data).current() == current:
            unpublished += 1
            assert answers(data) == before
        else:  # the new generation was whole and served before the kill
            assert_holds(data, version)
            before = answers(data)
    assert unpublished > 0
    assert seconds_of_a_build(builder, data, documents) > 0
    assert_holds(data, KILLS)
    assert not list((data / "generations").glob(f"{UNFINISHED}*"))
    assert len(Generations(data).finished()) <= 2


def seconds_of_a_build(builder: Builder, data: Path, documents: Path) -> float:
    started = time.monotonic()
    builder.begin(data, documents)
    assert builder.end() == 0
    return time.monotonic() - started


def assert_holds(data: Path, version: int) -> None:
    """All documents, of this version, and nothing else."""
    snapshot = served(data)
    titles = {document.title for document in snapshot.documents.values()}
    assert titles == {*(f"Rule {n}, version {version}" for n in range(6)), f"管理办法第{version}版"}
    assert f"应当在{version}月31日前清缴配额" in indexed_text(snapshot)
