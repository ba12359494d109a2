"""Checked statements, and which provision gave way to which: the tables that answers about dates, duties and fines rest on."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from kb.errors import MetadataError
from kb.fact_values import checked_values, partial_date
from kb.types import Sector
from kb.validity import first_day, last_day

FactTopic = Literal["coverage", "timeline", "obligation", "penalty", "benchmark", "offset", "banking", "market"]
FactBasis = Literal["official", "draft", "secondary"]
RelationKind = Literal["supersedes", "amends", "implements", "draft_of", "complements"]
FACT_TOPICS: tuple[FactTopic, ...] = get_args(FactTopic)
RELATION_KINDS: tuple[RelationKind, ...] = get_args(RelationKind)
FACTS_FOLDER = "facts"
RELATIONS_FILE = "relations.toml"


@dataclass(frozen=True, slots=True)
class Fact:
    """A checked statement in both languages, with the words it rests on; its dates are as exact as they are known."""

    id: str
    topic: FactTopic
    jurisdiction: str
    statement: str
    statement_zh: str
    provision: str
    """A provision of a document: ``cn-interim-regulations-2024#article-24``."""
    quote: str
    """Verbatim in that provision of the English digest."""
    quote_zh: str = ""
    """Verbatim in that provision of the Chinese digest; empty where the document has none."""
    basis: FactBasis = "official"
    sectors: tuple[Sector, ...] = ()
    """Empty: all."""
    values: Mapping[str, Any] = field(default_factory=dict, hash=False)
    valid_from: str | None = None
    valid_to: str | None = None

    @property
    def document_id(self) -> str:
        """The document that holds the provision."""
        return self.provision.partition("#")[0]


@dataclass(frozen=True, slots=True)
class Relation:
    """How one provision stands to another from a date on; either end may be a whole document, named by its id alone."""

    kind: RelationKind
    provision: str
    over: str
    since: str | None
    """``from`` in the file."""
    why: str
    why_zh: str = ""

    @property
    def documents(self) -> set[str]:
        """The documents at its two ends."""
        return {self.provision.partition("#")[0], self.over.partition("#")[0]}


def read_facts(folder: Path) -> list[Fact]:
    """The facts of all ``.toml`` files of a folder, in the order of their names; none where there is no such folder.

    Raises:
        MetadataError: naming file, fact and field.
    """
    facts: dict[str, Fact] = {}
    for path in sorted(folder.glob("*.toml")):
        for fact in read_fact_file(path):
            if fact.id in facts:
                raise MetadataError(f"{path.name}: id: {fact.id!r} stands twice: give this fact another id")
            facts[fact.id] = fact
    return list(facts.values())


def read_fact_file(path: Path) -> list[Fact]:
    """The facts of one file.

    Raises:
        MetadataError: naming file, fact and field.
    """
    return [entry.fact() for entry in _entries(path, "fact", _FactEntry)]


def read_relations(path: Path) -> list[Relation]:
    """The relations of a file; none where there is no such file.

    Raises:
        MetadataError: naming file, relation and field.
    """
    return [entry.relation() for entry in _entries(path, "relation", _RelationEntry)] if path.is_file() else []


def _no_doubles(value: tuple[Sector, ...]) -> tuple[Sector, ...]:
    if len(set(value)) < len(value):
        raise ValueError("a sector stands twice")
    return value


_Text = Annotated[str, Field(min_length=1, max_length=2_000)]
_Date = Annotated[str | None, BeforeValidator(partial_date)]
_PROVISION = r"[a-z0-9][a-z0-9-]*#[a-z0-9][a-z0-9./+-]*"
_Provision = Annotated[str, Field(pattern=f"^{_PROVISION}$")]
_End = Annotated[str, Field(pattern=rf"^(?:{_PROVISION}|[a-z0-9][a-z0-9-]*)$")]


class _FactEntry(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=100)]
    topic: FactTopic
    jurisdiction: Annotated[str, Field(pattern=r"^[A-Z]{2}(-[A-Z0-9]{2,3}){0,2}$")]
    sectors: Annotated[tuple[Sector, ...], AfterValidator(_no_doubles)] = ()
    statement: _Text
    statement_zh: _Text
    values: dict[str, Any] = {}
    valid_from: _Date = None
    valid_to: _Date = None
    basis: FactBasis
    provision: _Provision
    quote: _Text
    quote_zh: Annotated[str, Field(max_length=2_000)] = ""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.valid_from and self.valid_to and first_day(self.valid_from) > last_day(self.valid_to):
            raise ValueError(f"valid_to {self.valid_to} lies before valid_from {self.valid_from}")
        return self

    @field_validator("values")
    @classmethod
    def _follow_the_topic(cls, values: dict[str, Any], info: ValidationInfo) -> dict[str, Any]:
        try:
            return checked_values(info.data.get("topic", ""), values)
        except ValidationError as error:
            raise ValueError(": ".join(part for part in _first_error(error) if part)) from error

    def fact(self) -> Fact:
        return Fact(**self.model_dump())


class _RelationEntry(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    kind: RelationKind
    provision: _End
    over: _End
    since: _Date = Field(default=None, alias="from")
    why: _Text
    why_zh: Annotated[str, Field(max_length=2_000)] = ""

    def relation(self) -> Relation:
        return Relation(**self.model_dump())


_Entry = TypeVar("_Entry", bound=BaseModel)


def _entries(path: Path, table: str, model: type[_Entry]) -> list[_Entry]:
    """The tables ``[[table]]`` of a TOML file, validated."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MetadataError(f"{path.name}: not valid TOML: {error}") from error
    if other := [name for name in content if name != table]:
        raise MetadataError(f"{path.name}: {other[0]}: unknown table: write [[{table}]]")
    rows = content.get(table, [])
    if not isinstance(rows, list):
        raise MetadataError(f"{path.name}: {table}: write [[{table}]], with two brackets")
    return [_validated(row, model, f"{path.name}: {table} {number}") for number, row in enumerate(rows, start=1)]


def _validated(row: object, model: type[_Entry], where: str) -> _Entry:
    name = f" ({row['id']})" if isinstance(row, dict) and "id" in row else ""
    try:
        return model.model_validate(row)
    except ValidationError as error:
        location, reason = _first_error(error)
        raise MetadataError(f"{where}{name}: {location or 'fields'}: {reason}") from error


def _first_error(error: ValidationError) -> tuple[str, str]:
    """Where the first error of a validation lies, empty for the whole, and what is wrong."""
    first = error.errors(include_url=False)[0]
    reason = "unknown field" if first["type"] == "extra_forbidden" else first["msg"].removeprefix("Value error, ")
    return ".".join(str(part) for part in first["loc"]), reason
