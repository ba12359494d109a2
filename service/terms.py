"""Terms of the glossary in a text, so that a page can link them to their definitions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from kb.glossary import Glossary, Term
from kb.types import Language
from service.reading import Block, Piece

_WORD = re.compile(r"[A-Za-z]+(?:['’][a-z]+)?|\d+")
_BETWEEN = re.compile(r"[ \t]+|-")
"""What may stand between the words of an English name."""
_ABBREVIATION = re.compile(r"[A-Z][A-Za-z0-9]*[A-Z0-9][a-z]?")
_EVERYDAY_TEXT = """
account administrative_area annex application approval authenticity calculation_example closure coal coke data definitions delivery dispute
duties effective_date energy enterprise entrust feedback_results importation incentives inclusion international_cooperation merger
performance_review principles public_institution purpose record_keeping relocation repeal responsible_body rights rural sample split staff
standards targets template_form testing transport truthfulness violation warning
"""
_EVERYDAY = frozenset(_EVERYDAY_TEXT.split())
"""Terms that mean in a rule what they mean everywhere: the glossary has them, texts do not link them."""


@dataclass(frozen=True, slots=True)
class Span:
    """A run of a text, with the term that it names."""

    text: str
    term: Term | None = None


class TermFinder:
    """Finds terms that have a definition, in time linear in the text."""

    def __init__(self, glossary: Glossary) -> None:
        self._english: dict[str, list[tuple[tuple[str, ...], Term]]] = {}
        self._chinese: dict[str, list[tuple[str, Term]]] = {}
        for term in glossary.terms:
            if is_defined(term) and term.id not in _EVERYDAY:
                self._add(term)
        for english in self._english.values():
            english.sort(key=lambda entry: len(entry[0]), reverse=True)
        for chinese in self._chinese.values():
            chinese.sort(key=lambda entry: len(entry[0]), reverse=True)

    def find(self, text: str, language: Language) -> list[tuple[int, int, Term]]:
        """Start, end and term of each name in a text, leftmost first, longest first, without overlaps."""
        return list(self._find_english(text) if language == "en" else self._find_chinese(text))

    def _add(self, term: Term) -> None:
        for name in linked_names(term, "en"):
            key = tuple(_singular(word) for word in _WORD.findall(name))
            if key:
                self._english.setdefault(key[0], []).append((key, term))
        for name in linked_names(term, "zh"):
            self._chinese.setdefault(name[:2], []).append((name, term))

    def _find_english(self, text: str) -> Iterator[tuple[int, int, Term]]:
        words = [(found.start(), found.end(), _singular(found[0])) for found in _WORD.finditer(text)]
        at = 0
        while at < len(words):
            for key, term in self._english.get(words[at][2], ()):
                named = words[at : at + len(key)]
                if tuple(word for _, _, word in named) == key and _joined(text, named):
                    yield named[0][0], named[-1][1], term
                    at += len(key) - 1
                    break
            at += 1

    def _find_chinese(self, text: str) -> Iterator[tuple[int, int, Term]]:
        at = 0
        while at < len(text):
            found = next(((name, term) for name, term in self._chinese.get(text[at : at + 2], ()) if text.startswith(name, at)), None)
            if found:
                yield at, at + len(found[0]), found[1]
            at += len(found[0]) if found else 1


class TermLinks:
    """Which terms of one page still want a link: each is linked where it first stands, so that a text stays a text."""

    def __init__(self, glossary: Glossary) -> None:
        self._finder = finder_of(glossary)
        self._linked: set[str] = set()

    def spans(self, text: str, language: Language) -> list[Span]:
        """A text as runs, joined they are the text; a run that has a term is to be linked."""
        return list(cut(text, self.new_in(text, language)))

    def linked(self, blocks: Sequence[Block], language: Language) -> list[Block]:
        """A text's blocks with the terms in their paragraphs linked; the provision of a quote is linked anew, for who arrives there."""
        found = []
        for block in blocks:
            if any(piece.opens_quote for piece in block.pieces):
                self._linked.clear()
            found.append(block if block.kind == "heading" else self._linked_block(block, language))
        return found

    def _linked_block(self, block: Block, language: Language) -> Block:
        pieces: list[Piece] = []
        for piece in block.pieces:
            if piece.strong:
                pieces.append(piece)
                continue
            for number, span in enumerate(self.spans(piece.text, language)):
                first = number == 0
                page, opens = (piece.page, piece.opens_quote) if first else (None, False)
                pieces.append(replace(piece, text=span.text, term=span.term, page=page, opens_quote=opens))
        return replace(block, pieces=tuple(pieces))

    def new_in(self, text: str, language: Language) -> list[tuple[int, int, Term]]:
        """Start, end and term of each name in a text that is not linked yet; from now on it is."""
        found = []
        for start, end, term in self._finder.find(text, language):
            if term.id not in self._linked:
                self._linked.add(term.id)
                found.append((start, end, term))
        return found


def cut(text: str, found: list[tuple[int, int, Term]]) -> Iterator[Span]:
    """A text cut at the terms found in it."""
    position = 0
    for start, end, term in found:
        if start > position:
            yield Span(text[position:start])
        yield Span(text[start:end], term)
        position = end
    if position < len(text):
        yield Span(text[position:])


def is_defined(term: Term) -> bool:
    """Whether a term is one of the field that is explained, not a name of a place, a body, a sector or a document."""
    return ":" not in term.id and bool(term.definition_en or term.definition_zh)


def linked_names(term: Term, language: Language) -> list[str]:
    """The names by which a term is linked: the standard one and abbreviations.

    Other variants carry questions to texts; many are not synonyms ("last day" of a deadline), and a link to a definition would mislead.
    """
    standard, *variants = term.names(language)
    return [name for name in (standard, *(one for one in variants if _ABBREVIATION.fullmatch(one))) if len(name) > 1]


@lru_cache(maxsize=2)
def finder_of(glossary: Glossary) -> TermFinder:
    """The finder of a glossary; made once a generation."""
    return TermFinder(glossary)


def _singular(word: str) -> str:
    """A lower-case word without the ending of its plural: enough to know it again."""
    word = word.lower().replace("’", "'").removesuffix("'s")
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word


def _joined(text: str, words: list[tuple[int, int, str]]) -> bool:
    return all(_BETWEEN.fullmatch(text, end, start) for (_, end, _), (start, _, _) in pairwise(words))
