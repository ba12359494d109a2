"""What tests of several folders share: the real documents, and a small index built of the shipped ones."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kb.snapshot import Snapshot

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


@pytest.fixture(scope="session")
def corpus_snapshot() -> Snapshot:
    """The whole shipped corpus, read but not indexed: documents, texts, facts and relations, for what needs no search."""
    from ingest.collect import collect
    from ingest.load import load
    from kb.passages import PassageStore
    from kb.snapshot import Snapshot
    from tests.kb.fakes import manifest_of

    loaded = load(collect([ROOT / "corpus"]), lambda _: None)
    assert loaded.failures == []
    store = PassageStore(loaded.documents.values(), loaded.renditions, loaded.passages, loaded.terms, loaded.facts, loaded.relations)
    return Snapshot(manifest_of(store, [], "corpus"), store, {}, [])


@pytest.fixture
def corpus_client(corpus_snapshot: Snapshot) -> FlaskClient:
    """A client of the service over the whole corpus; it cannot answer questions."""
    from service import create_app
    from tests.fakes import FakeKnowledgeBase

    return create_app(FakeKnowledgeBase(served=corpus_snapshot)).test_client()  # type: ignore[arg-type]


@pytest.fixture
def small_client(small_index: Path) -> FlaskClient:
    """A client of the service over the small index."""
    from kb.settings import Settings
    from kb.wire import open_knowledge_base
    from service import create_app

    return create_app(open_knowledge_base(Settings(data=small_index))).test_client()
