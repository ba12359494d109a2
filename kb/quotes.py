"""Checking quotes: whether a sentence rests on the words that it cites."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kb.language import fold
from kb.numbers import quantities, unsupported

_NUMBER = re.compile(r"(?<![\d.])\d+(?:\.\d+)?")


def rests_on(sentence: str, quotes: Iterable[str]) -> bool:
    """Whether every number, date and amount of a sentence stands in its quotes, whatever their notation; words are not judged.

    ``26,000 t`` rests on ``2.6万吨`` and ``31 December 2026`` on ``2026年12月31日``; the 24 of "Article 24" needs a 24, too.
    """
    evidence = "\n".join(quotes)
    if sentence in evidence:
        return True
    if unsupported(sentence, evidence):
        return False
    known = set(_NUMBER.findall(fold(evidence))) | {part for found in quantities(evidence) for part in _parts(found.value)}
    return all(number in known or number.lstrip("0") in known for number in _NUMBER.findall(fold(sentence)))


def _parts(value: str) -> set[str]:
    """The numbers of a quantity: a date is its year, month and day."""
    return {part.lstrip("0") or "0" for part in re.split(r"[-:]", value) if part} | {value}
