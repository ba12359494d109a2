"""What was known of a sector on a day: announced, expected, adopted, due."""

from __future__ import annotations

from datetime import date

from kb.facts import Fact, FactBasis
from kb.snapshot import Snapshot
from kb.timeline import TimelineEvent, covered_sectors, sector_timeline
from kb.types import Document, Sector
from tests.kb.fakes import Text, snapshot_of

BRIEFING = Document("briefing", "Briefing", "briefing", "CN", issued="2024-02-26")
PLAN = Document("plan", "Plan", "plan", "CN", issued="2025-03-20")
NOTICE = Document("notice", "Notice", "notice", "CN", issued="2025-04-11")
LOCAL = Document("local", "Local measures", "measure", "CN-GD-SZ", issued="2022")
DOCUMENTS = (BRIEFING, PLAN, NOTICE, LOCAL)
TEXTS = [Text(document.id, "digest.en", {"text-1": "Words."}) for document in DOCUMENTS]
EXPECTED = {"expected": True, "expected_by": "a minister, 2024-02-26", "expected_by_zh": "部长，2024年2月26日"}


def fact(
    name: str, document: str, values: dict[str, object], sectors: tuple[Sector, ...] = ("cement",), basis: FactBasis = "official", place: str = "CN"
) -> Fact:
    return Fact(name, "timeline", place, f"{name}.", f"{name}。", f"{document}#text-1", "Words", "", basis, sectors, values)


def snapshot(*facts: Fact) -> Snapshot:
    return snapshot_of(DOCUMENTS, TEXTS, facts=facts)


ANNOUNCED = fact("announced", "briefing", {"event": "announced", "date": "2024-02-26", **EXPECTED}, ("cement", "paper"))
BY_2027 = fact("by-2027", "briefing", {"event": "first_monitoring_year", "date": "2027", "no_later_than": True, **EXPECTED}, ("cement", "paper"))
CONSULTED = fact("consulted", "plan", {"event": "consultation", "date": "2024-09-09", "known_from": "2024-09-09"}, basis="secondary")
ADOPTED = fact("adopted", "plan", {"event": "adopted", "date": "2025-03-20", "known_from": "2025-03-26"}, basis="secondary")
FIRST_YEAR = fact("first-year", "notice", {"event": "first_monitoring_year", "date": "2024"})
SURRENDER = fact("surrender", "notice", {"event": "first_surrender", "date": "2025-12-31"})
WHOLE = fact("whole", "briefing", {"event": "change", "date": "2023-07"}, ())
SHENZHEN = fact("shenzhen", "local", {"event": "adopted", "date": "2022-07-01"}, (), place="CN-GD-SZ")
ALL = snapshot(ANNOUNCED, BY_2027, CONSULTED, ADOPTED, FIRST_YEAR, SURRENDER, WHOLE, SHENZHEN)


def of(day: str, sector: Sector = "cement") -> dict[str, TimelineEvent]:
    return {event.fact.id: event for event in sector_timeline(ALL, date.fromisoformat(day)) if event.sector == sector}


def test_before_anything_was_issued_nothing_is_known() -> None:
    assert of("2024-02-25") == {}


def test_what_is_expected_says_who_expects_it() -> None:
    event = of("2024-03-01")["announced"]
    assert event.expected
    assert event.expected_by("en") == "a minister, 2024-02-26"
    assert event.expected_by("zh") == "部长，2024年2月26日"
    assert event.timing == "past"


def test_what_was_reported_before_its_document_is_known_from_the_report() -> None:
    assert "consulted" not in of("2024-09-08")
    assert "consulted" in of("2024-09-09")
    assert "adopted" not in of("2025-03-25")
    assert "adopted" in of("2025-03-26")


def test_an_expectation_that_came_true_is_one_no_more() -> None:
    before, after = of("2025-03-25"), of("2025-04-11")
    assert before["announced"].expected
    assert before["by-2027"].expected
    assert not after["announced"].expected
    assert after["announced"].expected_by("en") is None
    assert "by-2027" not in after
    assert not after["first-year"].expected


def test_a_sector_is_still_expected_when_another_has_joined() -> None:
    assert of("2025-04-11", "paper")["by-2027"].expected
    assert of("2025-04-11", "paper")["announced"].expected


def test_a_date_is_ahead_then_current_then_past() -> None:
    assert [of(day)["surrender"].timing for day in ("2025-12-30", "2025-12-31", "2026-01-01")] == ["ahead", "current", "past"]


def test_filters_keep_what_concerns_the_whole_market() -> None:
    found = sector_timeline(ALL, date(2026, 1, 1), jurisdictions=["CN"], sectors=["paper"])
    assert {event.sector for event in found} == {None, "paper"}
    assert {event.fact.jurisdiction for event in found} == {"CN"}
    assert [event.fact.id for event in sector_timeline(ALL, date(2026, 1, 1), jurisdictions=["CN-GD"])] == ["shenzhen"]


def test_a_range_holds_every_date_that_lies_in_it_in_part() -> None:
    found = sector_timeline(ALL, date(2026, 1, 1), jurisdictions=["CN"], since=date(2023, 7, 31), until=date(2024, 1, 1))
    assert {event.fact.id for event in found} == {"whole", "first-year"}


def test_which_sectors_a_year_covers() -> None:
    assert covered_sectors(ALL, "CN", 2024, date(2025, 4, 11)) == ("cement",)
    assert covered_sectors(ALL, "CN", 2023, date(2025, 4, 11)) == ()
    assert covered_sectors(ALL, "CN", 2024, date(2025, 4, 10)) == ()
