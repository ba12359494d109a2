"""A deterministic embedder without a model, and questions asked of an index that was built with it."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np

from kb.answer import answer_question
from kb.generation import Generations
from kb.language import terms
from kb.snapshot import Snapshot
from kb.types import LANGUAGES, Answer, Embedder, Language, Query, Vectors
from kb.wire import open_snapshot

_DIMENSION = 32
TODAY = date(2026, 11, 22)


class FakeEmbedder:
    """Adds up a fixed random vector a term; what it was asked to embed stays in ``asked``."""

    languages: frozenset[Language] = frozenset(LANGUAGES)

    def __init__(self, name: str = "fake", seconds: float = 0.0) -> None:
        self.name = name
        self.asked: list[str] = []
        self._seconds = seconds

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Vectors of unit length, after ``seconds`` a text."""
        time.sleep(self._seconds * len(texts))
        self.asked += texts
        return np.stack([_vector(text) for text in texts])


def _vector(text: str) -> Vectors:
    total = np.ones(_DIMENSION, dtype=np.float32)
    for term in terms(text):
        total += np.frombuffer(hashlib.sha256(term.encode()).digest(), dtype=np.uint8).astype(np.float32) - 127.5
    unit: Vectors = total / np.linalg.norm(total)
    return unit


def served(data: Path, embedder: Embedder | None = None) -> Snapshot:
    """The generation that CURRENT names, opened as the service opens it."""
    generations = Generations(data)
    return open_snapshot(generations, generations.current(), [embedder or FakeEmbedder()])


def ask(snapshot: Snapshot, question: str) -> Answer:
    """The answer to a question."""
    return answer_question(snapshot, Query(question), TODAY)


def first_hits(snapshot: Snapshot, question: str) -> list[tuple[str, float]]:
    """The first ten passages with their scores."""
    return [(hit.passage.id, round(hit.score, 6)) for hit in ask(snapshot, question).hits]


def indexed_text(snapshot: Snapshot) -> str:
    """All that is indexed, in one string."""
    return "\n".join(passage.text for passage in snapshot.store.passages)
