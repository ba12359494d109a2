"""The words that a fact rests on, found in the index: what stands behind every row of a timeline, a calendar or a check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from kb.errors import MisquotedFactError
from kb.facts import Fact, FactTopic
from kb.types import LANGUAGES, RENDITION_KINDS, Citation, Document, Language, Passage, ProvisionText, Rendition


class FactSource(Protocol):
    """What of a snapshot is needed to cite facts."""

    @property
    def documents(self) -> Mapping[str, Document]:
        """All documents by id."""
        ...

    @property
    def facts(self) -> Sequence[Fact]:
        """All facts, in the order of their files."""
        ...

    def renditions(self, document_id: str) -> Mapping[str, Rendition]:
        """The renditions of a document by name."""
        ...

    def of_provision(self, document_id: str, provision: str, rendition: str) -> Sequence[Passage]:
        """The passages of a provision, and of all that lies in it, in one rendition."""
        ...

    def provision_text(self, passage: Passage, rendition: str) -> ProvisionText | None:
        """The whole text of a passage's provision in a rendition; None where that has no such provision."""
        ...


def locate_quote(snapshot: FactSource, fact: Fact, language: Language, number: int = 1) -> Citation:
    """The quote of a fact, where it stands: ``rendition.text[start:end] == quote``.

    The digest in the language leads, since facts quote digests; then an official text in it that holds the same words; then the same in
    the other language. ``also`` holds the whole provision in every other rendition of the document, the official text among them.

    Args:
        snapshot: The generation that holds the fact's document.
        fact: A fact of it.
        language: The language of the reader.
        number: The citation's number.

    Raises:
        MisquotedFactError: where the quote stands in no rendition of the provision.
        UnknownDocumentError: where the document is not there.
    """
    document_id, _, provision = fact.provision.partition("#")
    for name, quote in _places(fact, language, snapshot.renditions(document_id)):
        for passage in snapshot.of_provision(document_id, provision, name):
            if (at := passage.text.find(quote)) >= 0:
                start = passage.start + at
                return Citation(number, passage, quote, start, start + len(quote), _also(snapshot, passage))
    raise MisquotedFactError(f"the quote of the fact {fact.id!r} does not stand in {fact.provision}: mend its file, then ingest again")


def facts_about(snapshot: FactSource, topic: FactTopic) -> list[Fact]:
    """The facts of a topic, in the order of their files."""
    return [fact for fact in snapshot.facts if fact.topic == topic]


def _places(fact: Fact, language: Language, renditions: Mapping[str, Rendition]) -> list[tuple[str, str]]:
    """Names of the renditions in which the quote may stand, best first, each with the quote in its language."""
    languages = sorted(LANGUAGES, key=lambda one: one != language)
    wanted = [(f"{kind}.{one}", fact.quote_zh if one == "zh" else fact.quote) for one in languages for kind in reversed(RENDITION_KINDS)]
    return [(name, quote) for name, quote in wanted if quote and name in renditions]


def _also(snapshot: FactSource, passage: Passage) -> tuple[ProvisionText, ...]:
    others = (name for name in snapshot.renditions(passage.document_id) if name != passage.rendition)
    texts = (snapshot.provision_text(passage, name) for name in others)
    return tuple(text for text in texts if text is not None)
