"""Finding passages: look-ups first and exactly; then what keywords and vectors find in each language, weighed provision by provision."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kb.candidates import Candidate, find_candidates
from kb.features import Features, features_of, weighed
from kb.language import terms
from kb.question import Question
from kb.relevance import Relevance
from kb.types import Hit, Passage, Query
from kb.validity import passes
from kb.weights import WEIGHTS

if TYPE_CHECKING:
    from kb.snapshot import Snapshot

_READ = 40
"""How many of the first provisions are read sentence by sentence."""
_RERANKED = 20
"""How many of the first provisions a reranker reads."""
_RERANKER = 0.5
"""Added to the score of a provision that a reranker is sure of."""
_HOLDS = 0.35
"""Added, when pieces of one provision are compared, to a sentence that holds what is asked for."""
LOOKED_UP = 4.0
"""Added to the score of a provision that the question names: above everything that was only searched."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A provision with all that was found of it, and its score."""

    candidates: tuple[Candidate, ...]
    features: Features
    score: float

    @property
    def key(self) -> tuple[str, str]:
        """Document and provision."""
        return self.candidates[0].passage.document_id, self.candidates[0].passage.provision


def find_passages(snapshot: Snapshot, question: Question, query: Query, weights: Features = WEIGHTS) -> list[Hit]:
    """The passages that answer a question, best first, each provision once, at most ``query.top_k``."""
    relevance = Relevance(snapshot, question)
    ranked = rank_provisions(snapshot, question, query, relevance, weights)
    return [_hit(snapshot, question, relevance, one) for one in ranked[: query.top_k]]


def rank_provisions(
    snapshot: Snapshot, question: Question, query: Query, relevance: Relevance, weights: Features = WEIGHTS
) -> list[Ranked]:
    """Every provision that was found, best first: renditions and pieces of one count once, and each adds what it has."""
    allowed = {document.id for document in snapshot.documents.values() if passes(document, query.filters, question.as_of)}
    named = _looked_up(snapshot, question, allowed)
    groups: dict[tuple[str, str], list[Candidate]] = defaultdict(list)
    for candidate in find_candidates(snapshot, question, allowed):
        groups[candidate.passage.document_id, candidate.passage.provision].append(candidate)
    for passage in named:
        found = groups[passage.document_id, passage.provision]
        if all(candidate.passage.id != passage.id for candidate in found):
            found.append(Candidate(passage, 0.0, 0.0, 0.0))
    looked_up = {(passage.document_id, passage.provision) for passage in named}
    ranked = [_ranked(features_of(snapshot, question, query.filters, relevance, group), group, weights) for group in groups.values()]
    ranked.sort(key=_order)
    read = [_ranked(_read(question, relevance, one), one.candidates, weights) for one in ranked[:_READ]]
    final = [_above(one) if one.key in looked_up else one for one in (*read, *ranked[_READ:])]
    return _reranked(snapshot, question, relevance, sorted(final, key=_order))


def find_canary(snapshot: Snapshot, text: str, passage_id: str) -> bool:
    """Whether a passage's own opening words still find it by keywords: what ``/readyz`` and the verifier ask."""
    passage = snapshot.store.passage(passage_id)
    scores = snapshot.keywords[passage.language].scores(dict.fromkeys(terms(text), 1.0))
    position = snapshot.position(passage_id)
    return bool(scores[position] >= np.partition(scores, -10)[-10:].min()) if len(scores) > 10 else bool(scores[position] > 0)


def _reranked(snapshot: Snapshot, question: Question, relevance: Relevance, ranked: Sequence[Ranked]) -> list[Ranked]:
    """The first provisions in the order that a cross-encoder and their own scores give together, where there is one."""
    if snapshot.reranker is None:
        return list(ranked)
    first = ranked[:_RERANKED]
    texts = [snapshot.store.embedded_text(_lead(snapshot, question, relevance, one)) for one in first]
    read = snapshot.reranker.relevance(question.text, texts)
    weighed_again = [Ranked(one.candidates, one.features, one.score + _RERANKER * share) for one, share in zip(first, read, strict=True)]
    return [*sorted(weighed_again, key=_order), *ranked[_RERANKED:]]


def _ranked(features: Features, candidates: Iterable[Candidate], weights: Features) -> Ranked:
    return Ranked(tuple(candidates), features, weighed(features, weights))


def _above(ranked: Ranked) -> Ranked:
    return Ranked(ranked.candidates, ranked.features, LOOKED_UP + ranked.score)


def _order(ranked: Ranked) -> tuple[float, str]:
    return -ranked.score, ranked.candidates[0].passage.id


def _read(question: Question, relevance: Relevance, ranked: Ranked) -> Features:
    """The features with those of the sentences."""
    sentences = [found for candidate in ranked.candidates for found in relevance.of_sentences(candidate.passage, question.asks_for)]
    holding = [share for _, _, share, holds in sentences if holds]
    return ranked.features._replace(
        kind=float(bool(holding)),
        kind_sentence=max(holding, default=0.0),
    )


def _looked_up(snapshot: Snapshot, question: Question, allowed: set[str]) -> list[Passage]:
    """The passages of the provisions that a question names in documents that it names."""
    return [
        passage
        for document_id, provision in question.lookups
        if document_id in allowed
        for passage in snapshot.store.of_document(document_id)
        if _is_named(passage.provision, provision)
    ]


def _is_named(provision: str, wanted: str) -> bool:
    """Whether a provision is the wanted one, or lies in it; ``rules-2/article-9`` is an article 9 too."""
    provision = provision.partition("/")[2] if provision.startswith("rules-") and not wanted.startswith("rules-") else provision
    if wanted.startswith("section-") or wanted.startswith("article-"):
        number = wanted.partition("-")[2]
        return provision.split("/")[-1] in (f"article-{number}", f"section-{number}")
    return provision == wanted or provision.startswith((f"{wanted}.", f"{wanted}/"))


def _hit(snapshot: Snapshot, question: Question, relevance: Relevance, ranked: Ranked) -> Hit:
    """A provision as a hit."""
    lead = _lead(snapshot, question, relevance, ranked)
    return Hit(lead, ranked.score, ranked.features.keyword, ranked.features.dense, ranked.features.coverage)


def _lead(snapshot: Snapshot, question: Question, relevance: Relevance, ranked: Ranked) -> Passage:
    """The rendition in the question's language that leads, the official text first, and of it the piece that answers best."""
    found = [candidate.passage for candidate in ranked.candidates]
    own = _in_language(snapshot, question, found[0]) or found
    return max(own, key=lambda passage: (passage.rendition.startswith("official"), _best(question, relevance, passage)))


def _best(question: Question, relevance: Relevance, passage: Passage) -> float:
    """How well the best sentence of a passage answers."""
    sentences = relevance.of_sentences(passage, question.asks_for)
    return max((share + (_HOLDS if holds else 0.0) for _, _, share, holds in sentences), default=0.0)


def _in_language(snapshot: Snapshot, question: Question, passage: Passage) -> Sequence[Passage]:
    """The same provision in the question's language, where a rendition has it."""
    same = snapshot.store.of_provision(passage.document_id, passage.provision)
    return [other for other in same if other.language == question.language and other.provision == passage.provision]
