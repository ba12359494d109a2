"""The sentence that an answer begins with where a checked fact answers directly: the fact's own statement, with the words it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from kb.asked import holds_answer
from kb.cited_facts import locate_quote
from kb.facts import Fact
from kb.features import HOME
from kb.language import fold, sentence_spans, terms
from kb.question import Question
from kb.quotes import rests_on
from kb.relevance import Relevance
from kb.types import Citation, Hit
from kb.validity import first_day, last_day, years_in

if TYPE_CHECKING:
    from kb.snapshot import Snapshot

_HITS = 3
"""Only what rests on the first provisions found can lead an answer."""
_CLOSE = 0.92
"""Share of the best score that such a provision must reach."""
_COVERAGE = 0.5
"""Share of the question's concepts that the statement of a fact must name to lead."""
_LONGEST = 700
"""Characters of the longest quote that a fact may rest on: more is no evidence that a reader checks."""


def find_lead(snapshot: Snapshot, question: Question, hits: Sequence[Hit]) -> tuple[str, Citation] | None:
    """The statement of the fact that answers most directly, and its citation; None where no fact does.

    It holds on the as-of date, is about what the question names, says more of what is asked than any sentence of its provision,
    and every number and date of it stands in its quote.
    """
    relevance = Relevance(snapshot, question)
    best: tuple[float, str, Citation] | None = None
    for hit, fact in _facts(snapshot, question, hits):
        statement = fact.statement_zh if question.language == "zh" else fact.statement
        folded = fold(statement)
        if question.asks_for and not holds_answer(question.asks_for, folded):
            continue
        share = relevance.of_text(question.language, folded, frozenset(terms(statement)))
        floor = max((found for _, _, found, _ in relevance.of_sentences(hit.passage, question.asks_for)), default=0.0)
        if share < max(_COVERAGE, floor) or (best and share <= best[0]):
            continue
        if citation := _supporting(snapshot, question, fact, statement):
            best = (share, statement, citation)
    return best[1:] if best else None


def _facts(snapshot: Snapshot, question: Question, hits: Sequence[Hit]) -> Iterator[tuple[Hit, Fact]]:
    for hit in hits[:_HITS]:
        if hit.score < _CLOSE * hits[0].score:
            return
        for fact in snapshot.facts_of(hit.passage):
            if _fits(question, fact) and _holds_on(fact, question.as_of):
                yield hit, fact


def _fits(question: Question, fact: Fact) -> bool:
    """Whether a fact is about the sector, the place and the years that the question names."""
    places = question.jurisdictions or ((HOME,) if not question.documents else ())
    near = not places or any(fact.jurisdiction == place or place.startswith(f"{fact.jurisdiction}-") for place in places)
    sector = not question.sectors or not fact.sectors or bool(set(question.sectors) & set(fact.sectors))
    years = years_in(f"{fact.statement} {fact.valid_from or ''}")
    return near and sector and (not question.years or not years or bool(years & set(question.years)))


def _holds_on(fact: Fact, day: date) -> bool:
    return (not fact.valid_from or first_day(fact.valid_from) <= day) and (not fact.valid_to or day <= last_day(fact.valid_to))


def _supporting(snapshot: Snapshot, question: Question, fact: Fact, statement: str) -> Citation | None:
    """The citation of a fact, its quote widened to whole sentences and then to the passage until it carries the statement's figures."""
    citation = locate_quote(snapshot, fact, question.language)
    if citation.passage.language != question.language:
        return None
    passage = citation.passage
    within = citation.start - passage.start
    spans = [(start, end) for start, end in sentence_spans(passage.text) if start < within + len(citation.quote) and end > within]
    for start, end in ((within, within + len(citation.quote)), (spans[0][0], spans[-1][1]), (0, len(passage.text))):
        quote = passage.text[start:end]
        if len(quote) <= _LONGEST and rests_on(statement, [quote]):
            return replace(citation, quote=quote, start=passage.start + start, end=passage.start + end)
    return None
