"""The glossary as a page: its groups, a search, and chapters by initial in either language."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import groupby

from kb.glossary import Glossary, Term
from kb.language import fold
from kb.types import LANGUAGES, Language

GROUPS = ("term", "body", "sector", "place", "document")
"""Terms of the field first; the others are names, by the prefix of their ids."""
_OTHER = "#"
_PINYIN_INITIALS = "ABCDEFGHJKLMNOPQRSTWXYZ"
_PINYIN_CODES = """
b0a1 b0c5 b2c1 b4ee b6ea b7a2 b8c1 b9fe bbf7 bfa6 c0ac c2e8 c4c3 c5b6 c5be c6da c8bb c8f6 cbfa cdda cef4 d1b9 d4d1
"""
_PINYIN_STARTS = tuple(bytes.fromhex(code) for code in _PINYIN_CODES.split())
"""GB 2312 orders its first level, the common characters, by pinyin: where each initial begins in it."""
_SECOND_LEVEL = bytes.fromhex("d8a1")


def group_of(term: Term) -> str:
    """The group of a term: ``place:CN-GD`` is a place, an id without a prefix is a term of the field."""
    prefix, colon, _ = term.id.partition(":")
    return prefix if colon and prefix in GROUPS else GROUPS[0]


def find_terms(glossary: Glossary, words: str = "", group: str = "") -> list[Term]:
    """The terms of a group, or of all, whose names or definitions hold all words; those whose own names match best come first."""
    wanted = fold(words).split()
    found = []
    for term in glossary.terms:
        standard = [fold(term.en), fold(term.zh)]
        variants = [fold(name) for language in LANGUAGES for name in term.names(language)[1:]]
        text = "\n".join([*standard, *variants, fold(term.definition_en), fold(term.definition_zh)])
        if (not group or group_of(term) == group) and all(word in text for word in wanted):
            found.append((_rank(" ".join(wanted), standard, variants), term))
    return [term for _, term in sorted(found, key=lambda ranked: ranked[0])]


def in_chapters(terms: Iterable[Term], language: Language) -> list[tuple[str, list[Term]]]:
    """The terms by initial letter, in Chinese by that of the pinyin, each chapter in the order of its language."""
    ordered = sorted(terms, key=lambda term: _order(term, language))
    return [(initial, list(chapter)) for initial, chapter in groupby(ordered, key=lambda term: _initial(term, language))]


def _rank(words: str, standard: Sequence[str], variants: Sequence[str]) -> tuple[int, int]:
    """How near a term is to what was searched: its name, a variant, a part of its name, of a variant, or only its definition."""
    for rank, names in enumerate((standard, variants)):
        if words in names:
            return rank, 0
    for rank, names in enumerate((standard, variants), start=2):
        if lengths := [len(name) for name in names if words in name]:
            return rank, min(lengths)
    return 4, 0


def _order(term: Term, language: Language) -> tuple[bool, str, bytes]:
    initial = _initial(term, language)
    name = term.en.casefold() if language == "en" else term.zh
    return (initial == _OTHER, initial, name.encode("gb18030", "replace") if language == "zh" else name.encode())


def _initial(term: Term, language: Language) -> str:
    first = (term.en if language == "en" else term.zh)[:1].upper()
    if first.isascii():
        return first if first.isalpha() else _OTHER
    code = first.encode("gb18030", "replace")
    if len(code) == 2 and _PINYIN_STARTS[0] <= code < _SECOND_LEVEL:
        return _PINYIN_INITIALS[bisect_right(_PINYIN_STARTS, code) - 1]
    return _OTHER
