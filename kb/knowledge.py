"""The knowledge base as the service sees it: the generation being served, opened, and the next one as soon as it is there."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

from kb.answer import answer_question
from kb.answer_changes import AnswerChanges, saved_answer_changes
from kb.changes import Changes, compare_generations, previous_generation
from kb.errors import CarbonKBError, NoIndexError
from kb.generation import Generations
from kb.retrieve import find_canary
from kb.snapshot import Snapshot
from kb.types import Answer, AnswerStep, Query, Retrieved


class KnowledgeBase:
    """Follows CURRENT: a new generation is opened beside the old one, and every question is answered from exactly one."""

    def __init__(self, generations: Generations, open_snapshot: Callable[[str], Snapshot]) -> None:
        self._generations = generations
        self._open = open_snapshot
        self._opening = threading.Lock()
        self._snapshot: Snapshot | None = None
        self._refused: str | None = None
        self._changes: Changes | None = None

    def snapshot(self) -> Snapshot:
        """The generation being served; the one before it while a new one is being opened or cannot be.

        Raises:
            NoIndexError: where there is none yet.
            DamagedIndexError: where it cannot be opened and none was open before.
        """
        served = self._snapshot
        current = self._generations.current()
        if served is not None and (served.generation == current or current == self._refused):
            return served
        if served is None:
            with self._opening:
                self._snapshot = self._snapshot or self._open(current)
                return self._snapshot
        if self._opening.acquire(blocking=False):
            try:
                self._snapshot = self._open(current)
                return self._snapshot
            except CarbonKBError:
                self._refused = current
            finally:
                self._opening.release()
        return served

    def answer(self, snapshot: Snapshot, query: Query) -> Answer:
        """The answer to a question from one generation."""
        return answer_question(snapshot, query)

    def answering(self, snapshot: Snapshot, query: Query) -> Iterator[AnswerStep]:
        """The same step by step: what was found, each sentence as soon as it is checked, the whole answer last."""
        answer = self.answer(snapshot, query)
        yield Retrieved(answer.hits)
        yield from answer.sentences
        yield answer

    def changes(self, snapshot: Snapshot) -> Changes | None:
        """What differs between the generation before a snapshot's and its own, kept once computed; None where there is none before it.

        Raises:
            DamagedIndexError: where the one before cannot be read.
        """
        try:
            before = previous_generation(self._generations, snapshot.generation)
        except NoIndexError:
            return None
        known = self._changes
        if known is None or (known.before, known.after) != (before, snapshot.generation):
            known = self._changes = compare_generations(self._generations, before, snapshot.generation)
        return known

    def answer_changes(self, changes: Changes) -> AnswerChanges | None:
        """What became of saved questions between two generations; None where ``carbonkb diff --save`` has not kept it."""
        return saved_answer_changes(self._generations.data, changes)

    def canary(self, snapshot: Snapshot) -> bool:
        """Whether a canary question still finds its known passage."""
        return all(find_canary(snapshot, question, passage) for question, passage in list(snapshot.manifest.canaries.items())[:1])
