"""The JSON contract of questions and answers: what a client may send and what it gets, field by field."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from kb.types import AbstentionReason, Basis, DateSource, Kind, Language, Sector, Status

QUESTION_LIMIT = 2000
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _day(value: object) -> object:
    """Only ``2026-11-22``: on its own, pydantic also takes a number of seconds for a date."""
    if isinstance(value, str):
        if not _ISO_DAY.fullmatch(value):
            raise ValueError("should be a date such as 2026-11-22")
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise ValueError("should be a day that exists, such as 2026-11-22") from None
    return value


Day = Annotated[date, BeforeValidator(_day)]
Jurisdiction = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,3}){0,2}$"),
    Field(description="ISO 3166 code", examples=["CN", "CN-GD"]),
]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Mode = Literal["extractive", "generative"]


class Body(BaseModel):
    """Sent as JSON: unknown fields are refused and ``"10"`` is not a number."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Parameters(BaseModel):
    """Sent in a query string: unknown parameters are refused, and numbers are read from text."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Reply(BaseModel):
    """Sent by the service: every field is always there."""

    model_config = ConfigDict(extra="forbid", frozen=True, json_schema_serialization_defaults_required=True)


class QueryFilters(Body):
    """Limits on what is searched; an empty list does not limit."""

    jurisdiction: list[Jurisdiction] = Field(default=[], max_length=100)
    sector: list[Sector] = Field(default=[], max_length=100)
    kind: list[Kind] = Field(default=[], max_length=100)
    document_id: list[Name] = Field(default=[], max_length=100)
    status: list[Status] = Field(default=[], max_length=100)


class HistoryItem(Body):
    """One earlier message of the conversation."""

    role: Literal["user", "assistant"]
    content: Annotated[str, StringConstraints(max_length=20_000)]


class QueryRequest(Body):
    """A question and the terms on which it is asked."""

    question: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=QUESTION_LIMIT)]
    as_of: Day | None = Field(default=None, description="The day the answer holds for; today unless the question names another")
    language: Literal["auto", "en", "zh"] = "auto"
    top_k: int = Field(default=10, ge=1, le=50)
    filters: QueryFilters | None = None
    history: list[HistoryItem] = Field(default=[], max_length=50)
    mode: Mode = "extractive"
    stream: bool = False


class SentenceModel(Reply):
    """A sentence of the answer: ``answer[start:end] == text``."""

    text: str
    start: int
    end: int
    citations: list[int]


class AlsoModel(Reply):
    """The whole of the cited provision in another rendition of the document."""

    rendition: str
    text: str
    start: int
    end: int


class CitedDocument(Reply):
    """A document as a citation shows it, with its status on the as-of date."""

    id: str
    title: str
    title_original: str
    number: str | None
    issuer: str | None
    kind: Kind
    jurisdiction: str
    issued: str | None
    effective_from: str | None
    effective_to: str | None
    status: Status
    superseded_by: str | None
    url: str | None
    basis: Basis = Field(description="Whether what is held here rests on the official text, an excerpt of it, or secondary sources")


class SupersededModel(Reply):
    """What took the place of a cited provision, by the as-of date."""

    since: str | None
    by: str = Field(description="``cn-interim-regulations-2024#article-24``, or a document's id where the whole of it did")


class CitationModel(Reply):
    """The words an answer rests on: ``text[start:end] == quote`` in the text of the rendition."""

    number: int
    passage_id: str
    locator: str
    page: int | None
    quote: str
    start: int
    end: int
    rendition: str
    also: list[AlsoModel]
    document: CitedDocument
    superseded: SupersededModel | None = Field(default=None, description="Only where the provision had been superseded by the as-of date")


class FoundPassage(Reply):
    """A passage that retrieval found."""

    passage_id: str
    document_id: str
    locator: str
    rendition: str
    text: str
    score: float


class Searched(Reply):
    """What was searched before giving up."""

    documents: int
    complete_to: date


class AbstentionModel(Reply):
    """Why there is no answer."""

    reason: AbstentionReason
    message: str
    searched: Searched
    would_hold: str | None = Field(description="Which document would hold the answer, in words, where that is known")


class IndexModel(Reply):
    """The generation that answered."""

    generation: str
    documents: int
    passages: int
    embedding_model: str


class Timings(Reply):
    """Milliseconds."""

    retrieve: float
    answer: float
    total: float


class UnderstoodModel(Reply):
    """What the question was taken to ask."""

    question: str = Field(description="The question by itself: a follow-up is completed from the history")
    as_of: date
    as_of_from: DateSource
    documents: list[str]
    provisions: list[str] = Field(description="``cn-interim-regulations-2024#article-24``")
    jurisdictions: list[str]
    sectors: list[Sector]
    years: list[int]


class QueryResponse(Reply):
    """An answer with its citations, or a refusal."""

    id: str
    status: Literal["answered", "abstained"]
    question: str
    language: Language
    as_of: date
    answer: str | None
    sentences: list[SentenceModel]
    citations: list[CitationModel]
    passages: list[FoundPassage]
    abstention: AbstentionModel | None
    warnings: list[str]
    index: IndexModel
    timings_ms: Timings
    understood: UnderstoodModel


class ProblemDetail(Reply):
    """One thing that is wrong with a request."""

    pointer: str = Field(description="JSON pointer to the field, as a fragment: ``#/filters/sector/0``")
    detail: str


class Problem(BaseModel):
    """An error, as RFC 9457 describes it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: str
    title: str
    status: int
    detail: str
    request_id: str
    errors: list[ProblemDetail] | None = Field(default=None, description="Only where a field of the request is at fault")
