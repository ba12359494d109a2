"""One generation, opened."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt

from kb.facts import Fact, Relation
from kb.generation import Manifest
from kb.glossary import Glossary
from kb.keywords import KeywordIndex
from kb.language import BULLET, fold, sentence_spans, terms
from kb.locators import parents
from kb.names import DocumentNames
from kb.passages import PassageStore
from kb.types import Document, Embedder, Language, Passage, ProvisionText, Rendition, Status, VectorIndex
from kb.validity import first_day, status_on, years_in

_HEAD = 120
"""Characters of a passage's first line that count as its heading."""


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

    def of_provision(self, document_id: str, provision: str, rendition: str) -> Sequence[Passage]:
        """The passages of a provision, and of all that lies in it, in one rendition."""
        return self.store.of_provision(document_id, provision, rendition)

    def provision_text(self, passage: Passage, rendition: str) -> ProvisionText | None:
        """The whole text of a passage's provision in a rendition; None where that has no such provision."""
        return self.store.provision_text(passage, rendition)

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

    def supersessions(self, passage: Passage) -> Sequence[Relation]:
        """The relations, whatever their date, by which a passage's provision supersedes another or is superseded."""
        here = f"{passage.document_id}#{passage.provision}"
        return [one for one in self.store.relations if one.kind == "supersedes" and here in (one.provision, one.over)]

    def relations_between(self, first: Passage, second: Passage) -> Sequence[Relation]:
        """The relations between the provisions of two passages, in either direction, those of whole documents last."""
        ends = [(f"{one.document_id}#{one.provision}", one.document_id) for one in (first, second)]
        found = [
            relation
            for relation in self.store.relations
            if (relation.provision in ends[0] and relation.over in ends[1]) or (relation.provision in ends[1] and relation.over in ends[0])
        ]
        return sorted(found, key=lambda relation: ("#" not in relation.provision) + ("#" not in relation.over))

    def facts_of(self, passage: Passage) -> Sequence[Fact]:
        """The facts that rest on a passage's provision or on the one around it."""
        return [
            fact
            for provision in (passage.provision, *parents(passage.provision))
            for fact in self._facts_by_provision.get(f"{passage.document_id}#{provision}", ())
        ]

    @cached_property
    def _facts_by_provision(self) -> dict[str, list[Fact]]:
        found: dict[str, list[Fact]] = {}
        for fact in self.store.facts:
            found.setdefault(fact.provision, []).append(fact)
        return found

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

    def heading(self, passage: Passage) -> tuple[str, frozenset[str]]:
        """A passage's headings and first words, folded, and the set of their terms; kept once computed."""
        if (found := self._headings.get(passage.id)) is None:
            text = " ".join([*passage.title_path, passage.text.partition("\n")[0][:_HEAD]])
            found = self._headings[passage.id] = (fold(text), frozenset(terms(text)))
        return found

    def position(self, passage_id: str) -> int:
        """Where a passage stands in the keyword index of its language."""
        return self._positions[passage_id]

    def permitted(self, language: Language, documents: Set[str]) -> npt.NDArray[np.bool_]:
        """Which passages of a language are of these documents, in the order of its keyword index, shape ``(passages,)``."""
        if len(documents) == len(self.documents):
            return np.ones(len(self.by_language[language]), dtype=np.bool_)
        return np.fromiter((passage.document_id in documents for passage in self.by_language[language]), dtype=np.bool_)

    def period(self, document_id: str) -> frozenset[int]:
        """The years that a document is for, as its title has them: 2019 and 2020 of "plan for 2019-2020"."""
        return self._periods[document_id]

    @cached_property
    def _periods(self) -> dict[str, frozenset[int]]:
        return {document.id: years_in(f"{document.title} {document.title_original}") for document in self.documents.values()}

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {passage.id: position for passages in self.by_language.values() for position, passage in enumerate(passages)}

    @cached_property
    def _headings(self) -> dict[str, tuple[str, frozenset[str]]]:
        return {}

    @cached_property
    def _sentences(self) -> dict[str, list[tuple[int, int, str, frozenset[str]]]]:
        return {}

    @cached_property
    def _folded(self) -> dict[str, tuple[str, frozenset[str]]]:
        return {}

    @cached_property
    def names(self) -> DocumentNames:
        """The names that people use for the documents."""
        return DocumentNames(self.documents.values(), self.store.glossary, self._instruments)

    @cached_property
    def _instruments(self) -> dict[tuple[str, str], set[str]]:
        """The titles of the instruments inside a document that holds several, as their passages carry them."""
        titles: dict[tuple[str, str], set[str]] = {}
        for passage in self.store.passages:
            instrument, _, rest = passage.provision.partition("/")
            if rest and instrument.startswith("rules-") and passage.title_path:
                titles.setdefault((passage.document_id, instrument), set()).add(passage.title_path[0])
        for document_id, alias in [(document, alias) for document, _ in titles for alias in self.documents[document].aliases]:
            meant = [key for key, names in titles.items() if key[0] == document_id and any(fold(alias) in fold(name) for name in names)]
            if len(meant) == 1:
                titles[meant[0]].add(alias)
        return titles


def _holds(relation: Relation, on: date) -> bool:
    return relation.since is None or first_day(relation.since) <= on


def _without_bullet(text: str, start: int, end: int) -> tuple[int, int]:
    return (start + len(BULLET) if text.startswith(BULLET, start) else start), end


def _is_heading(passage: Passage, start: int, text: str) -> bool:
    """Whether a line names the provision or repeats a heading above it: it ends no sentence."""
    if text.startswith("|") or re.search(r"[。.;；:：!?]$", text):
        return False
    return (start == 0 and "\n" in passage.text) or text in passage.title_path
