"""The coverage facts of an index as rules that can be applied to a case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from pydantic import ValidationError

from kb.coverage_case import NATIONAL, CoverageCase, CoverageSector
from kb.coverage_values import Circumstance, Consequence, CoverageValues, RuleKind
from kb.errors import DamagedIndexError
from kb.facts import Fact
from kb.validity import first_day


@dataclass(frozen=True)
class Rule:
    """A coverage fact with its values read."""

    fact: Fact
    values: CoverageValues

    @property
    def market(self) -> str:
        """Whose rule it is."""
        return self.values.market or self.fact.jurisdiction

    @property
    def is_official(self) -> bool:
        """Whether it can decide: drafts and press reports can only raise a doubt."""
        return self.fact.basis == "official"

    @cached_property
    def first_year(self) -> int | None:
        """The first emission year for which it holds."""
        return self.values.emission_years_from or min(self.values.emission_years, default=None)

    def holds_in(self, year: int) -> bool:
        """Whether it speaks of an emission year."""
        since = self.values.emission_years_from
        return year in self.values.emission_years or (since is not None and year >= since)

    def is_for(self, sector: CoverageSector) -> bool:
        """Whether it speaks of a sector; a fact without sectors speaks of all."""
        return not self.fact.sectors or sector in self.fact.sectors or (sector == "other" and self.values.also_other)

    def names_process(self, case: CoverageCase) -> bool:
        """Whether it names the case's process itself."""
        return case.process is not None and case.process in self.values.processes

    def allows_process(self, case: CoverageCase) -> bool:
        """Whether it may be applied to the case's process: it names it, or all of its kind, or none at all."""
        return not self.values.processes or self.names_process(case) or case.setting in self.values.processes

    def named_circumstances(self, case: CoverageCase) -> frozenset[Circumstance]:
        """The circumstances of the case that it names."""
        return case.circumstances.intersection(self.values.circumstances)


@dataclass(frozen=True)
class RuleBook:
    """The rules of one market that are known on a day and hold at one place."""

    market: str
    rules: tuple[Rule, ...]

    def of_kind(self, *kinds: RuleKind) -> list[Rule]:
        """The rules of these kinds, in the order of their files."""
        return [rule for rule in self.rules if rule.values.rule in kinds]

    def in_force(self, case: CoverageCase, *kinds: RuleKind) -> list[Rule]:
        """The official rules of these kinds that speak of the case's year and sector."""
        return [rule for rule in self.of_kind(*kinds) if rule.is_official and _speaks_of(rule, case)]

    def thresholds(self, case: CoverageCase, consequence: Consequence) -> list[Rule]:
        """The rules of entry that speak of the case's year, of any sector."""
        return [
            rule
            for rule in self.of_kind("threshold", "list")
            if rule.is_official and rule.values.consequence == consequence and case.year is not None and rule.holds_in(case.year)
        ]

    def first_year_of(self, sector: CoverageSector) -> int | None:
        """The first emission year for which a rule brings a sector into this market."""
        years = (
            rule.first_year
            for rule in self.of_kind("threshold", "list", "members")
            if rule.is_for(sector) and rule.is_official and not rule.values.members_only and rule.values.consequence != "reporting_only"
        )
        return min((year for year in years if year is not None), default=None)


def read_rules(facts: Iterable[Fact], as_of: date) -> list[Rule]:
    """The rules among the facts that hold by a day.

    Raises:
        DamagedIndexError: where a coverage fact has values of another form: the index was made by another version.
    """
    known = [fact for fact in facts if fact.topic == "coverage" and (fact.valid_from is None or first_day(fact.valid_from) <= as_of)]
    try:
        return [Rule(fact, CoverageValues.model_validate(fact.values)) for fact in known]
    except ValidationError as error:
        raise DamagedIndexError("the coverage facts of this index have another form: ingest the corpus again") from error


def book_of(rules: Iterable[Rule], market: str, place: str) -> RuleBook:
    """The rules of a market that hold at a place: a province's rules about the national market hold in the province."""
    return RuleBook(market, tuple(rule for rule in rules if rule.market == market and _holds_at(rule.fact.jurisdiction, place, market)))


def has_own_market(rules: Iterable[Rule], place: str) -> bool:
    """Whether a place has a market of its own beside the national one, as far as the facts say."""
    return place != NATIONAL and any(
        (rule.market == place and rule.values.rule in ("threshold", "list")) or place in rule.values.places for rule in rules
    )


def _holds_at(jurisdiction: str, place: str, market: str) -> bool:
    return jurisdiction in (market, place) or place.startswith(f"{jurisdiction}-")


def _speaks_of(rule: Rule, case: CoverageCase) -> bool:
    return case.year is not None and case.sector is not None and rule.holds_in(case.year) and rule.is_for(case.sector)
