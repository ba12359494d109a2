"""The dates and times of day that a text writes out, in Chinese or English."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from kb.locators import chinese_number


class WrittenDate(NamedTuple):
    """A date as exact as the text has it, or a time of day, where it begins.

    ``2026-12-31``, ``2026-12``, ``--12-31`` (a day of any year), ``--12`` (a month) or ``17:00``.
    """

    start: int
    value: str
    kind: Literal["date", "time"]


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LONG_MONTHS = "January|February|March|April|June|July|August|September|October|November|December"
_MONTH = rf"(?:{_LONG_MONTHS}|May|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)(?![a-z])"
_BEFORE_MAY = "(?:" + "|".join(f"(?<={word} )" for word in ("in", "by", "of", "to", "and", "from", "since", "until")) + ")"
"""Without a day or a year, May is a month only after one of these; elsewhere it may be a verb."""
_NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_YEAR, _DAY = r"(?:19|20)\d\d(?!\d)", r"(?:3[01]|[12]\d|0?[1-9])"
_JOIN = r"\s*(?:-|~|至|到|、|和|to|and|or|,)\s*"
_PATTERNS = (
    # 2021年10月26日至27日, 1至3月, 三月一日, 2024年10月
    rf"(?:(?<![\d.])(?P<zy>(?:19|20)\d\d|[一二][〇零一二三四五六七八九]{{3}})\s*年\s*)?"
    rf"(?<![\d.一二三四五六七八九十第])(?P<zp>(?:{_NUMBER}{_JOIN}){{0,11}})(?P<zm>{_NUMBER})\s*月份?"
    rf"(?:\s*(?P<zd>{_NUMBER})\s*日(?:{_JOIN}(?P<ze>{_NUMBER})\s*日(?!内))?)?",
    # 2024-05
    r"(?<![\d./-])(?P<ny>(?:19|20)\d\d)-(?P<nm>0[1-9]|1[0-2])(?![\d-])",
    # 2024-05-01, 2024/5/1, 2024.5.1
    r"(?<![\d./-])(?P<iy>(?:19|20)\d\d)(?P<mark>[-/.])(?P<im>0?[1-9]|1[0-2])(?P=mark)(?P<id>\d{1,2})(?![\d/]|\.\d)",
    # 31 March 2024, 1 to 15 March
    rf"(?<![\d.,:])(?:(?P<ep>{_DAY}){_JOIN})?(?P<ed>{_DAY})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<em>{_MONTH})(?:,?\s+(?P<ey>{_YEAR}))?",
    # March 31, 2024
    rf"(?<![A-Za-z])(?P<am>{_MONTH})\s+(?P<ad>{_DAY})(?:st|nd|rd|th)?(?:-(?P<ae>{_DAY}))?(?!\d|[,.]\d)(?:,?\s+(?P<ay>{_YEAR}))?",
    # March 2024, March
    rf"(?<![A-Za-z])(?P<bm>{_MONTH}),?\s+(?P<by>{_YEAR})",
    rf"(?<![A-Za-z])(?P<cm>(?:{_LONG_MONTHS})(?![a-z])|{_BEFORE_MAY}May\b)",
    # 17:00, 10 a.m., 31日17点, 9时30分
    r"(?<![\d:.])(?P<half>1[0-2]|0?[1-9])(?::(?P<hminute>[0-5]\d))?\s?(?P<noon>[ap])\.?m\b\.?",
    r"(?<![\d:])(?P<hour>[01]?\d|2[0-4]):(?P<minute>[0-5]\d)(?![\d:])",
    r"(?:(?<=[日午天至])|(?<=[日午天至] ))(?P<zhour>[01]?\d|2[0-4])[时点](?:(?P<zminute>[0-5]?\d)分)?",
)
_DATES = re.compile(r"(?=[\dA-Z一二三四五六七八九十])(?:" + "|".join(_PATTERNS) + ")")
"""The look ahead spares the patterns the positions of a text where no date can begin."""


def take_dates(folded: str) -> tuple[list[WrittenDate], str]:
    """The dates of a text, folded by NFKC and with plain hyphens, and the text with them blanked out, its length unchanged."""
    found: list[WrittenDate] = []

    def take(match: re.Match[str]) -> str:
        dates = _values(match.groupdict())
        found.extend(WrittenDate(match.start(), value, "time" if ":" in value else "date") for value in dates)
        return ";" * len(match[0]) if dates else match[0]

    return found, _DATES.sub(take, folded)


def _values(groups: dict[str, str | None]) -> list[str]:
    """What a match says; nothing where there is no such day."""
    if groups["half"]:
        hours = int(groups["half"]) % 12 + (12 if groups["noon"] == "p" else 0)
        return [f"{hours}:{groups['hminute'] or '00'}"]
    if hour := groups["hour"] or groups["zhour"]:
        return [f"{int(hour)}:{int(groups['minute'] or groups['zminute'] or 0):02}"]
    months = [_month(name) for name in [*re.findall(_NUMBER, groups["zp"] or ""), *_those(groups, "zm nm im em am bm cm")]]
    days = [chinese_number(day) for day in _those(groups, "zd ze id ep ed ad ae")]
    if not all(1 <= month <= 12 for month in months) or not all(1 <= day <= 31 for day in days):
        return []
    year = "".join(str(chinese_number(sign)) for sign in "".join(_those(groups, "zy ny iy ey ay by"))) or "-"
    if days:
        return [f"{year}-{months[-1]:02}-{day:02}" for day in days]
    return [f"{year}-{month:02}" for month in months]


def _month(name: str) -> int:
    return _MONTHS.index(name[:3].lower()) + 1 if name[0].isascii() and name[0].isalpha() else chinese_number(name)


def _those(groups: dict[str, str | None], names: str) -> list[str]:
    return [value for name in names.split() if (value := groups[name])]
