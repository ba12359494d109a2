"""The names under which people speak of documents: titles, numbers, nicknames."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kb.glossary import Glossary
from kb.language import CHINESE, fold
from kb.types import Document

_PREFIX = "document:"
_TRIAL = re.compile(r"\s*\((?:trial|试行|for trial implementation)\)\s*$")
_QUOTES = re.compile("[《》“”\"]")
_NUMBERED = re.compile(r"\s*第|\s*art", re.IGNORECASE)
_SHORTEST_CHINESE = 4
"""Shorter Chinese names (条例, 办法) are common nouns: they count only where no longer name is found."""


@dataclass(frozen=True, slots=True)
class NameMatch:
    """A document named in a text, at ``folded[start:end]``; several documents where the name is shared."""

    documents: tuple[str, ...]
    name: str
    start: int
    end: int


class DocumentNames:
    """Finds documents by any of their names; a longer name wins over a shorter one inside it."""

    def __init__(self, documents: Iterable[Document], glossary: Glossary) -> None:
        self._by_name: dict[str, list[str]] = {}
        nicknames = {term.id.removeprefix(_PREFIX): term for term in glossary.terms if term.id.startswith(_PREFIX)}
        for document in documents:
            names = [document.id, document.title, document.title_original, document.number or "", *document.aliases]
            if term := nicknames.get(document.id):
                names += [*term.names("en"), *term.names("zh")]
            for name in names:
                self._add(name, document.id)
        ordered = sorted(self._by_name, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(_pattern, ordered)) if ordered else r"(?!)")

    def find(self, text: str) -> list[NameMatch]:
        """The documents that a text names, leftmost first."""
        folded = _QUOTES.sub(" ", fold(text))
        found = [
            NameMatch(tuple(self._by_name[" ".join(match[0].split())]), match[0], match.start(), match.end())
            for match in self._pattern.finditer(folded)
        ]
        kept = [match for match in found if not _is_weak(match.name) or _NUMBERED.match(folded, match.end)]
        return kept or found

    def _add(self, name: str, document_id: str) -> None:
        folded = " ".join(_QUOTES.sub(" ", fold(name)).split())
        for variant in {folded, _TRIAL.sub("", folded)}:
            if len(variant) >= 2 and document_id not in self._by_name.setdefault(variant, []):
                self._by_name[variant].append(document_id)


def _is_weak(name: str) -> bool:
    return (re.match(f"[{CHINESE}]", name) is not None and len(name) < _SHORTEST_CHINESE) or name in ("the regulations", "the measures")


def _pattern(name: str) -> str:
    body = re.escape(name).replace(r"\ ", r"\s+")
    before = r"(?<![a-z0-9])" if re.match(r"[a-z0-9]", name) else ""
    after = r"(?![a-z0-9])" if re.search(r"[a-z0-9]$", name) else ""
    return before + body + after
