"""The names under which people speak of documents: titles, numbers, nicknames."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kb.glossary import Glossary
from kb.language import CHINESE, fold
from kb.types import Document

_PREFIX = "document:"
_TRIAL = re.compile(r"\s*\((?:trial|试行|for trial implementation)\)\s*$")
_QUOTES = re.compile("[《》“”\"〔〕\\[\\]【】]")
_ORDER = re.compile(r"\b(order|decree|announcement) (?:\d{4} )?no\. ?(\d+)$")
_CHINESE_ORDER = re.compile(r"(令|公告)(?:\d{4}年)?第(\d+)号$")
_YEAR_NUMBER = re.compile(r"\d{4}/\d{2,}$")
_SHORT = (("regulations", "regs"), ("regulation", "reg"))
"""What people write for a word of a title."""
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
    instrument: str = ""
    """Which instrument of a document that holds several is named: ``rules-2``; empty where the whole document is."""


class DocumentNames:
    """Finds documents by any of their names; a longer name wins over a shorter one inside it."""

    def __init__(
        self, documents: Iterable[Document], glossary: Glossary, instruments: Mapping[tuple[str, str], Iterable[str]] | None = None
    ) -> None:
        """Take the names of all documents, and of the instruments inside them: ``{("cn-rules", "rules-2"): ["Trading Rules"]}``."""
        self._by_name: dict[str, list[tuple[str, str]]] = {}
        nicknames = {term.id.removeprefix(_PREFIX): term for term in glossary.terms if term.id.startswith(_PREFIX)}
        for document in documents:
            names = [document.id, document.title, document.title_original, document.number or "", *document.aliases]
            if term := nicknames.get(document.id):
                names += [*term.names("en"), *term.names("zh")]
            for name in names:
                self._add(name, document.id)
        for (document_id, instrument), titles in (instruments or {}).items():
            for title in titles:
                self._add(title, document_id, instrument)
        ordered = sorted(self._by_name, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(_pattern, ordered)) if ordered else r"(?!)")

    def find(self, text: str) -> list[NameMatch]:
        """The documents that a text names, leftmost first."""
        folded = _QUOTES.sub(" ", fold(text))
        found = [self._match(match) for match in self._pattern.finditer(folded)]
        kept = [match for match in found if not _is_weak(match.name) or _NUMBERED.match(folded, match.end)]
        return kept or found

    def _match(self, match: re.Match[str]) -> NameMatch:
        entries = self._by_name[" ".join(match[0].split())]
        instruments = {instrument for _, instrument in entries if instrument}
        documents = tuple(dict.fromkeys(document for document, _ in entries))
        return NameMatch(documents, match[0], match.start(), match.end(), instruments.pop() if len(instruments) == 1 else "")

    def _add(self, name: str, document_id: str, instrument: str = "") -> None:
        for variant in _variants(" ".join(_QUOTES.sub(" ", fold(name)).split())):
            entry = (document_id, instrument)
            if len(variant) >= 2 and entry not in self._by_name.setdefault(variant, []):
                self._by_name[variant].append(entry)


def _variants(name: str) -> set[str]:
    """A folded name and the ways in which people shorten it.

    Without (trial), "order 19" for "mee order no. 19", 19号令 for 令第19号, 2023/956 for (eu) 2023/956.
    """
    found = {name, _TRIAL.sub("", name)}
    for long, short in _SHORT:
        found |= {re.sub(rf"\b{long}\b", short, variant) for variant in set(found)}
    if order := _ORDER.search(name):
        found |= {f"{order[1]} {order[2]}", f"{order[1]} no. {order[2]}", f"{order[1]} no {order[2]}"}
    if order := _CHINESE_ORDER.search(name):
        found |= {f"{order[2]}号{order[1]}", f"第{order[2]}号{order[1]}", f"{order[1]}{order[2]}号", f"{order[1]}第{order[2]}号"}
    if numbered := _YEAR_NUMBER.search(name):
        found.add(numbered[0])
    return found


def _is_weak(name: str) -> bool:
    return (re.match(f"[{CHINESE}]", name) is not None and len(name) < _SHORTEST_CHINESE) or name in ("the regulations", "the measures")


def _pattern(name: str) -> str:
    body = re.escape(name).replace(r"\ ", r"\s+")
    before = r"(?<![a-z0-9])" if re.match(r"[a-z0-9]", name) else ""
    after = r"(?![a-z0-9])" if re.search(r"[a-z0-9]$", name) else ""
    return before + body + after
