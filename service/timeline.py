"""The sector timeline: as JSON, CSV and SVG, and as a page with a drawing and the same events in a table."""

from __future__ import annotations

from flask import Blueprint, Response, render_template

from kb.cited_facts import facts_about, locate_quote
from kb.fact_values import EVENT_KINDS
from kb.types import SECTORS
from kb.validity import today
from service.contract_dates import TimelineParameters, TimelineResponse
from service.date_filters import read_filters
from service.dates import find_events, to_timeline
from service.interface import Interface, interface
from service.knowledge import Snapshot, knowledge_base
from service.openapi import operation
from service.table_file import MEDIA_TYPE, timeline_csv
from service.timeline_chart import LABELS, MARK, draw
from service.validation import read_parameters

timeline_pages = Blueprint("timeline", __name__)


@timeline_pages.get("/api/timeline")
@operation("The timeline of sectors", TimelineResponse, parameters=TimelineParameters, problems=(400, 503), also=("text/csv", "image/svg+xml"))
def timeline() -> Response:
    """The events that were known on a day."""
    wanted = read_parameters(TimelineParameters)
    snapshot = knowledge_base().snapshot()
    as_of = wanted.as_of or today()
    events = find_events(snapshot, wanted, as_of)
    if wanted.format == "svg":
        shown = Interface(wanted.language)
        drawing = render_template("timeline.svg", t=shown, chart=draw(events, as_of), as_of=as_of, labels=LABELS, half=MARK, kinds=EVENT_KINDS)
        return _download(drawing.encode(), "image/svg+xml; charset=utf-8", f"timeline-{as_of}.svg")
    found = to_timeline(snapshot, events, as_of, wanted.language)
    if wanted.format == "csv":
        return _download(timeline_csv(found.events), MEDIA_TYPE, f"timeline-{as_of}.csv")
    return Response(found.model_dump_json(), content_type="application/json")


@timeline_pages.get("/timeline")
def page() -> Response:
    """The timeline as a drawing and a table."""
    snapshot = knowledge_base().snapshot()
    filters = read_filters(TimelineParameters, {"jurisdiction": "CN"})
    as_of = filters.wanted.as_of or today()
    events = find_events(snapshot, filters.wanted, as_of)
    html = render_template(
        "timeline.html",
        snapshot=snapshot,
        events=events,
        citations={event.fact.id: locate_quote(snapshot, event.fact, interface().language) for event in events},
        chart=draw(events, as_of),
        labels=LABELS,
        half=MARK,
        as_of=as_of,
        wanted=filters.wanted,
        chosen=filters.chosen,
        wrong=filters.wrong,
        kinds=EVENT_KINDS,
        choices={"jurisdiction": _jurisdictions(snapshot), "sector": SECTORS},
    )
    return Response(html, 400 if filters.wrong else 200)


def _jurisdictions(snapshot: Snapshot) -> list[str]:
    return sorted({fact.jurisdiction for fact in facts_about(snapshot, "timeline")})


def _download(content: bytes, content_type: str, name: str) -> Response:
    return Response(content, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})
