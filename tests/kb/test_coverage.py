"""The verdict follows from the facts alone: change a fact and it changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from kb.coverage import Judgement, judge
from kb.coverage_case import CoverageCase, InvalidCaseError
from kb.errors import DamagedIndexError
from kb.facts import Fact, FactBasis
from kb.types import Sector
from kb.units import Amount, EmissionUnit

NOW = date(2026, 11, 22)
THRESHOLD: dict[str, Any] = {"rule": "threshold", "consequence": "covered", "threshold_t": 1000, "scope": "direct", "emission_years": [2030]}


def fact(
    name: str, values: dict[str, Any], sectors: tuple[Sector, ...] = ("cement",), *, place: str = "CN", basis: FactBasis = "official",
    since: str = "2026-01-01",
) -> Fact:  # fmt: skip
    return Fact(name, "coverage", place, f"{name}.", f"{name}。", "notice#part-1", "Words", "", basis, sectors, values, since)


def case(emissions: str | None = "1000", unit: EmissionUnit = "t", **fields: Any) -> CoverageCase:
    amount = Amount(Decimal(emissions), unit) if emissions else None
    return CoverageCase(**({"sector": "cement", "year": 2030, "emissions": amount, "scope": "direct"} | fields))


def verdict(facts: Sequence[Fact], asked: CoverageCase, as_of: date = NOW) -> str:
    return judge(facts, asked, as_of).verdict


def gaps(found: Judgement) -> list[str]:
    return [gap.kind for gap in found.gaps]


ENTRY = fact("entry", THRESHOLD)
REMOVAL = fact("removal", {"rule": "removal", "consecutive_years": 2, "ends": ["covered"], "emission_years_from": 2030}, ())


@pytest.mark.parametrize(("limit", "expected"), [(999, "covered"), (1000, "covered"), (1001, "not_covered")])
def test_the_threshold_is_the_facts(limit: int, expected: str) -> None:
    assert verdict([fact("entry", THRESHOLD | {"threshold_t": limit})], case("1000")) == expected


@pytest.mark.parametrize(("emissions", "unit"), [("1000", "t"), ("1", "kt"), ("0.001", "Mt"), ("0.1", "10kt")])
def test_the_unit_changes_nothing(emissions: str, unit: EmissionUnit) -> None:
    assert verdict([ENTRY], case(emissions, unit)) == "covered"


@pytest.mark.parametrize(
    ("counted", "said", "emissions", "expected"),
    [
        ("direct", "total", "2000", ["direct"]), ("direct", "total", "500", []), ("direct", None, "2000", ["scope"]), ("direct", None, "500", []),
        ("total", "direct", "500", ["total"]), ("total", "direct", "2000", []), ("total", None, "500", ["scope"]), ("total", None, "2000", []),
    ],
)  # fmt: skip
def test_direct_and_total_emissions_bound_each_other(counted: str, said: str | None, emissions: str, expected: list[str]) -> None:
    found = judge([fact("entry", THRESHOLD | {"scope": counted})], case(emissions, scope=said), NOW)
    assert gaps(found) == expected
    assert (found.verdict == "cannot_tell") == bool(expected)


def test_one_year_below_does_not_take_off_the_list_and_being_new_does_not_put_on() -> None:
    later = fact("later", THRESHOLD | {"emission_years": [2030, 2031]})
    facts = [later, REMOVAL]
    below: dict[str, Any] = {"emissions": "500", "year": 2031}
    assert gaps(judge(facts, case(**below), NOW)) == ["list_status"]
    assert verdict(facts, case(circumstances=frozenset({"on_list"}), **below)) == "covered"
    assert verdict(facts, case(circumstances=frozenset({"not_on_list"}), **below)) == "not_covered"
    assert verdict(facts, case(circumstances=frozenset({"on_list", "below_threshold_two_years"}), **below)) == "not_covered"
    assert verdict(facts, case("500")) == "not_covered", "in the first year nobody is on the list from before"


def test_what_contradicts_itself_gets_no_verdict() -> None:
    facts = [ENTRY, REMOVAL]
    assert gaps(judge(facts, case(circumstances=frozenset({"below_threshold_two_years"})), NOW)) == ["below_and_above"]
    assert gaps(judge(facts, case(circumstances=frozenset({"on_list", "not_on_list"})), NOW)) == ["excluding"]
    assert gaps(judge(facts, case(circumstances=frozenset({"not_on_list"})), NOW)) == ["unlisted_and_above"]
    assert gaps(judge([ENTRY], case(sector="paper", circumstances=frozenset({"on_list"})), date(2031, 1, 1))) == ["listed_outside"]


def test_a_year_without_a_rule_is_no_and_one_that_lies_ahead_is_open() -> None:
    assert gaps(judge([ENTRY], case(year=2029), NOW)) == ["rule_for_year"]
    assert verdict([ENTRY], case(sector="paper"), date(2031, 1, 1)) == "not_covered"
    assert verdict([ENTRY], case(sector="paper"), NOW) == "cannot_tell"
    assert judge([ENTRY], case(), NOW).is_expected
    assert not judge([ENTRY], case(), date(2030, 6, 1)).is_expected


def test_a_rule_issued_later_is_not_known_yet() -> None:
    assert verdict([ENTRY], case(), date(2025, 12, 31)) == "cannot_tell"
    assert verdict([ENTRY], case(), date(2026, 1, 1)) == "covered"


@pytest.mark.parametrize("basis", ["draft", "secondary"])
def test_drafts_and_reports_decide_nothing(basis: FactBasis) -> None:
    assert verdict([fact("entry", THRESHOLD, basis=basis)], case()) == "cannot_tell"


def test_a_report_that_leaves_a_process_out_raises_a_doubt() -> None:
    values = {"rule": "processes", "processes": ["clinker_line"], "only_these": True, "emission_years": [2030]}
    doubt = fact("report", values, basis="secondary")
    assert gaps(judge([ENTRY, doubt], case(process="grinding_station"), NOW)) == ["process_rule"]
    assert verdict([ENTRY, doubt], case(process="clinker_line")) == "covered"
    assert verdict([ENTRY, doubt], case("999", process="grinding_station")) == "not_covered"


def test_an_official_rule_about_a_process_goes_before_the_one_about_its_sector() -> None:
    reporting = fact("eaf", THRESHOLD | {"consequence": "reporting_only", "processes": ["electric_arc_furnace"]}, ("steel",))
    entry = fact("entry", THRESHOLD, ("steel",))
    processes = ("electric_arc_furnace", "long_process", None)
    found = {process: verdict([entry, reporting], case(sector="steel", process=process)) for process in processes}
    assert found == {"electric_arc_furnace": "reporting_only", "long_process": "covered", None: "covered"}


def test_the_national_market_goes_before_a_local_one_where_a_rule_says_so() -> None:
    local = fact("local", THRESHOLD | {"threshold_t": 10}, (), place="CN-GD")
    first = fact("first", {"rule": "precedence", "emission_years_from": 2030}, ())
    place = {"jurisdiction": "CN-GD"}
    assert judge([ENTRY, local, first], case(**place), NOW).market == "CN"
    assert judge([ENTRY, local, first], case("500", **place), NOW).market == "CN-GD"
    unclear = judge([ENTRY, local, first], case("2000", scope="total", **place), NOW)
    assert (unclear.verdict, "which_market" in gaps(unclear)) == ("cannot_tell", False), "the local rule counts direct emissions too"
    total = fact("local", THRESHOLD | {"threshold_t": 10, "scope": "total"}, (), place="CN-GD")
    assert "which_market" in gaps(judge([ENTRY, total, first], case("2000", scope="total", **place), NOW))
    assert judge([ENTRY, total], case("2000", scope="total", **place), NOW).market == "CN-GD"


def test_a_local_market_whose_rules_are_not_held_is_said_to_be_missing() -> None:
    known = fact("known", {"rule": "local_markets", "places": ["CN-HB"]}, ())
    assert gaps(judge([ENTRY, known], case("500", jurisdiction="CN-HB"), NOW)) == ["local_rules"]
    assert verdict([ENTRY, known], case(jurisdiction="CN-HB")) == "covered"
    assert verdict([ENTRY, known], case("500", jurisdiction="CN-HE")) == "not_covered"


@pytest.mark.parametrize("missing", ["sector", "year", "emissions"])
def test_what_was_not_said_is_asked_for(missing: str) -> None:
    assert gaps(judge([ENTRY], case(**{missing: None}), NOW)) == [missing]


def test_another_countrys_market_is_out_of_its_reach() -> None:
    assert gaps(judge([ENTRY], case(jurisdiction="EU"), NOW)) == ["market_rules"]


@pytest.mark.parametrize(
    ("field", "fields"),
    [
        ("emissions", {"emissions": "-1"}), ("emissions", {"emissions": "1000000000000"}), ("emissions", {"emissions": "NaN"}),
        ("emissions", {"emissions": "Infinity"}), ("year", {"year": 1800}), ("year", {"year": 2101}), ("process", {"process": "rolling"}),
        ("energy_tce", {"energy_tce": Decimal(-5)}), ("jurisdiction", {"jurisdiction": "CN-ZZ"}),
    ],
)  # fmt: skip
def test_a_case_that_cannot_be_is_refused_naming_the_field(field: str, fields: dict[str, Any]) -> None:
    with pytest.raises(InvalidCaseError) as refused:
        case(**fields)
    assert refused.value.field == field


def test_facts_of_another_version_say_what_to_do() -> None:
    with pytest.raises(DamagedIndexError, match="ingest the corpus again"):
        judge([fact("old", {"threshold_t": 26000, "emission_year": 2024})], case(), NOW)
