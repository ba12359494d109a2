"""Who must do what by when: deadlines from the facts, recurring ones expanded, shifted ones with what they replaced."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby

from kb.cited_facts import FactSource, facts_about
from kb.deadlines import deadlines
from kb.fact_values import Action, ObligationValues, Recurrence, Role
from kb.facts import Fact
from kb.timeline import covered_sectors, known_from
from kb.types import SECTORS, Language, Sector
from kb.validity import first_day, last_day, within

_BASIS_ORDER = ("official", "secondary", "draft")
_MARGIN = timedelta(days=800)
"""Recurring duties are expanded beyond the days asked for: a deadline that was moved may have lain outside of them."""


@dataclass(frozen=True, slots=True)
class EarlierDeadline:
    """What was due, or would have been, for another year or under another rule."""

    fact: Fact
    due: date | None
    """None: the step fell away."""
    emission_years: tuple[int, ...]
    replaced: bool
    """It was for the same emission year and gave way."""


@dataclass(frozen=True, slots=True)
class Obligation:
    """One thing that is due, with the fact it comes from; ``kb.cited_facts.locate_quote`` gives the words."""

    fact: Fact
    values: ObligationValues
    sectors: tuple[Sector, ...]
    """Empty: all."""
    due: date | None
    """The last day; None for a duty without a day of its own."""
    emission_years: tuple[int, ...] = ()
    period: str | None = None
    """The month (``2026-01``) or quarter (``2026-Q1``) of a recurring duty."""
    history: tuple[EarlierDeadline, ...] = ()

    @property
    def id(self) -> str:
        """The same in every generation that holds the fact."""
        which = self.period or "-".join(map(str, self.emission_years)) or (self.due.isoformat() if self.due else "standing")
        return f"{self.fact.id}.{which}"

    @property
    def role(self) -> Role:
        """Who must do it."""
        return self.values.role

    @property
    def action(self) -> Action:
        """What must be done."""
        return self.values.action

    @property
    def recurrence(self) -> Recurrence | None:
        """How often it comes back."""
        return self.values.recurrence

    @property
    def emission_year(self) -> int | None:
        """The last of the years whose emissions it concerns."""
        return max(self.emission_years, default=None)

    def statement(self, language: Language) -> str:
        """The fact's statement."""
        return self.fact.statement_zh if language == "zh" else self.fact.statement


def obligations_due(
    snapshot: FactSource,
    first: date,
    last: date,
    as_of: date,
    *,
    jurisdictions: Collection[str] = ("CN",),
    sectors: Collection[Sector] = (),
    roles: Collection[Role] = (),
) -> list[Obligation]:
    """What is due from the first to the last day, both included, by date; one row a fact and period.

    Where two rules set a date for the same step and emission year, an official one counts before a press report, that before a draft;
    then one for that year before a standing one; then the later document. What gave way stands in ``history``.

    Args:
        snapshot: The generation whose facts count.
        first: The first day.
        last: The last day.
        as_of: What was issued later is not known.
        jurisdictions: Empty: all.
        sectors: Empty: all. A duty without sectors is everybody's.
        roles: Empty: all.
    """
    facts = _known_facts(snapshot, as_of, jurisdictions, roles)
    expanded = [one for fact in facts for one in _expand(fact, first - _MARGIN, last + _MARGIN)]
    found = [one for all_of_it in (_with_sectors(snapshot, one, as_of) for one in expanded) for one in all_of_it]
    steps = {step: list(group) for step, group in groupby(sorted(found, key=_step), _step)}
    due = [one for one in _settled(snapshot, steps) if one.due and first <= one.due <= last and _concerns(one, sectors)]
    asked = [_narrowed(one, sectors) for one in due]
    return sorted((replace(one, history=_history(snapshot, one, steps[_step(one)])) for one in asked), key=_order)


def standing_duties(
    snapshot: FactSource,
    as_of: date,
    *,
    jurisdictions: Collection[str] = ("CN",),
    sectors: Collection[Sector] = (),
    roles: Collection[Role] = (),
) -> list[Obligation]:
    """The duties without a day of their own that hold on a day: keep records, apply for a review within 7 working days, and the like."""
    found = []
    for fact in _known_facts(snapshot, as_of, jurisdictions, roles):
        values = ObligationValues.model_validate(fact.values)
        if values.due is None and values.recurrence is None and not values.exempt and _holds(fact, as_of):
            found += _with_sectors(snapshot, Obligation(fact, values, fact.sectors, None, values.emission_years), as_of)
    return [_narrowed(one, sectors) for one in found if _concerns(one, sectors)]


def _known_facts(snapshot: FactSource, as_of: date, jurisdictions: Collection[str], roles: Collection[Role]) -> list[Fact]:
    return [
        fact
        for fact in facts_about(snapshot, "obligation")
        if known_from(snapshot, fact) <= as_of
        and (not jurisdictions or any(within(fact.jurisdiction, wanted) for wanted in jurisdictions))
        and (not roles or fact.values["role"] in roles)
    ]


def _expand(fact: Fact, first: date, last: date) -> list[Obligation]:
    """What a fact makes due between two days; a step that falls away is kept, without a day."""
    values = ObligationValues.model_validate(fact.values)
    if values.exempt:
        return [Obligation(fact, values, fact.sectors, None, values.emission_years)]
    return [
        Obligation(fact, values, fact.sectors, one.due, one.emission_years, one.period)
        for one in deadlines(values, *_validity(fact, first, last), last)
        if values.recurrence is None or one.due >= first
    ]


def _with_sectors(snapshot: FactSource, one: Obligation, as_of: date) -> list[Obligation]:
    """A duty of every key emitting unit is a duty of the sectors that the market covered in that emission year."""
    if one.sectors or one.role != "key_emitting_unit":
        return [one]
    year = one.emission_year or as_of.year
    if not covered_sectors(snapshot, one.fact.jurisdiction, 9999, as_of):
        return [one]
    covered = covered_sectors(snapshot, one.fact.jurisdiction, year, as_of)
    return [replace(one, sectors=covered)] if covered else []


def _settled(snapshot: FactSource, steps: Mapping[tuple[str, str, str], Sequence[Obligation]]) -> Iterator[Obligation]:
    """Each step once a sector and emission year."""
    for same_step in steps.values():
        for one in same_step:
            stronger = [other for other in same_step if _same_year(one, other) and _outranks(snapshot, other, one)]
            left = _left(one, stronger)
            if left is not None:
                yield replace(one, sectors=left)


def _step(one: Obligation) -> tuple[str, str, str]:
    return one.fact.jurisdiction, one.role, one.action


def _same_year(one: Obligation, other: Obligation) -> bool:
    if one.period or other.period:
        return one.period == other.period
    return bool(set(one.emission_years) & set(other.emission_years))


def _outranks(snapshot: FactSource, one: Obligation, other: Obligation) -> bool:
    """Whether one deadline counts instead of another for the same step and year."""
    basis, other_basis = _BASIS_ORDER.index(one.fact.basis), _BASIS_ORDER.index(other.fact.basis)
    if basis != other_basis:
        return basis < other_basis
    if _names_years(one) != _names_years(other):
        return _names_years(one)
    later = known_from(snapshot, one.fact) > known_from(snapshot, other.fact)
    return later and one.fact.document_id != other.fact.document_id


def _names_years(one: Obligation) -> bool:
    """Whether the rule is for named years, not for every year."""
    return one.recurrence is None or bool(one.values.emission_years)


def _left(one: Obligation, stronger: Sequence[Obligation]) -> tuple[Sector, ...] | None:
    """The sectors for which a deadline still counts, empty for all; None where it counts for none."""
    if any(not other.sectors for other in stronger):
        return None
    taken = {sector for other in stronger for sector in other.sectors}
    return tuple(sector for sector in one.sectors if sector not in taken) or (None if one.sectors else ())


def _history(snapshot: FactSource, one: Obligation, steps: Sequence[Obligation]) -> tuple[EarlierDeadline, ...]:
    """What gave way to a deadline, and what was due for earlier years where that year had a date of its own."""
    if one.period:
        return ()
    earlier = []
    for other in steps:
        if other.fact.id == one.fact.id or not _share_a_sector(one, other):
            continue
        replaced = _same_year(one, other) and _outranks(snapshot, one, other)
        before = _names_years(other) and (other.emission_year or 9999) < (one.emission_year or 0) and other.fact.basis == "official"
        if replaced or before:
            earlier.append(EarlierDeadline(other.fact, other.due, other.emission_years, replaced))
    return tuple(sorted(earlier, key=lambda entry: (max(entry.emission_years, default=0), entry.due or date.min, entry.fact.id)))


def _share_a_sector(one: Obligation, other: Obligation) -> bool:
    return not one.sectors or not other.sectors or bool(set(one.sectors) & set(other.sectors))


def _validity(fact: Fact, first: date, last: date) -> tuple[date, date]:
    """The first and the last day on which a fact holds; the days given where it does not say."""
    return first_day(fact.valid_from) if fact.valid_from else first, last_day(fact.valid_to) if fact.valid_to else last


def _holds(fact: Fact, on: date) -> bool:
    begin, end = _validity(fact, on, on)
    return begin <= on <= end


def _concerns(one: Obligation, sectors: Collection[Sector]) -> bool:
    return not sectors or not one.sectors or any(sector in sectors for sector in one.sectors)


def _narrowed(one: Obligation, sectors: Collection[Sector]) -> Obligation:
    """The duty with only the sectors asked for."""
    left = tuple(sector for sector in SECTORS if sector in one.sectors and (not sectors or sector in sectors))
    return replace(one, sectors=left)


def _order(one: Obligation) -> tuple[date, str, str]:
    return one.due or date.max, one.fact.jurisdiction, one.fact.id
