"""The shipped corpus, indexed by words alone: fast, the same everywhere, and enough for what does not hang on a model."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.build import build
from kb.snapshot import Snapshot
from tests.ingest.fake_embedder import FakeEmbedder, served

CORPUS = Path(__file__).parents[2] / "corpus"


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The corpus as it ships, opened."""
    data = tmp_path_factory.mktemp("shipped") / "data"
    built = build(data, [CORPUS], [FakeEmbedder()])
    assert list(built.failures) == []
    return served(data)
