"""Choosing what to quote: the sentences that answer, not the passage that mentions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kb.question import Question
from kb.relevance import Relevance
from kb.types import Hit, Language, Passage

if TYPE_CHECKING:
    from kb.snapshot import Snapshot

_LENGTH: dict[Language, int] = {"en": 850, "zh": 420}
"""Characters of an answer, about: a reader's patience."""
_CLOSE = 0.85
"""A further passage is quoted only where its score is at least this share of the best one's."""
_FIRST = 0.1
"""Added to a provision's first sentence, which lays down the rule that the others qualify."""
_HOLDS = 0.35
"""Added to a sentence that holds what is asked for."""
_PASSAGES = 3
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class Quote:
    """A run of sentences of a passage that goes into the answer as it stands; offsets in the rendition's text."""

    passage: Passage
    sentences: tuple[tuple[int, int], ...]

    @property
    def start(self) -> int:
        """Where the first sentence begins."""
        return self.sentences[0][0]

    @property
    def end(self) -> int:
        """Where the last sentence ends."""
        return self.sentences[-1][1]


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
        elsewhere = snapshot.documents[hit.passage.document_id].jurisdiction != jurisdiction
        if elsewhere and len(question.jurisdictions) < 2:
            continue
        sentences = [
            _Sentence(start, end, share + (_HOLDS if holds else 0.0))
            for start, end, share, holds in relevance.of_sentences(hit.passage, question.asks_for)
        ]
        chosen = _window(sentences, room)
        if not chosen or (quotes and _is_of_another_year(question, hit.passage, chosen)):
            continue
        origin = hit.passage.start
        quotes.append(Quote(hit.passage, tuple((origin + sentence.start, origin + sentence.end) for sentence in chosen)))
        room -= quotes[-1].end - quotes[-1].start
    return quotes


def _is_of_another_year(question: Question, passage: Passage, sentences: Sequence[_Sentence]) -> bool:
    """Whether sentences speak of years, but of none that the question names: the same duty of another year misleads."""
    asked = set(_YEAR.findall(question.text))
    found = set(_YEAR.findall(passage.text[sentences[0].start : sentences[-1].end]))
    return bool(asked) and bool(found) and not asked & found


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
