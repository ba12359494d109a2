"""The JSON contract of documents, passages and the state of the service."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from kb.types import Kind, Language, RenditionKind, Sector, Status
from service.contract import CitedDocument, Day, Jurisdiction, Name, Parameters, Reply


class DocumentParameters(Parameters):
    """Which documents to list; several values of one parameter widen the choice, further parameters narrow it."""

    jurisdiction: list[Jurisdiction] = Field(default=[], description="CN-GD also finds CN-GD-SZ; CN is the national market alone")
    sector: list[Sector] = Field(default=[], description="A document without sectors applies to all of them")
    kind: list[Kind] = Field(default=[])
    status: list[Status] = Field(default=[])
    q: str = Field(default="", max_length=200, description="Words of the title, number, issuer or a usual name")
    as_of: Day | None = Field(default=None, description="The day that status is told for; today by default")
    limit: int = Field(default=50, ge=1, le=200)
    cursor: Name | None = Field(default=None, description="``next`` of the page before")


class DocumentSummary(CitedDocument):
    """A document without its text."""

    sectors: list[Sector]
    renditions: list[str]


class DocumentList(Reply):
    """A page of the list of documents, newest first."""

    documents: list[DocumentSummary]
    next: str | None


class TextParameters(Parameters):
    """Which text of a document to give."""

    rendition: Name | None = Field(default=None, description="The official text by default")
    as_of: Day | None = Field(default=None, description="The day that status is told for; today by default")


class DocumentText(DocumentSummary):
    """A document with the whole text of one rendition; offsets anywhere in the contract count its code points."""

    rendition: str
    rendition_kind: RenditionKind
    language: Language
    text: str
    page_starts: list[int]
    completeness: str | None
    notes: list[str]


class PassageParameters(Parameters):
    """Of which rendition to list the passages."""

    rendition: Name | None = Field(default=None, description="All renditions by default")


class IndexedPassage(Reply):
    """A passage as it is indexed: ``text`` is the rendition's text from ``start`` to ``end``."""

    passage_id: str
    document_id: str
    locator: str
    rendition: str
    provision: str
    title_path: list[str]
    text: str
    start: int
    end: int
    page: int | None


class PassageList(Reply):
    """The passages of a document in the order of its text."""

    document_id: str
    passages: list[IndexedPassage]


class Health(Reply):
    """The process answers."""

    status: Literal["ok"] = "ok"


class Readiness(Reply):
    """There is an index, and a question with a known answer finds its passage."""

    status: Literal["ready"] = "ready"
    generation: str


class Version(Reply):
    """Which program this is."""

    name: str
    version: str
