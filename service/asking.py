"""One question under way: asked of one snapshot, its answer timed, given an id, and kept."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from kb.types import Answer, AnswerStep, Query
from service.answers import AnswerStore, AnswerStoreError, answer_store, new_answer_id, new_key
from service.contract import QueryResponse
from service.convert import to_response
from service.knowledge import KnowledgeBase, Snapshot, knowledge_base

KEY_HEADER = "Answer-Key"
"""Carries the key with which the one who asked may have the answer forgotten."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asking:
    """A question, what it is asked of, and the id and key that its answer will have."""

    kb: KnowledgeBase[Snapshot]
    store: AnswerStore
    snapshot: Snapshot
    query: Query
    answer_id: str = field(default_factory=new_answer_id)
    key: str = field(default_factory=new_key)
    began: float = field(default_factory=time.perf_counter)

    @classmethod
    def of(cls, query: Query) -> Asking:
        """A question to the app that handles this request.

        Raises:
            NoIndexError: where there is nothing to ask yet.
            DamagedIndexError: where the index cannot be opened.
        """
        began = time.perf_counter()
        kb = knowledge_base()
        return cls(kb, answer_store(), kb.snapshot(), query, began=began)

    def answered(self) -> QueryResponse:
        """The answer as the contract shows it; not kept yet."""
        return self.converted(self.kb.answer(self.snapshot, self.query))

    def steps(self) -> Iterator[AnswerStep]:
        """The answer step by step; the last step is the whole, still to be converted and kept."""
        return self.kb.answering(self.snapshot, self.query)

    def converted(self, answer: Answer) -> QueryResponse:
        """An answer as the contract shows it."""
        return to_response(self.snapshot, answer, self.answer_id, (time.perf_counter() - self.began) * 1000)

    def keep(self, body: QueryResponse) -> bool:
        """Keep an answer under its id; whether that succeeded: an answer that cannot be kept is still worth giving, and the log says why."""
        try:
            self.store.keep(body, self.key)
        except AnswerStoreError as error:
            _log.error("an answer was given but not kept: %s", error)
            return False
        return True
