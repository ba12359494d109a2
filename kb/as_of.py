"""The day for which a question is asked, where its words say so: "as of June 2024", "in 2023, what was …", 2023年的时候, 到2026年."""

from __future__ import annotations

import re
from datetime import date, timedelta

from kb.language import fold
from kb.validity import first_day, last_day

_MONTHS = {
    name: number
    for number, name in enumerate(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1)
}
_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_ENGLISH_DAY = rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+)?(?:{_MONTH}\s+)?(?:(?P<late>\d{{1,2}}),?\s+)?{_YEAR}(?:-(?P<m>\d\d)(?:-(?P<d>\d\d))?)?"
_CHINESE_DAY = rf"{_YEAR}\s*年?(?:\s*-?(?P<m>\d{{1,2}})\s*月?)?(?:\s*-?(?P<d>\d{{1,2}})\s*[日号]?)?"
_STATED = (
    re.compile(rf"\b(?:as of|as at|as on)\s+{_ENGLISH_DAY}"),
    re.compile(rf"(?:截至|截止到|截止)\s*{_CHINESE_DAY}"),
    re.compile(rf"到\s*{_CHINESE_DAY}(?:底|末)?\s*(?:为止|[，,时])"),
    re.compile(rf"{_CHINESE_DAY}(?:底|末)?(?:的?时候|当时|那时)"),
)
_BEFORE = (re.compile(rf"\b(?:before|prior to)\s+{_ENGLISH_DAY}"), re.compile(rf"{_CHINESE_DAY}(?:以前|之前)"))
_IN_THE_PAST = re.compile(rf"\b(?:in|during|on|back in)\s+{_ENGLISH_DAY}(?!\s*(?:emissions?|allowances?|plan|list|report|compliance|vintage))")
_PAST_TENSE = re.compile(r"\b(?:was|were|did|had|used to)\b")
_RULE = re.compile(r"\b(?:fines?|fined|penalt|rule|law|article|in force|threshold|allowed|required|have to|punish)|罚|规定|门槛|有效|适用")
"""What is asked about a rule holds for a day; what is asked about an event ("when was the 2023 surrender due") does not."""


def as_of_date(text: str, today: date) -> date | None:
    """The day a question is asked for: the last day of the month or year that it names; None where its words name none.

    A year in the past tense counts only where the question asks for a rule ("what was the fine in 2023?"), and never a year to come.
    """
    folded = fold(text)
    for pattern in _STATED:
        if (found := pattern.search(folded)) and (day := _day(found)):
            return day
    for pattern in _BEFORE:
        if (found := pattern.search(folded)) and _RULE.search(folded) and (day := _day(found, first=True)):
            return day - timedelta(days=1)
    found = _IN_THE_PAST.search(folded)
    if found and _PAST_TENSE.search(folded) and _RULE.search(folded) and (day := _day(found)) and day < today:
        return day
    return None


def _day(found: re.Match[str], *, first: bool = False) -> date | None:
    """The day of a match; None where there is no such day."""
    groups = found.groupdict()
    month = _MONTHS[groups["month"]] if groups.get("month") else int(groups["m"]) if groups.get("m") else None
    day = groups.get("day") or groups.get("late") or groups.get("d")
    partial = groups["year"] + (f"-{month:02d}" if month else "") + (f"-{int(day):02d}" if month and day else "")
    try:
        return first_day(partial) if first else last_day(partial)
    except ValueError:
        return None
