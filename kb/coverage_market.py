"""One market, one case: whether allowances have to be surrendered, and whether emissions have to be reported."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal

from kb.coverage_case import CoverageCase
from kb.coverage_findings import Change, ChangeKind, Check, CheckKind, Finding, Gap, GapKind
from kb.coverage_rules import Rule, RuleBook
from kb.coverage_threshold import reaches
from kb.coverage_values import Consequence


def examine(book: RuleBook, case: CoverageCase, as_of: date) -> Finding:
    """Apply the rules of a market to a case whose sector and year are known."""
    return _Examination(book, case, as_of).finding()


class _Examination:
    def __init__(self, book: RuleBook, case: CoverageCase, as_of: date) -> None:
        if case.sector is None or case.year is None:
            raise ValueError("a case without sector and year is not to be examined")
        self.book, self.case, self.as_of = book, case, as_of
        self.sector, self.year = case.sector, case.year
        self.found = Finding(book.market)
        self.is_listed = case.is_listed(book.market)

    def finding(self) -> Finding:
        self.found.allowances = self._allowances()
        if not self.found.allowances:
            self.found.reporting = self._reporting()
        return self.found

    def _allowances(self) -> bool | None:
        for rule in self.book.of_kind("begins"):
            if rule.first_year is not None and self.year < rule.first_year:
                return self._fail("market_begun", rule)
        rules = self._rules_of_entry()
        if not rules:
            return self._not_named()
        if (outside := self._outside_by_process(rules)) is not None:
            if self.is_listed:
                return self._open("listed_outside", outside)
            return self._fail("process", outside)
        for rule in self._exceptions("covered"):
            return self._fail("circumstance", rule)
        lists = [rule for rule in rules if rule.values.rule == "list"]
        return self._by_list(lists[0]) if lists else self._by_threshold(rules)

    def _rules_of_entry(self) -> list[Rule]:
        """The rules by which the case's sector is in the market in its year: those for the year itself before the general ones."""
        in_year = self.book.thresholds(self.case, "covered")
        fitting = [rule for rule in in_year if rule.is_for(self.sector) and rule.allows_process(self.case) and self._is_member(rule)]
        if any(rule.values.emission_years and not rule.values.members_only for rule in in_year):
            fitting = [rule for rule in fitting if not rule.values.plan_needed]
        specific = [rule for rule in fitting if rule.values.emission_years]
        chosen = specific or fitting
        for rule in [*self.book.in_force(self.case, "members"), *chosen][:1]:
            self._note("sector", True, rule)
        return chosen

    def _is_member(self, rule: Rule) -> bool:
        return not rule.values.members_only or bool(self.book.in_force(self.case, "members"))

    def _not_named(self) -> bool | None:
        """No rule names the sector for the year: a no where the rules of that year are known, and open for the years to come."""
        of_year = [rule for rule in self.book.of_kind("members") if rule.values.only_these and rule.holds_in(self.year)]
        of_year += [rule for rule in self.book.thresholds(self.case, "covered") if not rule.values.plan_needed and not rule.values.members_only]
        if not of_year or self.year > self.as_of.year:
            return self._open("rule_for_year")
        if self.is_listed:
            return self._open("listed_outside", of_year[0])
        for rule in self.book.of_kind("members", "threshold", "list"):
            if (rule.first_year or 0) > self.year and rule.is_for(self.sector) and rule.is_official and rule.values.consequence != "reporting_only":
                self._change("joined_later", rule)
                break
        return self._fail("sector", of_year[0])

    def _outside_by_process(self, rules: Sequence[Rule]) -> Rule | None:
        """The rule that takes the process out of the market, or leaves it with reporting."""
        exceptions = [rule for rule in self.book.in_force(self.case, "exception") if "covered" in rule.values.ends and rule.names_process(self.case)]
        reporting = [rule for rule in self.book.thresholds(self.case, "reporting_only") if rule.is_for(self.sector) and rule.names_process(self.case)]
        named = any(rule.names_process(self.case) for rule in rules)
        found = exceptions or ([] if named else reporting)
        return found[0] if found else None

    def _unsettled_process(self) -> Rule | None:
        """A rule that raises a doubt about the process: a report that leaves it out, or an exception made for other years only."""
        if self.case.process is None:
            return None
        of_sector = [rule for rule in self.book.of_kind("processes", "exception") if rule.is_for(self.sector)]
        named = [rule for rule in of_sector if rule.values.rule == "processes" and rule.names_process(self.case)]
        for rule in named:
            if rule.holds_in(self.year):
                self._note("process", True, rule)
        if named:
            return None
        for rule in of_sector:
            if rule.values.only_these or (rule.values.rule == "exception" and rule.names_process(self.case)):
                return rule
        return None

    def _exceptions(self, ends: Consequence) -> list[Rule]:
        rules = self.book.in_force(self.case, "exception")
        return [rule for rule in rules if ends in rule.values.ends and rule.named_circumstances(self.case)]

    def _by_list(self, rule: Rule) -> bool | None:
        if self.is_listed is None:
            return self._open("local_list", rule)
        self._note("on_list", self.is_listed, rule)
        return self.is_listed

    def _by_threshold(self, rules: Sequence[Rule]) -> bool | None:
        doubt = self._unsettled_process()
        reached, gaps, rule = self._best(rules, "threshold")
        removal = next((rule for rule in self.book.in_force(self.case, "removal") if "covered" in rule.values.ends), None)
        if removal and self.case.years_below() >= (removal.values.consecutive_years or 0):
            if reached:
                return self._open("below_and_above", removal)
            self._change("reach_threshold", rule)
            return self._fail("below_long_enough", removal)
        if reached and self.is_listed is False:
            return self._open("unlisted_and_above", rule)
        if doubt and reached is not False:
            return self._open("process_rule", doubt)
        if self.is_listed:
            self._note("on_list", True, removal or rule)
            self._offer_ways_out(removal)
            return True
        if reached:
            return self._covered_by(rule, removal)
        if reached is None:
            self.found.gaps += gaps
            return None
        self._change("reach_threshold", rule)
        if removal is None or self.is_listed is False or self.book.first_year_of(self.sector) == self.year:
            return False
        return self._open("list_status", removal)

    def _covered_by(self, rule: Rule, removal: Rule | None) -> bool | None:
        if rule.values.plan_needed:
            return self._open("plan", rule)
        self._offer_ways_out(removal)
        return True

    def _offer_ways_out(self, removal: Rule | None) -> None:
        if removal:
            self._change("stay_below", removal)
        for rule in self.book.in_force(self.case, "exception"):
            if "covered" in rule.values.ends and "closed" in rule.values.circumstances:
                self._change("close", rule)
                break
        if self.case.process is None:
            for rule in self.book.thresholds(self.case, "reporting_only"):
                if rule.is_for(self.sector) and rule.values.processes and self.sector != "other" and rule.values.circumstances == ():
                    self._change("other_process", rule)

    def _reporting(self) -> bool | None:
        """Whether a rule of the year makes the case report; False also where the corpus holds no such rule, which an aside then says."""
        rules = [rule for rule in self.book.thresholds(self.case, "reporting_only") if rule.is_for(self.sector) and self._is_met(rule)]
        if not rules:
            if not any(not rule.values.processes for rule in self.book.thresholds(self.case, "reporting_only")):
                self.found.asides.append(Gap("reporting_rule", self.book.market))
            return False
        for rule in self._exceptions("reporting_only"):
            return self._fail("circumstance", rule)
        reached, gaps, rule = self._best(rules, "reporting_threshold")
        for removal in self.book.in_force(self.case, "removal"):
            ends_reporting = "reporting_only" in removal.values.ends and removal.values.emission_years != ()
            if ends_reporting and self.case.years_below() >= (removal.values.consecutive_years or 0):
                return self._fail("below_long_enough", removal)
        if reached is None:
            self.found.gaps += gaps
        if reached is False:
            self._change("reach_threshold", rule)
        return reached

    def _is_met(self, rule: Rule) -> bool:
        return rule.allows_process(self.case) and self.case.circumstances.issuperset(rule.values.circumstances)

    def _best(self, rules: Iterable[Rule], kind: CheckKind) -> tuple[bool | None, list[Gap], Rule]:
        """The rule that is reached, else one of which it cannot be told, else one that is not; each is noted as a check."""
        results = [(*reaches(rule, self.case, self.book.market), rule) for rule in rules]
        for reached, _, rule in results:
            self._note(kind, reached, rule)
        order: list[bool | None] = [True, None, False]
        return min(results, key=lambda result: order.index(result[0]))

    def _note(self, kind: CheckKind, passed: bool | None, rule: Rule) -> None:
        self.found.checks.append(Check(kind, passed, rule))

    def _fail(self, kind: CheckKind, rule: Rule) -> Literal[False]:
        self._note(kind, False, rule)
        return False

    def _open(self, kind: GapKind, rule: Rule | None = None) -> bool | None:
        self.found.gaps.append(Gap(kind, self.book.market, rule))
        return None

    def _change(self, kind: ChangeKind, rule: Rule) -> None:
        self.found.changes.append(Change(kind, rule))
