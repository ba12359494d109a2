"""The life of each sector in the market: announced, consulted on, adopted, first year, first surrender, changes; as known on a day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from kb.cited_facts import FactSource, facts_about
from kb.fact_values import EventKind, TimelineValues
from kb.facts import Fact
from kb.types import SECTORS, Language, Sector
from kb.validity import first_day, last_day, within

Timing = Literal["past", "current", "ahead"]
"""Where an event's date lies, seen from the as-of date; ``current`` where that day lies in it."""


@dataclass(frozen=True, slots=True)
class TimelineEvent:
    """One event of one sector, with the fact it comes from."""

    fact: Fact
    values: TimelineValues
    sector: Sector | None
    """None: it concerns the whole market."""
    known_from: date
    timing: Timing
    expected: bool
    """Somebody expects it and nothing known on the as-of date has fixed or fulfilled it."""

    @property
    def event(self) -> EventKind:
        """What kind of event it is."""
        return self.values.event

    @property
    def date(self) -> str:
        """A day, a month or a year."""
        return self.values.date

    @property
    def id(self) -> str:
        """The fact's id and the sector's name."""
        return f"{self.fact.id}.{self.sector or 'all'}"

    def summary(self, language: Language) -> str:
        """The fact's statement."""
        return self.fact.statement_zh if language == "zh" else self.fact.statement

    def expected_by(self, language: Language) -> str | None:
        """Who expects it; None where it is not expected, or no longer."""
        if not self.expected:
            return None
        return self.values.expected_by_zh if language == "zh" else self.values.expected_by


def sector_timeline(
    snapshot: FactSource,
    as_of: date,
    *,
    jurisdictions: Collection[str] = (),
    sectors: Collection[Sector] = (),
    since: date | None = None,
    until: date | None = None,
) -> list[TimelineEvent]:
    """The events that were known on a day, by jurisdiction, sector and date.

    Args:
        snapshot: The generation whose facts count.
        as_of: What became known later is left out, and what was an expectation on that day is one.
        jurisdictions: None given: all. ``CN`` is the national market, ``CN-GD`` holds ``CN-GD-SZ``.
        sectors: None given: all. An event that concerns the whole market belongs to every sector.
        since: Events whose date ends before this day are left out.
        until: Events whose date begins after this day are left out.
    """
    known = [event for fact in facts_about(snapshot, "timeline") for event in _events(snapshot, fact, as_of) if event.known_from <= as_of]
    current = [event for event in _without_overtaken(known) if _is_wanted(event, jurisdictions, sectors)]
    return sorted(
        (
            event
            for event in current
            if (since is None or last_day(event.date) >= since) and (until is None or first_day(event.date) <= until)
        ),
        key=_order,
    )


def covered_sectors(snapshot: FactSource, jurisdiction: str, emission_year: int, as_of: date) -> tuple[Sector, ...]:
    """The sectors whose emissions of a year were under a market's duties, as known on a day; none where no fact says."""
    found = {
        event.sector
        for event in sector_timeline(snapshot, as_of, jurisdictions=[jurisdiction])
        if event.event == "first_monitoring_year" and not event.expected and first_day(event.date).year <= emission_year
    }
    return tuple(sector for sector in SECTORS if sector in found)


def known_from(snapshot: FactSource, fact: Fact, stated: str | None = None) -> date:
    """The day from which a fact was known: as its values state it, else the day on which its document was issued."""
    issued = stated or snapshot.documents[fact.document_id].issued or fact.valid_from
    return first_day(issued) if issued else date.min


def _events(snapshot: FactSource, fact: Fact, as_of: date) -> Iterable[TimelineEvent]:
    values = TimelineValues.model_validate(fact.values)
    sectors: Sequence[Sector | None] = fact.sectors or (None,)
    known = known_from(snapshot, fact, values.known_from)
    for sector in sectors:
        yield TimelineEvent(fact, values, sector, known, _timing(values.date, as_of), values.expected)


def _timing(when: str, as_of: date) -> Timing:
    if last_day(when) < as_of:
        return "past"
    return "ahead" if first_day(when) > as_of else "current"


def _without_overtaken(events: Sequence[TimelineEvent]) -> list[TimelineEvent]:
    """Expectations that came true: an announcement stays as the event it was, an expected date gives way to the fixed one."""
    adopted = {(event.fact.jurisdiction, event.sector) for event in events if event.sector and event.event == "adopted" and not event.expected}
    fixed = {(event.fact.jurisdiction, event.sector, event.event) for event in events if not event.expected}
    kept: list[TimelineEvent] = []
    for event in events:
        place = (event.fact.jurisdiction, event.sector)
        if not event.expected:
            kept.append(event)
        elif event.event == "announced":
            kept.append(replace(event, expected=place not in adopted))
        elif event.event == "change" or (*place, event.event) not in fixed:
            kept.append(event)
    return kept


def _is_wanted(event: TimelineEvent, jurisdictions: Collection[str], sectors: Collection[Sector]) -> bool:
    there = not jurisdictions or any(within(event.fact.jurisdiction, wanted) for wanted in jurisdictions)
    return there and (not sectors or event.sector is None or event.sector in sectors)


def _order(event: TimelineEvent) -> tuple[str, int, date, str]:
    position = SECTORS.index(event.sector) if event.sector else -1
    return event.fact.jurisdiction, position, first_day(event.date), event.fact.id
