"""Finding the files to ingest, each with its metadata where a folder gives it."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ingest.metadata import DOCUMENT_FILE, MANIFESTS, DocumentMetadata, read_document_toml, read_manifest_rows, validate
from ingest.read import READABLE_SUFFIXES
from kb.errors import MetadataError
from kb.types import LANGUAGES, Language, RenditionKind
from kb.validity import last_day

GLOSSARY = "glossary.csv"
CORPUS_FILE = "corpus.toml"
_DOCUMENTS = "documents"
_RENDITION = re.compile(r"(official|digest)\.(en|zh)\.[a-z]+", re.IGNORECASE)
_NOT_DOCUMENTS = re.compile(r"(?:readme|licen[cs]e|changelog|contributing)(?:\.\w+)*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be taken in, and why."""

    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to read; metadata and language are None where they are to be inferred from the text."""

    path: Path
    kind: RenditionKind
    language: Language | None
    metadata: DocumentMetadata | None
    rank: int
    """Whose metadata leads where files share a document: document.toml (0), manifest (1), the file itself (2)."""


@dataclass(slots=True)
class Collection:
    """What lies under the paths that were given."""

    files: list[FoundFile] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    glossaries: list[Path] = field(default_factory=list)
    inputs: list[Path] = field(default_factory=list)
    """Every file that had a say, the metadata included."""
    complete_to: str | None = None

    def fingerprint(self) -> str:
        """The sha256 of all inputs, names and contents, wherever they lie."""
        digest = hashlib.sha256()
        for name, path in sorted((f"{path.parent.name}/{path.name}", path) for path in self.inputs):
            with path.open("rb") as file:
                digest.update(f"{name}\0{hashlib.file_digest(file, 'sha256').hexdigest()}\n".encode())
        return digest.hexdigest()


def collect(paths: Sequence[Path]) -> Collection:
    """All documents under these files and folders.

    A folder with ``document.toml`` is one document; one with a manifest holds the files that the manifest lists; one with
    ``documents/`` is a corpus; in any other folder every readable file is a document of its own.
    """
    collection = Collection()
    for path in paths:
        if path.is_dir():
            _folder(path, collection)
        elif path.is_file():
            _single(path, collection)
        else:
            collection.failures.append(Failure(path.name, "there is no such file or folder: check the path"))
    return collection


def _folder(folder: Path, collection: Collection) -> None:
    entries = sorted(entry for entry in folder.iterdir() if not entry.name.startswith("."))
    manifest = next((folder / name for name in MANIFESTS if (folder / name).is_file()), None)
    if (folder / DOCUMENT_FILE).is_file():
        _document_folder(folder, entries, collection)
    elif manifest:
        _manifest_folder(manifest, entries, collection)
    elif (folder / _DOCUMENTS).is_dir():
        _corpus(folder, collection)
    else:
        for entry in entries:
            if entry.is_dir():
                _folder(entry, collection)
            elif _NOT_DOCUMENTS.fullmatch(entry.name) is None:
                _single(entry, collection)


def _corpus(folder: Path, collection: Collection) -> None:
    _folder(folder / _DOCUMENTS, collection)
    if (glossary := folder / GLOSSARY).is_file():
        collection.glossaries.append(glossary)
        collection.inputs.append(glossary)
    if (about := folder / CORPUS_FILE).is_file():
        collection.inputs.append(about)
        try:
            complete_to = str(tomllib.loads(about.read_text(encoding="utf-8"))["complete_to"])
            last_day(complete_to)
            collection.complete_to = complete_to
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, ValueError) as error:
            collection.failures.append(Failure(about.name, f"complete_to: a date is needed, such as 2026-11-22 ({error})"))


def _document_folder(folder: Path, entries: Sequence[Path], collection: Collection) -> None:
    collection.inputs.append(folder / DOCUMENT_FILE)
    try:
        metadata = read_document_toml(folder / DOCUMENT_FILE)
    except MetadataError as error:
        collection.failures.append(Failure(f"{folder.name}/{DOCUMENT_FILE}", _without_name(error)))
        return
    for entry in entries:
        if found := _RENDITION.fullmatch(entry.name):
            kind: RenditionKind = "official" if found[1].lower() == "official" else "digest"
            language: Language = "en" if found[2].lower() == "en" else "zh"
            _add(collection, FoundFile(entry, kind, language, metadata, rank=0))
        elif entry.name != DOCUMENT_FILE and entry.is_file() and _NOT_DOCUMENTS.fullmatch(entry.name) is None:
            collection.notices.append(f"{folder.name}/{entry.name}: left out: a rendition is named official.zh.pdf or digest.en.md")


def _manifest_folder(manifest: Path, entries: Sequence[Path], collection: Collection) -> None:
    collection.inputs.append(manifest)
    try:
        rows = read_manifest_rows(manifest)
    except MetadataError as error:
        collection.failures.append(Failure(manifest.name, _without_name(error)))
        return
    listed = {manifest.name}
    seen: dict[str, int] = {}
    for line, row in rows:
        listed.add(row.get("file", ""))
        where = f"{manifest.name}, line {line}"
        try:
            _row(manifest, row, where, seen, line, collection)
        except MetadataError as error:
            collection.failures.append(Failure(row.get("file", where), str(error)))
    for entry in entries:
        if entry.is_file() and entry.name not in listed and entry.suffix.lower() in READABLE_SUFFIXES:
            collection.notices.append(f"{entry.name}: left out: it is not in {manifest.name}")


def _row(manifest: Path, row: dict[str, str], where: str, seen: dict[str, int], line: int, collection: Collection) -> None:
    values = dict(row)
    name, language = values.pop("file", ""), values.pop("language", None)
    if language is not None and language not in LANGUAGES:
        raise MetadataError(f"{where}: language: {language!r} is not one of {', '.join(LANGUAGES)}")
    metadata = validate(values, where)
    key = f"{metadata.id} {language}"
    if key in seen:
        raise MetadataError(f"{where}: id: {metadata.id!r} stands on line {seen[key]} already")
    seen[key] = line
    path = manifest.parent / name
    if not name or Path(name).name != name or not path.is_file():
        raise MetadataError(f"{where}: file: there is no file {Path(name).name!r} beside the manifest")
    _add(collection, FoundFile(path, "official", "en" if language == "en" else "zh" if language == "zh" else None, metadata, rank=1))


def _single(path: Path, collection: Collection) -> None:
    _add(collection, FoundFile(path, "official", None, None, rank=2))


def _add(collection: Collection, found: FoundFile) -> None:
    collection.files.append(found)
    collection.inputs.append(found.path)


def _without_name(error: MetadataError) -> str:
    return str(error).partition(": ")[2] or str(error)
