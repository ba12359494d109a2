"""Choosing what to quote: the sentences that answer, not the passage that mentions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kb.language import fold, sentence_spans, terms
from kb.question import Question
from kb.relevance import Relevance
from kb.types import Hit, Language, Passage

if TYPE_CHECKING:
    from kb.snapshot import Snapshot

_LEAST_SCORE = 0.5
_LEAST_COVERAGE = 0.33
"""Below this share of the question's concepts, the best passage is no evidence."""
_LENGTH: dict[Language, int] = {"en": 850, "zh": 420}
"""Characters of an answer, about: a reader's patience."""
_CLOSE = 0.85
"""A further passage is quoted only where its score is at least this share of the best one's."""
_PASSAGES = 3
_ASKS_FOR_NUMBER = re.compile(
    r"\b(?:when|deadline|date|by when|how (?:long|many|much|soon|fast|often)|what (?:share|percentage|price|rate|year)|fine|penalt|max|"
    r"threshold|within)|多少|几|何时|什么时候|哪天|哪一天|期限|截止|日期|罚|比例|上限|多久|多长"
)
_NUMBER = re.compile(
    r"\d|[一二三四五六七八九十百千万]+(?:个|日|年|月|倍|万|亿|以上|以下)|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve)\b"
)


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


def is_evidence(snapshot: Snapshot, question: Question, hits: Sequence[Hit]) -> bool:
    """Whether what was found is enough to answer from."""
    return bool(hits) and bool(question.concepts) and hits[0].score >= _LEAST_SCORE and max(hit.coverage for hit in hits[:3]) >= _LEAST_COVERAGE


def select_quotes(snapshot: Snapshot, question: Question, hits: Sequence[Hit]) -> list[Quote]:
    """The quotes that make the answer, most direct passage first, within a passage in its own order."""
    relevance = Relevance(snapshot, question)
    quotes: list[Quote] = []
    room = _LENGTH[hits[0].passage.language]
    least = room // 4
    for hit in hits[:_PASSAGES]:
        if quotes and (hit.score < _CLOSE * hits[0].score or room < least):
            break
        chosen = _window(_scored(question, relevance, hit.passage), room)
        quotes += [Quote(hit.passage, hit.passage.start + s.start, hit.passage.start + s.end, bool(quotes) and i == 0) for i, s in enumerate(chosen)]
        room -= sum(sentence.end - sentence.start for sentence in chosen)
    return quotes


def _window(sentences: Sequence[_Sentence], room: int) -> list[_Sentence]:
    """The run of sentences around the best one that fits: what follows a rule (its conditions, its exceptions) belongs to it."""
    if not sentences:
        return []
    best = max(range(len(sentences)), key=lambda index: sentences[index].score)
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


def _scored(question: Question, relevance: Relevance, passage: Passage) -> list[_Sentence]:
    wants_number = _ASKS_FOR_NUMBER.search(fold(question.text)) is not None
    spans = [span for span in sentence_spans(passage.text) if not _is_heading(passage, span)]
    scored = []
    for start, end in spans:
        text = passage.text[start:end]
        folded = fold(text)
        bonus = 0.15 if wants_number and _NUMBER.search(folded) else 0.0
        scored.append(_Sentence(start, end, relevance.of_text(passage.language, folded, frozenset(terms(text))) + bonus + 0.05))
    return scored


def _is_heading(passage: Passage, span: tuple[int, int]) -> bool:
    """A line without an end of sentence that names the provision or repeats a heading above it."""
    text = passage.text[span[0] : span[1]]
    if text.startswith("|") or re.search(r"[。.;；:：!?]$", text):
        return False
    return (span[0] == 0 and "\n" in passage.text) or text in passage.title_path
