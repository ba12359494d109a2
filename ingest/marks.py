"""The marks by which legal texts number their provisions, as they stand at the start of a line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from kb.locators import CHINESE_NUMERAL, chinese_number, roman_number

MarkKind = Literal["division", "article", "section", "part", "item", "number", "point", "annex", "schedule", "recital"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A numbering mark: what it numbers, the number in Arabic digits, and how many characters of the line it takes."""

    kind: MarkKind
    number: str
    length: int


_NOT_REFERENCE = r"(?!第?[款规、，,和及或至的中所（(]|第|\s*(?:款|项(?!目)|规定))"
_PATTERNS: tuple[tuple[MarkKind, re.Pattern[str]], ...] = (
    ("division", re.compile(rf"第\s*({CHINESE_NUMERAL}|\d+)\s*(?:编|章|节|部分)(?=\s|[^\d规]|$)")),
    ("article", re.compile(rf"第\s*({CHINESE_NUMERAL}|\d+)\s*条{_NOT_REFERENCE}")),
    ("annex", re.compile(rf"(?:附件|附录|附)\s*({CHINESE_NUMERAL}|\d+)?\s*(?!\s*[则和及与的中所列，。])(?=$|[:：.．、—\s]|\D)")),
    ("part", re.compile(rf"({CHINESE_NUMERAL})\s*[、．.]")),
    ("item", re.compile(rf"[（(]\s*({CHINESE_NUMERAL})\s*[）)]")),
    ("point", re.compile(r"(\d{1,2}(?:[.．]\d{1,2})+)(?![\d%％.])[.．]?(?!\s*[万亿吨元个年月%％至—～~-])(?=\s|\D|$)")),
    ("number", re.compile(r"(\d{1,2})\s*[.．、](?!\d)")),
    ("division", re.compile(r"(?:CHAPTER|Chapter|TITLE|Title|DIVISION|Division|PART|Part)\s+([IVXLC]+|\d+(?:\.\d+)?)\b(?=\s*$|\s*[—–:.-]|\s+[A-Z])")),
    ("article", re.compile(r"(?:Article|ARTICLE|Art\.)\s+(\d+[a-z]?)(?=\s*$|\s*[—–:.-]|\s+[A-Z])")),
    ("section", re.compile(r"(?:Section|SECTION)\s+(\d+(?:\.\d+)*)(?=\s*$|\s*[—–:.-]|\s+[A-Z(])")),
    ("annex", re.compile(r"(?:ANNEX|Annex|APPENDIX|Appendix)(?:\s+([IVXLC]+|\d+))?(?=\s*$|\s*[—–:.-])")),
    ("schedule", re.compile(r"(?:SCHEDULE|Schedule)\s+(\d+)(?=\s*$|\s*[—–:.-])")),
    ("recital", re.compile(r"\((\d{1,3})\)(?=\s+[A-Z])")),
)


def mark_of(line: str) -> Mark | None:
    """The mark that a line begins with, leading white space aside; None where it begins with none.

    Whether the line really opens a provision depends on what stands before it (numbers run on by one); that is the
    splitter's to decide.
    """
    lead = len(line) - len(line.lstrip())
    for kind, pattern in _PATTERNS:
        if found := pattern.match(line, lead):
            number = _arabic(found[1]) if found[1] else ""
            return Mark(kind, number, found.end())
    return None


def opens_block(line: str) -> bool:
    """Whether a line opens a block of its own, so that it must not be joined to the line before it."""
    return mark_of(line) is not None or re.match(r"\s*(?:[-•●◆▪*]\s|[（(]\d{1,2}[）)]|[①-⑳]|\|)", line) is not None


def _arabic(number: str) -> str:
    number = number.replace("．", ".")
    if number[0].isdigit():
        return number
    return str(roman_number(number) if number[0] in "IVXLC" else chinese_number(number))
