"""One generation, opened."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from kb.facts import Fact, Relation
from kb.generation import Manifest
from kb.glossary import Glossary
from kb.keywords import KeywordIndex
from kb.language import BULLET, fold, sentence_spans, terms
from kb.names import DocumentNames
from kb.passages import PassageStore
from kb.types import Document, Embedder, Language, Passage, Rendition, Status, VectorIndex
from kb.validity import first_day, status_on


@dataclass(frozen=True)
class Snapshot:
    """One generation, opened: everything an answer needs, and nothing that changes."""

    manifest: Manifest
    store: PassageStore
    keywords: Mapping[Language, KeywordIndex]
    vectors: Sequence[tuple[Embedder, VectorIndex]]

    @property
    def generation(self) -> str:
        """Its id."""
        return self.manifest.generation

    @property
    def passage_count(self) -> int:
        """Passages in all languages."""
        return self.manifest.passage_count

    @property
    def embedding_model(self) -> str:
        """The names of its embedders."""
        return " + ".join(self.manifest.embedders)

    @property
    def complete_to(self) -> date:
        """The day up to which the corpus is complete."""
        return date.fromisoformat(self.manifest.complete_to)

    @property
    def documents(self) -> Mapping[str, Document]:
        """All documents by id."""
        return self.store.documents

    @property
    def facts(self) -> Sequence[Fact]:
        """All checked statements."""
        return self.store.facts

    @property
    def relations(self) -> Sequence[Relation]:
        """How provisions and documents stand to each other."""
        return self.store.relations

    @property
    def glossary(self) -> Glossary:
        """The terms of the field."""
        return self.store.glossary

    def renditions(self, document_id: str) -> Mapping[str, Rendition]:
        """A document's renditions by name; raises UnknownDocumentError."""
        return self.store.renditions(document_id)

    def passages(self, document_id: str, rendition: str | None = None) -> Sequence[Passage]:
        """A document's passages in order."""
        return self.store.of_document(document_id, rendition)

    def status(self, document_id: str, on: date) -> Status:
        """A document's status on a day; ``in_part`` where single provisions of it had been superseded by then."""
        status = status_on(self.store.documents[document_id], on)
        if status == "in_force" and any(
            over.startswith(f"{document_id}#") and _holds(relation, on) for over, relations in self._superseded.items() for relation in relations
        ):
            return "in_part"
        return status

    def status_of(self, passage: Passage, on: date) -> Status:
        """A passage's status on a day: its document's, unless its provision has been superseded by another."""
        status = status_on(self.store.documents[passage.document_id], on)
        return "superseded" if status == "in_force" and self.superseding(passage, on) else status

    def superseding(self, passage: Passage, on: date) -> Relation | None:
        """The relation by which a passage's provision, or its document, had been superseded by a day."""
        for reference in (f"{passage.document_id}#{passage.provision}", passage.document_id):
            for relation in self._superseded.get(reference, ()):
                if _holds(relation, on):
                    return relation
        return None

    @cached_property
    def _superseded(self) -> dict[str, list[Relation]]:
        found: dict[str, list[Relation]] = {}
        for relation in self.store.relations:
            if relation.kind == "supersedes":
                found.setdefault(relation.over, []).append(relation)
        return found

    @cached_property
    def by_language(self) -> Mapping[Language, Sequence[Passage]]:
        """The passages of each language, in the order of its keyword index."""
        return {language: [p for p in self.store.passages if p.language == language] for language in self.keywords}

    def folded(self, passage: Passage) -> tuple[str, frozenset[str]]:
        """A passage with its headings, folded, and the set of its terms; kept once computed."""
        if (found := self._folded.get(passage.id)) is None:
            text = self.store.search_text(passage)
            found = self._folded[passage.id] = (fold(text), frozenset(terms(text)))
        return found

    def sentences(self, passage: Passage) -> list[tuple[int, int, str, frozenset[str]]]:
        """Start, end, folded text and terms of each sentence of a passage, headings left out; kept once computed."""
        if (found := self._sentences.get(passage.id)) is None:
            spans = ((*_without_bullet(passage.text, start, end), passage.text[start:end]) for start, end in sentence_spans(passage.text))
            found = [(start, end, fold(text), frozenset(terms(text))) for start, end, text in spans if not _is_heading(passage, start, text)]
            self._sentences[passage.id] = found
        return found

    @cached_property
    def _sentences(self) -> dict[str, list[tuple[int, int, str, frozenset[str]]]]:
        return {}

    @cached_property
    def _folded(self) -> dict[str, tuple[str, frozenset[str]]]:
        return {}

    @cached_property
    def names(self) -> DocumentNames:
        """The names that people use for the documents."""
        return DocumentNames(self.documents.values(), self.store.glossary)


def _holds(relation: Relation, on: date) -> bool:
    return relation.since is None or first_day(relation.since) <= on


def _without_bullet(text: str, start: int, end: int) -> tuple[int, int]:
    return (start + len(BULLET) if text.startswith(BULLET, start) else start), end


def _is_heading(passage: Passage, start: int, text: str) -> bool:
    """Whether a line names the provision or repeats a heading above it: it ends no sentence."""
    if text.startswith("|") or re.search(r"[。.;；:：!?]$", text):
        return False
    return (start == 0 and "\n" in passage.text) or text in passage.title_path
