"""What is known of a document besides its text: from document.toml, a manifest, YAML front matter, or inferred; always validated."""

from __future__ import annotations

import csv
import hashlib
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from kb.errors import MetadataError
from kb.language import detect_language
from kb.types import Basis, Document, Kind, Language, Sector
from kb.validity import first_day

DOCUMENT_FILE = "document.toml"
MANIFESTS = ("manifest.tsv", "manifest.csv")
UNKNOWN_JURISDICTION = "ZZ"
"""ISO 3166 leaves ZZ to its users; it marks a document whose jurisdiction nobody stated."""
_MOST_SLUG = 80
_COLUMNS = ("id", "file", "title", "kind", "jurisdiction")


def _partial_date(value: str) -> str:
    try:
        first_day(value)
    except ValueError as error:
        raise ValueError(f"{value!r} is not a date: write a day (2024-05-01), a month (2024-05) or a year (2024)") from error
    return value


def _text_of_date(value: object) -> object:
    """TOML and YAML read an unquoted date as a date, and an unquoted year as a number."""
    return str(value) if value is not None and not isinstance(value, str) else value


def _list(value: object) -> object:
    """A list in a manifest's cell is separated by ``|``."""
    return [part.strip() for part in value.split("|") if part.strip()] if isinstance(value, str) else value


PartialDate = Annotated[str, BeforeValidator(_text_of_date), AfterValidator(_partial_date)]
Text = Annotated[str, Field(min_length=1, max_length=2_000)]


class Source(BaseModel):
    """A secondary source of a document whose official text was not available."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    publisher: Text
    date: PartialDate
    title: Text | None = None
    url: Text | None = None


class DocumentMetadata(BaseModel):
    """The fields of ``document.toml``; those of a manifest and of front matter are the same."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=_MOST_SLUG)]
    title: Text
    title_original: str = ""
    number: Text | None = None
    number_original: Text | None = None
    issuer: Text | None = None
    issuer_original: Text | None = None
    kind: Kind
    jurisdiction: Annotated[str, Field(pattern=r"^[A-Z]{2}(-[A-Z0-9]{2,3}){0,2}$")]
    sectors: Annotated[tuple[Sector, ...], BeforeValidator(_list)] = ()
    issued: PartialDate | None = None
    effective_from: PartialDate | None = None
    effective_to: PartialDate | None = None
    superseded_by: Text | None = None
    url: Annotated[str, Field(pattern=r"^https?://\S+$")] | None = None
    basis: Basis = "official"
    completeness: Text | None = None
    note: Text | None = None
    aliases: Annotated[tuple[Text, ...], BeforeValidator(_list)] = ()
    source: tuple[Source, ...] = ()

    def document(self) -> Document:
        """The same as the domain's Document; the original number and issuer are names by which it is found."""
        values = self.model_dump(exclude={"source", "number_original", "issuer_original"})
        extra = tuple(name for name in (self.number_original,) if name)
        return Document(**(values | {"aliases": (*self.aliases, *extra), "number": self.number or self.number_original}))


def read_document_toml(path: Path) -> DocumentMetadata:
    """The metadata of a ``document.toml``.

    Raises:
        MetadataError: naming file and field.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MetadataError(f"{_shown(path)}: not valid TOML: {error}") from error
    return validate(values, _shown(path))


def read_front_matter(text: str, path: Path) -> dict[str, Any]:
    """The fields of a Markdown file's YAML block.

    Raises:
        MetadataError: where it is not a mapping.
    """
    try:
        values = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise MetadataError(f"{path.name}: the front matter is not valid YAML: write lines such as `issued: 2024-05-01`") from error
    if values is None:
        return {}
    if not isinstance(values, dict):
        raise MetadataError(f"{path.name}: the front matter must be a list of `field: value` lines")
    return {str(key): value for key, value in values.items()}


def read_manifest_rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    """The rows of a manifest, each with its line number, empty cells left out.

    Raises:
        MetadataError: where the file is not a table in UTF-8 or lacks the columns ``id`` and ``file``.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, delimiter="\t" if path.suffix == ".tsv" else ",", quoting=csv.QUOTE_MINIMAL)
            if missing := [name for name in _COLUMNS if name not in (reader.fieldnames or ())]:
                raise MetadataError(f"{path.name}: column {missing[0]!r} is missing: a manifest has at least {', '.join(_COLUMNS)}")
            return [(reader.line_num, {key: value for key, value in row.items() if key and value and value.strip()}) for row in reader]
    except (UnicodeDecodeError, csv.Error) as error:
        raise MetadataError(f"{path.name}: not a table in UTF-8: {error}") from error


def infer(path: Path, title: str | None, text: str) -> dict[str, Any]:
    """What can be said of a document that nobody described: the rest is for a person to add."""
    slug = re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-")[:_MOST_SLUG]
    return {
        "id": slug or f"document-{hashlib.sha256(path.stem.encode('utf-8', 'surrogateescape')).hexdigest()[:8]}",
        "title": (title or path.stem)[:300],
        "title_original": (title or "")[:300],
        "kind": "press",
        "jurisdiction": UNKNOWN_JURISDICTION,
        "note": "metadata inferred from the file: kind and jurisdiction are not known",
    }


def infer_language(text: str) -> Language:
    """The language of a text, from its first 20 000 characters."""
    return detect_language(text[:20_000])


def validate(values: Mapping[str, Any], where: str) -> DocumentMetadata:
    """The values, validated.

    Raises:
        MetadataError: for the first bad field, naming it and ``where`` it stands.
    """
    try:
        return DocumentMetadata.model_validate(dict(values))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or "document"
        reason = "unknown field" if first["type"] == "extra_forbidden" else first["msg"].removeprefix("Value error, ")
        raise MetadataError(f"{where}: {field}: {reason}") from error


def _shown(path: Path) -> str:
    """A file's name with its folder's, never the whole path."""
    return f"{path.parent.name}/{path.name}"
