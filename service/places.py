"""Where a provision or the words of a fact stand, so that a page can lead there."""

from __future__ import annotations

from dataclasses import dataclass

from kb.facts import Fact
from kb.locators import format_locator, parents
from kb.types import Language
from service.knowledge import Snapshot


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a rendition that a link can lead to; ``start`` and ``end`` mark words there."""

    document_id: str
    locator: str = ""
    """Of the provision; empty where the place is a whole document."""
    rendition: str | None = None
    anchor: str | None = None
    start: int | None = None
    end: int | None = None


def place_of(snapshot: Snapshot, reference: str, language: Language) -> Place:
    """Where a provision such as ``cn-interim-regulations-2024#article-24`` stands, best in a rendition of a language."""
    document_id, _, provision = reference.partition("#")
    if not provision:
        return Place(document_id)
    locator = format_locator(provision, language)
    for wanted in (provision, *parents(provision)):
        holding = [one for one in snapshot.passages(document_id) if one.provision == wanted]
        if holding:
            passage = min(holding, key=lambda one: (one.language != language, not one.rendition.startswith("digest"), one.start))
            return Place(document_id, locator, passage.rendition, wanted)
    return Place(document_id, locator)


def place_of_fact(snapshot: Snapshot, fact: Fact, language: Language) -> Place:
    """Where the words stand that a fact rests on: in the digest of a language where it has them, else in the English one."""
    quotes: list[tuple[Language, str]] = [("zh", fact.quote_zh), ("en", fact.quote)] if language == "zh" else [("en", fact.quote)]
    provision = fact.provision.partition("#")[2]
    for written_in, quote in quotes:
        for passage in snapshot.passages(fact.document_id, f"digest.{written_in}"):
            at = passage.text.find(quote) if quote and provision in (passage.provision, *parents(passage.provision)) else -1
            if at >= 0:
                start = passage.start + at
                return Place(fact.document_id, format_locator(provision, language), passage.rendition, "quote", start, start + len(quote))
    return place_of(snapshot, fact.provision, language)
