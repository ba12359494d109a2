"""What holds on a date."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.types import Document, Filters, Status
from kb.validity import first_day, last_day, passes, status_on

DOCUMENT = Document("rules", "Rules", "measure", "CN", issued="2020-12-31", effective_from="2021-02-01", effective_to="2024-04-30")
TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("partial", "first", "last"),
    [
        ("2024-05-01", date(2024, 5, 1), date(2024, 5, 1)),
        ("2024-10", date(2024, 10, 1), date(2024, 10, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023-02", date(2023, 2, 1), date(2023, 2, 28)),
        ("2022", date(2022, 1, 1), date(2022, 12, 31)),
    ],
)
def test_a_partial_date_is_a_stretch_of_days(partial: str, first: date, last: date) -> None:
    assert (first_day(partial), last_day(partial)) == (first, last)


NOUGHT = ["2024-00", "2024-05-00"]


@pytest.mark.parametrize("text", ["", "2024-5-1", "2024-13", "2023-02-29", "24-05-01", "2024-05-01T00:00", "May 2024", "0000", *NOUGHT])
def test_what_is_no_date(text: str) -> None:
    for day in (first_day, last_day):
        with pytest.raises(ValueError):
            day(text)


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_a_day_lies_in_its_month_and_year(day: date) -> None:
    for partial in (f"{day:%Y-%m-%d}", f"{day:%Y-%m}", f"{day:%Y}"):
        assert first_day(partial) <= day <= last_day(partial)
        assert last_day(partial) + timedelta(1) == date.max or first_day(partial) <= last_day(partial)


@pytest.mark.parametrize(
    ("day", "status"),
    [
        ("2020-06-01", "not_yet_in_force"),
        ("2021-01-31", "not_yet_in_force"),
        ("2021-02-01", "in_force"),
        ("2024-04-30", "in_force"),
        ("2024-05-01", "expired"),
    ],
)
def test_the_status_changes_on_the_day(day: str, status: Status) -> None:
    assert status_on(DOCUMENT, date.fromisoformat(day)) == status


@pytest.mark.parametrize(
    ("changes", "day", "status"),
    [
        ({"superseded_by": "others"}, "2024-05-01", "superseded"),
        ({"superseded_by": "others"}, "2024-04-30", "in_force"),
        ({"effective_from": None}, "2020-12-31", "in_force"),
        ({"effective_from": None}, "2020-12-30", "not_yet_in_force"),
        ({"effective_from": "2021-02"}, "2021-01-31", "not_yet_in_force"),
        ({"effective_from": "2021-02"}, "2021-02-01", "in_force"),
        ({"effective_to": "2024"}, "2024-12-31", "in_force"),
        ({"effective_to": "2024"}, "2025-01-01", "expired"),
        ({"effective_to": None}, "2099-01-01", "in_force"),
        ({"kind": "draft"}, "2022-01-01", "draft"),
        ({"kind": "draft"}, "2030-01-01", "draft"),
        ({"issued": None, "effective_from": None, "effective_to": None}, "1990-01-01", "in_force"),
    ],
)
def test_statuses(changes: dict[str, object], day: str, status: Status) -> None:
    assert status_on(replace(DOCUMENT, **changes), date.fromisoformat(day)) == status  # type: ignore[arg-type]


SHENZHEN = replace(DOCUMENT, id="shenzhen", jurisdiction="CN-GD-SZ", sectors=("power", "cement"), effective_to=None)


@pytest.mark.parametrize(
    ("filters", "inside"),
    [
        (Filters(), True),
        (Filters(jurisdiction=("CN-GD-SZ",)), True),
        (Filters(jurisdiction=("CN-GD",)), True),
        (Filters(jurisdiction=("EU", "CN-GD")), True),
        (Filters(jurisdiction=("CN",)), False),
        (Filters(jurisdiction=("CN-G",)), False),
        (Filters(sector=("cement",)), True),
        (Filters(sector=("steel",)), False),
        (Filters(kind=("measure", "law")), True),
        (Filters(kind=("law",)), False),
        (Filters(document_id=("shenzhen",)), True),
        (Filters(document_id=("shen",)), False),
        (Filters(status=("in_force",)), True),
        (Filters(status=("expired",)), False),
        (Filters(jurisdiction=("CN-GD",), sector=("steel",)), False),
    ],
)
def test_filters(filters: Filters, inside: bool) -> None:
    assert passes(SHENZHEN, filters, TODAY) is inside


def test_a_document_for_all_sectors_is_inside_every_sector() -> None:
    assert passes(replace(SHENZHEN, sectors=()), Filters(sector=("steel",)), TODAY)
