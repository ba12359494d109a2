"""Finding passages: look-ups first and exactly, then BM25 and vectors, weighed within each language and merged by what they cover."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from kb.language import terms
from kb.question import Question
from kb.relevance import Relevance
from kb.types import Embedder, Filters, Hit, Language, Passage, Query, Vectors
from kb.validity import passes

if TYPE_CHECKING:
    from kb.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Weights:
    """All the numbers of retrieval, in one place; set by random search over the questions of ``tests/quality`` and ``../shared/eval``."""

    keyword: float = 0.85
    """Share of BM25 in the hybrid score; the rest is the dense one."""
    coverage: float = 0.37
    """Share of concept coverage in the final score; the rest is the hybrid one."""
    synonym: float = 0.25
    """Weight of a glossary name that the question does not use itself."""
    other_jurisdiction: float = 0.4
    """Factor for a passage outside the jurisdiction that the question names."""
    wider_jurisdiction: float = 0.8
    """Factor for a passage of the country in which the named place lies."""
    unnamed_local: float = 0.8
    """Factor for a passage outside the national market where the question names no jurisdiction."""
    other_document: float = 0.8
    """Factor for a passage outside the documents that the question names."""
    not_in_force: float = 0.55
    """Factor for a passage of a document not in force on the as-of date."""
    draft: float = 0.85
    """Factor for a draft where the question does not ask for one."""
    recital: float = 0.8
    """Factor for a recital, which explains a rule but lays none down."""
    sentence: float = 0.34
    """Share of the best sentence's relevance in the score of the first hits."""
    answer_kind: float = 0.35
    """Added to a sentence that holds what is asked for: a date, a share, an amount."""
    reranked: int = 25
    """How many of the first hits are looked at sentence by sentence."""
    candidates: int = 80
    """How many passages of each index are looked at."""


WEIGHTS = Weights()
_HOME = "CN"
_DRAFT = re.compile(r"draft|consult|propos|征求意见|草案|拟", re.IGNORECASE)


def find_passages(snapshot: Snapshot, question: Question, query: Query, weights: Weights = WEIGHTS) -> list[Hit]:
    """The passages that answer a question, best first, each provision once, at most ``query.top_k``."""
    allowed = {document.id for document in snapshot.documents.values() if passes(document, query.filters, question.as_of)}
    hits: list[Hit] = []
    relevance = Relevance(snapshot, question)
    for language in snapshot.keywords:
        hits += _search_language(snapshot, question, relevance, language, allowed, weights)
    preferred = [_prefer(snapshot, question, query.filters, hit, weights) for hit in hits]
    found = _by_sentence(question, relevance, preferred, weights)
    found += _looked_up(snapshot, question, allowed, {hit.passage.id: hit for hit in found})
    return _one_a_provision(snapshot, question, relevance, found, query.top_k)


def find_canary(snapshot: Snapshot, text: str, passage_id: str) -> bool:
    """Whether a passage's own opening words still find it by keywords: what ``/readyz`` and the verifier ask."""
    passage = snapshot.store.passage(passage_id)
    scores = snapshot.keywords[passage.language].scores(dict.fromkeys(terms(text), 1.0))
    position = next(index for index, known in enumerate(snapshot.by_language[passage.language]) if known.id == passage_id)
    return bool(scores[position] >= np.partition(scores, -10)[-10:].min()) if len(scores) > 10 else bool(scores[position] > 0)


def _search_language(
    snapshot: Snapshot, question: Question, relevance: Relevance, language: Language, allowed: set[str], weights: Weights
) -> list[Hit]:
    passages = snapshot.by_language[language]
    permitted = np.fromiter((passage.document_id in allowed for passage in passages), dtype=bool, count=len(passages))
    if not permitted.any():
        return []
    keyword = snapshot.keywords[language].scores(_query_terms(question, language, weights)) * permitted
    best = np.argsort(-keyword, kind="stable")[: weights.candidates]
    chosen = {passages[int(index)].id: float(keyword[index]) for index in best if keyword[index] > 0}
    dense = _dense(snapshot, question, language, {passages[int(index)].id for index in np.flatnonzero(permitted)}, weights)
    top = max(chosen.values(), default=0.0) or 1.0
    low = min(dense.values(), default=0.0)
    span = (max(dense.values(), default=0.0) - low) or 1.0
    hits = []
    for passage_id in dict.fromkeys([*chosen, *dense]):
        passage = snapshot.store.passage(passage_id)
        by_keyword = chosen.get(passage_id, 0.0) / top
        by_vector = (dense[passage_id] - low) / span if passage_id in dense else 0.0
        share = weights.keyword if dense else 1.0
        coverage = relevance.of_passage(passage)
        score = (1 - weights.coverage) * (share * by_keyword + (1 - share) * by_vector) + weights.coverage * coverage
        hits.append(Hit(passage, score, by_keyword, by_vector, coverage, score))
    return hits


def _query_terms(question: Question, language: Language, weights: Weights) -> Mapping[str, float]:
    found: dict[str, float] = defaultdict(float)
    if question.language == language:
        for term in terms(question.text):
            found[term] = 1.0
    for concept in question.concepts:
        for rank, name in enumerate(concept.names.get(language, ())):
            weight = 1.0 if rank == 0 and not (concept.is_term and question.language == language) else weights.synonym
            for term in terms(name):
                found[term] = max(found[term], weight)
    return found


def _dense(snapshot: Snapshot, question: Question, language: Language, permitted: set[str], weights: Weights) -> dict[str, float]:
    for embedder, index in snapshot.vectors:
        if language in snapshot.manifest.embedders[embedder.name]:
            if question.language not in embedder.languages:
                return {}
            wanted = weights.candidates if len(permitted) == len(snapshot.by_language[language]) else index.count()
            nearest = index.nearest(embed_question(embedder, question.text), wanted)
            return {passage: score for passage, score in nearest if passage in permitted}
    return {}


def embed_question(embedder: Embedder, text: str) -> Vectors:
    """A question's vector, shape ``(dimension,)``."""
    vector: Vectors = embedder.embed([text])[0]
    return vector


def _prefer(snapshot: Snapshot, question: Question, filters: Filters, hit: Hit, weights: Weights) -> Hit:
    document = snapshot.documents[hit.passage.document_id]
    factor = 1.0
    if question.documents:
        factor *= 1.0 if document.id in question.documents else weights.other_document
    elif question.jurisdictions:
        factor *= max(_nearness(document.jurisdiction, place, weights) for place in question.jurisdictions)
    elif not filters.jurisdiction and document.jurisdiction != _HOME:
        factor *= weights.unnamed_local
    status = snapshot.status_of(hit.passage, question.as_of)
    if status in ("not_yet_in_force", "superseded", "expired"):
        factor *= weights.not_in_force
    elif status == "draft" and not _DRAFT.search(question.text):
        factor *= weights.draft
    if hit.passage.provision.startswith("recital-"):
        factor *= weights.recital
    return replace(hit, score=hit.score * factor)


def _by_sentence(question: Question, relevance: Relevance, hits: Sequence[Hit], weights: Weights) -> list[Hit]:
    """The hits, the first of them weighed again by the one sentence in each that says most of what is asked."""
    ordered = sorted(hits, key=lambda hit: -hit.score)
    weighed = []
    for hit in ordered[: weights.reranked]:
        best = max((share for _, _, share in relevance.of_sentences(hit.passage, question.asks_for, weights.answer_kind)), default=0.0)
        factor = hit.score / max(hit.unweighted, 1e-9)
        weighed.append(replace(hit, score=(1 - weights.sentence) * hit.score + weights.sentence * min(factor, 1.0) * best))
    return weighed + [replace(hit, score=(1 - weights.sentence) * hit.score) for hit in ordered[weights.reranked :]]


def _nearness(jurisdiction: str, place: str, weights: Weights) -> float:
    """A place's own rules first, then those of the country it lies in, which hold there too."""
    if jurisdiction == place or (place != _HOME and jurisdiction.startswith(f"{place}-")):
        return 1.0
    return weights.wider_jurisdiction if place.startswith(f"{jurisdiction}-") else weights.other_jurisdiction


def _looked_up(snapshot: Snapshot, question: Question, allowed: set[str], found: Mapping[str, Hit]) -> list[Hit]:
    """The provisions that a question names in documents that it names, above everything that was only searched."""
    hits = []
    for document_id, provision in question.lookups:
        for passage in snapshot.store.of_document(document_id) if document_id in allowed else ():
            if _is_named(passage.provision, provision):
                hit = found.get(passage.id, Hit(passage, 0.0))
                hits.append(replace(hit, score=1.0 + hit.score, coverage=1.0))
    return hits


def _is_named(provision: str, wanted: str) -> bool:
    """Whether a provision is the wanted one, or lies in it; ``rules-2/article-9`` is an article 9 too."""
    provision = provision.partition("/")[2] if provision.startswith("rules-") else provision
    if wanted.startswith("section-") or wanted.startswith("article-"):
        number = wanted.partition("-")[2]
        return provision.split("/")[-1] in (f"article-{number}", f"section-{number}")
    return provision == wanted or provision.startswith((f"{wanted}.", f"{wanted}/"))


def _one_a_provision(snapshot: Snapshot, question: Question, relevance: Relevance, hits: Sequence[Hit], count: int) -> list[Hit]:
    """Renditions and pieces of one provision count once, at the best score, led by the rendition in the question's language."""
    groups: dict[tuple[str, str], list[Hit]] = defaultdict(list)
    for hit in hits:
        groups[hit.passage.document_id, hit.passage.provision].append(hit)
    best = sorted((max(group, key=lambda hit: hit.score) for group in groups.values()), key=lambda hit: (-hit.score, hit.passage.id))
    merged = []
    for hit in best[:count]:
        group = groups[hit.passage.document_id, hit.passage.provision]
        own = [other for other in group if other.passage.language == question.language]
        if own:
            lead = max(own, key=lambda other: (other.passage.rendition.startswith("official"), other.score)).passage
        else:
            lead = _in_language(snapshot, question.language, relevance, hit.passage)
        merged.append(replace(hit, passage=lead, coverage=max(other.coverage for other in group)))
    return merged


def _in_language(snapshot: Snapshot, language: Language, relevance: Relevance, passage: Passage) -> Passage:
    """The same provision in a language where a rendition has it, else the passage itself."""
    same = snapshot.store.of_provision(passage.document_id, passage.provision)
    own = [other for other in same if other.language == language and other.provision == passage.provision]
    return max(own, key=relevance.of_passage, default=passage)
