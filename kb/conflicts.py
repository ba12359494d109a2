"""Where two texts disagree: which one prevails, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING

from kb.facts import Relation
from kb.prompts import PREVAILS
from kb.question import Question
from kb.types import Document, Hit, Kind, Passage
from kb.validity import first_day

if TYPE_CHECKING:
    from kb.snapshot import Snapshot

AUTHORITY: tuple[tuple[Kind, ...], ...] = (
    ("law",), ("regulation",), ("measure",), ("notice", "plan", "guideline"), ("draft",), ("briefing",), ("press",),
)  # fmt: skip
"""Kinds of text by authority, highest first: a lower one never outranks a higher one, and at equal rank the later one prevails."""
_LOOKED_AT = 6


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two provisions that disagree: the one that prevails, the one that gives way, and the reasons in the reader's language, best first."""

    prevailing: Passage
    yielding: Passage
    reasons: tuple[str, ...]


def find_conflict(snapshot: Snapshot, question: Question, hits: Sequence[Hit]) -> Conflict | None:
    """The two provisions between which a question asks to decide; None where it asks for no decision or only one text was found."""
    if not question.asks_conflict:
        return None
    pairs = list(combinations([hit.passage for hit in hits[:_LOOKED_AT]], 2))
    for first, second in pairs:
        for relation in snapshot.relations_between(first, second):
            prevailing, yielding = (first, second) if relation.provision.startswith(f"{first.document_id}#") else (second, first)
            return Conflict(prevailing, yielding, (*_why(relation, question), *_by_rank(snapshot, question, prevailing, yielding)))
    for first, second in pairs:
        if first.document_id != second.document_id and (not question.documents or second.document_id in question.documents):
            prevailing, yielding = (first, second) if _outranks(snapshot, first, second) else (second, first)
            if reasons := _by_rank(snapshot, question, prevailing, yielding):
                return Conflict(prevailing, yielding, reasons)
    return None


def authority(document: Document) -> int:
    """The rank of a document, 0 the highest."""
    return next(rank for rank, kinds in enumerate(AUTHORITY) if document.kind in kinds)


def _why(relation: Relation, question: Question) -> tuple[str, ...]:
    why = relation.why_zh if question.language == "zh" else relation.why
    return (why.strip(),) if why.strip() else ()


def _outranks(snapshot: Snapshot, first: Passage, second: Passage) -> bool:
    one, other = snapshot.documents[first.document_id], snapshot.documents[second.document_id]
    return (authority(one), -_begins(one).toordinal()) <= (authority(other), -_begins(other).toordinal())


def _by_rank(snapshot: Snapshot, question: Question, prevailing: Passage, yielding: Passage) -> tuple[str, ...]:
    """A sentence from the ranks and dates of two documents; nothing where these decide nothing."""
    one, other = snapshot.documents[prevailing.document_id], snapshot.documents[yielding.document_id]
    if one.id == other.id or one.jurisdiction.partition("-")[0] != other.jurisdiction.partition("-")[0]:
        return ()
    if authority(one) == authority(other) and _begins(one) == _begins(other):
        return ()
    reason = "higher" if authority(one) < authority(other) else "later"
    return (PREVAILS[question.language][reason],)


def _begins(document: Document) -> date:
    return first_day(document.effective_from or document.issued or "0001")
