"""What the ``values`` of a coverage fact may hold: the rule that the fact states, in a form that a check can apply.

The table of the fields stands in ``corpus/README.md``; ``kb.coverage_rules`` reads the rules, ``kb.coverage`` applies them.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

RuleKind = Literal[
    "threshold", "list", "members", "processes", "exception", "removal", "precedence", "begins", "local_markets",
    "scope", "gases", "figures", "note",
]  # fmt: skip
Consequence = Literal["covered", "reporting_only", "not_covered"]
Scope = Literal["direct", "total"]
"""``total``: direct and indirect emissions, or simply "emissions" where a text does not tell them apart."""
Process = Literal[
    "power_plant", "captive_power_plant", "heat_only", "non_fossil_only", "long_process", "electric_arc_furnace", "rolling",
    "clinker_line", "other_clinker", "grinding_station", "electrolysis", "other_aluminium", "industrial", "building_or_service",
]  # fmt: skip
Circumstance = Literal[
    "on_list", "not_on_list", "in_local_market", "not_in_local_market", "local_market_2019_only", "below_threshold_two_years",
    "below_threshold_three_years", "reached_in_screening_years", "not_reached_in_screening_years", "closed", "new_in_year",
]  # fmt: skip
PROCESSES: tuple[Process, ...] = get_args(Process)
CIRCUMSTANCES: tuple[Circumstance, ...] = get_args(Circumstance)

_Year = Annotated[int, Field(ge=2000, le=2100)]
_Years = Annotated[tuple[_Year, ...], Field(max_length=20)]
_Tonnes = Annotated[Decimal, Field(gt=0, allow_inf_nan=False)]
_Jurisdiction = Annotated[str, Field(pattern=r"^[A-Z]{2}(-[A-Z0-9]{2,3}){0,2}$")]
_NEEDED: dict[RuleKind, tuple[str, ...]] = {
    "threshold": ("consequence",), "list": ("emission_years", "emission_years_from"), "members": ("emission_years",),
    "processes": ("processes",), "exception": ("consequence",), "removal": ("consecutive_years",),
    "precedence": ("emission_years", "emission_years_from"), "begins": ("emission_years_from",), "local_markets": ("places",),
    "scope": ("scope",), "gases": ("gases",), "figures": ("figures",), "note": (),
}  # fmt: skip


class CoverageValues(BaseModel):
    """The rule of a coverage fact; fields that a kind of rule does not use stay empty."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rule: RuleKind
    market: _Jurisdiction | None = None
    """Whose rule it is, where that is not the fact's own jurisdiction: a province writes about the national market."""
    consequence: Consequence | None = None
    """What follows where the rule is met."""
    ends: tuple[Consequence, ...] = ("covered", "reporting_only")
    """Of an exception or a removal: what it puts an end to."""
    emission_years: _Years = ()
    emission_years_from: _Year | None = None
    """The first of all emission years for which it holds, where it has no last one."""
    list_years: _Years = ()
    """The lists of key emitting units that the text names."""
    threshold_t: _Tonnes | None = None
    """Tonnes of CO2 equivalent a year; reaching it meets the rule."""
    scope: Scope | None = None
    """The emissions that are counted."""
    screening_years: Annotated[tuple[_Year, ...], Field(max_length=2)] = ()
    """First and last of the years of which any one counts."""
    energy_tce: _Tonnes | None = None
    """The same limit in tonnes of standard coal a year."""
    energy_counts: bool = False
    """Whether reaching ``energy_tce`` meets the rule by itself; otherwise it only says what the tonnes come to."""
    consecutive_years: Annotated[int, Field(ge=2, le=5)] | None = None
    processes: tuple[Process, ...] = ()
    only_these: bool = False
    """Of processes: that the text names them as all there are. Of members: that it names the sectors as all there are."""
    circumstances: tuple[Circumstance, ...] = ()
    """Of a threshold: all must hold. Of an exception: one is enough, as one of the processes is."""
    members_only: bool = False
    """The rule holds for sectors that another rule has made part of the market."""
    plan_needed: bool = False
    """The rule is carried out by a plan for each year, which may cover fewer."""
    also_other: bool = False
    """The text names sectors beyond those that this corpus knows by name."""
    places: tuple[_Jurisdiction, ...] = ()
    gases: tuple[str, ...] = ()
    figures: dict[str, Decimal] = {}
    """Counts, shares and amounts that decide nothing."""
    reported_by: str | None = None
    """Who reports it and when, of a secondary source."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        needed = _NEEDED[self.rule]
        if needed and not any(getattr(self, name) for name in needed):
            raise ValueError(f"a rule of the kind {self.rule!r} needs {' or '.join(needed)}")
        if self.threshold_t is not None and self.rule == "threshold" and self.scope is None:
            raise ValueError("a threshold in tonnes needs a scope: direct or total")
        if self.rule == "threshold" and self.threshold_t is None and not self.energy_counts:
            raise ValueError("a threshold needs threshold_t, or energy_tce that counts by itself")
        if self.energy_counts and self.energy_tce is None:
            raise ValueError("energy_counts needs energy_tce")
        if self.screening_years and (len(self.screening_years) != 2 or self.screening_years[0] > self.screening_years[1]):
            raise ValueError("screening_years are the first and the last year: [2013, 2019]")
        if self.emission_years and self.emission_years_from:
            raise ValueError("write emission_years or emission_years_from, not both")
        if self.rule == "exception" and not (self.processes or self.circumstances):
            raise ValueError("an exception needs processes or circumstances")
        return self
