"""The duties that follow from a verdict on coverage, with their dates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kb.cited_facts import FactSource
from kb.coverage import Judgement
from kb.fact_values import Role
from kb.obligations import Obligation, obligations_due
from kb.types import SECTORS, Sector

_YEARS_AFTER = 2
"""The last duties for an emission year fall due in the second year after it."""


def duties_of(snapshot: FactSource, judgement: Judgement) -> list[Obligation]:
    """What has to be done for the emission year of a case, by date; of what recurs within the year only the next time, or the last.

    A covered unit has the duties of a key emitting unit, one that only reports those of a reporting enterprise; without such a verdict
    there are none.
    """
    case, market = judgement.case, judgement.market
    roles: dict[str, Role] = {"covered": "key_emitting_unit", "reporting_only": "reporting_enterprise"}
    if judgement.verdict not in roles or market is None or case.year is None:
        return []
    sectors: Sequence[Sector] = [sector for sector in SECTORS if sector == case.sector]
    first, last = date(case.year, 1, 1), date(min(case.year + _YEARS_AFTER, date.max.year), 12, 31)
    due = obligations_due(
        snapshot, first, last, judgement.as_of, jurisdictions=[market], sectors=sectors, roles=[roles[judgement.verdict]]
    )  # fmt: skip
    of_year = [one for one in due if _is_for(one, case.year) and (sectors or not one.sectors)]
    return _once_each(of_year, judgement.as_of)


def _is_for(one: Obligation, year: int) -> bool:
    return one.period.startswith(str(year)) if one.period else year in one.emission_years


def _once_each(duties: Sequence[Obligation], as_of: date) -> list[Obligation]:
    """Of the monthly or quarterly times of a duty, the next one; the last one where all have passed."""
    kept: dict[str, Obligation] = {}
    for one in duties:
        key = one.fact.id if one.period else one.id
        before = kept.get(key)
        if before is None or (before.due is not None and before.due < as_of):
            kept[key] = one
    return sorted(kept.values(), key=lambda one: (one.due or date.max, one.fact.id))
