"""Choosing what to quote: the sentences that answer, not the passage that mentions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kb.question import Question
from kb.relevance import Relevance
from kb.types import Document, Hit, Language, Passage

if TYPE_CHECKING:
    from kb.snapshot import Snapshot

LENGTH: dict[Language, int] = {"en": 850, "zh": 420}
"""Characters of an answer, about: a reader's patience."""
_SENTENCES = 5
"""The most sentences of an answer that are not items of a list."""
_CLOSE = 0.85
"""A further passage is quoted only where its score is at least this share of the best one's."""
_FIRST = 0.1
"""Added to a provision's first sentence, which lays down the rule that the others qualify."""
_HOLDS = 0.35
"""Added to a sentence that holds what is asked for."""
_PASSAGES = 3
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_ITEM = re.compile(r"(?:- |\(?[a-z0-9ivx]{1,4}\)|[（(][一二三四五六七八九十\d]+[）)]|[一二三四五六七八九十\d]+、)")


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


def select_quotes(snapshot: Snapshot, question: Question, hits: Sequence[Hit], room: int | None = None) -> list[Quote]:
    """The quotes that make the answer, most direct passage first, within a passage in its own order.

    Args:
        snapshot: The generation that answers.
        question: The question.
        hits: What was found, best first; at least one.
        room: Characters that the quotes may take; by default what the language of the first hit allows.
    """
    relevance = Relevance(snapshot, question)
    quotes: list[Quote] = []
    room = LENGTH[hits[0].passage.language] if room is None else room
    least = room // 4
    lead = snapshot.documents[hits[0].passage.document_id]
    for hit in hits[:_PASSAGES]:
        if quotes and (hit.score < _CLOSE * hits[0].score or room < least):
            break
        if not _belongs(snapshot, question, lead, hit.passage):
            continue
        sentences = _sentences(relevance, question, hit.passage)
        chosen = _window(sentences, room)
        if not chosen or (quotes and _is_of_another_year(question, hit.passage, chosen)):
            continue
        runs = _with_lead_in(hit.passage, sentences, chosen)
        quotes += [Quote(hit.passage, tuple((hit.passage.start + one.start, hit.passage.start + one.end) for one in run)) for run in runs]
        room -= sum(one.end - one.start for run in runs for one in run)
    return quotes


def _sentences(relevance: Relevance, question: Question, passage: Passage) -> list[_Sentence]:
    found = relevance.of_sentences(passage, question.asks_for)
    return [_Sentence(start, end, share + (_HOLDS if holds else 0.0)) for start, end, share, holds in found]


def _belongs(snapshot: Snapshot, question: Question, lead: Document, passage: Passage) -> bool:
    """Whether a passage may stand beside the first one.

    Rules of another jurisdiction, the same duty of another period, and what is no longer in force mislead where nobody asked for them.
    """
    document = snapshot.documents[passage.document_id]
    if document.id == lead.id:
        return True
    if document.jurisdiction != lead.jurisdiction and len(question.jurisdictions) < 2:
        return False
    own, other = snapshot.period(lead.id), snapshot.period(document.id)
    if own and other and not own & other and not other & set(question.years):
        return False
    past = snapshot.status_of(passage, question.as_of) in ("superseded", "expired", "not_yet_in_force")
    return not past or question.asks_history or question.asks_conflict or document.id in question.documents


def _is_of_another_year(question: Question, passage: Passage, sentences: Sequence[_Sentence]) -> bool:
    """Whether sentences speak of years, but of none that the question names: the same duty of another year misleads."""
    asked = {str(year) for year in question.years}
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


def _with_lead_in(passage: Passage, sentences: Sequence[_Sentence], chosen: Sequence[_Sentence]) -> list[Sequence[_Sentence]]:
    """The chosen run, and before it what its first sentence cannot be read without: a list's lead-in, a table's header."""
    first = sentences.index(chosen[0])
    text = passage.text
    if text.startswith("|", chosen[0].start):
        header = first
        while header > 0 and text.startswith("|", sentences[header - 1].start):
            header -= 1
        return [[sentences[header]], chosen] if header < first else [chosen]
    if first > 0 and _is_item(text, chosen[0].start):
        lead_in = next((one for one in reversed(sentences[:first]) if not _is_item(text, one.start)), None)
        if lead_in and text[lead_in.end - 1] in ":：" and sentences.index(lead_in) < first - 1:
            return [[lead_in], chosen]
    return [chosen]


def _is_item(text: str, start: int) -> bool:
    return _ITEM.match(text, start) is not None or text[max(0, start - 2) : start] == "- "
