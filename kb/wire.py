"""The one module that names implementations: settings in, a knowledge base out."""

from __future__ import annotations

from collections.abc import Sequence

from kb.embed import CrossEncoderReranker, SentenceTransformerEmbedder, UniversalSentenceEncoder, packaged_minilm
from kb.errors import DamagedIndexError
from kb.generation import KEYWORDS, PASSAGES, VECTORS, Generations, read_manifest
from kb.keywords import KeywordIndex
from kb.knowledge import KnowledgeBase
from kb.passages import PassageStore
from kb.settings import PACKAGED, Settings
from kb.snapshot import Snapshot
from kb.types import Embedder, Reranker
from kb.vectors import collection_name, open_vectors


def make_embedders(settings: Settings) -> Sequence[Embedder]:
    """The embedders that the settings choose; none is loaded before its first text."""
    if settings.embedding_model == PACKAGED:
        return [packaged_minilm(), UniversalSentenceEncoder()]
    return [SentenceTransformerEmbedder(settings.embedding_model, frozenset(settings.embedding_languages))]


def open_snapshot(
    generations: Generations, generation: str, embedders: Sequence[Embedder], reranker: Reranker | None = None
) -> Snapshot:
    """Open one generation.

    Raises:
        DamagedIndexError: where a part of it is missing, or it was built with other embedders.
    """
    folder = generations.path(generation)
    manifest = read_manifest(folder)
    if set(manifest.embedders) != {embedder.name for embedder in embedders}:
        raise DamagedIndexError(
            f"the index was built with {' + '.join(manifest.embedders)}, the settings say {' + '.join(e.name for e in embedders)}: ingest again"
        )
    return Snapshot(
        manifest,
        PassageStore.load(folder / PASSAGES),
        {language: KeywordIndex.load(folder / KEYWORDS / language, size) for language, size in manifest.passages.items()},  # type: ignore[misc]
        [(embedder, open_vectors(folder / VECTORS, collection_name(embedder.name))) for embedder in embedders],
        reranker,
    )


def open_knowledge_base(settings: Settings) -> KnowledgeBase:
    """The knowledge base under the settings' data directory; nothing is opened before the first question."""
    generations = Generations(settings.data)
    embedders = make_embedders(settings)
    reranker = CrossEncoderReranker(settings.reranker) if settings.reranker else None
    return KnowledgeBase(generations, lambda generation: open_snapshot(generations, generation, embedders, reranker))
