"""Candidates: what the keyword and the vector index of each language find, before anything is weighed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kb.language import terms
from kb.question import Question
from kb.types import Embedder, Language, Passage, Vectors

if TYPE_CHECKING:
    from kb.snapshot import Snapshot

KEYWORD_CANDIDATES = 50
"""How many passages of each keyword index are looked at."""
DENSE_CANDIDATES = 40
"""How many passages of each vector index are looked at."""
SYNONYM = 0.25
"""Weight in BM25 of a glossary name that the question does not use itself."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that an index found, with what the indexes say of it, keywords as a share of the best in its language."""

    passage: Passage
    keyword: float
    """BM25 of the question's words and of the glossary's names for what it speaks of."""
    own_words: float
    """BM25 of the question's own words; 0 in the other language."""
    dense: float
    """Cosine similarity of the embeddings; 0 below the nearest ones, and where no embedder knows both languages."""


def find_candidates(snapshot: Snapshot, question: Question, allowed: Set[str]) -> list[Candidate]:
    """The candidates of every language, from the documents that are allowed."""
    return [found for language in snapshot.keywords for found in _of_language(snapshot, question, language, allowed)]


def query_terms(question: Question, language: Language) -> Mapping[str, float]:
    """The search terms of a question in a language with their weights: its own words, and the names of its concepts."""
    found: dict[str, float] = defaultdict(float)
    if question.language == language:
        for term in terms(question.text):
            found[term] = 1.0
    for concept in question.concepts:
        for rank, name in enumerate(concept.names.get(language, ())):
            weight = 1.0 if rank == 0 and not (concept.is_term and question.language == language) else SYNONYM
            for term in terms(name):
                found[term] = max(found[term], weight)
    return found


def embed_question(embedder: Embedder, text: str) -> Vectors:
    """A question's vector, shape ``(dimension,)``."""
    vector: Vectors = embedder.embed([text])[0]
    return vector


def _of_language(snapshot: Snapshot, question: Question, language: Language, allowed: Set[str]) -> list[Candidate]:
    passages = snapshot.by_language[language]
    permitted = snapshot.permitted(language, allowed)
    if not permitted.any():
        return []
    keyword = snapshot.keywords[language].scores(query_terms(question, language)) * permitted
    own = keyword
    if question.language == language:
        own = snapshot.keywords[language].scores(dict.fromkeys(terms(question.text), 1.0)) * permitted
    best = np.argsort(-keyword, kind="stable")[:KEYWORD_CANDIDATES]
    dense = _dense(snapshot, question, language, allowed)
    chosen = [int(index) for index in best if keyword[index] > 0]
    seen = {passages[index].id for index in chosen}
    chosen += [snapshot.position(passage) for passage in dense if passage not in seen]
    top, own_top = float(keyword.max()) or 1.0, float(own.max()) or 1.0
    is_own = question.language == language
    return [
        Candidate(passages[at], float(keyword[at]) / top, float(own[at]) / own_top if is_own else 0.0, dense.get(passages[at].id, 0.0))
        for at in chosen
    ]


def _dense(snapshot: Snapshot, question: Question, language: Language, allowed: Set[str]) -> dict[str, float]:
    """The nearest passages, each with its similarity."""
    for embedder, index in snapshot.vectors:
        if language not in snapshot.manifest.embedders[embedder.name]:
            continue
        if question.language not in embedder.languages:
            return {}
        everything = len(allowed) == len(snapshot.documents)
        nearest = index.nearest(embed_question(embedder, question.text), DENSE_CANDIDATES if everything else index.count())
        found = {passage: score for passage, score in nearest if snapshot.store.passage(passage).document_id in allowed}
        found = dict(list(found.items())[:DENSE_CANDIDATES])
        return {passage: max(0.0, score) for passage, score in found.items()}
    return {}
