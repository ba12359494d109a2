"""The JSON contract of the timeline and of the obligations."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from kb.fact_values import Action, EventKind, Recurrence, Role
from kb.facts import FactBasis
from kb.timeline import Timing
from kb.types import Language, Sector
from service.contract import CitationModel, Day, Jurisdiction, Parameters, Reply

FIRST_YEAR, LAST_YEAR = 1990, 2100
LONGEST_RANGE = 10
"""Years that one list of obligations may span."""


def _in_range(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"should be a day from {FIRST_YEAR} to {LAST_YEAR}")
    return day


Date = date
"""The type, for models that have a field of its name."""
PlausibleDay = Annotated[Day, AfterValidator(_in_range)]


class RangeParameters(Parameters):
    """A range of days, and where and for whom."""

    jurisdiction: list[Jurisdiction] = Field(default=[], description="CN is the national market alone; CN-GD also finds CN-GD-SZ. All by default")
    sector: list[Sector] = Field(default=[], description="What concerns every sector is always given. All by default")
    since: PlausibleDay | None = Field(default=None, alias="from")
    until: PlausibleDay | None = Field(default=None, alias="to")
    as_of: PlausibleDay | None = Field(default=None, description="What was issued later is not known; today by default")
    language: Language = "en"

    @field_validator("until")
    @classmethod
    def _after_since(cls, until: date | None, info: ValidationInfo) -> date | None:
        since = info.data.get("since")
        if until and since and until < since:
            raise ValueError("should not lie before from")
        return until


class TimelineParameters(RangeParameters):
    """Which events to give."""

    format: Literal["json", "csv", "svg"] = "json"


class TimelineEventModel(Reply):
    """An event in the life of a sector."""

    id: str
    jurisdiction: str
    sector: Sector | None = Field(description="null: it concerns the whole market")
    event: EventKind
    date: str = Field(description="A day, a month or a year, as exact as the source", examples=["2025-12-31", "2024"])
    no_later_than: bool = Field(description="The date is a limit")
    timing: Timing = Field(description="Where the date lies, seen from the as-of date")
    expected: bool = Field(description="Somebody expects it; no rule known on the as-of date fixes it")
    expected_by: str | None
    fact: str = Field(description="Id of the checked fact that it comes from")
    basis: FactBasis
    known_from: Date = Field(description="The day on which its source was issued")
    summary: str
    citation: CitationModel


class TimelineResponse(Reply):
    """What was known on a day, by jurisdiction, sector and date."""

    as_of: date
    events: list[TimelineEventModel]


class ObligationParameters(RangeParameters):
    """Which obligations to give."""

    role: list[Role] = Field(default=[])
    year: int | None = Field(default=None, ge=FIRST_YEAR, le=LAST_YEAR, description="The calendar year in which they are due; instead of from and to")
    format: Literal["json", "csv", "ics"] = "json"

    @field_validator("year")
    @classmethod
    def _instead_of_range(cls, year: int | None, info: ValidationInfo) -> int | None:
        if year is not None and (info.data.get("since") or info.data.get("until")):
            raise ValueError("should be left out where from or to is given")
        return year

    @field_validator("until")
    @classmethod
    def _not_too_long(cls, until: date | None, info: ValidationInfo) -> date | None:
        since = info.data.get("since")
        if until and since and until.year - since.year > LONGEST_RANGE:
            raise ValueError(f"should lie at most {LONGEST_RANGE} years after from")
        return until

    def days(self, today: date) -> tuple[date, date]:
        """The first and the last day asked for: the year, the range, a year from or up to the day given, or else this calendar year."""
        if self.since and self.until:
            return self.since, self.until
        if self.since:
            return self.since, _years_later(self.since, 1)
        if self.until:
            return _years_later(self.until, -1), self.until
        year = self.year or today.year
        return date(year, 1, 1), date(year, 12, 31)


class HistoryModel(Reply):
    """A date that was moved, or that the same step had for an earlier year."""

    emission_year: int | None
    due: date | None = Field(description="null: the step fell away")
    replaced: bool = Field(description="It was set for the same emission year and gave way to this one")
    fact: str = Field(description="Id of the checked fact that it comes from")
    basis: FactBasis
    summary: str
    citation: CitationModel


class ObligationModel(Reply):
    """One thing that is due, for one sector."""

    id: str
    jurisdiction: str
    sector: Sector | None = Field(description="null: every sector")
    role: Role
    action: Action
    emission_year: int | None = Field(description="The year whose emissions it concerns, the last one where there are several")
    emission_years: list[int]
    period: str | None = Field(description="The month or quarter of a recurring duty", examples=["2026-01", "2026-Q1"])
    due: date | None = Field(description="The last day")
    time: str | None = Field(description="The hour of that day")
    recurrence: Recurrence | None
    fact: str = Field(description="Id of the checked fact that it comes from")
    basis: FactBasis
    summary: str
    history: list[HistoryModel]
    citation: CitationModel


class ObligationResponse(Reply):
    """What is due from the first to the last day, both included, by date."""

    as_of: date
    first: date
    last: date
    obligations: list[ObligationModel]
    standing: list[ObligationModel] = Field(description="Duties without a day of their own, where no days were asked for")


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
