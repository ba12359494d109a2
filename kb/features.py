"""What speaks for a provision and what against it, and how much each counts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from kb.candidates import Candidate
from kb.question import Question
from kb.relevance import Relevance
from kb.types import Document, Filters
from kb.validity import first_day

if TYPE_CHECKING:
    from kb.snapshot import Snapshot

HOME = "CN"
"""The jurisdiction that a question is about where it names none: the national market."""
_DRAFT = re.compile(r"draft|consult|propos|征求意见|草案|拟", re.IGNORECASE)
_STANDING = ("law", "regulation", "measure")
"""Kinds that do not age: a notice of two years ago was for its year, a law of ten years ago is the law."""
_AROUND = 0.3
"""Distance of the rules of the country in which a named place lies."""
_FAR = 4
"""Years after which a text for other years is no further away."""


class Features(NamedTuple):
    """What is known of a provision as the answer to a question, each from 0 to 1; and, of the same form, what each weighs."""

    keyword: float = 0.0
    """BM25 with the glossary's names, the best rendition's share of the best in its language."""
    own_words: float = 0.0
    """BM25 with the question's own words."""
    dense: float = 0.0
    """Similarity of embeddings."""
    coverage: float = 0.0
    """Share of the question's concepts, by rarity, that it names."""
    heading: float = 0.0
    """The same for its headings and its first words."""
    kind: float = 0.0
    """Whether it holds the kind of answer asked for: a date, a share, an amount."""
    kind_sentence: float = 0.0
    """Share of the concepts in the best sentence that holds it."""
    sector: float = 0.0
    """Whether its document is for a sector that the question names."""
    named_document: float = 0.0
    """Whether the question names its document."""
    other_document: float = 0.0
    """Whether the question names documents and this is none of them."""
    elsewhere: float = 0.0
    """How far its jurisdiction is from the one that the question names: 0 the same, 1 another country's."""
    unnamed_local: float = 0.0
    """Whether it lies outside the national market and the question names no place."""
    not_in_force: float = 0.0
    """Whether it was not in force on the as-of date, unless the question asks about the past."""
    draft: float = 0.0
    """Whether it is a draft and the question does not ask for one."""
    recital: float = 0.0
    """Whether it is a recital, which explains a rule but lays none down."""
    other_year: float = 0.0
    """Whether the question names years and neither it nor its document's title and dates name one of them."""
    other_period: float = 0.0
    """How far the years in its document's title are from the as-of date or the years of the question, 1 being four years or more."""
    age: float = 0.0
    """Age of a notice, plan or report on the as-of date, 1 being four years or more; 0 where the question names years."""


def features_of(
    snapshot: Snapshot, question: Question, filters: Filters, relevance: Relevance, renditions: Sequence[Candidate]
) -> Features:
    """The features of one provision from the candidates that are its renditions and pieces; those of its sentences stay 0."""
    first = renditions[0].passage
    document = snapshot.documents[first.document_id]
    named = question.documents
    return Features(
        keyword=max(one.keyword for one in renditions),
        own_words=max(one.own_words for one in renditions),
        dense=max(one.dense for one in renditions),
        coverage=max(relevance.of_passage(one.passage) for one in renditions),
        heading=max(relevance.of_heading(one.passage) for one in renditions),
        sector=float(any(sector in document.sectors for sector in question.sectors)),
        named_document=float(document.id in named),
        other_document=float(bool(named) and document.id not in named),
        elsewhere=0.0 if named else min((_distance(document.jurisdiction, place) for place in question.jurisdictions), default=0.0),
        unnamed_local=float(not named and not question.jurisdictions and not filters.jurisdiction and document.jurisdiction != HOME),
        not_in_force=float(
            not question.asks_history and snapshot.status_of(first, question.as_of) in ("not_yet_in_force", "superseded", "expired")
        ),
        draft=float(document.kind == "draft" and not _DRAFT.search(question.text)),
        recital=float(first.provision.startswith("recital-")),
        other_year=float(_is_of_other_years(snapshot, question, document, renditions)),
        other_period=_gap(snapshot, question, document),
        age=_age(question, document),
    )


def weighed(features: Features, weights: Features) -> float:
    """The score of a provision: its features, weighed and added."""
    return sum(value * weight for value, weight in zip(features, weights, strict=True))


def _distance(jurisdiction: str, place: str) -> float:
    """A place's own rules first, then those of the country it lies in, which hold there too."""
    if jurisdiction == place or (place != HOME and jurisdiction.startswith(f"{place}-")):
        return 0.0
    return _AROUND if place.startswith(f"{jurisdiction}-") else 1.0


def _is_of_other_years(snapshot: Snapshot, question: Question, document: Document, renditions: Sequence[Candidate]) -> bool:
    if not question.years:
        return False
    years = [str(year) for year in question.years]
    around = " ".join((document.title, document.title_original, document.issued or "", document.effective_from or ""))
    return not any(year in around or any(year in snapshot.folded(one.passage)[0] for one in renditions) for year in years)


def _gap(snapshot: Snapshot, question: Question, document: Document) -> float:
    period = snapshot.period(document.id)
    if not period or document.kind in _STANDING:
        return 0.0
    wanted = question.years or (question.as_of.year,)
    return min(min(abs(year - other) for year in period for other in wanted), _FAR) / _FAR


def _age(question: Question, document: Document) -> float:
    begins = document.effective_from or document.issued
    if question.years or not begins or document.kind in _STANDING:
        return 0.0
    return min(max(0, question.as_of.year - first_day(begins).year), _FAR) / _FAR
