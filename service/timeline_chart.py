"""The timeline as a drawing: where each lane, year and mark stands, in units of the SVG; the templates only write it down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise

from kb.timeline import TimelineEvent
from kb.types import Sector
from kb.validity import first_day, last_day

LABELS = 136
"""Width of the column of lane names."""
YEAR = 108
"""Width of a year in which a lane holds several events."""
QUIET = 62
"""Width of any other year in which something happens."""
GAP = 28
"""Width that stands for years in which nothing happens."""
HEAD = 30
ROW = 22
PAD = 9
MARK = 7
"""Half the width of a mark."""
EDGE = 2
"""What marks keep clear of at the edges of a year."""


@dataclass(frozen=True, slots=True)
class Column:
    """A year, or a run of years left out."""

    label: str
    x: float
    width: float
    first: int
    last: int

    @property
    def is_gap(self) -> bool:
        """Whether it stands for several years left out."""
        return self.last > self.first


@dataclass(frozen=True, slots=True)
class Mark:
    """One event in the drawing."""

    event: TimelineEvent
    x: float
    y: float
    width: float = 0
    """Of an event that fills a year; 0 for one that is drawn as a point."""


@dataclass(frozen=True, slots=True)
class Lane:
    """A sector of a jurisdiction."""

    jurisdiction: str
    sector: Sector | None
    y: float
    height: float
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """The whole drawing."""

    columns: tuple[Column, ...]
    lanes: tuple[Lane, ...]
    width: float
    """Without the column of lane names."""
    height: float
    today: float | None
    """Where the as-of date stands; None where its year is not drawn."""


def draw(events: Sequence[TimelineEvent], as_of: date) -> Chart:
    """Lay events out: a column for each year in which something happens, a lane for each sector, no mark on top of another."""
    columns = tuple(_columns(events, as_of))
    lanes: list[Lane] = []
    y = float(HEAD)
    for (jurisdiction, sector), of_lane in groupby(events, lambda event: (event.fact.jurisdiction, event.sector)):
        marks, rows = _place(list(of_lane), columns, y)
        height = rows * ROW + 2 * PAD
        lanes.append(Lane(jurisdiction, sector, y, height, tuple(marks)))
        y += height
    width = columns[-1].x + columns[-1].width if columns else 0
    return Chart(columns, tuple(lanes), width, y, _position(as_of, columns))


def _columns(events: Sequence[TimelineEvent], as_of: date) -> Iterator[Column]:
    years = sorted({first_day(event.date).year for event in events})
    if years and years[0] <= as_of.year <= years[-1]:
        years = sorted({*years, as_of.year})
    lanes = Counter((event.fact.jurisdiction, event.sector, first_day(event.date).year) for event in events)
    busy = {year for (_, _, year), count in lanes.items() if count > 1}
    x = 0.0
    for before, year in pairwise([None, *years]):
        if before is not None and year is not None and year > before + 1:
            width = QUIET if year == before + 2 else GAP
            yield Column(str(year - 1) if width == QUIET else "…", x, width, before + 1, year - 1)
            x += width
        if year is not None:
            width = YEAR if year in busy else QUIET
            yield Column(str(year), x, width, year, year)
            x += width


def _place(events: Sequence[TimelineEvent], columns: Sequence[Column], top: float) -> tuple[list[Mark], int]:
    """The marks of a lane, each in the first row where it has room."""
    marks: list[Mark] = []
    ends: list[float] = []
    extents = sorted(((*_extent(event, columns), event) for event in events), key=lambda one: one[:2])
    for left, right, event in extents:
        row = next((row for row, end in enumerate(ends) if end <= left), len(ends))
        ends[row:] = [right, *ends[row + 1 :]]
        y = top + PAD + row * ROW + ROW / 2
        marks.append(Mark(event, left, y, right - left) if _fills_year(event) else Mark(event, (left + right) / 2, y))
    return marks, len(ends)


def _fills_year(event: TimelineEvent) -> bool:
    """A first year is drawn as long as it is, where it is known no more exactly."""
    return event.event == "first_monitoring_year" and len(event.date) == len("2024")


def _extent(event: TimelineEvent, columns: Sequence[Column]) -> tuple[float, float]:
    begin, end = first_day(event.date), last_day(event.date)
    column = next(one for one in columns if one.first == begin.year and not one.is_gap)
    if _fills_year(event):
        return column.x + EDGE, column.x + column.width - EDGE
    middle = _within(begin + (end - begin) / 2, column)
    return middle - MARK - 1, middle + MARK + 1


def _position(day: date, columns: Sequence[Column]) -> float | None:
    return next((_within(day, one) for one in columns if one.first == day.year and not one.is_gap), None)


def _within(day: date, column: Column) -> float:
    """Where a day stands in the column of its year; marks keep clear of its edges."""
    share = (day.timetuple().tm_yday - 0.5) / 366
    return round(column.x + MARK + EDGE + share * (column.width - 2 * (MARK + EDGE)), 1)
