"""What holds of every vector index."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path

import numpy as np
import pytest

from kb.errors import DamagedIndexError
from kb.types import VectorIndex, Vectors
from kb.vectors import ChromaIndex, close_vectors, collection_name, open_vectors, write_vectors
from tests.kb.fakes import FakeVectorIndex

MakeIndex = Callable[[list[str], Vectors], VectorIndex]
IDS = [f"document#article-{number}@official.zh" for number in range(1, 61)]


def unit_vectors(rows: int, dimension: int = 24) -> Vectors:
    vectors = np.random.default_rng(7).normal(size=(rows, dimension)).astype(np.float32)
    normed: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return normed


class VectorIndexContract:
    """Inherit, and give the fixture ``make``."""

    def test_it_counts(self, make: MakeIndex) -> None:
        assert make(IDS, unit_vectors(60)).count() == 60

    def test_the_nearest_come_first_with_their_cosine(self, make: MakeIndex) -> None:
        vectors = unit_vectors(60)
        index = make(IDS, vectors)
        for asked in unit_vectors(65)[60:]:
            similarities = vectors @ asked
            expected = np.argsort(-similarities)[:10]
            found = index.nearest(asked, 10)
            assert [name for name, _ in found] == [IDS[row] for row in expected]
            np.testing.assert_allclose([score for _, score in found], similarities[expected], atol=1e-4)

    def test_a_passage_is_nearest_to_itself(self, make: MakeIndex) -> None:
        vectors = unit_vectors(60)
        index = make(IDS, vectors)
        for row in (0, 31, 59):
            name, similarity = index.nearest(vectors[row], 1)[0]
            assert name == IDS[row]
            assert similarity == pytest.approx(1, abs=1e-4)

    def test_no_more_than_there_are(self, make: MakeIndex) -> None:
        found = make(IDS[:3], unit_vectors(3)).nearest(unit_vectors(4)[3], 10)
        assert sorted(name for name, _ in found) == sorted(IDS[:3])

    def test_none_of_none(self, make: MakeIndex) -> None:
        index = make([], np.zeros((0, 0), dtype=np.float32))
        assert index.count() == 0
        assert index.nearest(unit_vectors(1)[0], 5) == []

    def test_none_when_none_are_wanted(self, make: MakeIndex) -> None:
        assert make(IDS[:3], unit_vectors(3)).nearest(unit_vectors(1)[0], 0) == []

    def test_equal_vectors_are_all_found(self, make: MakeIndex) -> None:
        vectors = np.repeat(unit_vectors(1), 5, axis=0)
        found = make(IDS[:5], vectors).nearest(vectors[0], 5)
        assert sorted(name for name, _ in found) == sorted(IDS[:5])


class TestFakeVectorIndex(VectorIndexContract):
    @pytest.fixture
    def make(self) -> MakeIndex:
        return FakeVectorIndex


def write(folder: Path, ids: list[str], vectors: Vectors, name: str = "model") -> None:
    write_vectors(folder, collection_name(name), ids, [{"language": "zh", "effective_from": 20240501}] * len(ids), vectors)
    close_vectors(folder)


class TestChroma(VectorIndexContract):
    @pytest.fixture
    def make(self, tmp_path: Path) -> MakeIndex:
        numbers = count()

        def make(ids: list[str], vectors: Vectors) -> VectorIndex:
            folder = tmp_path / str(next(numbers))
            write(folder, ids, vectors)
            return open_vectors(folder, collection_name("model"))

        return make

    def test_it_is_opened_where_it_was_moved_to(self, tmp_path: Path) -> None:
        vectors = unit_vectors(60)
        write(tmp_path / "unfinished", IDS, vectors)
        (tmp_path / "unfinished").rename(tmp_path / "finished")
        index = open_vectors(tmp_path / "finished", collection_name("model"))
        assert index.nearest(vectors[5], 1)[0][0] == IDS[5]

    def test_two_models_have_collections_of_their_own(self, tmp_path: Path) -> None:
        write_vectors(tmp_path, collection_name("one"), IDS[:2], [{"language": "en"}] * 2, unit_vectors(2, 8))
        write_vectors(tmp_path, collection_name("two"), IDS[:3], [{"language": "zh"}] * 3, unit_vectors(3, 16))
        close_vectors(tmp_path)
        assert [open_vectors(tmp_path, collection_name(name)).count() for name in ("one", "two")] == [2, 3]

    def test_more_than_one_batch(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("kb.vectors._BATCH", 7)
        vectors, told = unit_vectors(60), []
        write_vectors(tmp_path, collection_name("model"), IDS, [{"language": "zh"}] * 60, vectors, told.append)
        close_vectors(tmp_path)
        index = open_vectors(tmp_path, collection_name("model"))
        assert index.count() == sum(told) == 60
        assert index.nearest(vectors[59], 1)[0][0] == IDS[59]

    def test_it_says_whether_a_passage_is_found_by_its_own_vector(self, tmp_path: Path) -> None:
        write(tmp_path, IDS, unit_vectors(60))
        index = open_vectors(tmp_path, collection_name("model"))
        assert isinstance(index, ChromaIndex)
        assert all(index.finds(name) for name in IDS)
        assert not index.finds("no such passage")

    def test_a_missing_store_is_damage_not_emptiness(self, tmp_path: Path) -> None:
        with pytest.raises(DamagedIndexError, match="ingest again"):
            open_vectors(tmp_path, collection_name("model"))
        assert list(tmp_path.iterdir()) == [], "looking for a store makes none"

    def test_a_missing_collection_is_damage_not_emptiness(self, tmp_path: Path) -> None:
        write(tmp_path, IDS, unit_vectors(60))
        with pytest.raises(DamagedIndexError, match="ingest again"):
            open_vectors(tmp_path, collection_name("another model"))

    @pytest.mark.parametrize("content", [b"", b"this is no database", b"SQLite format 3\x00" + b"\x00" * 500])
    def test_a_damaged_store_is_damage_not_emptiness(self, tmp_path: Path, content: bytes) -> None:
        write(tmp_path, IDS, unit_vectors(60))
        (tmp_path / "chroma.sqlite3").write_bytes(content)
        with pytest.raises(DamagedIndexError, match="ingest again"):
            open_vectors(tmp_path, collection_name("model"))

    @pytest.mark.parametrize("model", ["a", "BAAI/bge-m3", "模型 with spaces", "x" * 2_000])
    def test_every_model_has_a_name_that_chroma_takes(self, tmp_path: Path, model: str) -> None:
        write(tmp_path, IDS[:2], unit_vectors(2), model)
        assert open_vectors(tmp_path, collection_name(model)).count() == 2
