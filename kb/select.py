"""Choosing what to quote: the sentences that answer, not the passage that mentions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kb.language import fold, sentence_spans, terms
from kb.question import Question
from kb.retrieve import concept_weights, covered
from kb.types import Hit, Passage

if TYPE_CHECKING:
    from kb.snapshot import Snapshot

_LEAST_COVERAGE = 0.42
"""Below this share of the question's concepts, the best passage is no evidence."""
_LENGTH = 820
"""Characters of an answer, about; a reader's patience, and what a card shows."""
_CLOSE = 0.75
"""A further passage is quoted only where its score is at least this share of the best one's."""
_SENTENCES = 6
_ASKS_FOR_NUMBER = re.compile(
    r"\b(?:when|deadline|date|by when|how (?:long|many|much|soon|fast|often)|what (?:share|percentage|price|rate|year)|fine|penalt|max|"
    r"threshold|within)|多少|几|何时|什么时候|哪天|哪一天|期限|截止|日期|罚|比例|上限|多久|多长"
)
_NUMBER = re.compile(r"\d|[一二三四五六七八九十百千万]+(?:个|日|年|月|倍|万|亿|以上|以下)|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve)\b")


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
    return bool(hits) and bool(question.concepts) and max(hit.coverage for hit in hits[:3]) >= _LEAST_COVERAGE


def select_quotes(snapshot: Snapshot, question: Question, hits: Sequence[Hit]) -> list[Quote]:
    """The quotes that make the answer, most direct passage first, within a passage in its own order."""
    quotes: list[Quote] = []
    room = _LENGTH
    for hit in hits[:4]:
        if quotes and (hit.score < _CLOSE * hits[0].score or room < _LENGTH // 3):
            break
        chosen = _best_sentences(snapshot, question, hit, room if not quotes else room // 2)
        for index, sentence in enumerate(chosen):
            quotes.append(Quote(hit.passage, hit.passage.start + sentence.start, hit.passage.start + sentence.end, index == 0 and bool(quotes)))
            room -= sentence.end - sentence.start
        if len(quotes) >= _SENTENCES:
            break
    return quotes


def _best_sentences(snapshot: Snapshot, question: Question, hit: Hit, room: int) -> list[_Sentence]:
    sentences = _scored(snapshot, question, hit.passage)
    if not sentences:
        return []
    best = max(sentence.score for sentence in sentences)
    chosen: list[_Sentence] = []
    used = 0
    for sentence in sorted(sentences, key=lambda sentence: -sentence.score):
        length = sentence.end - sentence.start
        if chosen and (used + length > room or sentence.score < 0.35 * best):
            continue
        chosen.append(sentence)
        used += length
        if len(chosen) == _SENTENCES - 1:
            break
    return sorted(chosen, key=lambda sentence: sentence.start)


def _scored(snapshot: Snapshot, question: Question, passage: Passage) -> list[_Sentence]:
    weights = concept_weights(snapshot, question.concepts)
    total = sum(weights) or 1.0
    wants_number = _ASKS_FOR_NUMBER.search(fold(question.text)) is not None
    spans = [span for span in sentence_spans(passage.text) if not _is_heading(passage, span)]
    scored = []
    for start, end in spans:
        text = passage.text[start:end]
        folded, words = fold(text), frozenset(terms(text))
        held = sum(weight for concept, weight in zip(question.concepts, weights, strict=True) if covered(concept, passage.language, folded, words))
        bonus = 0.15 if wants_number and _NUMBER.search(folded) else 0.0
        scored.append(_Sentence(start, end, held / total + bonus + 0.05))
    return scored


def _is_heading(passage: Passage, span: tuple[int, int]) -> bool:
    """A line without an end of sentence that names the provision or repeats a heading above it."""
    text = passage.text[span[0] : span[1]]
    if text.startswith("|") or re.search(r"[。.;；:：!?]$", text):
        return False
    return span[0] == 0 and "\n" in passage.text or text in passage.title_path
