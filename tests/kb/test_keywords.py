"""The keyword index, built, saved and opened again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kb.errors import DamagedIndexError
from kb.keywords import KeywordIndex
from kb.language import terms

TEXTS = [
    "Key emitting units surrender allowances by the deadline.",
    "The registry records allowances, allowances and again allowances.",
    "重点排放单位应当足额清缴配额。",
    "CBAM declarants submit a declaration.",
]


def best(index: KeywordIndex, question: str) -> int:
    return int(np.argmax(index.scores(dict.fromkeys(terms(question), 1.0))))


def test_a_text_is_found_by_its_words() -> None:
    index = KeywordIndex.build(TEXTS)
    assert [best(index, question) for question in ("surrendered by deadlines", "who records?", "清缴", "CBAM declaration")] == [0, 1, 2, 3]


def test_what_no_text_holds_scores_nothing() -> None:
    scores = KeywordIndex.build(TEXTS).scores(dict.fromkeys(terms("sourdough bread"), 1.0))
    assert scores.shape == (len(TEXTS),)
    assert not scores.any()


def test_weights_count() -> None:
    index = KeywordIndex.build(TEXTS)
    deadline, declar = terms("deadline")[0], terms("declarants")[0]
    assert int(np.argmax(index.scores({deadline: 1.0, declar: 0.1}))) == 0
    assert int(np.argmax(index.scores({deadline: 0.1, declar: 1.0}))) == 3
    np.testing.assert_allclose(index.scores({deadline: 0.5}), 0.5 * index.scores({deadline: 1.0}), rtol=1e-5)


def test_frequency_counts_texts_not_words() -> None:
    index = KeywordIndex.build(TEXTS)
    assert index.frequency(terms("allowances")[0]) == 2
    assert index.frequency("配额") == 1
    assert index.frequency("sourdough") == 0


def test_it_is_the_same_when_opened_again(tmp_path: Path) -> None:
    built = KeywordIndex.build(TEXTS)
    built.save(tmp_path / "en")
    opened = KeywordIndex.load(tmp_path / "en", len(TEXTS))
    for question in ("surrender allowances", "配额清缴", "nothing"):
        weights = dict.fromkeys(terms(question), 1.0)
        np.testing.assert_array_equal(opened.scores(weights), built.scores(weights))
    assert opened.frequency("配额") == 1


def test_another_number_of_texts_is_damage(tmp_path: Path) -> None:
    KeywordIndex.build(TEXTS).save(tmp_path / "en")
    with pytest.raises(DamagedIndexError, match="holds 4 passages, not 5"):
        KeywordIndex.load(tmp_path / "en", 5)


def test_a_missing_index_is_damage(tmp_path: Path) -> None:
    with pytest.raises(DamagedIndexError, match="ingest again"):
        KeywordIndex.load(tmp_path / "en", 4)


EMPTY = b""


@pytest.mark.parametrize("content", [EMPTY, b"\x00garbage", None])
def test_a_damaged_file_is_damage(tmp_path: Path, content: bytes | None) -> None:
    KeywordIndex.build(TEXTS).save(tmp_path / "whole")
    names = sorted(path.name for path in (tmp_path / "whole").iterdir())
    assert names
    for name in names:
        folder = tmp_path / f"without {name}"
        KeywordIndex.build(TEXTS).save(folder)
        if content is None:
            (folder / name).unlink()
        else:
            (folder / name).write_bytes(content)
        with pytest.raises(DamagedIndexError, match="ingest again"):
            KeywordIndex.load(folder, len(TEXTS))
