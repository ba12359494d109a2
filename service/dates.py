"""Timeline and obligations as the contract shows them; the same rows for the API, the pages and the files."""

from __future__ import annotations

from datetime import date

from kb.cited_facts import locate_quote
from kb.facts import Fact
from kb.obligations import EarlierDeadline, Obligation, obligations_due, standing_duties
from kb.timeline import TimelineEvent, sector_timeline
from kb.types import Language
from service.contract import CitationModel
from service.contract_dates import (
    HistoryModel,
    ObligationModel,
    ObligationParameters,
    ObligationResponse,
    TimelineEventModel,
    TimelineParameters,
    TimelineResponse,
)
from service.convert import to_citation
from service.knowledge import Snapshot


def find_events(snapshot: Snapshot, wanted: TimelineParameters, as_of: date) -> list[TimelineEvent]:
    """The events that were asked for."""
    return sector_timeline(
        snapshot, as_of, jurisdictions=wanted.jurisdiction, sectors=wanted.sector, since=wanted.since, until=wanted.until
    )


def find_obligations(snapshot: Snapshot, wanted: ObligationParameters, as_of: date) -> list[Obligation]:
    """The dated obligations that were asked for, one a fact and period."""
    first, last = wanted.days(as_of)
    return obligations_due(
        snapshot, first, last, as_of, jurisdictions=wanted.jurisdiction, sectors=wanted.sector, roles=wanted.role
    )


def find_standing(snapshot: Snapshot, wanted: ObligationParameters, as_of: date) -> list[Obligation]:
    """The duties without a day of their own."""
    return standing_duties(snapshot, as_of, jurisdictions=wanted.jurisdiction, sectors=wanted.sector, roles=wanted.role)


def to_timeline(snapshot: Snapshot, events: list[TimelineEvent], as_of: date, language: Language) -> TimelineResponse:
    """Events, each with the words it rests on."""
    return TimelineResponse(as_of=as_of, events=[_event(snapshot, event, as_of, language) for event in events])


def to_obligations(snapshot: Snapshot, wanted: ObligationParameters, as_of: date) -> ObligationResponse:
    """Obligations, one row a sector, each with the words it rests on."""
    first, last = wanted.days(as_of)
    unlimited = wanted.year is None and wanted.since is None and wanted.until is None
    standing = find_standing(snapshot, wanted, as_of) if unlimited else []
    return ObligationResponse(
        as_of=as_of,
        first=first,
        last=last,
        obligations=_rows(snapshot, find_obligations(snapshot, wanted, as_of), as_of, wanted.language),
        standing=_rows(snapshot, standing, as_of, wanted.language),
    )


def cite(snapshot: Snapshot, fact: Fact, language: Language, as_of: date) -> CitationModel:
    """The words a fact rests on, with the status of their document on a day."""
    return to_citation(snapshot, locate_quote(snapshot, fact, language), as_of)


def _event(snapshot: Snapshot, event: TimelineEvent, as_of: date, language: Language) -> TimelineEventModel:
    return TimelineEventModel(
        id=event.id,
        jurisdiction=event.fact.jurisdiction,
        sector=event.sector,
        event=event.event,
        date=event.date,
        no_later_than=event.values.no_later_than,
        timing=event.timing,
        expected=event.expected,
        expected_by=event.expected_by(language),
        fact=event.fact.id,
        basis=event.fact.basis,
        known_from=event.known_from,
        summary=event.summary(language),
        citation=cite(snapshot, event.fact, language, as_of),
    )


def _rows(snapshot: Snapshot, found: list[Obligation], as_of: date, language: Language) -> list[ObligationModel]:
    rows = []
    for one in found:
        citation = cite(snapshot, one.fact, language, as_of)
        history = [_earlier(snapshot, entry, as_of, language) for entry in one.history]
        for sector in one.sectors or (None,):
            rows.append(
                ObligationModel(
                    id=one.id,
                    jurisdiction=one.fact.jurisdiction,
                    sector=sector,
                    role=one.role,
                    action=one.action,
                    emission_year=one.emission_year,
                    emission_years=list(one.emission_years),
                    period=one.period,
                    due=one.due,
                    time=one.values.time,
                    recurrence=one.recurrence,
                    fact=one.fact.id,
                    basis=one.fact.basis,
                    summary=one.statement(language),
                    history=history,
                    citation=citation,
                )
            )
    return rows


def _earlier(snapshot: Snapshot, entry: EarlierDeadline, as_of: date, language: Language) -> HistoryModel:
    return HistoryModel(
        emission_year=max(entry.emission_years, default=None),
        due=entry.due,
        replaced=entry.replaced,
        fact=entry.fact.id,
        basis=entry.fact.basis,
        summary=entry.fact.statement_zh if language == "zh" else entry.fact.statement,
        citation=cite(snapshot, entry.fact, language, as_of),
    )
