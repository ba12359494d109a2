"""Where a provision or the words of a fact stand, so that a page can lead there."""

from __future__ import annotations

from dataclasses import dataclass

from kb.cited_facts import locate_quote
from kb.errors import MisquotedFactError
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
    """Where the words stand that a fact rests on, best in a language; its provision where they stand nowhere in the index."""
    try:
        quoted = locate_quote(snapshot, fact, language)
    except MisquotedFactError:
        return place_of(snapshot, fact.provision, language)
    locator = format_locator(fact.provision.partition("#")[2], language)
    return Place(fact.document_id, locator, quoted.passage.rendition, "quote", quoted.start, quoted.end)
