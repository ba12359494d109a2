"""A judgement on coverage in words: what was said, the verdict, the tests with their quotes, duties, and what would change it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kb.cited_facts import FactSource, locate_quote
from kb.coverage import Judgement, judge
from kb.coverage_case import CoverageCase
from kb.coverage_duties import duties_of
from kb.coverage_findings import ChangeKind, Check, CheckKind, Gap
from kb.coverage_words import market_name, place_name, words
from kb.facts import Fact
from kb.numbers import unsupported
from kb.obligations import Obligation
from kb.types import Citation, Language
from kb.units import Amount

_DECIDING: tuple[CheckKind, ...] = (
    "on_list", "threshold", "reporting_threshold", "below_long_enough", "circumstance", "process", "sector", "market_begun",
)  # fmt: skip
"""The kinds of test, the one on which a verdict turns first."""


@dataclass(frozen=True, slots=True)
class TestReport:
    """A test that was made, in words."""

    kind: CheckKind
    name: str
    value: str
    """What was said of it."""
    rule: str
    fact: Fact
    passed: bool | None
    citation: Citation


@dataclass(frozen=True, slots=True)
class DutyReport:
    """A duty that follows."""

    duty: Obligation
    action: str
    is_past: bool
    citation: Citation


@dataclass(frozen=True, slots=True)
class ChangeReport:
    """What would change the verdict: what it takes, and the rule in words."""

    kind: ChangeKind
    text: str
    rule: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class CoverageReport:
    """A judgement, for a reader."""

    judgement: Judgement
    language: Language
    said: str
    summary: str
    missing: tuple[str, ...]
    asides: tuple[str, ...]
    tests: tuple[TestReport, ...]
    duties: tuple[DutyReport, ...]
    would_change: tuple[ChangeReport, ...]
    citations: tuple[Citation, ...]
    """Each once, in the order of their numbers."""


@dataclass(frozen=True, slots=True)
class CoverageSentence:
    """A sentence of a verdict: every number in it stands in the quotes of the citations with these numbers."""

    text: str
    citations: tuple[int, ...]


def check_coverage(snapshot: FactSource, case: CoverageCase, as_of: date, language: Language) -> CoverageReport:
    """Judge a case and put it into words.

    Raises:
        MisquotedFactError: where a fact's quote does not stand in its provision.
        DamagedIndexError: where the facts were made by another version.
    """
    judgement = judge(snapshot.facts, case, as_of)
    return _Writer(snapshot, judgement, language).report()


def verdict_sentences(report: CoverageReport) -> list[CoverageSentence]:
    """The verdict as sentences that rest on citations: the verdict, the rule that decides it, what is missing, the next duties.

    What the reader said is not among them: it stands in ``report.said``. Empty where nothing can be cited, as when the sector is missing:
    then ``report.missing`` says what to ask for.
    """
    deciding = _deciding(report)
    if deciding is None:
        return []
    number = deciding.citation.number
    found = [CoverageSentence(report.summary, (number,))]
    if report.missing:
        listed = ("；" if report.language == "zh" else "; ").join(report.missing)
        found.append(CoverageSentence(words("missing", report.language).format(missing=listed), (number,)))
    found.append(CoverageSentence(_ended(deciding.rule), (number,)))
    found += [CoverageSentence(_ended(test.rule), (test.citation.number,)) for test in report.tests if test.passed is False and test is not deciding]
    found += [CoverageSentence(_ended(duty.action), (duty.citation.number,)) for duty in report.duties if not duty.is_past]
    return list({sentence.text: sentence for sentence in found}.values())


def rule_in_words(fact: Fact, language: Language) -> str:
    """What a fact says, with no number that its quote does not have: its statement, or else the quote itself."""
    statement, quote = (fact.statement_zh, fact.quote_zh or fact.quote) if language == "zh" else (fact.statement, fact.quote)
    return quote if unsupported(statement, quote) else statement


def said_of(case: CoverageCase, language: Language) -> str:
    """What was said of a case, in a line: ``cement, Portland clinker line, 31 kt direct, 2024``."""
    parts = [
        place_name(case.jurisdiction, language) if case.jurisdiction != "CN" else "",
        words(f"sector.{case.sector}", language) if case.sector else "",
        words(f"process.{case.process}", language) if case.process else "",
        emissions_of(case, language),
        str(case.year) if case.year else "",
        *(words(f"circumstance.{one}", language) for one in sorted(case.circumstances)),
    ]
    return ("，" if language == "zh" else ", ").join(part for part in parts if part) or words("nothing", language)


def emissions_of(case: CoverageCase, language: Language) -> str:
    """The emissions of a case with their conversion: ``31 kt (31,000 t) direct``; empty where none were said."""
    parts = []
    if case.emissions is not None:
        in_tonnes = Amount(case.emissions.tonnes, "t")
        shown, converted = (case.emissions.in_chinese(), in_tonnes.in_chinese()) if language == "zh" else (str(case.emissions), str(in_tonnes))
        parts.append(shown if shown == converted else f"{shown}（{converted}）" if language == "zh" else f"{shown} ({converted})")
    if case.scope is not None and parts:
        parts.append(words(f"scope.{case.scope}", language))
    if case.energy_tce is not None:
        parts.append(words("energy", language).format(amount=f"{case.energy_tce:,f}"))
    return ("，" if language == "zh" else " ").join(parts)


class _Writer:
    def __init__(self, snapshot: FactSource, judgement: Judgement, language: Language) -> None:
        self.snapshot, self.judgement, self.language = snapshot, judgement, language
        self.cited: dict[tuple[str, int, int], Citation] = {}

    def report(self) -> CoverageReport:
        judgement = self.judgement
        tests = tuple(self._test(check) for check in judgement.checks)
        changes = tuple(
            ChangeReport(
                change.kind, self._words(f"change.{change.kind}"), rule_in_words(change.rule.fact, self.language), self._cite(change.rule.fact)
            )
            for change in {(change.kind, change.rule.fact.id): change for change in judgement.changes}.values()
        )
        duties = tuple(
            DutyReport(one, rule_in_words(one.fact, self.language), one.due is not None and one.due < judgement.as_of, self._cite(one.fact))
            for one in duties_of(self.snapshot, judgement)
        )
        for gap in judgement.gaps:
            if gap.rule:
                self._cite(gap.rule.fact)
        return CoverageReport(
            judgement, self.language, self._words("said").format(said=said_of(judgement.case, self.language)), self._summary(),
            self._gaps(judgement.gaps), self._gaps(judgement.asides), tests, duties, changes, tuple(self.cited.values()),
        )  # fmt: skip

    def _test(self, check: Check) -> TestReport:
        name = self._words(f"check.{check.kind}")
        rule = rule_in_words(check.rule.fact, self.language)
        return TestReport(check.kind, name, self._value(check), rule, check.rule.fact, check.passed, self._cite(check.rule.fact))

    def _value(self, check: Check) -> str:
        case = self.judgement.case
        if check.kind in ("threshold", "reporting_threshold"):
            return emissions_of(case, self.language) or self._words("nothing")
        if check.kind == "process" and case.process:
            return self._words(f"process.{case.process}")
        if check.kind == "sector" and case.sector:
            return f"{self._words(f'sector.{case.sector}')}, {case.year}"
        if check.kind == "market_begun":
            return str(case.year)
        if check.kind == "national_first":
            return self._words("verdict.covered")
        named = [one for one in sorted(case.circumstances) if _bears_on(check, one)]
        return ("；" if self.language == "zh" else "; ").join(self._words(f"circumstance.{one}") for one in named) or self._words("nothing")

    def _summary(self) -> str:
        judgement = self.judgement
        market = market_name(judgement.market or judgement.case.jurisdiction, self.language)
        parts = [self._words(f"summary.{judgement.verdict}").format(market=market)]
        if judgement.national and judgement.national != judgement.verdict:
            parts.append(self._words("summary.national").format(verdict=self._words(f"verdict.{judgement.national}").lower()))
        if any(check.kind == "national_first" for check in judgement.checks):
            parts.append(self._words("summary.no_double"))
        if judgement.is_expected:
            parts.append(self._words("summary.expected"))
        parts += self._gaps(judgement.asides)
        return ("" if self.language == "zh" else " ").join(parts)

    def _gaps(self, gaps: Iterable[Gap]) -> tuple[str, ...]:
        texts = (self._words(f"gap.{gap.kind}").format(market=market_name(gap.market, self.language)) for gap in gaps)
        return tuple(dict.fromkeys(texts))

    def _cite(self, fact: Fact) -> Citation:
        found = locate_quote(self.snapshot, fact, self.language, len(self.cited) + 1)
        return self.cited.setdefault((found.passage.id, found.start, found.end), found)

    def _words(self, key: str) -> str:
        return words(key, self.language)


def _bears_on(check: Check, circumstance: str) -> bool:
    if check.kind == "circumstance":
        return circumstance in check.rule.values.circumstances
    lists = ("on_list", "not_on_list", "in_local_market", "not_in_local_market")
    return circumstance in lists if check.kind == "on_list" else circumstance.startswith("below_threshold")


def _deciding(report: CoverageReport) -> TestReport | None:
    """The test on which the verdict turns; without a verdict, one that stayed open or else the last one made."""
    verdict = report.judgement.verdict
    wanted = True if verdict in ("covered", "reporting_only") else False if verdict == "not_covered" else None
    ranked = sorted(report.tests, key=lambda test: (test.passed is not wanted, _rank(test, verdict)))
    return ranked[0] if ranked else None


def _rank(test: TestReport, verdict: str) -> int:
    if verdict == "reporting_only" and test.kind == "reporting_threshold":
        return -1
    return _DECIDING.index(test.kind) if test.kind in _DECIDING else len(_DECIDING)


def _ended(text: str) -> str:
    return text if text.endswith((".", "。")) else text + ("。" if any("\u4e00" <= sign <= "\u9fff" for sign in text) else ".")
