"""The JSON contract of a document's text to read: in blocks, beside another rendition of it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from kb.types import Language
from service.contract import Day, Name, Parameters, Reply
from service.contract_documents import DocumentSummary

Offset = Annotated[int, Field(ge=0, le=1_000_000_000)]


class AlignedParameters(Parameters):
    """Which text to read, beside which other one, and what to mark in it."""

    rendition: Name | None = Field(default=None, description="The official text by default")
    beside: Name | None = Field(default=None, description="None by default")
    start: Offset | None = Field(default=None, description="Where the words to mark begin, in code points")
    end: Offset | None = Field(default=None, description="Where they end, exclusive")
    as_of: Day | None = Field(default=None, description="The day that status is told for; today by default")


class PieceModel(Reply):
    """A run of text within a block."""

    text: str
    marked: bool
    strong: bool
    page: int | None = Field(description="The page that begins with this piece")


class BlockModel(Reply):
    """A line of the text."""

    kind: Literal["heading", "row", "paragraph"]
    level: int
    pieces: list[PieceModel]


class RowModel(Reply):
    """What stands side by side."""

    provision: str | None = Field(description="null for what stands before the first one")
    lead: list[BlockModel]
    beside: list[BlockModel]


class AlignedText(DocumentSummary):
    """A document's whole text, provision by provision."""

    rendition: str
    language: Language
    beside: str | None
    beside_language: Language | None
    notes: list[str]
    rows: list[RowModel]
