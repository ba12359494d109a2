"""Choosing what to quote: the sentences that answer, not the passage that mentions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kb.question import Question
from kb.relevance import Relevance
from kb.retrieve import WEIGHTS
from kb.types import Hit, Language, Passage

if TYPE_CHECKING:
    from kb.snapshot import Snapshot

_LENGTH: dict[Language, int] = {"en": 850, "zh": 420}
"""Characters of an answer, about: a reader's patience."""
_CLOSE = 0.85
"""A further passage is quoted only where its score is at least this share of the best one's."""
_FIRST = 0.1
"""Added to a provision's first sentence, which lays down the rule that the others qualify."""
_PASSAGES = 3


@dataclass(frozen=True, slots=True)
class Quote:
    """A stretch of a passage's rendition that goes into the answer as it stands."""

    passage: Passage
    start: int
    end: int
    opens_paragraph: bool


@dataclass(frozen=True, slots=True)
class _Sentence:
    start: int
    end: int
    score: float


def select_quotes(snapshot: Snapshot, question: Question, hits: Sequence[Hit]) -> list[Quote]:
    """The quotes that make the answer, most direct passage first, within a passage in its own order."""
    relevance = Relevance(snapshot, question)
    quotes: list[Quote] = []
    room = _LENGTH[hits[0].passage.language]
    least = room // 4
    jurisdiction = snapshot.documents[hits[0].passage.document_id].jurisdiction
    for hit in hits[:_PASSAGES]:
        if quotes and (hit.score < _CLOSE * hits[0].score or room < least):
            break
        if snapshot.documents[hit.passage.document_id].jurisdiction != jurisdiction and len(question.jurisdictions) < 2:
            continue
        sentences = [_Sentence(*found) for found in relevance.of_sentences(hit.passage, question.asks_for, WEIGHTS.answer_kind)]
        chosen = _window(sentences, room)
        quotes += [Quote(hit.passage, hit.passage.start + s.start, hit.passage.start + s.end, bool(quotes) and i == 0) for i, s in enumerate(chosen)]
        room -= sum(sentence.end - sentence.start for sentence in chosen)
    return quotes


def _window(sentences: Sequence[_Sentence], room: int) -> list[_Sentence]:
    """The run of sentences around the best one that fits: what follows a rule (its conditions, its exceptions) belongs to it."""
    if not sentences:
        return []
    best = max(range(len(sentences)), key=lambda index: sentences[index].score + (_FIRST if index == 0 else 0.0))
    first = last = best
    used = sentences[best].end - sentences[best].start
    while True:
        before = sentences[first - 1] if first > 0 else None
        after = sentences[last + 1] if last + 1 < len(sentences) else None
        options = [option for option in (before, after) if option and used + option.end - option.start <= room]
        if not options:
            return list(sentences[first : last + 1])
        chosen = max(options, key=lambda option: (option.score, option is after))
        used += chosen.end - chosen.start
        first, last = (first - 1, last) if chosen is before else (first, last + 1)
