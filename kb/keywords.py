"""Keyword search with BM25 (Robertson and Zaragoza 2009), run by bm25s: one index a language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import bm25s
import numpy as np
import numpy.typing as npt

from kb.errors import DamagedIndexError
from kb.language import terms

_K1 = 1.2
_B = 0.75


class KeywordIndex:
    """BM25 over the texts of one language, addressed by their position."""

    def __init__(self, index: bm25s.BM25, size: int) -> None:
        self._index = index
        self._size = size

    @classmethod
    def build(cls, texts: Sequence[str]) -> KeywordIndex:
        """An index of these texts, in this order."""
        index = bm25s.BM25(k1=_K1, b=_B, method="lucene")
        index.index([terms(text) for text in texts], show_progress=False)
        return cls(index, len(texts))

    @classmethod
    def load(cls, folder: Path, size: int) -> KeywordIndex:
        """The index that ``save`` wrote; ``size`` is how many texts it should hold.

        Raises:
            DamagedIndexError: where files are missing or hold another number of texts.
        """
        try:
            index = bm25s.BM25.load(folder, show_progress=False)
        except (OSError, EOFError, ValueError, KeyError) as error:
            raise DamagedIndexError(f"the keyword index {folder.name} cannot be opened: ingest again") from error
        if index.scores["num_docs"] != size:
            raise DamagedIndexError(f"the keyword index {folder.name} holds {index.scores['num_docs']} passages, not {size}: ingest again")
        return cls(index, size)

    def save(self, folder: Path) -> None:
        """Write the index into a new folder."""
        folder.mkdir(parents=True)
        self._index.save(folder, show_progress=False)

    def frequency(self, term: str) -> int:
        """In how many texts a term occurs."""
        token = self._index.vocab_dict.get(term)
        if token is None:
            return 0
        starts = self._index.scores["indptr"]
        return int(starts[token + 1] - starts[token])

    def scores(self, weights: Mapping[str, float]) -> npt.NDArray[np.float32]:
        """BM25 scores of all texts, shape ``(size,)``, each query term counted with its weight."""
        by_weight: dict[float, list[int]] = defaultdict(list)
        for term, weight in weights.items():
            if (token := self._index.vocab_dict.get(term)) is not None:
                by_weight[weight].append(token)
        total = np.zeros(self._size, dtype=np.float32)
        for weight, tokens in by_weight.items():
            total += weight * self._index.get_scores_from_ids(tokens)
        return total
