"""The obligations calendar: as JSON, CSV and iCalendar, and as a page by month."""

from __future__ import annotations

from itertools import groupby

from flask import Blueprint, Response, render_template

from kb.cited_facts import facts_about, locate_quote
from kb.fact_values import ROLES
from kb.types import SECTORS
from kb.validity import today
from service.calendar_file import MEDIA_TYPE as CALENDAR_TYPE
from service.calendar_file import obligations_calendar, period_of
from service.contract_dates import ObligationParameters, ObligationResponse
from service.date_filters import read_filters
from service.dates import find_obligations, find_standing, to_obligations
from service.interface import Interface, interface
from service.knowledge import Snapshot, knowledge_base
from service.openapi import operation
from service.table_file import MEDIA_TYPE as TABLE_TYPE
from service.table_file import obligations_csv
from service.validation import read_parameters

calendar_pages = Blueprint("calendar", __name__)


@calendar_pages.get("/api/obligations")
@operation("What is due", ObligationResponse, parameters=ObligationParameters, problems=(400, 503), also=("text/csv", "text/calendar"))
def obligations() -> Response:
    """Who must do what by when."""
    wanted = read_parameters(ObligationParameters)
    snapshot = knowledge_base().snapshot()
    as_of = wanted.as_of or today()
    if wanted.format == "ics":
        due = find_obligations(snapshot, wanted, as_of)
        return _download(obligations_calendar(snapshot, due, as_of, Interface(wanted.language)), CALENDAR_TYPE, "obligations.ics")
    found = to_obligations(snapshot, wanted, as_of)
    if wanted.format == "csv":
        return _download(obligations_csv([*found.obligations, *found.standing]), TABLE_TYPE, "obligations.csv")
    return Response(found.model_dump_json(), content_type="application/json")


@calendar_pages.get("/calendar")
def page() -> Response:
    """What is due, month by month."""
    snapshot = knowledge_base().snapshot()
    filters = read_filters(ObligationParameters, {"jurisdiction": "CN"})
    wanted = filters.wanted
    as_of = wanted.as_of or today()
    first, last = wanted.days(as_of)
    due, standing = find_obligations(snapshot, wanted, as_of), find_standing(snapshot, wanted, as_of)
    shown = interface()
    facts = {fact.id: fact for one in (*due, *standing) for fact in (one.fact, *(entry.fact for entry in one.history))}
    html = render_template(
        "calendar.html",
        snapshot=snapshot,
        months=[(month, list(of_month)) for month, of_month in groupby(due, lambda one: str(one.due)[:7])],
        count=len(due),
        following=next((one.due for one in due if one.due and one.due >= as_of), None),
        standing=standing,
        citations={fact_id: locate_quote(snapshot, fact, shown.language) for fact_id, fact in facts.items()},
        period_of=lambda one: period_of(one, shown),
        first=first,
        last=last,
        as_of=as_of,
        wanted=wanted,
        chosen=filters.chosen,
        wrong=filters.wrong,
        choices={"jurisdiction": _jurisdictions(snapshot), "sector": SECTORS, "role": ROLES},
    )
    return Response(html, 400 if filters.wrong else 200)


def _jurisdictions(snapshot: Snapshot) -> list[str]:
    return sorted({fact.jurisdiction for fact in facts_about(snapshot, "obligation")})


def _download(content: bytes, content_type: str, name: str) -> Response:
    return Response(content, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})
