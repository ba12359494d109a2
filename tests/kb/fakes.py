"""A snapshot in memory: texts written in the test, an embedder that hashes words, a vector index that looks at every vector."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from kb.facts import Fact, Relation
from kb.generation import KEYWORDS, PASSAGES, VECTORS, Generations, Manifest, write_manifest
from kb.glossary import Term
from kb.keywords import KeywordIndex
from kb.language import terms
from kb.locators import format_locator
from kb.passages import PassageStore
from kb.snapshot import Snapshot
from kb.types import LANGUAGES, Document, Language, Passage, Rendition, RenditionKind, Vectors
from kb.vectors import close_vectors, collection_name, write_vectors

DIMENSION = 64
BILINGUAL: frozenset[Language] = frozenset(LANGUAGES)


class FakeEmbedder:
    """Texts that share search terms are near to each other; the same text has the same vector in every process."""

    def __init__(self, languages: frozenset[Language] = BILINGUAL, name: str = "fake") -> None:
        self.name = name
        self.languages = languages

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Each term adds one to a place of its own; a constant keeps a text without terms from being nothing."""
        vectors = np.zeros((len(texts), DIMENSION), dtype=np.float32)
        vectors[:, 0] = 0.1
        for row, text in zip(vectors, texts, strict=True):
            for term in terms(text):
                row[1 + int.from_bytes(hashlib.sha256(term.encode()).digest()[:4]) % (DIMENSION - 1)] += 1
        normed: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return normed


class FakeVectorIndex:
    """Exact search."""

    def __init__(self, ids: Sequence[str], vectors: Vectors) -> None:
        self._ids = list(ids)
        self._vectors = vectors

    def nearest(self, vector: Vectors, count: int) -> list[tuple[str, float]]:
        """The nearest by cosine similarity, all vectors being of unit length."""
        if not self._ids:
            return []
        similarities = self._vectors @ vector / np.linalg.norm(vector)
        return [(self._ids[row], float(similarities[row])) for row in np.argsort(-similarities, kind="stable")[:count]]

    def count(self) -> int:
        """How many there are."""
        return len(self._ids)


@dataclass
class Text:
    """A rendition, written as its provisions in order, each with its id."""

    document: str
    name: str
    provisions: dict[str, str]

    @property
    def kind(self) -> RenditionKind:
        """Official or digest."""
        return "official" if self.name.startswith("official") else "digest"

    @property
    def language(self) -> Language:
        """That of its name."""
        return "zh" if self.name.endswith(".zh") else "en"

    def rendition(self) -> Rendition:
        """The provisions, one below the other, under a line that belongs to none."""
        return Rendition(self.document, self.kind, self.language, "\n".join(["…", *self.provisions.values()]))

    def passages(self) -> list[Passage]:
        """One for each provision."""
        found, start = [], 2
        for provision, text in self.provisions.items():
            locator = format_locator(provision, self.language)
            found.append(Passage(self.document, self.name, self.language, provision, locator, (), text, start, start + len(text)))
            start += len(text) + 1
        return found


def store_of(
    documents: Iterable[Document],
    texts: Sequence[Text],
    glossary: Iterable[Term] = (),
    facts: Iterable[Fact] = (),
    relations: Iterable[Relation] = (),
) -> PassageStore:
    """A passage store of these."""
    passages = [passage for text in texts for passage in text.passages()]
    return PassageStore(documents, [text.rendition() for text in texts], passages, glossary, facts, relations)


def manifest_of(store: PassageStore, embedders: Sequence[FakeEmbedder], generation: str) -> Manifest:
    """The manifest of a generation that holds a store."""
    counts = {language: sum(passage.language == language for passage in store.passages) for language in LANGUAGES}
    passages: dict[str, int] = {language: count for language, count in counts.items() if count}
    known: dict[str, list[str]] = {embedder.name: [] for embedder in embedders}
    for language in passages:
        if first := next((embedder.name for embedder in embedders if language in embedder.languages), None):
            known[first].append(language)
    return Manifest(
        generation=generation, created="2026-11-22T00:00:00Z", complete_to="2026-11-22", documents=len(store.documents),
        passages=passages, embedders=known, sources=(), roots=(),
    )  # fmt: skip


def snapshot_of(
    documents: Iterable[Document],
    texts: Sequence[Text],
    glossary: Iterable[Term] = (),
    *,
    facts: Iterable[Fact] = (),
    relations: Iterable[Relation] = (),
    embedders: Sequence[FakeEmbedder] = (),
    generation: str = "fake",
) -> Snapshot:
    """A generation of these texts, opened; without an embedder it searches by keywords alone."""
    store = store_of(documents, texts, glossary, facts, relations)
    manifest = manifest_of(store, embedders, generation)
    keywords = {language: KeywordIndex.build(_texts(store, [language])) for language in LANGUAGES if language in manifest.passages}
    vectors = [(embedder, FakeVectorIndex(*_embedded(store, manifest, embedder))) for embedder in embedders]
    return Snapshot(manifest, store, keywords, vectors)


def write_generation(
    generations: Generations, generation: str, store: PassageStore, embedders: Sequence[FakeEmbedder] = (FakeEmbedder(),)
) -> None:
    """Write a store as a generation, as a builder does, and publish it."""
    folder = generations.begin(generation)
    manifest = manifest_of(store, embedders, generation)
    store.save(folder / PASSAGES)
    for language in LANGUAGES:
        if language in manifest.passages:
            KeywordIndex.build(_texts(store, [language])).save(folder / KEYWORDS / language)
    for embedder in embedders:
        ids, vectors = _embedded(store, manifest, embedder)
        write_vectors(folder / VECTORS, collection_name(embedder.name), ids, [{"language": "any"}] * len(ids), vectors)
    close_vectors(folder / VECTORS)
    write_manifest(folder, manifest)
    generations.publish(folder)


def _embedded(store: PassageStore, manifest: Manifest, embedder: FakeEmbedder) -> tuple[list[str], Vectors]:
    languages = manifest.embedders[embedder.name]
    return [passage.id for passage in store.passages if passage.language in languages], embedder.embed(_texts(store, languages))


def _texts(store: PassageStore, languages: Sequence[str]) -> list[str]:
    return [store.search_text(passage) for passage in store.passages if passage.language in languages]
