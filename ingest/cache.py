"""The cache of embeddings, outside every generation: a text that was embedded once by a model is not embedded again."""

from __future__ import annotations

import hashlib
import sqlite3
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType

import numpy as np

from kb.types import Embedder, Vectors

_SCHEMA = "CREATE TABLE IF NOT EXISTS embedding (model TEXT, text TEXT, vector BLOB NOT NULL, PRIMARY KEY (model, text)) STRICT, WITHOUT ROWID"
_BATCH = 64


class EmbeddingCache:
    """Vectors by (model, sha256 of the text), in one SQLite file; every batch is kept as soon as it is there."""

    def __init__(self, path: Path) -> None:
        try:
            self._connection = _opened(path)
        except sqlite3.DatabaseError:
            path.unlink()  # it is a cache: what it held can be computed again
            self._connection = _opened(path)

    def __enter__(self) -> EmbeddingCache:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._connection.close()

    def embed(self, embedder: Embedder, texts: Sequence[str], advance: Callable[[int], None]) -> Vectors:
        """Vectors of the texts, shape ``(len(texts), dimension)``; only those not yet known are computed.

        ``advance`` is told how many more texts are done, known ones included.
        """
        keys = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
        uses = Counter(keys)
        vectors = self._known(embedder.name, keys)
        advance(sum(key in vectors for key in keys))
        missing = sorted({key: text for key, text in zip(keys, texts, strict=True) if key not in vectors}.items(), key=lambda item: len(item[1]))
        for start in range(0, len(missing), _BATCH):
            batch = missing[start : start + _BATCH]
            computed = embedder.embed([text for _, text in batch])
            with self._connection:
                self._connection.executemany(
                    "INSERT OR REPLACE INTO embedding VALUES (?, ?, ?)",
                    [(embedder.name, key, vector.astype("<f4").tobytes()) for (key, _), vector in zip(batch, computed, strict=True)],
                )
            vectors.update({key: vector for (key, _), vector in zip(batch, computed, strict=True)})
            advance(sum(uses[key] for key, _ in batch))
        return np.stack([vectors[key] for key in keys]) if keys else np.zeros((0, 0), dtype=np.float32)

    def _known(self, model: str, keys: Sequence[str]) -> dict[str, Vectors]:
        wanted = set(keys)
        rows = self._connection.execute("SELECT text, vector FROM embedding WHERE model = ?", (model,))
        return {key: np.frombuffer(blob, dtype="<f4").astype(np.float32) for key, blob in rows if key in wanted}


def _opened(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path)
    try:
        connection.execute(_SCHEMA)
    except sqlite3.Error:
        connection.close()
        raise
    return connection
