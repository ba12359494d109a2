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
from kb.facts import FACTS_FOLDER, RELATIONS_FILE
from kb.types import LANGUAGES, Language, RenditionKind
from kb.validity import last_day

GLOSSARY = "glossary.csv"
CORPUS_FILE = "corpus.toml"
SHIPPED_GLOSSARY = Path(__file__).parent.parent / "corpus" / GLOSSARY
"""The field's terms carry questions across languages whatever documents are ingested."""
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
    corpora: list[Path] = field(default_factory=list)
    """Folders that may hold facts and relations."""
    inputs: list[Path] = field(default_factory=list)
    """Every other file that had a say: metadata, glossaries, facts."""
    folders: set[Path] = field(default_factory=set)
    """Those that were entered: none is entered twice, so that a link to a folder above ends nothing."""
    complete_to: str | None = None

    def fingerprint(self) -> str:
        """The sha256 of all that had a say, wherever it lies: documents by id and file name, contents, what failed."""
        digest = hashlib.sha256()
        for failure in self.failures:
            digest.update(f"{failure.file}\0{failure.reason}\n".encode())
        named = [(f"{found.metadata.id if found.metadata else ''}\0{found.kind}\0{found.language}", found.path) for found in self.files]
        for owner, path in [*named, *(("", path) for path in self.inputs)]:
            digest.update(f"{owner}\0{path.name}\0{_sha256(path)}\n".encode())
        return digest.hexdigest()


def collect(paths: Sequence[Path], glossary: Path | None = None) -> Collection:
    """All documents under these files and folders, with a glossary for the case that none lies there.

    A folder with ``document.toml`` is one document; one with a manifest holds the files that the manifest lists; one with
    ``documents/`` is a corpus; in any other folder every readable file is a document of its own.
    """
    collection = Collection()
    for path in paths:
        _path(path, collection)
    by_rank = sorted(collection.files, key=lambda found: found.rank)
    first = {found.path.resolve(): found for found in reversed(by_rank)}
    collection.files = [found for found in collection.files if first[found.path.resolve()] is found]
    if glossary and glossary.is_file() and not collection.glossaries:
        collection.glossaries.append(glossary)
        collection.inputs.append(glossary)
    return collection


def shown(path: Path) -> str:
    """A file's name with its folder's, never the whole path; bytes that are no text are shown as question marks."""
    return f"{path.parent.name}/{path.name}".encode(errors="replace").decode()


def _path(path: Path, collection: Collection) -> None:
    if not path.is_dir():
        _add(collection, FoundFile(path, "official", None, None, rank=2))
    elif path.resolve() not in collection.folders:
        before = len(collection.files) + len(collection.failures)
        _folder(path, collection)
        if before == len(collection.files) + len(collection.failures):
            collection.failures.append(Failure(shown(path), "is a folder without any document: check the path"))


def _folder(folder: Path, collection: Collection) -> None:
    if folder.resolve() in collection.folders:
        return
    collection.folders.add(folder.resolve())
    try:
        entries = sorted(entry for entry in folder.iterdir() if not entry.name.startswith("."))
    except OSError as error:
        collection.failures.append(Failure(shown(folder), f"cannot be opened ({error.strerror}): check that it may be read"))
        return
    manifest = next((folder / name for name in MANIFESTS if (folder / name).is_file()), None)
    if (folder / DOCUMENT_FILE).is_file():
        _document_folder(folder, entries, collection)
    elif manifest:
        _manifest_folder(manifest, entries, collection)
    elif (folder / _DOCUMENTS).is_dir():
        _corpus(folder, collection)
    else:
        for entry in entries:
            if entry.is_dir() and entry.suffix.lower() not in READABLE_SUFFIXES:
                _folder(entry, collection)
            elif _NOT_DOCUMENTS.fullmatch(entry.name) is None:
                _path(entry, collection)


def _corpus(folder: Path, collection: Collection) -> None:
    _folder(folder / _DOCUMENTS, collection)
    collection.corpora.append(folder)
    collection.inputs += [path for path in (folder / RELATIONS_FILE, *sorted((folder / FACTS_FOLDER).glob("*.toml"))) if path.is_file()]
    if (glossary := folder / GLOSSARY).is_file():
        collection.glossaries.append(glossary)
        collection.inputs.append(glossary)
    if (about := folder / CORPUS_FILE).is_file():
        collection.inputs.append(about)
        try:
            complete_to = str(tomllib.loads(about.read_text(encoding="utf-8"))["complete_to"])
            collection.complete_to = last_day(complete_to).isoformat()
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, ValueError) as error:
            collection.failures.append(Failure(shown(about), f"complete_to: a date is needed, such as 2026-11-22 ({error})"))


def _document_folder(folder: Path, entries: Sequence[Path], collection: Collection) -> None:
    path = folder / DOCUMENT_FILE
    collection.inputs.append(path)
    try:
        metadata = read_document_toml(path)
    except (MetadataError, OSError) as error:
        collection.failures.append(Failure(shown(path), _without_name(error)))
        return
    if not any(_RENDITION.fullmatch(entry.name) for entry in entries):
        collection.failures.append(Failure(shown(path), "there is no rendition beside it: name it official.zh.pdf or digest.en.md"))
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
    except (MetadataError, OSError) as error:
        collection.failures.append(Failure(shown(manifest), _without_name(error)))
        return
    listed = {manifest.name}
    seen: dict[str, int] = {}
    for line, row in rows:
        listed.add(row.get("file", ""))
        where = f"{manifest.name}, line {line}"
        try:
            _row(manifest, row, where, seen, line, collection)
        except MetadataError as error:
            collection.failures.append(Failure(shown(manifest.parent / row.get("file", manifest.name)), str(error)))
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


def _add(collection: Collection, found: FoundFile) -> None:
    if not found.path.is_file():
        reason = "there is no such file or folder (or a link that leads nowhere, or a pipe): check the path"
        collection.failures.append(Failure(shown(found.path), reason))
    elif not _is_text(found.path.name):
        collection.failures.append(Failure(shown(found.path), "has a name that is not UTF-8: rename it and ingest it again"))
    else:
        collection.files.append(found)


def _is_text(name: str) -> bool:
    """Whether a name has bytes that the system could decode; the others come as lone surrogates."""
    return name.encode(errors="replace").decode() == name


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return str(error.strerror)


def _without_name(error: MetadataError | OSError) -> str:
    if isinstance(error, OSError):
        return f"cannot be opened ({error.strerror}): check that it may be read"
    return str(error).partition(": ")[2] or str(error)
