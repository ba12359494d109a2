"""The corpus as its checks see it: digests beside the official texts, with the file each comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path

from ingest.collect import Collection, collect
from ingest.load import load
from ingest.metadata import DOCUMENT_FILE
from kb.errors import MetadataError
from kb.facts import FACTS_FOLDER, RELATIONS_FILE
from kb.locators import parents, parse_locator
from kb.passages import PassageStore
from kb.types import Document, Language, Passage

_DASH = " — "
"""Between the number and the name of a provision in a digest's heading."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in the corpus that a person has to mend."""

    file: str
    provision: str
    """Empty where the whole file is meant."""
    message: str

    def __str__(self) -> str:
        """``file: provision: message``."""
        return ": ".join(part for part in (self.file, self.provision, self.message) if part)


@dataclass(frozen=True, slots=True)
class Digested:
    """One provision of a digest: its words without the locator that heads them."""

    document: Document
    language: Language
    provision: str
    text: str
    file: str


class CheckedCorpus:
    """Documents, digests and, where there are sources, official texts, aligned by provision."""

    def __init__(self, store: PassageStore, files: Mapping[tuple[str, str], str]) -> None:
        self.store = store
        self.documents: Mapping[str, Document] = store.documents
        self._files = files
        """By document and rendition, from the corpus folder on."""

    def file(self, document_id: str, rendition: str = "") -> str:
        """Where a rendition lies, or the document's metadata."""
        return self._files.get((document_id, rendition)) or self._files[document_id, ""]

    def rendition_text(self, document_id: str, rendition: str) -> str | None:
        """A whole rendition; None where there is none of this name."""
        found = self.store.renditions(document_id).get(rendition)
        return found.text if found else None

    def digests(self, document_id: str | None = None, language: Language | None = None) -> Iterator[Digested]:
        """The provisions of the digests, of one document or of all."""
        for digest in self._digested:
            if document_id in (None, digest.document.id) and language in (None, digest.language):
                yield digest

    def digest(self, document_id: str, provision: str, language: Language) -> Digested | None:
        """One provision of one digest."""
        return next((digest for digest in self.digests(document_id, language) if digest.provision == provision), None)

    def officials(self, document_id: str) -> list[str]:
        """The names of a document's official renditions."""
        return [name for name in self.store.renditions(document_id) if name.startswith("official.")]

    def official_texts(self, document_id: str, provision: str) -> Iterator[str]:
        """The official text of a provision, headings included.

        Where the official text does not number this provision: that of the nearest one around it, then the whole text. Only the
        whole text where a number stands twice, for it is not clear then which of the two is meant.
        """
        is_clear = "+" not in provision and not self.store.of_provision(document_id, f"{provision}+2")
        for rendition in self.officials(document_id) if is_clear else ():
            for name in (provision, *parents(provision)):
                if found := self.store.of_provision(document_id, name, rendition):
                    headings = dict.fromkeys(heading for passage in found for heading in passage.title_path)
                    yield "\n".join([*headings, _whole(self.store, found)])
                    if name == provision:
                        return
                    break
        renditions = self.store.renditions(document_id)
        yield "\n".join(renditions[name].text for name in self.officials(document_id))

    @cached_property
    def _digested(self) -> tuple[Digested, ...]:
        return tuple(
            Digested(
                self.documents[document_id], passages[0].language, provision, _without_locators(_whole(self.store, passages)),
                self.file(document_id, rendition),
            )
            for (document_id, rendition, provision), passages in self._digest_passages()
        )  # fmt: skip

    def _digest_passages(self) -> Iterator[tuple[tuple[str, str, str], list[Passage]]]:
        digests = (passage for passage in self.store.passages if passage.rendition.startswith("digest."))
        for key, passages in groupby(digests, key=lambda passage: (passage.document_id, passage.rendition, passage.provision)):
            yield key, list(passages)


def open_corpus(folder: Path, sources: Path | None) -> tuple[CheckedCorpus, list[Finding]]:
    """A corpus, with the official texts of its documents from the folder of sources, and what could not be read of it.

    Raises:
        MetadataError: where the folder is no corpus, or there is no folder of sources.
    """
    if not (folder / "documents").is_dir():
        raise MetadataError("there is no corpus here: give the folder that holds documents/ and glossary.csv")
    if sources is not None and not sources.is_dir():
        raise MetadataError("there is no such folder of sources: check the path")
    collection = collect([folder])
    loaded = load(collection, lambda _: None)
    renditions, passages = list(loaded.renditions), list(loaded.passages)
    if sources is not None:
        official = load(collect([sources]), lambda _: None)
        known = {(rendition.document_id, rendition.name) for rendition in renditions}
        added = {(r.document_id, r.name): r for r in official.renditions if r.document_id in loaded.documents}
        renditions += [rendition for key, rendition in added.items() if key not in known]
        passages += [p for p in official.passages if (p.document_id, p.rendition) in added.keys() - known]
    store = PassageStore(loaded.documents.values(), renditions, passages, loaded.terms)
    checked_elsewhere = {RELATIONS_FILE, *(path.name for path in (folder / FACTS_FOLDER).glob("*.toml"))}
    findings = [Finding(failure.file, "", failure.reason) for failure in loaded.failures if failure.file not in checked_elsewhere]
    findings += [Finding("", "", notice) for notice in collection.notices]
    return CheckedCorpus(store, _files(folder, collection)), findings


def _files(folder: Path, collection: Collection) -> dict[tuple[str, str], str]:
    files: dict[tuple[str, str], str] = {}
    for found in collection.files:
        if found.metadata:
            files[found.metadata.id, f"{found.kind}.{found.language}"] = found.path.relative_to(folder).as_posix()
            files[found.metadata.id, ""] = (found.path.parent / DOCUMENT_FILE).relative_to(folder).as_posix()
    return files


def _whole(store: PassageStore, passages: list[Passage]) -> str:
    start, end = min(passage.start for passage in passages), max(passage.end for passage in passages)
    return store.renditions(passages[0].document_id)[passages[0].rendition].text[start:end]


def _without_locators(text: str) -> str:
    """The number that heads a provision is its name, not a number that it states; an item joined to it has one as well."""
    first, *others = text.split("\n")
    return "\n".join([first.partition(_DASH)[2] or first, *(_without_locator(line) for line in others)])


def _without_locator(line: str) -> str:
    located = parse_locator(line)
    return line[located[1] :].removeprefix(_DASH) if located and line.startswith(_DASH, located[1]) else line
