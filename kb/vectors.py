"""The vector index, kept by Chroma: one persistent collection an embedder, written once and then only read."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import chromadb
import numpy as np
from chromadb.api import ClientAPI
from chromadb.api.client import Client
from chromadb.api.shared_system_client import SharedSystemClient
from chromadb.config import Settings
from chromadb.errors import ChromaError

from kb.errors import DamagedIndexError
from kb.types import Vectors

_BATCH = 5_000
"""Chroma 1.5 takes at most 5 461 records an ``add``."""


class ChromaIndex:
    """Cosine similarity over one Chroma collection."""

    def __init__(self, collection: chromadb.Collection) -> None:
        self._collection = collection

    def nearest(self, vector: Vectors, count: int) -> list[tuple[str, float]]:
        """Up to ``count`` passage ids with their cosine similarity, best first."""
        wanted = min(count, self.count())
        if wanted == 0:
            return []
        found = self._collection.query(query_embeddings=vector[np.newaxis], n_results=wanted, include=["distances"])
        distances = found["distances"] or [[]]
        return [(passage, 1.0 - distance) for passage, distance in zip(found["ids"][0], distances[0], strict=True)]

    def finds(self, passage_id: str) -> bool:
        """Whether a passage's own vector finds it, or one with an equal vector."""
        stored = self._collection.get(ids=[passage_id], include=["embeddings"])["embeddings"]
        if stored is None or len(stored) != 1:
            return False
        nearest = self.nearest(np.asarray(stored[0], dtype=np.float32), 3)
        return any(found == passage_id or similarity > 0.9999 for found, similarity in nearest)

    def count(self) -> int:
        """How many passages the index holds."""
        return self._collection.count()


def collection_name(embedder: str) -> str:
    """A collection's name for an embedder's: Chroma takes 3 to 512 characters of ``[a-zA-Z0-9._-]``."""
    return f"passages-{hashlib.sha256(embedder.encode()).hexdigest()[:16]}"


def write_vectors(
    folder: Path,
    name: str,
    ids: Sequence[str],
    metadatas: Sequence[dict[str, str | int]],
    vectors: Vectors,
    advance: Callable[[int], None] = lambda count: None,
) -> None:
    """Write a new collection: ids, metadata and vectors of shape ``(len(ids), dimension)``, in one order."""
    collection = _client(folder).create_collection(name, metadata={"hnsw:space": "cosine", "hnsw:search_ef": 200})
    for start in range(0, len(ids), _BATCH):
        part = slice(start, start + _BATCH)
        collection.add(ids=list(ids[part]), embeddings=vectors[part], metadatas=list(metadatas[part]))
        advance(len(ids[part]))


def open_vectors(folder: Path, name: str) -> ChromaIndex:
    """A collection that ``write_vectors`` wrote.

    Raises:
        DamagedIndexError: where the store cannot be opened or has no such collection.
    """
    if not (folder / "chroma.sqlite3").is_file():
        raise DamagedIndexError("the vector index is missing: ingest again")
    try:
        return ChromaIndex(_client(folder).get_collection(name))
    except (ChromaError, OSError, ValueError) as error:
        raise DamagedIndexError(f"the vector index {name} cannot be opened: ingest again") from error


def close_vectors(folder: Path) -> None:
    """Let go of a store's files, so that its directory can be moved or removed."""
    client = _client(folder)
    if isinstance(client, Client):
        client._system.stop()  # Chroma 1.5 has no public way to close a persistent client
    SharedSystemClient.clear_system_cache()


def _client(folder: Path) -> ClientAPI:
    return chromadb.PersistentClient(path=str(folder), settings=Settings(anonymized_telemetry=False))
