"""What the ``values`` of timeline and obligation facts hold, checked when a corpus is read; corpus/README.md documents them.

Those of coverage facts stand in ``kb.coverage_values``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from kb.coverage_values import CoverageValues
from kb.validity import first_day, last_day

EventKind = Literal["announced", "consultation", "adopted", "first_monitoring_year", "first_surrender", "change"]
Role = Literal[
    "key_emitting_unit", "reporting_enterprise", "provincial_authority", "city_authority", "supervising_authority",
    "verification_body", "service_provider", "registry", "importer", "cbam_declarant", "facility_operator",
]  # fmt: skip
Action = Literal[
    "report", "output_report", "monthly_filing", "sample_test", "measurement", "records", "data_quality_plan", "disclosure", "account",
    "change_report", "verification", "verification_result", "verification_step", "verification_report", "review_of_verification",
    "review_of_allocation", "correction", "pre_allocation", "final_amount", "issue", "surrender", "certificate_holding", "offset_application",
    "offset_cancellation", "conversion", "list_publication", "verifier_assessment", "self_inspection", "follow_up_report", "penalties",
    "publication", "training", "independence", "inspection",
]  # fmt: skip
Recurrence = Literal["monthly", "quarterly", "yearly"]
EVENT_KINDS: tuple[EventKind, ...] = get_args(EventKind)
ROLES: tuple[Role, ...] = get_args(Role)
ACTIONS: tuple[Action, ...] = get_args(Action)


def partial_date(value: object) -> object:
    """A date as text: TOML reads an unquoted date as a date, and an unquoted year as a number."""
    text = str(value) if value is not None else None
    try:
        first_day(text or "2000")
    except ValueError as error:
        raise ValueError(f"{text!r} is not a date: write a day (2024-05-01), a month (2024-05) or a year (2024)") from error
    return text


PartialDate = Annotated[str, BeforeValidator(partial_date)]
Year = Annotated[int, Field(ge=1990, le=2100)]
_Words = Annotated[str, Field(min_length=1, max_length=200)]


class _Values(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TimelineValues(_Values):
    """One event in the life of a sector or of the market."""

    event: EventKind
    date: PartialDate
    """When it happened or is to happen: a day, a month or a year."""
    no_later_than: bool = False
    """The date is a limit: by then, perhaps before."""
    expected: bool = False
    """Somebody expects it; no rule fixes it."""
    expected_by: _Words | None = None
    """Who expects it, and when they said so."""
    expected_by_zh: _Words | None = None
    reported_by: _Words | None = None
    """Who reports it, where only secondary sources do."""
    known_from: PartialDate | None = None
    """From when it was known, where that is not the day on which the document was issued: the date of the report that a digest rests on."""
    emission_years: tuple[Year, ...] = ()

    @model_validator(mode="after")
    def _says_who_expects(self) -> Self:
        if self.expected and not (self.expected_by and self.expected_by_zh):
            raise ValueError("an expected event needs expected_by and expected_by_zh: say who expects it, and when they said so")
        if not self.expected and (self.expected_by or self.expected_by_zh):
            raise ValueError("expected_by is for expected events: set expected = true, or say reported_by")
        return self


class ObligationValues(_Values):
    """Who must do what by when: on one day, again and again, or within a time that begins with an event."""

    role: Role
    action: Action
    emission_years: tuple[Year, ...] = ()
    """The years whose emissions it concerns: that are reported, allocated, surrendered, planned or listed for. With ``recurrence``: only these."""
    due: PartialDate | None = None
    """A day; a month or a year where the rule says no more than within it."""
    starts: PartialDate | None = None
    """The first day on which it can be done."""
    time: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] | None = None
    """The hour of the day, in the jurisdiction's own time."""
    recurrence: Recurrence | None = None
    due_day: Annotated[str, Field(pattern=r"^\d{2}-\d{2}$")] | None = None
    """Yearly: the month and day, ``03-31``."""
    emission_year_offset: Annotated[int, Field(ge=-3, le=3)] = -1
    """Yearly: the emission year, counted from the year in which it is due."""
    days_after_period: Annotated[int, Field(ge=0, le=400)] | None = None
    """Monthly and quarterly: calendar days after the last day of the period."""
    months_after_period: Annotated[int, Field(ge=0, le=12)] | None = None
    first_period: PartialDate | None = None
    """The month with which it begins, or for a yearly duty the emission year."""
    last_period: PartialDate | None = None
    days: Annotated[int, Field(ge=0)] | None = None
    """Without a day of its own: within so many calendar days of an event that the statement names."""
    working_days: Annotated[int, Field(ge=0)] | None = None
    years: Annotated[int, Field(ge=1)] | None = None
    """For at least so many years."""
    share_percent: Annotated[float, Field(gt=0, le=100)] | None = None
    exempt: bool = False
    """Nothing is due: the rule says that the step falls away."""
    reported_by: _Words | None = None
    """Who reports it, where only secondary sources do."""

    @model_validator(mode="after")
    def _has_one_rhythm(self) -> Self:
        if self.due and self.recurrence:
            raise ValueError("due is for what is due once: leave it out, or recurrence")
        if (self.recurrence == "yearly") != (self.due_day is not None):
            raise ValueError("due_day goes with recurrence = \"yearly\", and only with it")
        after = [amount for amount in (self.days_after_period, self.months_after_period) if amount is not None]
        if len(after) != (1 if self.recurrence in ("monthly", "quarterly") else 0):
            raise ValueError("monthly and quarterly duties need days_after_period or months_after_period, others neither")
        if self.due_day:
            first_day(f"2001-{self.due_day}")
        if self.due and self.starts and first_day(self.starts) > last_day(self.due):
            raise ValueError(f"starts {self.starts} lies after due {self.due}")
        return self


SCHEMAS: dict[str, type[TimelineValues] | type[ObligationValues]] = {"timeline": TimelineValues, "obligation": ObligationValues}
"""By topic; the values of other topics are free."""


_DATES = ("date", "due", "starts", "known_from", "due_day", "first_period", "last_period", "time")


def written_dates(topic: str, values: Mapping[str, Any]) -> str:
    """The dates and years in a fact's values, as a text would write them, for comparison with the provision they come from."""
    if topic not in SCHEMAS:
        return ""
    dates = [str(values[name]) for name in _DATES if name in values]
    days = [date.fromisoformat(f"2000-{one}").strftime("%d %B") if re.fullmatch(r"\d\d-\d\d", one) else one for one in dates]
    return "; ".join([*days, *map(str, values.get("emission_years", ()))])


def checked_values(topic: str, values: dict[str, Any]) -> dict[str, Any]:
    """The values of a fact as its topic's schema has them, ready for JSON.

    Raises:
        ValidationError: where they do not follow it.
    """
    schema = CoverageValues if topic == "coverage" else SCHEMAS.get(topic)
    return values if schema is None else schema.model_validate(values).model_dump(mode="json", exclude_defaults=True)
