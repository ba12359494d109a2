"""What holds on a date: partial dates, a document's status, and filters."""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime, timedelta, timezone

from kb.types import Document, Filters, Status

_CHINA = timezone(timedelta(hours=8))
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_YEARS = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*[-–—~至到]\s*((?:19|20)\d\d)(?!\d)")
_LONGEST = 20
"""Years of the longest range that is taken apart."""
_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def today() -> date:
    """The day it is in China (UTC+8), where the deadlines of most rules here fall."""
    return datetime.now(_CHINA).date()


def first_day(partial: str) -> date:
    """The first day of a date that is a day, a month or a year: ``2024-10`` is 1 October 2024.

    Raises:
        ValueError: where it is none of these, or no such day exists.
    """
    year, month, day = _parts(partial)
    return date(year, month or 1, day or 1)


def last_day(partial: str) -> date:
    """The last day of a date that is a day, a month or a year: ``2024-10`` is 31 October 2024.

    Raises:
        ValueError: where it is none of these, or no such day exists.
    """
    year, month, day = _parts(partial)
    month = month or 12
    return date(year, month, day or calendar.monthrange(year, month)[1])


def years_in(text: str) -> frozenset[int]:
    """The calendar years that a text names, those inside a range too: ``2019-2020``, ``2023、2024年度``."""
    years = {int(year) for year in _YEAR.findall(text)}
    for first, last in _YEARS.findall(text):
        years |= set(range(int(first), min(int(last), int(first) + _LONGEST) + 1))
    return frozenset(years)


def status_on(document: Document, on: date) -> Status:
    """A document's status on a day, from its own dates; a document without a start is taken to be in force once issued."""
    if document.kind == "draft":
        return "draft"
    start = document.effective_from or document.issued
    if start and first_day(start) > on:
        return "not_yet_in_force"
    if document.effective_to and last_day(document.effective_to) < on:
        return "superseded" if document.superseded_by else "expired"
    return "in_force"


def passes(document: Document, filters: Filters, on: date) -> bool:
    """Whether a document is inside the filters; CN-GD holds CN-GD-SZ, and CN alone means the national market."""
    return (
        (not filters.jurisdiction or any(_within(document.jurisdiction, wanted) for wanted in filters.jurisdiction))
        and (not filters.sector or not document.sectors or any(sector in document.sectors for sector in filters.sector))
        and (not filters.kind or document.kind in filters.kind)
        and (not filters.document_id or document.id in filters.document_id)
        and (not filters.status or status_on(document, on) in filters.status)
    )


def _within(jurisdiction: str, wanted: str) -> bool:
    return jurisdiction == wanted or ("-" in wanted and jurisdiction.startswith(f"{wanted}-"))


def _parts(partial: str) -> tuple[int, int, int]:
    if not (found := _PARTIAL.fullmatch(partial)):
        raise ValueError(f"{partial!r} is not a day (2024-05-01), a month (2024-05) or a year (2024)")
    year, month, day = int(found[1]), int(found[2] or 0), int(found[3] or 0)
    if (found[2] and not month) or (found[3] and not day):
        raise ValueError(f"{partial!r} is not a date: months and days begin at 1")
    date(year, month or 1, day or 1)
    return year, month, day
