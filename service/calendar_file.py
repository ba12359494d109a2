"""Obligations as an iCalendar file that Outlook, Google and Apple import: all-day events, the same identity at every download."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Calendar, Event, Timezone

from kb.cited_facts import locate_quote
from kb.obligations import Obligation
from service.interface import Interface
from service.knowledge import Snapshot

MEDIA_TYPE = "text/calendar; charset=utf-8"
TIME_ZONE = "Asia/Shanghai"
_PRODUCT = "-//carbonkb//obligations//EN"
_DOMAIN = "carbonkb"


def obligations_calendar(snapshot: Snapshot, obligations: Iterable[Obligation], as_of: date, shown: Interface) -> bytes:
    """One all-day event an obligation, on the last day on which it can be met.

    Args:
        snapshot: The generation that holds the obligations.
        obligations: What is due; those without a day are left out.
        as_of: The day that the calendar holds for; it stamps the events.
        shown: The language of the words.
    """
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", shown["calendar.title"])
    calendar.add("x-wr-timezone", TIME_ZONE)
    calendar.add_component(Timezone.from_tzid(TIME_ZONE, first_date=date(1992, 1, 1)))
    for one in obligations:
        if one.due is not None:
            calendar.add_component(_event(snapshot, one, one.due, as_of, shown))
    content: bytes = calendar.to_ical()
    return content


def _event(snapshot: Snapshot, one: Obligation, due: date, as_of: date, shown: Interface) -> Event:
    citation = locate_quote(snapshot, one.fact, shown.language)
    document = snapshot.documents[one.fact.document_id]
    event = Event()
    event.add("uid", f"{one.id}@{_DOMAIN}")
    event.add("dtstamp", datetime.combine(as_of, time(), UTC))
    event.add("dtstart", due)
    event.add("dtend", due + timedelta(days=1))
    event.add("summary", title_of(one, shown))
    title = document.title_original if shown.language == "zh" and document.title_original else document.title
    rendition = shown.label("rendition", citation.passage.rendition)
    source = shown["calendar.file.source"].format(title=title, locator=citation.passage.locator, rendition=rendition)
    lines = [one.statement(shown.language), shown["calendar.file.quote"].format(quote=citation.quote), source]
    lines += [shown["calendar.until_time"].format(time=one.values.time)] if one.values.time else []
    lines += [shown[f"basis.note.{one.fact.basis}"]] if one.fact.basis != "official" else []
    event.add("description", "\n".join(lines))
    event.add("categories", [shown.label("role", one.role), *(shown.label("sector", sector) for sector in one.sectors)])
    event.add("transp", "TRANSPARENT")
    if document.url:
        event.add("url", document.url)
    return event


def title_of(one: Obligation, shown: Interface) -> str:
    """An obligation in a few words: what, for which year or month, who."""
    action, which, role = shown.label("action", one.action), period_of(one, shown), shown.label("role", one.role)
    return shown["calendar.file.title"].format(action=action, which=f" {which}" if which else "", role=role)


def period_of(one: Obligation, shown: Interface) -> str:
    """The month, the quarter or the emission years that an obligation is about; empty where there are none."""
    if one.period and "Q" in one.period:
        year, _, quarter = one.period.partition("-Q")
        return shown["calendar.quarter"].format(year=year, quarter=quarter)
    return shown.date(one.period) if one.period else shown["list.separator"].join(map(str, one.emission_years))
