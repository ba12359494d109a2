"""The days on which a duty falls due: one, or one for each month, quarter or year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from kb.fact_values import ObligationValues
from kb.validity import first_day, last_day

_MONTHS = {"monthly": 1, "quarterly": 3}


@dataclass(frozen=True, slots=True)
class Deadline:
    """One day on which something is due."""

    due: date
    emission_years: tuple[int, ...]
    period: str | None = None
    """``2026-01`` or ``2026-Q1``; None for a year."""


def deadlines(values: ObligationValues, valid_from: date, valid_to: date, last: date) -> Iterator[Deadline]:
    """The deadlines of a duty up to a day, in order.

    What is due once is due whenever that is. A yearly duty is due in each year in which its rule holds on the day; a monthly or quarterly
    one for each period that ends after the rule began to hold and begins before it ended.

    Args:
        values: The duty.
        valid_from: The first day on which the rule holds.
        valid_to: The last one.
        last: No recurring deadline after this day is given.
    """
    if values.recurrence is None:
        if values.due:
            yield Deadline(last_day(values.due), values.emission_years)
    elif values.recurrence == "yearly":
        yield from _yearly(values, valid_from, min(valid_to, last))
    else:
        yield from _by_period(values, valid_from, valid_to, last)


def _yearly(values: ObligationValues, first: date, last: date) -> Iterator[Deadline]:
    month, day = (int(part) for part in (values.due_day or "").split("-"))
    for year in range(first.year, last.year + 1):
        due, emission_year = date(year, month, day), year + values.emission_year_offset
        begun = values.first_period is None or emission_year >= first_day(values.first_period).year
        if first <= due <= last and begun and (not values.emission_years or emission_year in values.emission_years):
            yield Deadline(due, (emission_year,))


def _by_period(values: ObligationValues, valid_from: date, valid_to: date, last: date) -> Iterator[Deadline]:
    length = _MONTHS[values.recurrence or "monthly"]
    begin = first_day(values.first_period) if values.first_period else valid_from
    end = min(valid_to, last_day(values.last_period)) if values.last_period else valid_to
    year, month = begin.year, begin.month - (begin.month - 1) % length
    while (start := date(year, month, 1)) <= end:
        following = _months_later(start, length)
        due = _due_after(following - timedelta(days=1), values)
        if due > last:
            return
        if start >= begin or following > begin:
            name = f"{year}-{month:02}" if length == 1 else f"{year}-Q{(month + 2) // 3}"
            yield Deadline(due, (year,), name)
        year, month = following.year, following.month


def _due_after(period_end: date, values: ObligationValues) -> date:
    """Days are counted from the day after the period; a month after the end of a month is the end of the next one."""
    if values.days_after_period is not None:
        return period_end + timedelta(days=values.days_after_period)
    return _months_later(period_end + timedelta(days=1), values.months_after_period or 0) - timedelta(days=1)


def _months_later(first_of_month: date, months: int) -> date:
    years, month = divmod(first_of_month.month - 1 + months, 12)
    return date(first_of_month.year + years, month + 1, 1)
