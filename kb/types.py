"""The domain's words, as DESIGN fixes them: frozen dataclasses and the small Protocols of what can be replaced."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, Protocol, get_args

import numpy as np
import numpy.typing as npt

Language = Literal["en", "zh"]
Kind = Literal["law", "regulation", "measure", "notice", "plan", "guideline", "draft", "briefing", "press"]
Status = Literal["in_force", "not_yet_in_force", "superseded", "expired", "draft", "in_part"]
Sector = Literal[
    "power", "steel", "cement", "aluminium", "petrochemicals", "chemicals", "flat_glass", "copper", "paper", "aviation"
]
RenditionKind = Literal["official", "digest"]
AbstentionReason = Literal["no_evidence", "out_of_scope", "not_in_force", "unclear"]
Basis = Literal["official", "excerpt", "secondary"]
DateSource = Literal["query", "question", "today"]
"""Where an as-of date comes from: the request's own field, the words of the question, or neither."""

LANGUAGES: tuple[Language, ...] = get_args(Language)
KINDS: tuple[Kind, ...] = get_args(Kind)
STATUSES: tuple[Status, ...] = get_args(Status)
SECTORS: tuple[Sector, ...] = get_args(Sector)
RENDITION_KINDS: tuple[RenditionKind, ...] = get_args(RenditionKind)

Vectors = npt.NDArray[np.float32]
"""Embeddings, one row a text, each row of unit length."""


@dataclass(frozen=True, slots=True)
class Document:
    """A regulation, measure, notice, plan, guideline, draft or briefing, without its text.

    Dates are ISO 8601 and as exact as they are known: a day, a month (``2024-10``) or a year (``2022``).
    """

    id: str
    title: str
    kind: Kind
    jurisdiction: str
    title_original: str = ""
    number: str | None = None
    issuer: str | None = None
    sectors: tuple[Sector, ...] = ()
    issued: str | None = None
    effective_from: str | None = None
    effective_to: str | None = None
    superseded_by: str | None = None
    url: str | None = None
    basis: Basis = "official"
    completeness: str | None = None
    note: str | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rendition:
    """One text of a document: the official one or our digest, in one language."""

    document_id: str
    kind: RenditionKind
    language: Language
    text: str
    page_starts: tuple[int, ...] = ()
    """Offset at which each page begins, page 1 first; empty where the format has no pages."""
    file: str = ""
    """Name of the file it was read from, without a folder."""
    notes: tuple[str, ...] = ()
    """What a reader should know about the reading: an encoding that had to be guessed, say."""

    @property
    def name(self) -> str:
        """``official.zh``, ``digest.en``."""
        return f"{self.kind}.{self.language}"


@dataclass(frozen=True, slots=True)
class Passage:
    """What is indexed and retrieved: one provision of one rendition, or a piece of a long one.

    ``rendition.text[start:end] == text``, offsets in Unicode code points.
    """

    document_id: str
    rendition: str
    language: Language
    provision: str
    """Language-independent id of the provision: ``article-24``, ``part-3.2``, ``annex-2/point-6.2.3.2``."""
    locator: str
    """The same in the rendition's words: ``Article 24``, ``第二十四条``, ``三（二）``."""
    title_path: tuple[str, ...]
    """Headings above the passage, outermost first."""
    text: str
    start: int
    end: int
    page: int | None = None
    piece: int = 0
    """Which piece of a long provision this is, from 1; 0 where the provision is whole."""

    @property
    def id(self) -> str:
        """``cn-interim-regulations-2024#article-24@official.zh``, with ``~2`` before the @ for a second piece."""
        piece = f"~{self.piece}" if self.piece else ""
        return f"{self.document_id}#{self.provision}{piece}@{self.rendition}"


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage with its scores; ``score`` orders the hits of one question and means nothing across questions."""

    passage: Passage
    score: float
    keyword: float = 0.0
    """BM25, as a share of the best in the passage's language."""
    dense: float = 0.0
    """Cosine similarity, as a share of the range among the candidates of the passage's language."""
    coverage: float = 0.0
    """Share of the question's concepts, by weight, that the passage names."""


@dataclass(frozen=True, slots=True)
class ProvisionText:
    """A provision's whole text in one rendition: what ``also`` shows beside a citation."""

    rendition: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Citation:
    """A hit with the exact quote an answer rests on: ``rendition.text[start:end] == quote``."""

    number: int
    passage: Passage
    quote: str
    start: int
    end: int
    also: tuple[ProvisionText, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerSentence:
    """A sentence of an answer: ``answer.text[start:end] == text``, with the numbers of its citations."""

    text: str
    start: int
    end: int
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Abstention:
    """Why there is no answer, and what was searched."""

    reason: AbstentionReason
    message: str
    documents: int
    complete_to: date
    would_hold: str | None = None
    """Which document would hold the answer, in words; None where that is not known."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Limits on what is searched; an empty tuple does not limit. A prefix counts for jurisdictions: CN-GD holds CN-GD-SZ."""

    jurisdiction: tuple[str, ...] = ()
    sector: tuple[Sector, ...] = ()
    kind: tuple[Kind, ...] = ()
    document_id: tuple[str, ...] = ()
    status: tuple[Status, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier message of a conversation."""

    role: Literal["user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Query:
    """A question and the terms on which it is asked."""

    question: str
    as_of: date | None = None
    """None: the date that the question names, else today."""
    language: Language | None = None
    """None: the question's own."""
    top_k: int = 10
    filters: Filters = field(default_factory=Filters)
    history: tuple[Turn, ...] = ()
    mode: Literal["extractive", "generative"] = "extractive"


@dataclass(frozen=True, slots=True)
class Understood:
    """What a question was taken to ask: shown beside the answer, so that a reader can put it right."""

    question: str
    """The question by itself: a follow-up is completed from the conversation."""
    as_of: date
    as_of_from: DateSource
    documents: tuple[str, ...] = ()
    """Ids of the documents that it names."""
    provisions: tuple[str, ...] = ()
    """Provisions that it names: ``cn-interim-regulations-2024#article-24``."""
    jurisdictions: tuple[str, ...] = ()
    sectors: tuple[Sector, ...] = ()
    years: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Retrieved:
    """The first step of an answer under way: what was found."""

    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the knowledge base says: sentences with citations, or an abstention, never both and never neither."""

    question: str
    understood: Understood
    language: Language
    as_of: date
    text: str | None
    sentences: tuple[AnswerSentence, ...]
    citations: tuple[Citation, ...]
    hits: tuple[Hit, ...]
    abstention: Abstention | None = None
    warnings: tuple[str, ...] = ()
    timings_ms: Mapping[str, float] = field(default_factory=dict)

    @property
    def status(self) -> Literal["answered", "abstained"]:
        """``abstained`` exactly when there is an abstention."""
        return "abstained" if self.abstention else "answered"


AnswerStep = Retrieved | AnswerSentence | Answer
"""What an answer under way yields: what was found, each sentence once it is checked, and the whole last."""


class Embedder(Protocol):
    """Turns texts into vectors, and says which languages it knows."""

    @property
    def name(self) -> str:
        """Model and revision: vectors of two embedders are comparable only when their names are equal."""
        ...

    @property
    def languages(self) -> frozenset[Language]:
        """The languages it knows. A passage is embedded by the first embedder that knows its language, a question by each that knows its."""
        ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Vectors of unit length, shape ``(len(texts), dimension)``, in the order of the texts."""
        ...


class VectorIndex(Protocol):
    """Finds the passages whose vectors are nearest to a question's."""

    def nearest(self, vector: Vectors, count: int) -> list[tuple[str, float]]:
        """Up to ``count`` passage ids with their cosine similarity, best first, for a vector of shape ``(dimension,)``."""
        ...

    def count(self) -> int:
        """How many passages the index holds."""
        ...
