"""Answering by quoting: understand the question, find the provisions, compose the sentences that answer, or say why not."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from kb.caveats import caveats
from kb.compose import Composition, compose
from kb.computed import compute
from kb.evidence import Refusal, why_not
from kb.prompts import REFUSAL
from kb.question import Question, understand
from kb.retrieve import find_passages
from kb.types import Abstention, Answer, Hit, Query
from kb.validity import today

if TYPE_CHECKING:
    from kb.snapshot import Snapshot

_FIRST = 5
"""Hits that say whether what was found was in force."""


def answer_question(snapshot: Snapshot, query: Query, day: date | None = None) -> Answer:
    """The answer to a question from one generation: understand, find, compose, check.

    Args:
        snapshot: The generation that answers.
        query: The question and its terms.
        day: The day that counts where the question names none; by default today in China (UTC+8).
    """
    started = time.perf_counter()
    question = understand(query, snapshot, day or today())
    hits = find_passages(snapshot, question, query)
    found = time.perf_counter()
    computed = compute(snapshot, question)
    refusal = None if computed else why_not(snapshot, question, hits)
    if computed:
        composed = Composition(snapshot)
        for text, citations in computed.sentences:
            composed.say(text, citations)
    else:
        composed = Composition(snapshot) if refusal else compose(snapshot, question, hits)
    done = time.perf_counter()
    return Answer(
        question=query.question,
        understood=question.understood(),
        language=question.language,
        as_of=question.as_of,
        text=composed.text or None,
        sentences=tuple(composed.sentences),
        citations=tuple(composed.citations),
        hits=tuple(hits),
        abstention=None if composed.sentences else _abstain(snapshot, question, hits, refusal),
        warnings=(*(computed.understood if computed else ()), *caveats(snapshot, question, composed.citations)),
        timings_ms={"retrieve": 1000 * (found - started), "answer": 1000 * (done - found), "total": 1000 * (done - started)},
    )


def _abstain(snapshot: Snapshot, question: Question, hits: Sequence[Hit], refusal: Refusal | None) -> Abstention:
    refusal = refusal or Refusal("no_evidence", REFUSAL[question.language]["no_evidence"])
    statuses = {snapshot.status_of(hit.passage, question.as_of) for hit in hits[:_FIRST]}
    if refusal.reason == "no_evidence" and statuses == {"not_yet_in_force"}:
        refusal = Refusal("not_in_force", REFUSAL[question.language]["not_in_force"])
    return Abstention(refusal.reason, refusal.message, len(snapshot.documents), snapshot.complete_to, refusal.would_hold)
