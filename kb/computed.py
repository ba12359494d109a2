"""Answers that are computed from checked facts instead of being looked for: is somebody covered, and what is due in the days to come."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from kb.cited_facts import locate_quote
from kb.coverage_question import read_coverage_question
from kb.coverage_report import check_coverage, verdict_sentences
from kb.language import fold
from kb.obligations import obligations_due
from kb.question import Question
from kb.types import Citation

if TYPE_CHECKING:
    from kb.snapshot import Snapshot

_DAYS = {"day": 1, "week": 7, "month": 30, "天": 1, "日": 1, "周": 7, "个月": 30, "月": 30}
_COMING = re.compile(
    r"\b(?:next|coming|following)\s+(?P<count>\d{1,3})\s+(?P<unit>day|week|month)s?\b"
    r"|(?:未来|接下来|今后|往后|之后)\s*(?P<number>\d{1,3})\s*(?P<sign>天|日|周|个月|月)"
)
_DUE = re.compile(r"\b(?:due|deadlines?|obligations?|must|have to|need to|to do)\b|到期|截止|要做|义务|期限|要交|需要做")
_LONGEST = 366
_ROWS = 12
"""The most duties that an answer lists; the calendar has the rest."""


@dataclass(frozen=True, slots=True)
class Computed:
    """The sentences of a computed answer, each with its citations, and what was understood of the question."""

    sentences: tuple[tuple[str, tuple[Citation, ...]], ...]
    understood: tuple[str, ...] = ()


def compute(snapshot: Snapshot, question: Question) -> Computed | None:
    """The answer from the tables of facts; None where the question is not of that kind or the facts say nothing of it."""
    return _coverage(snapshot, question) or _due(snapshot, question)


def _coverage(snapshot: Snapshot, question: Question) -> Computed | None:
    asked = read_coverage_question(question.text, snapshot.store.glossary)
    if asked is None or asked.fault is not None:
        return None
    report = check_coverage(snapshot, asked.case, question.as_of, question.language)
    by_number = {citation.number: citation for citation in report.citations}
    sentences = tuple((one.text, tuple(by_number[number] for number in one.citations)) for one in verdict_sentences(report))
    return Computed(sentences, (report.said,)) if sentences else None


def _due(snapshot: Snapshot, question: Question) -> Computed | None:
    found, folded = _COMING.search(fold(question.text)), fold(question.text)
    if not found or not _DUE.search(folded) or not question.sectors:
        return None
    days = int(found["count"] or found["number"]) * _DAYS[found["unit"] or found["sign"]]
    last = question.as_of + timedelta(days=min(days, _LONGEST))
    rows = obligations_due(snapshot, question.as_of, last, question.as_of, sectors=question.sectors)
    facts = list({row.fact.id: row.fact for row in rows}.values())[:_ROWS]
    sentences = tuple(
        (fact.statement_zh if question.language == "zh" else fact.statement, (locate_quote(snapshot, fact, question.language),)) for fact in facts
    )
    return Computed(sentences, (f"{question.as_of.isoformat()} – {last.isoformat()}",)) if sentences else None
