"""What a question says before anything is searched: language, date, documents, provisions, jurisdictions, concepts. No model."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kb.as_of import as_of_date
from kb.asked import AnswerKind, asked_for
from kb.conversation import resolve
from kb.glossary import Glossary
from kb.language import detect_language, fold, terms, without_question_words
from kb.locators import find_locators
from kb.names import NameMatch
from kb.types import LANGUAGES, SECTORS, DateSource, Language, Query, Sector, Understood
from kb.validity import years_in

if TYPE_CHECKING:
    from kb.snapshot import Snapshot

_PLACE = "place:"
_DOCUMENT = "document:"
_SECTOR = "sector:"
_HISTORY = re.compile(
    r"\b(?:used to|formerly|previously|originally|back then|at that time|in the past|history|original(?:ly)?|no longer)\b|\bbefore (?:the|it|that|20)"
    r"|以前|原来|原先|当时|曾经?|过去|历史|旧(?:规定|办法|规则|条文)|之前的"
)
_CONFLICT = re.compile(
    r"\b(?:prevails?|takes? precedence|conflicts?|contradict\w*|overrides?|differ|difference between|outranks?)\b"
    r"|\bwhich (?:one|text|rule|of (?:them|these|the two)|document)?\s*(?:applies|holds?|counts|governs|is (?:right|valid)|should|must|binds)"
    r"|按哪个|按哪一个|以哪个|哪个为准|以谁为准|听谁的|冲突|矛盾|不一致|哪个优先|哪一?个有效|还是按"
)
"""Asks which of several texts counts."""
_OF = re.compile(r"[\s,(\d)]*\b(?:of|in|under|from)\s+(?:the\s+)?[\"“]?", re.IGNORECASE)
_BEHIND = 8
"""Characters by which a document named behind a provision must be nearer than one in front of it."""


@dataclass(frozen=True, slots=True)
class Concept:
    """Something a question speaks of, with its names in each language, folded."""

    names: Mapping[Language, tuple[str, ...]]
    is_term: bool
    """Whether the glossary knows it; else it is a word of the question, in its own language alone."""
    terms: Mapping[Language, tuple[frozenset[str], ...]]
    """The search terms of each name, in the order of the names."""

    def named_in(self, language: Language, folded: str, words: frozenset[str]) -> bool:
        """Whether a text in a language, given folded and as the set of its terms, names the concept."""
        for name, parts in zip(self.names.get(language, ()), self.terms.get(language, ()), strict=True):
            if name in folded if language == "zh" and not name.isascii() else bool(parts) and parts <= words:
                return True
        return False


@dataclass(frozen=True, slots=True)
class Question:
    """A question, understood."""

    text: str
    language: Language
    as_of: date
    documents: tuple[str, ...]
    """Documents that it names."""
    lookups: tuple[tuple[str, str], ...]
    """Provisions that it names, each with the document it names for it: ``("cn-interim-regulations-2024", "article-24")``."""
    jurisdictions: tuple[str, ...]
    sectors: tuple[Sector, ...]
    years: tuple[int, ...]
    concepts: tuple[Concept, ...]
    asks_for: AnswerKind | None
    asks_history: bool = False
    """Whether it asks about the past, whose rules need not be in force any more."""
    asks_conflict: bool = False
    """Whether it asks which of several texts counts."""
    as_of_from: DateSource = "today"

    def understood(self) -> Understood:
        """What it was taken to ask, as readers are shown it."""
        provisions = tuple(f"{document}#{provision}" for document, provision in self.lookups)
        return Understood(
            self.text, self.as_of, self.as_of_from, self.documents, provisions, self.jurisdictions, self.sectors, self.years
        )


def understand(query: Query, snapshot: Snapshot, today: date) -> Question:
    """Read a question; the query's own date and language come before what its words suggest."""
    text = resolve(query.question, query.history, snapshot)
    language = query.language or detect_language(text)
    places = _places(text, snapshot.store.glossary)
    named = snapshot.names.find(text)
    located = find_locators(text)
    said = as_of_date(text, today)
    return Question(
        text=text,
        language=language,
        as_of=query.as_of or said or today,
        as_of_from="query" if query.as_of else "question" if said else "today",
        documents=tuple(dict.fromkeys(document for match in named for document in match.documents)),
        lookups=tuple(dict.fromkeys(pair for provision, start, end in located for pair in _paired(text, provision, start, end, named))),
        jurisdictions=places,
        sectors=_sectors(text, snapshot.store.glossary),
        years=tuple(sorted(years_in(text))),
        concepts=_concepts(text, snapshot.store.glossary),
        asks_for=asked_for(fold(text)),
        asks_conflict=_CONFLICT.search(fold(text)) is not None,
        asks_history=_HISTORY.search(fold(text)) is not None,
    )


def _paired(text: str, provision: str, start: int, end: int, named: Sequence[NameMatch]) -> list[tuple[str, str]]:
    """A provision with the document it is said to be of ("Article 12 of Order 19"), else with the nearest one ("Order 19 Article 12")."""
    behind = next((match for match in named if match.start >= end and _OF.fullmatch(text[end : match.start])), None)
    nearest = behind or min(named, key=lambda match: start - match.end if match.start < start else match.start - start + _BEHIND, default=None)
    if nearest is None:
        return []
    within = f"{nearest.instrument}/{provision}" if nearest.instrument else provision
    return [(document, within) for document in nearest.documents]


def _places(text: str, glossary: Glossary) -> tuple[str, ...]:
    found = (match.term.id.removeprefix(_PLACE) for language in LANGUAGES for match in glossary.find(text, language)
             if match.term.id.startswith(_PLACE))
    return tuple(dict.fromkeys(found))


def _sectors(text: str, glossary: Glossary) -> tuple[Sector, ...]:
    named = {match.term.id.removeprefix(_SECTOR) for language in LANGUAGES for match in glossary.find(text, language)
             if match.term.id.startswith(_SECTOR)}
    return tuple(sector for sector in SECTORS if sector in named)


def _concepts(text: str, glossary: Glossary) -> tuple[Concept, ...]:
    """Glossary terms first; the words between them stand for themselves."""
    folded = fold(text)
    rest = list(folded)
    concepts: dict[str, Concept] = {}
    for language in LANGUAGES:
        for match in glossary.find(text, language):
            rest[match.start : match.end] = " " * (match.end - match.start)
            if not match.term.id.startswith((_DOCUMENT, _PLACE)):
                names: dict[Language, tuple[str, ...]] = {known: tuple(fold(name) for name in match.term.names(known)) for known in LANGUAGES}
                names[language] = tuple(dict.fromkeys((match.name, *names[language])))
                concepts[match.term.id] = _concept(names, is_term=True)
    for word in terms(without_question_words("".join(rest))):
        own: Language = "en" if word[0].isascii() else "zh"
        if len(word) > 1 or own == "en":
            names = {known: (word,) for known in LANGUAGES} if word[0].isdigit() else {own: (word,)}
            concepts.setdefault(word, _concept(names, is_term=False))
    return tuple(concepts.values())


def _concept(names: Mapping[Language, tuple[str, ...]], *, is_term: bool) -> Concept:
    found = {language: tuple(frozenset(terms(name)) for name in known) for language, known in names.items()}
    return Concept(names, is_term, found)
