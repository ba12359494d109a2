"""Which deadline counts, for whom, and what it replaced."""

from __future__ import annotations

from datetime import date

from kb.facts import Fact, FactBasis
from kb.obligations import Obligation, obligations_due, standing_duties
from kb.snapshot import Snapshot
from kb.types import Document, Sector
from tests.kb.fakes import Text, snapshot_of

ORDER = Document("order", "Order", "measure", "CN", issued="2020-12-31")
NOTICE_2025 = Document("notice-2025", "Notice for 2025", "notice", "CN", issued="2025-04-11")
NOTICE_2026 = Document("notice-2026", "Notice for 2026", "notice", "CN", issued="2026-01-27")
DRAFT = Document("draft", "Draft", "draft", "CN", issued="2026-02")
LOCAL = Document("local", "Local measures", "measure", "CN-GD-SZ", issued="2022-05-29")
DOCUMENTS = (ORDER, NOTICE_2025, NOTICE_2026, DRAFT, LOCAL)
TEXTS = [Text(document.id, "digest.en", {"text-1": "Words."}) for document in DOCUMENTS]
UNIT = {"role": "key_emitting_unit"}


def duty(
    name: str, document: str, values: dict[str, object], sectors: tuple[Sector, ...] = (), *,
    basis: FactBasis = "official", place: str = "CN", valid_from: str = "2021-02-01",
) -> Fact:  # fmt: skip
    return Fact(name, "obligation", place, f"{name}.", f"{name}。", f"{document}#text-1", "Words", "", basis, sectors, UNIT | values, valid_from)


def first_year(sector: Sector, year: str, document: str) -> Fact:
    values = {"event": "first_monitoring_year", "date": year}
    return Fact(f"{sector}-{year}", "timeline", "CN", "Since then.", "自此。", f"{document}#text-1", "Words", "", "official", (sector,), values)


COVERED = [first_year("power", "2019", "order"), first_year("cement", "2024", "notice-2025")]
STANDING = duty("standing", "order", {"action": "report", "recurrence": "yearly", "due_day": "03-31"})
CEMENT_2024 = duty("cement-2024", "notice-2025", {"action": "report", "due": "2025-06-30", "emission_years": [2024]}, ("cement",))
ALL_2025 = duty("all-2025", "notice-2026", {"action": "report", "due": "2026-04-15", "emission_years": [2025]}, ("power", "cement"))
RECORDS = duty("records", "order", {"action": "records", "years": 5})
NOW = date(2026, 11, 22)


def snapshot(*facts: Fact) -> Snapshot:
    return snapshot_of(DOCUMENTS, TEXTS, facts=[*COVERED, *facts])


def due(shot: Snapshot, year: int, as_of: date = NOW, **wanted: object) -> list[Obligation]:
    return obligations_due(shot, date(year, 1, 1), date(year, 12, 31), as_of, **wanted)  # type: ignore[arg-type]


def shown(found: list[Obligation]) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(str(one.due), one.fact.id, one.sectors) for one in found]


def test_a_standing_duty_is_due_each_year_for_the_sectors_of_that_year() -> None:
    shot = snapshot(STANDING)
    assert shown(due(shot, 2024)) == [("2024-03-31", "standing", ("power",))]
    assert shown(due(shot, 2025)) == [("2025-03-31", "standing", ("power", "cement"))]


def test_a_date_for_one_year_replaces_the_standing_one_and_keeps_it_as_history() -> None:
    shot = snapshot(STANDING, CEMENT_2024)
    assert shown(due(shot, 2025)) == [("2025-03-31", "standing", ("power",)), ("2025-06-30", "cement-2024", ("cement",))]
    history = due(shot, 2025, sectors=["cement"])[0].history
    assert [(entry.fact.id, str(entry.due), entry.replaced) for entry in history] == [("standing", "2025-03-31", True)]


def test_a_deadline_that_moves_from_year_to_year_keeps_its_history() -> None:
    found = due(snapshot(STANDING, CEMENT_2024, ALL_2025), 2026, sectors=["cement"])
    assert shown(found) == [("2026-04-15", "all-2025", ("cement",))]
    assert [(entry.emission_years, str(entry.due), entry.replaced) for entry in found[0].history] == [
        ((2024,), "2025-06-30", False),
        ((2025,), "2026-03-31", True),
    ]


def test_what_was_issued_later_is_not_known() -> None:
    shot = snapshot(STANDING, ALL_2025)
    assert [one.fact.id for one in due(shot, 2026, date(2026, 1, 26))] == ["standing"]
    assert [one.fact.id for one in due(shot, 2026, date(2026, 1, 27))] == ["all-2025"]


def test_a_draft_never_replaces_a_rule_and_stands_where_there_is_none() -> None:
    draft = duty("draft", "draft", {"action": "report", "due": "2026-09-30", "emission_years": [2025]}, ("cement",), basis="draft")
    other = duty("other", "draft", {"action": "surrender", "due": "2026-12-31", "emission_years": [2025]}, ("cement",), basis="draft")
    found = due(snapshot(STANDING, draft, other), 2026, sectors=["cement"])
    assert shown(found) == [("2026-03-31", "standing", ("cement",)), ("2026-12-31", "other", ("cement",))]


def test_a_monthly_filing_is_due_once_under_the_later_rule() -> None:
    monthly = {"action": "monthly_filing", "recurrence": "monthly", "days_after_period": 40}
    old = duty("old", "notice-2025", monthly | {"first_period": "2025-07"}, ("cement",), valid_from="2025-04-11")
    new = duty("new", "notice-2026", monthly, ("power", "cement"), valid_from="2026-01-27")
    found = due(snapshot(old, new), 2026, sectors=["cement"])
    assert [(one.period, one.fact.id) for one in found][:4] == [("2025-11", "old"), ("2025-12", "old"), ("2026-01", "new"), ("2026-02", "new")]
    assert len({one.period for one in found}) == len(found)
    assert len({one.id for one in found}) == len(found)


def test_a_step_that_falls_away_is_not_due_but_remembered() -> None:
    none = duty("none", "notice-2025", {"action": "pre_allocation", "exempt": True, "emission_years": [2024]}, ("cement",))
    then = duty("then", "notice-2026", {"action": "pre_allocation", "due": "2026-04-10", "emission_years": [2025]}, ("cement",))
    found = due(snapshot(none, then), 2026)
    assert shown(found) == [("2026-04-10", "then", ("cement",))]
    assert [(entry.fact.id, entry.due) for entry in found[0].history] == [("none", None)]
    assert due(snapshot(none, then), 2025) == []


def test_two_dates_of_one_document_both_count() -> None:
    most = duty("most", "order", {"action": "surrender", "due": "2021-12-15", "emission_years": [2020], "share_percent": 95}, ("power",))
    rest = duty("rest", "order", {"action": "surrender", "due": "2021-12-31", "emission_years": [2020]}, ("power",))
    assert [one.fact.id for one in due(snapshot(most, rest), 2021)] == ["most", "rest"]


def test_filters_by_role_sector_and_place() -> None:
    office = Fact(
        "office", "obligation", "CN", "s", "s", "order#text-1", "Words", values={"role": "registry", "action": "publication", "due": "2026-05-05"},
    )  # fmt: skip
    local = duty("local", "local", {"action": "report", "recurrence": "yearly", "due_day": "03-31"}, place="CN-GD-SZ")
    shot = snapshot(STANDING, office, local)
    assert [one.fact.id for one in due(shot, 2026, roles=["registry"])] == ["office"]
    assert [one.fact.id for one in due(shot, 2026, sectors=["paper"])] == ["office"]
    assert [one.fact.id for one in due(shot, 2026, jurisdictions=["CN-GD"])] == ["local"]
    assert {one.fact.id for one in due(shot, 2026, jurisdictions=[])} == {"standing", "office", "local"}


def test_duties_without_a_day_stand_apart() -> None:
    shot = snapshot(STANDING, RECORDS)
    assert [one.fact.id for one in standing_duties(shot, NOW)] == ["records"]
    assert standing_duties(shot, NOW)[0].sectors == ("power", "cement")
    assert standing_duties(shot, NOW, sectors=["paper"]) == []
    assert all(one.fact.id != "records" for one in due(shot, 2026))
