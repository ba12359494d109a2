"""The knowledge base follows what is published, and never serves what is damaged."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from kb.errors import DamagedIndexError, NoIndexError
from kb.generation import Generations
from kb.knowledge import KnowledgeBase
from kb.snapshot import Snapshot
from kb.types import Query
from kb.wire import open_snapshot
from tests.kb.fakes import DOCUMENTS, ORDER_19, REGULATIONS, TEXTS, FakeEmbedder, library, store_of, write_generation, write_parts

EMBEDDER = FakeEmbedder()


@pytest.fixture(scope="module")
def every(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a generation of the whole library."""
    return write_parts(tmp_path_factory.mktemp("parts") / "every", store_of(DOCUMENTS, TEXTS))


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a generation of two documents."""
    texts = [text for text in TEXTS if text.document in (REGULATIONS.id, ORDER_19.id)]
    return write_parts(tmp_path_factory.mktemp("parts") / "few", store_of([REGULATIONS, ORDER_19], texts))


@pytest.fixture
def generations(tmp_path: Path) -> Generations:
    return Generations(tmp_path / "data")


@pytest.fixture
def base(generations: Generations) -> KnowledgeBase:
    return KnowledgeBase(generations, lambda generation: open_snapshot(generations, generation, [EMBEDDER]))


def fine(base: KnowledgeBase) -> str | None:
    return base.answer(base.snapshot(), Query("What is the fine for not surrendering allowances?")).text


def test_before_the_first_there_is_none_and_then_there_is(generations: Generations, base: KnowledgeBase, every: Path) -> None:
    with pytest.raises(NoIndexError):
        base.snapshot()
    write_generation(generations, "g1", every)
    assert base.snapshot().generation == "g1"
    assert "5 to 10 times" in (fine(base) or "")


def test_a_new_generation_is_served_without_a_restart(generations: Generations, base: KnowledgeBase, every: Path, few: Path) -> None:
    write_generation(generations, "g1", every)
    before = base.snapshot()
    write_generation(generations, "g2", few)
    assert base.snapshot().generation == "g2"
    assert set(base.snapshot().documents) == {REGULATIONS.id, ORDER_19.id}
    assert len(before.documents) == len(DOCUMENTS), "who still holds the old one can go on with it"
    generations.rollback()
    assert base.snapshot().generation == "g1"


def test_the_same_generation_is_opened_once(generations: Generations, base: KnowledgeBase, few: Path) -> None:
    write_generation(generations, "g1", few)
    assert base.snapshot() is base.snapshot()


def _drop(name: str) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        path = folder / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()

    return damage


def _spoil(name: str) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        (folder / name).write_bytes(b"spoilt")

    return damage


def _empty_keywords(folder: Path) -> None:
    for path in (folder / "keywords" / "zh").glob("*.npy"):
        path.write_bytes(b"")


@pytest.mark.parametrize(
    "damage",
    [
        _drop("manifest.json"),
        _spoil("manifest.json"),
        _drop("passages.sqlite"),
        _spoil("passages.sqlite"),
        _drop("keywords/zh"),
        _drop("vectors"),
        _spoil("vectors/chroma.sqlite3"),
        _empty_keywords,
    ],
)
def test_a_damaged_generation_leaves_the_old_one_served(
    generations: Generations, base: KnowledgeBase, damage: Callable[[Path], None], every: Path, few: Path
) -> None:
    write_generation(generations, "g1", every)
    assert base.snapshot().generation == "g1"
    write_generation(generations, "g2", few)
    damage(generations.path("g2"))
    for _ in range(2):
        assert base.snapshot().generation == "g1"
        assert "5 to 10 times" in (fine(base) or "")
    write_generation(generations, "g3", few)
    assert base.snapshot().generation == "g3", "the next good one is served"


def test_a_damaged_generation_with_none_before_it_is_told(generations: Generations, base: KnowledgeBase, few: Path) -> None:
    write_generation(generations, "g1", few)
    (generations.path("g1") / "passages.sqlite").unlink()
    with pytest.raises(DamagedIndexError, match="ingest again"):
        base.snapshot()
    write_generation(generations, "g2", few)
    assert base.snapshot().generation == "g2"


def test_an_index_of_other_models_is_told(generations: Generations, tmp_path: Path) -> None:
    write_generation(generations, "g1", write_parts(tmp_path / "old", store_of(DOCUMENTS, TEXTS), [FakeEmbedder(name="old")]))
    with pytest.raises(DamagedIndexError, match="built with old, the settings say fake: ingest again"):
        open_snapshot(generations, "g1", [EMBEDDER])


def test_while_a_new_generation_opens_the_old_one_answers(generations: Generations, few: Path) -> None:
    opening, go_on = threading.Event(), threading.Event()

    def open_slowly(generation: str) -> Snapshot:
        if generation == "g2":
            opening.set()
            assert go_on.wait(10)
        return library(generation=generation)

    write_generation(generations, "g1", few)
    base = KnowledgeBase(generations, open_slowly)
    assert base.snapshot().generation == "g1"
    write_generation(generations, "g2", few)
    opener = threading.Thread(target=base.snapshot)
    opener.start()
    assert opening.wait(10)
    assert base.snapshot().generation == "g1"
    go_on.set()
    opener.join(10)
    assert base.snapshot().generation == "g2"


def test_many_first_questions_open_the_index_once(generations: Generations, few: Path) -> None:
    opened: list[str] = []

    def count(generation: str) -> Snapshot:
        opened.append(generation)
        return library(generation=generation)

    write_generation(generations, "g1", few)
    base = KnowledgeBase(generations, count)
    threads = [threading.Thread(target=base.snapshot) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert opened == ["g1"]
