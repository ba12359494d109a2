"""When a duty falls due: once, or again and again."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kb.deadlines import Deadline, deadlines
from kb.fact_values import ObligationValues

BEGIN, END, LAST = date(2025, 4, 11), date(2099, 12, 31), date(2026, 12, 31)


def due(values: dict[str, object], begin: date = BEGIN, end: date = END, last: date = LAST) -> list[Deadline]:
    return list(deadlines(ObligationValues.model_validate({"role": "key_emitting_unit", "action": "report", **values}), begin, end, last))


def test_what_is_due_once_is_due_on_that_day() -> None:
    assert due({"due": "2026-03-31", "emission_years": [2025]}) == [Deadline(date(2026, 3, 31), (2025,))]


def test_within_a_year_is_its_last_day() -> None:
    assert due({"due": "2025"}) == [Deadline(date(2025, 12, 31), ())]


def test_a_yearly_duty_is_due_each_year_from_when_its_rule_holds_for_the_year_before() -> None:
    found = due({"recurrence": "yearly", "due_day": "03-31"})
    assert found == [Deadline(date(2026, 3, 31), (2025,))]


def test_a_yearly_duty_begins_with_the_emission_year_that_is_named_and_ends_with_its_rule() -> None:
    found = due({"recurrence": "yearly", "due_day": "05-31", "first_period": "2026"}, end=date(2028, 5, 31), last=date(2040, 1, 1))
    assert [one.due for one in found] == [date(2027, 5, 31), date(2028, 5, 31)]


def test_a_yearly_duty_for_named_years_is_due_for_no_other() -> None:
    found = due({"recurrence": "yearly", "due_day": "12-31", "emission_years": [2025, 2026]}, last=date(2040, 1, 1))
    assert [(one.due.year, one.emission_years) for one in found] == [(2026, (2025,)), (2027, (2026,))]


def test_forty_days_after_the_end_of_each_month() -> None:
    found = due({"recurrence": "monthly", "days_after_period": 40, "first_period": "2025-07"}, last=date(2026, 3, 12))
    assert [(one.period, one.due.isoformat()) for one in found] == [
        ("2025-07", "2025-09-09"), ("2025-08", "2025-10-10"), ("2025-09", "2025-11-09"), ("2025-10", "2025-12-10"),
        ("2025-11", "2026-01-09"), ("2025-12", "2026-02-09"), ("2026-01", "2026-03-12"),
    ]  # fmt: skip
    assert [one.emission_years for one in found][-2:] == [(2025,), (2026,)]


def test_the_filing_of_february_in_a_leap_year() -> None:
    found = due({"recurrence": "monthly", "days_after_period": 40, "first_period": "2028-02", "last_period": "2028-02"}, last=date(2030, 1, 1))
    assert [one.due for one in found] == [date(2028, 4, 9)]


def test_one_month_after_each_quarter_while_the_rule_holds() -> None:
    found = due({"recurrence": "quarterly", "months_after_period": 1}, begin=date(2023, 10, 1), end=date(2024, 6, 30))
    assert [(one.period, one.due.isoformat()) for one in found] == [
        ("2023-Q4", "2024-01-31"), ("2024-Q1", "2024-04-30"), ("2024-Q2", "2024-07-31"),
    ]  # fmt: skip


@given(st.dates(date(2000, 1, 1), date(2040, 1, 1)), st.integers(0, 60), st.integers(0, 900))
def test_a_monthly_duty_is_due_for_every_month_once(begin: date, after: int, span: int) -> None:
    last = begin + timedelta(days=span)
    found = due({"recurrence": "monthly", "days_after_period": after}, begin=begin, last=last)
    assert len({one.period for one in found}) == len(found)
    assert [one.due for one in found] == sorted(one.due for one in found)
    for one in found:
        end = one.due - timedelta(days=after)
        assert (end + timedelta(days=1)).day == 1
        assert one.period == f"{end:%Y-%m}"
        assert begin <= end
        assert one.due <= last
