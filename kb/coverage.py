"""Whether an emitter is covered by a carbon market: a verdict computed from the coverage facts, with every test it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from kb.coverage_case import EXCLUSIVE, NATIONAL, CoverageCase
from kb.coverage_market import Change, Check, Finding, Gap, GapKind, examine
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
        return _alone(case, as_of, national)
    return _both(case, as_of, national, _local(rules, case, as_of), _precedence(rules, case))


def _contradictions(case: CoverageCase) -> list[Gap]:
    return [Gap("excluding", case.jurisdiction) for pair in EXCLUSIVE if case.circumstances.issuperset(pair)]


def _unsaid(case: CoverageCase) -> list[Gap]:
    named: tuple[tuple[GapKind, object], ...] = (("sector", case.sector), ("year", case.year))
    return [Gap(kind, case.jurisdiction) for kind, value in named if value is None]


def _alone(case: CoverageCase, as_of: date, found: Finding) -> Judgement:
    verdict = found.verdict
    return Judgement(
        case, as_of, verdict, found.market if verdict in ("covered", "reporting_only") else None, tuple(found.checks),
        tuple(found.gaps) if verdict == "cannot_tell" else (), tuple(found.asides), tuple(found.changes),
    )  # fmt: skip


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
    checks = [*national.checks, *local.checks]
    changes = (*local.changes, *national.changes)
    asides = (*national.asides, *local.asides)
    if local.verdict == "covered" and not (national.allowances is None and precedence):
        return Judgement(case, as_of, "covered", local.market, tuple(checks), asides=asides, changes=changes, national=first)
    if local.verdict == "covered" and precedence:
        gaps = (*national.gaps, Gap("which_market", local.market, precedence))
        return Judgement(case, as_of, "cannot_tell", None, tuple(checks), gaps, asides, changes, first)
    if "cannot_tell" in (first, local.verdict) and not (local.verdict == "reporting_only" and national.allowances is False):
        return Judgement(case, as_of, "cannot_tell", None, tuple(checks), (*national.gaps, *local.gaps), asides, changes, first)
    reporting = next((found.market for found in (national, local) if found.verdict == "reporting_only"), None)
    verdict: Verdict = "reporting_only" if reporting else "not_covered"
    return Judgement(case, as_of, verdict, reporting, tuple(checks), asides=asides, changes=changes, national=first)
