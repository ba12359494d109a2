"""Whether the emissions of a case reach the threshold of a rule: direct or total, by energy, in one of several years."""

from __future__ import annotations

from kb.coverage_case import CoverageCase
from kb.coverage_findings import Gap, GapKind
from kb.coverage_rules import Rule


def reaches(rule: Rule, case: CoverageCase, market: str) -> tuple[bool | None, list[Gap]]:
    """Whether a case reaches a threshold, and what is missing where that cannot be told."""
    of_tonnes, of_energy = _by_tonnes(rule, case), _by_energy(rule, case)
    results = [result for result in (of_tonnes, of_energy) if result is not None]
    reached = True if any(r is True for r in results) else False if all(r is False for r in results) else None
    kinds: list[GapKind] = [result for result in results if isinstance(result, str)]
    if rule.values.screening_years:
        first, last = rule.values.screening_years
        if not (reached is True and first <= (case.year or 0) <= last):
            reached, kinds = _by_other_years(case, reached, kinds, in_window=first <= (case.year or 0) <= last)
    return reached, ([Gap(kind, market, rule) for kind in kinds] if reached is None else [])


def _by_tonnes(rule: Rule, case: CoverageCase) -> bool | GapKind | None:
    """Whether the tonnes reach the limit; the gap where that cannot be told; None where the rule has no limit in tonnes."""
    limit, counted = rule.values.threshold_t, rule.values.scope
    if limit is None:
        return None
    if case.emissions is None:
        return "emissions"
    if case.emissions.tonnes >= limit:
        is_sure = case.scope == counted or counted == "total"
        return True if is_sure else "scope" if case.scope is None else "direct"
    is_sure = case.scope == counted or counted == "direct"
    return False if is_sure else "scope" if case.scope is None else "total"


def _by_energy(rule: Rule, case: CoverageCase) -> bool | GapKind | None:
    """The same of the energy used; None where it does not count by itself."""
    if not rule.values.energy_counts or rule.values.energy_tce is None:
        return None
    return "energy" if case.energy_tce is None else case.energy_tce >= rule.values.energy_tce


def _by_other_years(case: CoverageCase, own: bool | None, kinds: list[GapKind], *, in_window: bool) -> tuple[bool | None, list[GapKind]]:
    """The screening years count, any one of them: what is said of the earlier ones decides where the year itself does not."""
    if "reached_in_screening_years" in case.circumstances:
        return True, []
    if "not_reached_in_screening_years" in case.circumstances:
        return (own, kinds) if in_window else (False, [])
    return None, (kinds if in_window and own is None else ["screening"])
