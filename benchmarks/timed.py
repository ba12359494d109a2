"""A snapshot that says how long each part of an answer took, timed from outside."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from kb.answer import answer_question
from kb.snapshot import Snapshot
from kb.types import Filters, Query

PARTS = ("embedding", "keywords", "vectors", "relevance and merge", "answer", "total")
TODAY = date(2026, 11, 22)


class _Timed:
    """Anything, with the time that one of its methods takes added to a part."""

    def __init__(self, target: Any, method: str, part: str, spent: Counter[str]) -> None:  # noqa: ANN401
        self._target, self._method, self._part, self._spent = target, method, part, spent

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        found = getattr(self._target, name)
        return self._measured if name == self._method else found

    def _measured(self, *arguments: Any) -> Any:  # noqa: ANN401
        began = time.perf_counter()
        try:
            return getattr(self._target, self._method)(*arguments)
        finally:
            self._spent[self._part] += 1_000 * (time.perf_counter() - began)  # type: ignore[assignment]


class TimedSnapshot:
    """Answers from a snapshot whose embedders and indexes are timed."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._spent: Counter[str] = Counter()
        self._snapshot = replace(
            snapshot,
            keywords={language: _Timed(index, "scores", "keywords", self._spent) for language, index in snapshot.keywords.items()},
            vectors=[
                (_Timed(embedder, "embed", "embedding", self._spent), _Timed(index, "nearest", "vectors", self._spent))
                for embedder, index in snapshot.vectors
            ],
        )

    def ask(self, query: Query) -> Mapping[str, float]:
        """Milliseconds of each part of an answer."""
        self._spent.clear()
        timings = answer_question(self._snapshot, query, TODAY).timings_ms
        searched = {part: self._spent[part] for part in PARTS[:3]}
        return searched | {PARTS[3]: timings["retrieve"] - sum(searched.values()), "answer": timings["answer"], "total": timings["total"]}

    def search(self, question: Mapping[str, Any]) -> Sequence[tuple[str, str]]:
        """Document and text of the first five passages for a question of ``dev.jsonl``."""
        filters = Filters(**{name: tuple(values) for name, values in (question.get("filters") or {}).items()})
        as_of = date.fromisoformat(question["as_of"]) if question.get("as_of") else None
        hits = answer_question(self._snapshot, Query(question["question"], as_of=as_of, filters=filters), TODAY).hits
        return [(hit.passage.document_id, hit.passage.text) for hit in hits[:5]]
