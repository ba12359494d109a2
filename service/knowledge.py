"""What the service asks of the knowledge base behind it, as Protocols, so that tests can put a fake in its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Protocol, TypeVar

from flask import current_app

from kb.answer_changes import AnswerChanges
from kb.changes import Changes
from kb.facts import Fact, Relation
from kb.glossary import Glossary
from kb.types import Answer, AnswerStep, Document, Passage, ProvisionText, Query, Rendition, Status

EXTENSION = "knowledge_base"


class Snapshot(Protocol):
    """One opened, immutable generation: everything that one request reads comes from one snapshot."""

    @property
    def generation(self) -> str:
        """Id of the generation."""
        ...

    @property
    def passage_count(self) -> int:
        """How many passages are indexed."""
        ...

    @property
    def embedding_model(self) -> str:
        """Name of the embedding model or models."""
        ...

    @property
    def complete_to(self) -> date:
        """The day up to which the documents are complete."""
        ...

    @property
    def documents(self) -> Mapping[str, Document]:
        """All documents by id."""
        ...

    @property
    def facts(self) -> Sequence[Fact]:
        """All checked statements."""
        ...

    @property
    def relations(self) -> Sequence[Relation]:
        """How provisions and documents stand to each other."""
        ...

    @property
    def glossary(self) -> Glossary:
        """The terms of the field."""
        ...

    def renditions(self, document_id: str) -> Mapping[str, Rendition]:
        """The renditions of a document by name."""
        ...

    def passages(self, document_id: str, rendition: str | None = None) -> Sequence[Passage]:
        """The passages of a document in the order of the text, of one rendition or of all."""
        ...

    def of_provision(self, document_id: str, provision: str, rendition: str) -> Sequence[Passage]:
        """The passages of a provision, and of all that lies in it, in one rendition."""
        ...

    def provision_text(self, passage: Passage, rendition: str) -> ProvisionText | None:
        """The whole text of a passage's provision in a rendition; None where that has no such provision."""
        ...

    def superseding(self, passage: Passage, on: date) -> Relation | None:
        """The relation by which a passage's provision, or its document, had been superseded by a day."""
        ...

    def status(self, document_id: str, on: date) -> Status:
        """The status of a document on a day."""
        ...


Opened = TypeVar("Opened", bound=Snapshot)


class KnowledgeBase(Protocol[Opened]):
    """Answers questions from the generation that is being served."""

    def snapshot(self) -> Opened:
        """The generation being served now.

        Raises:
            NoIndexError: where there is none yet.
            DamagedIndexError: where it does not hold what its manifest says.
        """
        ...

    def answer(self, snapshot: Opened, query: Query) -> Answer:
        """What a snapshot says to a question."""
        ...

    def answering(self, snapshot: Opened, query: Query) -> Iterator[AnswerStep]:
        """The same step by step: what was found, each sentence as soon as it is checked, the whole answer last."""
        ...

    def changes(self, snapshot: Opened) -> Changes | None:
        """What differs between the generation before and a snapshot's own; None where there is none before it."""
        ...

    def answer_changes(self, changes: Changes) -> AnswerChanges | None:
        """What became of saved questions between two generations; None where that was not computed."""
        ...

    def canary(self, snapshot: Opened) -> bool:
        """Whether a question with a known answer finds its passage."""
        ...


def knowledge_base() -> KnowledgeBase[Snapshot]:
    """The knowledge base of the app that handles this request."""
    kb: KnowledgeBase[Snapshot] = current_app.extensions[EXTENSION]
    return kb
