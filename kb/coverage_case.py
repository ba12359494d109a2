"""What somebody says of an emitter whose coverage is to be checked."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from kb.coverage_places import PLACES
from kb.coverage_values import Circumstance, Process, Scope
from kb.errors import CarbonKBError
from kb.types import SECTORS, Sector
from kb.units import Amount

CoverageSector = Literal[Sector, "other"]
"""``other``: none of the sectors that the rules of this corpus name."""
COVERAGE_SECTORS: tuple[CoverageSector, ...] = (*SECTORS, "other")
NATIONAL = "CN"
EARLIEST_YEAR, LATEST_YEAR = 2000, 2100
MOST_TONNES = Decimal(10**9)
"""No single emitter comes near: a larger number was written in the wrong unit."""

PROCESSES_OF: dict[CoverageSector, tuple[Process, ...]] = {
    "power": ("power_plant", "captive_power_plant", "heat_only", "non_fossil_only"),
    "steel": ("long_process", "electric_arc_furnace", "rolling"),
    "cement": ("clinker_line", "other_clinker", "grinding_station"),
    "aluminium": ("electrolysis", "other_aluminium"),
    "other": ("industrial", "building_or_service"),
}
"""The processes that rules tell apart, by sector."""
EXCLUSIVE: tuple[tuple[Circumstance, Circumstance], ...] = (
    ("on_list", "not_on_list"),
    ("in_local_market", "not_in_local_market"),
    ("in_local_market", "local_market_2019_only"),
    ("reached_in_screening_years", "not_reached_in_screening_years"),
)
"""Circumstances that cannot hold together."""


class InvalidCaseError(CarbonKBError):
    """Something that cannot be: a negative amount, a year long past, a process of another sector; names the field."""

    def __init__(self, field: str, message: str) -> None:
        """Keep the field."""
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class CoverageCase:
    """An emitter in an emission year; None is what was not said.

    Raises:
        InvalidCaseError: on making one that cannot be.
    """

    sector: CoverageSector | None = None
    year: int | None = None
    """The year of the emissions."""
    emissions: Amount | None = None
    scope: Scope | None = None
    process: Process | None = None
    jurisdiction: str = NATIONAL
    """Where it stands: ``CN`` asks for the national market alone, ``CN-GD`` also for the market of Guangdong."""
    circumstances: frozenset[Circumstance] = frozenset()
    energy_tce: Decimal | None = None
    """Tonnes of standard coal used in the year."""

    def __post_init__(self) -> None:
        if self.year is not None and not EARLIEST_YEAR <= self.year <= LATEST_YEAR:
            raise InvalidCaseError("year", f"give an emission year from {EARLIEST_YEAR} to {LATEST_YEAR}")
        for name, amount in (("emissions", self.emissions.tonnes if self.emissions else None), ("energy_tce", self.energy_tce)):
            if amount is not None and not (amount.is_finite() and 0 <= amount <= MOST_TONNES):
                raise InvalidCaseError(name, f"give from 0 to {MOST_TONNES:,f} tonnes a year; check the unit")
        if self.jurisdiction.startswith(f"{NATIONAL}-") and self.jurisdiction not in PLACES:
            raise InvalidCaseError("jurisdiction", "this is no province or city that the check knows")
        if self.process is not None and self.sector is not None and self.process not in PROCESSES_OF.get(self.sector, ()):
            owner = next(sector for sector, processes in PROCESSES_OF.items() if self.process in processes)
            raise InvalidCaseError("process", f"this process belongs to the sector {owner}")

    @property
    def setting(self) -> Process | None:
        """Whether it is an industrial enterprise or a building or service; None where that is not known, or it is transport."""
        if self.sector == "other":
            return self.process
        return None if self.sector in (None, "aviation") else "industrial"

    def is_listed(self, market: str) -> bool | None:
        """Whether it is said to be on the list of a market; None where that is not said."""
        yes, no = ("on_list", "not_on_list") if market == NATIONAL else ("in_local_market", "not_in_local_market")
        return True if yes in self.circumstances else False if no in self.circumstances else None

    def years_below(self) -> int:
        """For how many years in a row its emissions are said to have been below the threshold."""
        return 3 if "below_threshold_three_years" in self.circumstances else 2 if "below_threshold_two_years" in self.circumstances else 0
