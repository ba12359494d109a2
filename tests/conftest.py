"""What tests of several folders share: the real documents, and a small index built of the shipped ones."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from flask.testing import FlaskClient

ROOT = Path(__file__).parent.parent
SMALL = ("cn-interim-regulations-2024", "cn-mee-order19-2021-ets-measures", "cn-2026-work-notice", "cn-scio-briefing-2024-02-26")
"""The documents of the small index."""


@pytest.fixture(scope="session")
def sources() -> Path:
    """The folder of official texts, which is no part of the project."""
    folder = Path(os.environ.get("KB_SOURCES") or ROOT.parent / "shared" / "sources")
    if not (folder / "manifest.tsv").is_file():
        pytest.skip(f"no official texts in {folder}: set KB_SOURCES to their folder")
    return folder


@pytest.fixture(scope="session")
def small_corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus of four of the shipped documents, with the glossary, the facts and the relations."""
    corpus = tmp_path_factory.mktemp("small") / "corpus"
    for document in SMALL:
        shutil.copytree(ROOT / "corpus" / "documents" / "CN" / document, corpus / "documents" / "CN" / document)
    for name in ("glossary.csv", "corpus.toml", "relations.toml"):
        shutil.copy(ROOT / "corpus" / name, corpus)
    shutil.copytree(ROOT / "corpus" / "facts", corpus / "facts")
    return corpus


@pytest.fixture(scope="session")
def small_index(tmp_path_factory: pytest.TempPathFactory, small_corpus: Path) -> Path:
    """A data directory with the index of the small corpus, by the real embedders; copy it before changing it."""
    from ingest.build import build
    from kb.settings import Settings
    from kb.wire import make_embedders

    data = tmp_path_factory.mktemp("index") / "data"
    built = build(data, [small_corpus], make_embedders(Settings(data=data)))
    assert built.is_new
    assert list(built.failures) == []
    return data


@pytest.fixture
def small_client(small_index: Path) -> FlaskClient:
    """A client of the service over the small index."""
    from kb.settings import Settings
    from kb.wire import open_knowledge_base
    from service import create_app

    return create_app(open_knowledge_base(Settings(data=small_index))).test_client()
