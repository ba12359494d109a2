"""Whether an emitter is covered by a carbon market: a verdict computed from the coverage facts, with every test it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from kb.coverage_case import EXCLUSIVE, NATIONAL, CoverageCase
from kb.coverage_findings import Change, Check, Finding, Gap, GapKind
from kb.coverage_market import examine
from kb.coverage_rules import Rule, book_of, has_own_market, read_rules
from kb.facts import Fact

Verdict = Literal["covered", "reporting_only", "not_covered", "cannot_tell"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on a case, and what it rests on.

    ``covered``: allowances have to be surrendered for the year. ``reporting_only``: emissions have to be reported, and no allowances
    surrendered. ``not_covered``: no allowances, and no duty to report by a rule that the corpus holds; ``asides`` say where it holds none.
    ``cannot_tell``: ``gaps`` say what is missing or contradicts itself.
    """

    case: CoverageCase
    as_of: date
    verdict: Verdict
    market: str | None
    """The market that covers it, or to which it reports."""
    checks: tuple[Check, ...] = ()
    gaps: tuple[Gap, ...] = ()
    asides: tuple[Gap, ...] = ()
    changes: tuple[Change, ...] = ()
    national: Verdict | None = None
    """Of a place with a market of its own: the verdict of the national rules alone."""

    @property
    def is_expected(self) -> bool:
        """Whether the year lies ahead, so that the emissions are an expectation."""
        return self.case.year is not None and self.case.year > self.as_of.year


def judge(facts: Iterable[Fact], case: CoverageCase, as_of: date) -> Judgement:
    """The verdict on a case by the rules known on a day: the national market first, then the market of the place.

    Raises:
        DamagedIndexError: where the facts were made by another version.
    """
    if gaps := [*_contradictions(case), *_unsaid(case)]:
        return Judgement(case, as_of, "cannot_tell", None, gaps=tuple(gaps))
    rules = read_rules(facts, as_of)
    if case.jurisdiction.partition("-")[0] != NATIONAL:
        return Judgement(case, as_of, "cannot_tell", None, gaps=(Gap("market_rules", case.jurisdiction),))
    national = examine(book_of(rules, NATIONAL, case.jurisdiction), case, as_of)
    if not has_own_market(rules, case.jurisdiction):
        return _alone(case, as_of, national, _precedence(rules, case) if "in_local_market" in case.circumstances else None)
    return _both(case, as_of, national, _local(rules, case, as_of), _precedence(rules, case))


def _contradictions(case: CoverageCase) -> list[Gap]:
    return [Gap("excluding", case.jurisdiction) for pair in EXCLUSIVE if case.circumstances.issuperset(pair)]


def _unsaid(case: CoverageCase) -> list[Gap]:
    named: tuple[tuple[GapKind, object], ...] = (("sector", case.sector), ("year", case.year))
    return [Gap(kind, case.jurisdiction) for kind, value in named if value is None]


def _alone(case: CoverageCase, as_of: date, found: Finding, precedence: Rule | None) -> Judgement:
    verdict = found.verdict
    first = [Check("national_first", True, precedence)] if precedence and verdict == "covered" else []
    return Judgement(
        case, as_of, verdict, found.market if verdict in ("covered", "reporting_only") else None, (*found.checks, *first),
        tuple(found.gaps) if verdict == "cannot_tell" else (), _asides(verdict, found), tuple(found.changes),
    )  # fmt: skip


def _asides(verdict: Verdict, *findings: Finding) -> tuple[Gap, ...]:
    """What could not be looked at matters where the verdict is that there is nothing to do."""
    return tuple(gap for found in findings for gap in found.asides) if verdict == "not_covered" else ()


def _local(rules: Sequence[Rule], case: CoverageCase, as_of: date) -> Finding:
    """What the market of the place says; where the corpus holds none of its rules, that is what is missing."""
    book = book_of(rules, case.jurisdiction, case.jurisdiction)
    if book.of_kind("threshold", "list"):
        return examine(book, case, as_of)
    known = next(rule for rule in rules if case.jurisdiction in rule.values.places)
    return Finding(case.jurisdiction, gaps=[Gap("local_rules", case.jurisdiction, known)])


def _precedence(rules: Sequence[Rule], case: CoverageCase) -> Rule | None:
    """The rule by which the national market comes before the local one in the case's year, the local market's own first."""
    books = [book_of(rules, market, case.jurisdiction) for market in (case.jurisdiction, NATIONAL)]
    return next((rule for book in books for rule in book.in_force(case, "precedence")), None)


def _both(case: CoverageCase, as_of: date, national: Finding, local: Finding, precedence: Rule | None) -> Judgement:
    """Covered by one of two markets, or by none: the national one goes first where a rule says so."""
    first = national.verdict
    if first == "covered":
        checks = [*national.checks, *([Check("national_first", True, precedence)] if precedence else [])]
        return Judgement(case, as_of, first, NATIONAL, tuple(checks), changes=tuple(national.changes), national=first)
    verdict, market = _of_two(national, local, precedence)
    gaps = [*national.gaps, *local.gaps]
    if local.verdict == "covered" and precedence:
        gaps.append(Gap("which_market", local.market, precedence))
    return Judgement(
        case, as_of, verdict, market, (*national.checks, *local.checks), tuple(gaps) if verdict == "cannot_tell" else (),
        _asides(verdict, national, local), (*local.changes, *national.changes), first,
    )  # fmt: skip


def _of_two(national: Finding, local: Finding, precedence: Rule | None) -> tuple[Verdict, str | None]:
    """The verdict where the national market does not cover the case for sure, and the market it comes from."""
    if local.verdict == "covered":
        return ("cannot_tell", None) if national.allowances is None and precedence else ("covered", local.market)
    if local.verdict == "reporting_only" and national.allowances is False:
        return "reporting_only", national.market if national.reporting else local.market
    if "cannot_tell" in (national.verdict, local.verdict):
        return "cannot_tell", None
    return ("reporting_only", national.market) if national.verdict == "reporting_only" else ("not_covered", None)
