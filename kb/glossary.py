"""The field's terms in both languages: what carries a question in one language to a text in the other."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from kb.errors import MetadataError
from kb.language import fold, terms
from kb.types import Language

COLUMNS = ("id", "en", "en_variants", "zh", "zh_variants", "definition_en", "definition_zh")


@dataclass(frozen=True, slots=True)
class Term:
    """A term with its variants and a definition, in English and in Chinese."""

    id: str
    en: str
    zh: str
    en_variants: tuple[str, ...] = ()
    zh_variants: tuple[str, ...] = ()
    definition_en: str = ""
    definition_zh: str = ""

    def names(self, language: Language) -> tuple[str, ...]:
        """The term and its variants in a language, the standard one first."""
        return (self.en, *self.en_variants) if language == "en" else (self.zh, *self.zh_variants)


@dataclass(frozen=True, slots=True)
class TermMatch:
    """A term found in a text, under one of its names, at ``folded[start:end]``."""

    term: Term
    name: str
    start: int
    end: int


class Glossary:
    """Finds terms in questions; a longer name wins over a shorter one inside it."""

    def __init__(self, terms: Iterable[Term] = ()) -> None:
        self.terms: Sequence[Term] = tuple(terms)

    def find(self, text: str, language: Language) -> list[TermMatch]:
        """The terms that a text names in a language, leftmost first, longest name first, without overlaps."""
        found: list[TermMatch] = []
        for match in self._patterns[language].finditer(fold(text)):
            name = match[0] if language == "zh" else _stemmed(match[0])
            found.extend(TermMatch(term, match[0], match.start(), match.end()) for term in self._by_name[language].get(name, ()))
        return found

    @cached_property
    def _by_name(self) -> dict[Language, dict[str, list[Term]]]:
        names: dict[Language, dict[str, list[Term]]] = {"en": {}, "zh": {}}
        for term in self.terms:
            for name in term.names("en"):
                _append_once(names["en"].setdefault(_stemmed(fold(name)), []), term)
            for name in term.names("zh"):
                _append_once(names["zh"].setdefault(fold(name), []), term)
        return names

    @cached_property
    def _patterns(self) -> dict[Language, re.Pattern[str]]:
        english = sorted({fold(name) for term in self.terms for name in term.names("en") if name}, key=len, reverse=True)
        chinese = sorted({fold(name) for term in self.terms for name in term.names("zh") if name}, key=len, reverse=True)
        return {
            "en": re.compile(r"\b(?:" + "|".join(map(_inflected, english)) + r")\b" if english else r"(?!)"),
            "zh": re.compile("|".join(map(re.escape, chinese)) if chinese else r"(?!)"),
        }


def read_glossary(path: Path) -> list[Term]:
    """The terms of a CSV file with the columns of ``COLUMNS``; variants are separated by ``|``.

    Raises:
        MetadataError: where a column is missing, an id is doubled, or a term lacks a name in a language.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if missing := [name for name in COLUMNS if name not in (reader.fieldnames or ())]:
                raise MetadataError(f"{path.name}: column {missing[0]!r} is missing: the columns are {', '.join(COLUMNS)}")
            found = [_term(row, f"{path.name}, line {reader.line_num}") for row in reader]
    except (UnicodeDecodeError, csv.Error) as error:
        raise MetadataError(f"{path.name}: not a CSV file in UTF-8 ({error})") from error
    seen: set[str] = set()
    for term in found:
        if term.id in seen:
            raise MetadataError(f"{path.name}: the id {term.id!r} stands twice")
        seen.add(term.id)
    return found


def _term(row: dict[str, str | None], where: str) -> Term:
    values = {name: (row.get(name) or "").strip() for name in COLUMNS}
    for name in ("id", "en", "zh"):
        if not values[name]:
            raise MetadataError(f"{where}: {name!r} is empty")
    return Term(
        values["id"], values["en"], values["zh"], _variants(values["en_variants"]), _variants(values["zh_variants"]),
        values["definition_en"], values["definition_zh"],
    )


def _variants(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split("|") if part.strip())


def _stemmed(name: str) -> str:
    return " ".join(terms(name)) or name


def _inflected(name: str) -> str:
    """A pattern for a folded English name whose last word may be inflected; a plural name is found in the singular too."""
    stem = re.sub(r"(?<=[a-z]{3})(?:ies|[ey]|(?<!s)s)$", "", name)
    return re.escape(stem).replace(r"\ ", r"[\s-]+") + (r"(?:s|es|ed|e|ing|ies|y|d)?" if re.search(r"[a-z]$", name) else "")


def _append_once(terms_of_name: list[Term], term: Term) -> None:
    if term not in terms_of_name:
        terms_of_name.append(term)
