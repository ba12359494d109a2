"""Whether a question asks if an emitter is covered, and what it says of that emitter. No model and no index: words alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from kb import coverage_phrases as phrases
from kb.coverage_case import NATIONAL, PROCESSES_OF, CoverageCase, CoverageSector, InvalidCaseError
from kb.coverage_places import PLACES
from kb.coverage_values import Circumstance, Process, Scope
from kb.glossary import Glossary
from kb.types import LANGUAGES, SECTORS
from kb.units import Amount, amounts_in


@dataclass(frozen=True, slots=True)
class CoverageQuestion:
    """A question about coverage, as it was understood: ``kb.coverage_report.said_of`` puts the case into words."""

    case: CoverageCase
    fault: InvalidCaseError | None = None
    """What of the question cannot be: it was left out of the case, and is to be asked back before a verdict is given."""


def read_coverage_question(text: str, glossary: Glossary) -> CoverageQuestion | None:
    """What a question says of an emitter whose coverage it asks about.

    Returns None where it is no such question: it does not ask whether somebody is in or what they have to do, or says neither the sector
    nor an amount of that emitter, or speaks of no emitter at all. Such a question is to be answered from the texts.
    """
    sector, process = _what_it_is(text, glossary)
    place = _place(text, glossary)
    if not phrases.ASKS.search(text) or not phrases.OF_AN_EMITTER.search(text) or sector is None or place is None:
        return None
    amount = next(_own_amounts(text), None)
    told_of_us = _circumstances(text) and phrases.FIRST_PERSON.search(text)
    if not (amount or phrases.VAGUE.search(text) or told_of_us or (process and phrases.YEAR.search(text))):
        return None
    return _questioned(text, place, sector, process, amount)


def _questioned(text: str, place: str, sector: CoverageSector, process: Process | None, amount: Amount | None) -> CoverageQuestion:
    """The case; what of it cannot be is left out and kept as the fault."""
    case = CoverageCase(sector=sector, process=process, jurisdiction=place, circumstances=_circumstances(text))
    fault: InvalidCaseError | None = None
    if phrases.NEGATIVE.search(text):
        fault, amount = InvalidCaseError("emissions", "an emitter's emissions are not negative"), None
    years = {int(found["year"]) for found in phrases.YEAR.finditer(text)}
    changes: list[dict[str, object]] = [
        {"year": years.pop() if len(years) == 1 else None},
        {"emissions": amount, "scope": _scope(text) if amount else None},
        {"energy_tce": _energy(text)},
    ]
    for change in changes:
        try:
            case = replace(case, **change)  # type: ignore[arg-type]  # the fields named above
        except InvalidCaseError as error:
            fault = fault or error
    return CoverageQuestion(case, fault)


def _what_it_is(text: str, glossary: Glossary) -> tuple[CoverageSector | None, Process | None]:
    """The sector and the process; a process says its sector, whatever other sectors are named beside it."""
    process = next((process for process, names in phrases.PROCESSES if re.search(names, text, re.IGNORECASE)), None)
    if process is not None:
        return next(sector for sector, processes in PROCESSES_OF.items() if process in processes), process
    named = set(_named(text, glossary, "sector:"))
    sectors = [sector for sector in SECTORS if sector in named]
    if sectors:
        return (sectors[0], None) if len(sectors) == 1 else (None, None)
    setting = next((process for process, names in phrases.SETTINGS if re.search(names, text, re.IGNORECASE)), None)
    return ("other", setting) if setting else (None, None)


def _place(text: str, glossary: Glossary) -> str | None:
    """The narrowest place in China that a question names; the national market where it names none; None where it names one elsewhere."""
    named = list(_named(text, glossary, "place:"))
    if any(code not in PLACES for code in named):
        return None
    return max(named, key=len, default=NATIONAL)


def _named(text: str, glossary: Glossary, prefix: str) -> Iterator[str]:
    for language in LANGUAGES:
        for match in glossary.find(text, language):
            if match.term.id.startswith(prefix):
                yield match.term.id.removeprefix(prefix)


def _own_amounts(text: str) -> Iterator[Amount]:
    """The amounts that a question gives, but for a threshold that it names."""
    without_energy = phrases.ENERGY.sub(lambda found: " " * len(found[0]), text)
    for amount, start, _ in amounts_in(without_energy):
        if not phrases.LIMIT.search(without_energy[:start]):
            yield amount


def _circumstances(text: str) -> frozenset[Circumstance]:
    found = {one for one, names in phrases.CIRCUMSTANCES if re.search(names, text, re.IGNORECASE)}
    if "below_threshold_three_years" in found:
        found.discard("below_threshold_two_years")
    if "not_on_list" in found or phrases.ASKS_ABOUT_LIST.search(text):
        found.discard("on_list")
    return frozenset(found)


def _scope(text: str) -> Scope | None:
    if phrases.TOTAL.search(text):
        return "total"
    return "direct" if phrases.DIRECT.search(text) else None


def _energy(text: str) -> Decimal | None:
    if not (found := phrases.ENERGY.search(text)):
        return None
    return Decimal(found["number"].replace(",", "")) * (10_000 if found["myriad"] else 1)
