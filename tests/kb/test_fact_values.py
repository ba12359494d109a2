"""The values of timeline and obligation facts: what is read, and what is refused with file, fact and field."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.errors import MetadataError
from kb.fact_values import written_dates
from kb.facts import Fact, read_facts

OBLIGATION = '{ role = "key_emitting_unit", action = "report", due = 2026-03-31, emission_years = [2025] }'
TIMELINE = '{ event = "announced", date = "2024-02", expected = true, expected_by = "a minister", expected_by_zh = "部长" }'


def read(folder: Path, topic: str, values: str) -> Fact:
    entry = f"""
[[fact]]
id = "the-fact"
topic = "{topic}"
jurisdiction = "CN"
statement = "Something is due."
statement_zh = "须做某事。"
values = {values}
basis = "official"
provision = "cn-interim-regulations-2024#article-24"
quote = "something"
"""
    (folder / "facts.toml").write_text(entry, encoding="utf-8")
    return read_facts(folder)[0]


def test_values_are_kept_as_plain_json(tmp_path: Path) -> None:
    assert read(tmp_path, "obligation", OBLIGATION).values == {
        "role": "key_emitting_unit", "action": "report", "due": "2026-03-31", "emission_years": [2025],
    }  # fmt: skip
    assert read(tmp_path, "timeline", TIMELINE).values["date"] == "2024-02"


def test_other_topics_are_free(tmp_path: Path) -> None:
    assert read(tmp_path, "penalty", "{ multiple_min = 5 }").values == {"multiple_min": 5}


@pytest.mark.parametrize(
    ("topic", "values", "message"),
    [
        ("obligation", "{ }", "role: Field required"),
        ("obligation", OBLIGATION.replace("report", "pray"), "action: "),
        ("obligation", OBLIGATION.replace("2026-03-31", '"2026-02-30"'), "due: '2026-02-30' is not a date"),
        ("obligation", OBLIGATION.replace("[2025]", "[1800]"), "emission_years.0: "),
        ("obligation", OBLIGATION.replace("due =", "deadline ="), "deadline: unknown field"),
        ("obligation", OBLIGATION.replace("due = 2026-03-31", 'due = 2026-03-31, recurrence = "monthly"'), "due is for what is due once"),
        ("obligation", OBLIGATION.replace("due = 2026-03-31", 'recurrence = "monthly"'), "need days_after_period or months_after_period"),
        ("obligation", OBLIGATION.replace("due = 2026-03-31", 'recurrence = "yearly"'), "due_day goes with recurrence"),
        ("obligation", OBLIGATION.replace("due = 2026-03-31", 'recurrence = "yearly", due_day = "02-30"'), "day is out of range"),
        ("obligation", OBLIGATION.replace("due =", "starts = 2026-05-01, due ="), "starts 2026-05-01 lies after due 2026-03-31"),
        ("timeline", TIMELINE.replace("announced", "rumoured"), "event: "),
        ("timeline", TIMELINE.replace('"2024-02"', '"soon"'), "date: 'soon' is not a date"),
        ("timeline", TIMELINE.replace(', expected_by_zh = "部长"', ""), "an expected event needs expected_by and expected_by_zh"),
        ("timeline", TIMELINE.replace("expected = true, ", ""), "expected_by is for expected events"),
    ],
)
def test_bad_values_are_refused_naming_file_fact_and_field(tmp_path: Path, topic: str, values: str, message: str) -> None:
    with pytest.raises(MetadataError, match=rf"^facts\.toml: fact 1 \(the-fact\): values: .*{message}"):
        read(tmp_path, topic, values)


def test_dates_are_written_as_a_text_would_write_them() -> None:
    assert written_dates("obligation", {"due_day": "03-31", "emission_years": [2025]}) == "31 March; 2025"
    assert written_dates("timeline", {"date": "2024-02", "known_from": "2024-02-27"}) == "2024-02; 2024-02-27"
    assert written_dates("penalty", {"due": "2026-03-31"}) == ""
