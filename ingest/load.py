"""Reading what was collected: documents, renditions and passages, and what could not be read."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from ingest.collect import Collection, Failure, FoundFile, shown
from ingest.metadata import infer, infer_language, read_front_matter, validate
from ingest.read import read_file
from ingest.source import SourceText
from ingest.split import split_rendition
from kb.errors import MetadataError, UnreadableFile
from kb.facts import FACTS_FOLDER, RELATIONS_FILE, Fact, Relation, read_fact_file, read_relations
from kb.generation import SourceFile
from kb.glossary import Term, read_glossary
from kb.language import terms
from kb.types import LANGUAGES, Document, Language, Passage, Rendition

_Identified = TypeVar("_Identified", Term, Fact)


@dataclass(slots=True)
class Loaded:
    """Everything that goes into a generation."""

    documents: dict[str, Document] = field(default_factory=dict)
    renditions: list[Rendition] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    sources: list[SourceFile] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)


def load(collection: Collection, advance: Callable[[int], None]) -> Loaded:
    """Read, split and describe every file; one that cannot be taken in is a failure, and the others go on."""
    loaded = Loaded(failures=list(collection.failures))
    for found in sorted(collection.files, key=lambda found: found.rank):
        try:
            _load_file(found, loaded)
        except (UnreadableFile, MetadataError) as error:
            loaded.failures.append(Failure(shown(found.path), str(error).removeprefix(f"{found.path.name}: ")))
        advance(1)
    for path in collection.glossaries:
        try:
            loaded.terms += _new(loaded.terms, read_glossary(path))
        except MetadataError as error:
            loaded.failures.append(Failure(shown(path), str(error).removeprefix(f"{path.name}: ")))
    for folder in collection.corpora:
        _load_statements(folder, loaded)
    order = {document_id: position for position, document_id in enumerate(sorted(loaded.documents))}
    loaded.passages.sort(key=lambda passage: (order[passage.document_id], passage.rendition, passage.start))
    loaded.sources.sort(key=lambda source: (source.document_id, source.rendition))
    return loaded


def _load_statements(folder: Path, loaded: Loaded) -> None:
    """A corpus's facts and relations, those about documents that are not there left out."""
    for path in [*sorted((folder / FACTS_FOLDER).glob("*.toml")), folder / RELATIONS_FILE]:
        try:
            if path.name == RELATIONS_FILE:
                loaded.relations += [relation for relation in read_relations(path) if relation.documents <= loaded.documents.keys()]
            else:
                loaded.facts += _new(loaded.facts, [fact for fact in read_fact_file(path) if fact.document_id in loaded.documents])
        except MetadataError as error:
            loaded.failures.append(Failure(*str(error).split(": ", 1)))


def _new(known: Sequence[_Identified], found: Iterable[_Identified]) -> list[_Identified]:
    """What was found that is not known yet: of two corpora the first one's terms and facts count.

    Raises:
        MetadataError: where an id stands for two different things.
    """
    by_id = {item.id: item for item in known}
    for item in found:
        if by_id.setdefault(item.id, item) != item:
            raise MetadataError(f"facts and terms: the id {item.id!r} stands for two different things: give one another id")
    return list(by_id.values())[len(known) :]


def _load_file(found: FoundFile, loaded: Loaded) -> None:
    source = read_file(found.path)
    document, language = _describe(found, source)
    rendition = Rendition(document.id, found.kind, language, source.text, source.page_starts, found.path.name, source.notes)
    if any(known.document_id == document.id and known.name == rendition.name for known in loaded.renditions):
        raise MetadataError(f"id: {document.id!r} has a rendition {rendition.name} already, from another file: give this one another id")
    passages = split_rendition(rendition, source)
    if not any(terms(passage.text) for passage in passages):
        raise UnreadableFile("holds no words that could be cited: check that it is the file you mean")
    known = loaded.documents.get(document.id)
    loaded.documents[document.id] = _merged(known, document) if known else document
    loaded.renditions.append(rendition)
    loaded.passages += passages
    loaded.sources.append(SourceFile(document.id, rendition.name, found.path.name, _sha256(found.path)))


def _describe(found: FoundFile, source: SourceText) -> tuple[Document, Language]:
    values = read_front_matter(source.front_matter, found.path) if source.front_matter else {}
    stated = values.pop("language", None)
    if stated is not None and stated not in LANGUAGES:
        raise MetadataError(f"language: {stated!r} is not one of {', '.join(LANGUAGES)}")
    language: Language = found.language or stated or infer_language(source.text)
    if found.metadata:
        return found.metadata.document(), language
    return validate(infer(found.path, source.title, source.text) | values, found.path.name).document(), language


def _merged(leading: Document, other: Document) -> Document:
    """The leading metadata, with what only the other one states."""
    missing = {
        name: getattr(other, name)
        for name in ("title_original", "number", "issuer", "issued", "effective_from", "effective_to", "superseded_by", "url", "note", "sectors")
        if not getattr(leading, name) and getattr(other, name)
    }
    names = tuple(dict.fromkeys([*leading.aliases, *other.aliases, other.title]))
    return replace(leading, **missing, aliases=names)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
