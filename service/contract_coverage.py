"""The JSON contract of the coverage check."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator, Field, WithJsonSchema

from kb.coverage import Verdict
from kb.coverage_case import EARLIEST_YEAR, LATEST_YEAR, CoverageSector
from kb.coverage_findings import ChangeKind, CheckKind
from kb.coverage_values import CIRCUMSTANCES, Circumstance, Process, Scope
from kb.fact_values import Action
from kb.facts import FactBasis
from kb.types import Language
from kb.units import EmissionUnit
from service.contract import Body, CitationModel, Jurisdiction, Reply
from service.contract_dates import PlausibleDay


def _number(value: object) -> object:
    """JSON's numbers alone: a text such as "31000" or "about thirty" is none."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise ValueError("should be a number")
    return value if isinstance(value, Decimal) else Decimal(str(value))


Amount = Annotated[Decimal, BeforeValidator(_number), Field(ge=0, allow_inf_nan=False), WithJsonSchema({"type": "number", "minimum": 0})]


class CoverageRequest(Body):
    """An emitter in an emission year. What is left out is taken as not known, and may be what is missing for a verdict."""

    jurisdiction: Jurisdiction = Field(default="CN", description="CN asks for the national market alone; CN-GD also for the market of Guangdong")
    sector: CoverageSector
    process: Process | None = Field(default=None, description="Where rules tell processes apart")
    year: int = Field(ge=EARLIEST_YEAR, le=LATEST_YEAR, description="The year of the emissions")
    emissions: Amount | None = Field(default=None, description="In a year, in the unit that is given", examples=[31])
    unit: EmissionUnit | None = Field(default=None, description="Needed with emissions; 10kt is 万吨")
    scope: Scope | None = Field(default=None, description="Direct emissions only, or direct and indirect together")
    circumstances: list[Circumstance] = Field(default=[], max_length=len(CIRCUMSTANCES))
    energy_tce: Amount | None = Field(default=None, description="Energy used in the year, in tonnes of standard coal; some local rules count it")
    as_of: PlausibleDay | None = Field(default=None, description="Rules that hold later are not counted; today by default")
    language: Language = "en"


class TestModel(Reply):
    """A test that was made."""

    id: CheckKind
    name: str
    value: str = Field(description="What was said of it")
    rule: str
    passed: bool | None = Field(description="null: it cannot be told")
    basis: FactBasis
    citation: CitationModel


class DutyModel(Reply):
    """A duty that follows from the verdict."""

    id: str
    action: str
    step: Action
    due: date | None
    emission_year: int | None
    basis: FactBasis
    citation: CitationModel


class ChangeModel(Reply):
    """Something that would change the verdict."""

    id: ChangeKind
    text: str
    rule: str
    citation: CitationModel


class CoverageResponse(Reply):
    """A verdict with everything that it rests on."""

    verdict: Verdict
    market: str | None = Field(description="The market that covers it, or to which it reports")
    summary: str
    said: str = Field(description="What was understood of the case")
    missing: list[str] = Field(description="What would have to be known for a verdict, or contradicts itself")
    tests: list[TestModel]
    duties: list[DutyModel] = Field(description="For the emission year, by date; of monthly ones the next")
    would_change: list[ChangeModel]
    as_of: date
    language: Language
