"""Verifying a generation: opened by a process of its own, as the service will open it, before it is served."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from kb.errors import CarbonKBError, DamagedIndexError
from kb.generation import KEYWORDS, PASSAGES, VECTORS, Manifest, read_manifest
from kb.keywords import KeywordIndex
from kb.passages import PassageStore
from kb.retrieve import find_canary
from kb.snapshot import Snapshot
from kb.vectors import collection_name, open_vectors

_PATIENCE = 300
"""Seconds after which a verification that does not end counts as failed."""


def verify_in_child(folder: Path) -> None:
    """Verify a generation in a child process.

    Raises:
        DamagedIndexError: saying what does not hold.
    """
    command = [sys.executable, "-m", "ingest.verify", str(folder.resolve())]
    try:
        result = subprocess.run(command, capture_output=True, text=True, timeout=_PATIENCE, check=False, cwd=Path(__file__).parent.parent)
    except subprocess.TimeoutExpired as error:
        raise DamagedIndexError(f"the new index did not verify within {_PATIENCE} s: the current one stays") from error
    if result.returncode != 0:
        reason = result.stderr.strip().splitlines()[-1:] or ["the verifier ended without a word"]
        raise DamagedIndexError(f"the new index does not verify ({reason[0]}): the current one stays")


def verify(folder: Path) -> Manifest:
    """Check counts, every offset, unique ids, the vectors and the canary questions of a generation.

    Raises:
        DamagedIndexError: for the first thing that does not hold.
    """
    manifest = read_manifest(folder)
    store = PassageStore.load(folder / PASSAGES)
    _check_counts(manifest, store)
    _check_offsets(store)
    keywords = {language: KeywordIndex.load(folder / KEYWORDS / language, size) for language, size in manifest.passages.items()}
    snapshot = Snapshot(manifest, store, keywords, [])  # type: ignore[arg-type]
    for name, languages in manifest.embedders.items():
        index = open_vectors(folder / VECTORS, collection_name(name))
        expected = [passage.id for passage in store.passages if passage.language in languages]
        _require(index.count() == len(expected), f"the vector index holds {index.count()} passages, not {len(expected)}")
        for passage_id in expected[:: max(1, len(expected) // 10)]:
            _require(index.finds(passage_id), f"the vector index does not find {passage_id} by its own vector")
    for question, passage_id in manifest.canaries.items():
        _require(find_canary(snapshot, question, passage_id), f"a canary question does not find {passage_id}")
    return manifest


def _check_counts(manifest: Manifest, store: PassageStore) -> None:
    _require(len(store.documents) == manifest.documents, f"{len(store.documents)} documents, not {manifest.documents}")
    _require(len(store.passages) == manifest.passage_count, f"{len(store.passages)} passages, not {manifest.passage_count}")
    _require(len({passage.id for passage in store.passages}) == len(store.passages), "a passage id stands twice")


def _check_offsets(store: PassageStore) -> None:
    for passage in store.passages:
        text = store.renditions(passage.document_id)[passage.rendition].text
        _require(0 <= passage.start < passage.end <= len(text), f"the offsets of {passage.id} lie outside its text")
        _require(text[passage.start : passage.end] == passage.text and bool(passage.text.strip()), f"{passage.id} is not what its offsets say")


def _require(holds: bool, complaint: str) -> None:
    if not holds:
        raise DamagedIndexError(complaint)


if __name__ == "__main__":
    try:
        verify(Path(sys.argv[1]))
    except CarbonKBError as error:
        sys.exit(str(error))
