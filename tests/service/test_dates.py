"""The timeline and the calendar over the shipped corpus, as a reader, a client and a calendar program get them."""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ElementTree
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar

from kb.numbers import unsupported
from kb.snapshot import Snapshot
from tests.service.test_pages import get

CEMENT_2026 = {"sector": "cement", "jurisdiction": "CN", "year": "2026", "as_of": "2026-11-22"}
STEPS_OF_2026 = {
    ("report", 2025, "2026-03-31"), ("pre_allocation", 2025, "2026-04-10"), ("verification", 2025, "2026-07-31"),
    ("final_amount", 2025, "2026-09-20"), ("issue", 2025, "2026-09-30"), ("list_publication", 2027, "2026-10-31"),
    ("verifier_assessment", 2025, "2026-11-30"), ("surrender", 2025, "2026-12-31"), ("data_quality_plan", 2027, "2026-12-31"),
}  # fmt: skip
"""What the notice of 27 January 2026 sets for the cement sector, read from its text."""


def read(client: FlaskClient, address: str, **query: str) -> Any:
    response = client.get(address, query_string=query)
    assert response.status_code == 200, response.text
    return response.get_json()


def check_citation(snapshot: Snapshot, citation: dict[str, Any]) -> str:
    """The quote is verbatim; returns the whole provision in all its renditions, and the dates of the document, which the citation shows too."""
    texts = snapshot.renditions(citation["document"]["id"])
    assert texts[citation["rendition"]].text[citation["start"] : citation["end"]] == citation["quote"]
    for other in citation["also"]:
        assert texts[other["rendition"]].text[other["start"] : other["end"]] == other["text"]
    passage = snapshot.store.passage(citation["passage_id"])
    whole = snapshot.provision_text(passage, citation["rendition"])
    dates = [citation["document"][name] or "" for name in ("issued", "effective_from")]
    return "\n".join([whole.text if whole else "", *dates, *(other["text"] for other in citation["also"])])


def named_dates(snapshot: Snapshot, row: dict[str, Any]) -> list[str]:
    """What its fact says of when it is due, as a text would write it; a row says the same."""
    values = next(fact.values for fact in snapshot.facts if fact.id == row["fact"])
    if row["due"] is None:
        return []
    if "due" in values:
        assert row["due"].startswith(values["due"][:4])
        return [values["due"]]
    if "due_day" in values:
        assert row["due"].endswith(values["due_day"])
        return [date.fromisoformat(row["due"]).strftime("%d %B")]
    return [str(values["days_after_period"])] if values.get("days_after_period") else []


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("as_of", ["2024-03-01", "2025-12-31", "2026-11-22"])
def test_every_date_of_the_timeline_stands_in_its_provision(
    corpus_client: FlaskClient, corpus_snapshot: Snapshot, language: str, as_of: str
) -> None:
    events = read(corpus_client, "/api/timeline", language=language, as_of=as_of)["events"]
    assert len(events) > 15
    for event in events:
        evidence = check_citation(corpus_snapshot, event["citation"])
        assert unsupported(event["date"], evidence) == [], event["id"]
        assert event["known_from"] <= as_of
        assert bool(event["expected_by"]) == event["expected"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_deadline_rests_on_words_that_stand_in_its_provision(corpus_client: FlaskClient, corpus_snapshot: Snapshot, language: str) -> None:
    rows = [
        row
        for first in ("2011-01-01", "2020-01-01", "2026-01-01")
        for row in read(corpus_client, "/api/obligations", language=language, **{"from": first, "to": f"{int(first[:4]) + 9}-12-31"})["obligations"]
    ]
    rows += read(corpus_client, "/api/obligations", language=language)["standing"]
    assert len(rows) > 300
    for row in [*rows, *(entry for one in rows for entry in one["history"])]:
        evidence = check_citation(corpus_snapshot, row["citation"])
        for date_named in named_dates(corpus_snapshot, row):
            assert unsupported(date_named, evidence) == [], row["fact"]


def test_the_calendar_of_a_cement_maker_holds_the_steps_of_the_notice(corpus_client: FlaskClient) -> None:
    rows = read(corpus_client, "/api/obligations", **CEMENT_2026)["obligations"]
    of_notice = {
        (row["action"], row["emission_year"], row["due"])
        for row in rows
        if row["citation"]["document"]["id"] == "cn-2026-work-notice" and row["recurrence"] is None
    }
    assert of_notice == STEPS_OF_2026
    assert [row["due"] for row in rows] == sorted(row["due"] for row in rows)
    filings = [row for row in rows if row["action"] == "monthly_filing"]
    assert [row["period"] for row in filings] == ["2025-11", "2025-12", *(f"2026-{month:02}" for month in range(1, 11))]
    assert {row["sector"] for row in rows} == {"cement"}


def test_shifted_deadlines_keep_their_history(corpus_client: FlaskClient) -> None:
    rows = read(corpus_client, "/api/obligations", sector="cement", jurisdiction="CN", role="key_emitting_unit", year="2025")["obligations"]
    report = next(row for row in rows if row["action"] == "report")
    assert (report["due"], report["emission_year"]) == ("2025-06-30", 2024)
    assert [(entry["due"], entry["replaced"], entry["citation"]["document"]["id"]) for entry in report["history"]] == [
        ("2025-03-31", True, "cn-mee-order19-2021-ets-measures")
    ]


def test_the_calendar_file_opens_with_the_same_entries(corpus_client: FlaskClient) -> None:
    rows = read(corpus_client, "/api/obligations", **CEMENT_2026)["obligations"]
    first, second = (corpus_client.get("/api/obligations", query_string=CEMENT_2026 | {"format": "ics"}) for _ in range(2))
    assert first.content_type == "text/calendar; charset=utf-8"
    assert first.data == second.data
    calendar = Calendar.from_ical(first.data)
    assert calendar["X-WR-TIMEZONE"] == "Asia/Shanghai"
    events = calendar.events
    assert {(str(event["UID"]).removesuffix("@carbonkb"), event.start.isoformat()) for event in events} == {(row["id"], row["due"]) for row in rows}
    assert len({event["UID"] for event in events}) == len(events)
    for event, row in zip(events, rows, strict=True):
        assert type(event.start) is date
        assert (event.end - event.start).days == 1
        assert row["summary"] in event["DESCRIPTION"]
        assert row["citation"]["quote"] in event["DESCRIPTION"]
        assert row["citation"]["document"]["title"] in event["DESCRIPTION"]
        assert row["citation"]["locator"] in event["DESCRIPTION"]


def test_identities_stay_when_the_day_and_the_language_change(corpus_client: FlaskClient) -> None:
    def identities(**other: str) -> set[str]:
        response = corpus_client.get("/api/obligations", query_string=CEMENT_2026 | {"format": "ics"} | other)
        return {str(event["UID"]) for event in Calendar.from_ical(response.data).events}

    assert identities() == identities(language="zh") == identities(as_of="2026-06-01")


def test_the_tables_hold_the_same_rows_and_no_formula(corpus_client: FlaskClient) -> None:
    for address, key in (("/api/obligations", "obligations"), ("/api/timeline", "events")):
        rows = read(corpus_client, address, sector="cement", **{"from": "2020-01-01", "to": "2026-12-31"})[key]
        query = {"sector": "cement", "from": "2020-01-01", "to": "2026-12-31", "format": "csv"}
        response = corpus_client.get(address, query_string=query)
        assert response.headers["Content-Disposition"].startswith("attachment")
        lines = list(csv.DictReader(io.StringIO(response.data.decode("utf-8-sig"))))
        assert [line["summary"] for line in lines] == [row["summary"] for row in rows]
        assert not [cell for line in lines for cell in line.values() if cell.startswith(("=", "+", "-", "@"))]


def test_in_march_2024_cement_was_expected_and_who_said_so(corpus_client: FlaskClient) -> None:
    events = read(corpus_client, "/api/timeline", sector="cement", jurisdiction="CN", as_of="2024-03-01")["events"]
    of_cement = [event for event in events if event["sector"] == "cement"]
    assert of_cement
    assert all(event["expected"] and "Zhao Yingmin" in event["expected_by"] for event in of_cement)
    assert {event["citation"]["document"]["id"] for event in of_cement} == {"cn-scio-briefing-2024-02-26", "cn-ets-expansion-briefing-2024"}
    _, page = get(corpus_client, "/timeline", sector="cement", as_of="2024-03-01")
    assert "Expected by Zhao Yingmin, Vice Minister of Ecology and Environment" in "".join(page.text)


def test_at_the_end_of_2025_the_first_surrender_of_cement_is_due(corpus_client: FlaskClient) -> None:
    events = read(corpus_client, "/api/timeline", sector="cement", jurisdiction="CN", as_of="2025-12-31")["events"]
    due = [event for event in events if event["event"] == "first_surrender"]
    assert [(event["date"], event["expected"], event["timing"], event["basis"]) for event in due] == [("2025-12-31", False, "current", "official")]
    assert not any(event["expected"] for event in events if event["sector"] == "cement" and event["event"] == "announced")


def test_the_drawing_holds_an_event_a_mark_and_stands_by_itself(corpus_client: FlaskClient) -> None:
    events = read(corpus_client, "/api/timeline", as_of="2026-11-22")["events"]
    response = corpus_client.get("/api/timeline", query_string={"format": "svg", "as_of": "2026-11-22"})
    drawing = ElementTree.fromstring(response.data)
    names = [title.text for title in drawing.iter("{http://www.w3.org/2000/svg}title")]
    assert len(names) == len(events) + 1
    assert "Cement: First surrender, 31 December 2025" in names
    assert not list(drawing.iter("{http://www.w3.org/2000/svg}style"))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_has_every_event_as_a_mark_and_as_a_row(corpus_client: FlaskClient, language: str) -> None:
    _, page = get(corpus_client, "/timeline", language, jurisdiction="")
    marks, rows = page.links("#quote-"), [one for one in page.ids() if one.startswith("quote-")]
    assert len(marks) == len(set(marks)) == len(rows) > 60
    assert all(mark["aria-label"] for mark in page.all("a") if mark.get("href", "").startswith("#quote-"))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_quotes_on_the_pages_lead_to_the_words(corpus_client: FlaskClient, language: str) -> None:
    for address in ("/timeline", "/calendar"):
        _, page = get(corpus_client, address, language, sector="cement")
        for link in page.links("/documents/")[:5]:
            _, document = get(corpus_client, link, language)
            assert "".join(document.marked)


@pytest.mark.parametrize(
    ("address", "query", "pointer"),
    [
        ("/api/timeline", {"sector": "tea"}, "#/sector/0"),
        ("/api/timeline", {"as_of": "1800-01-01"}, "#/as_of"),
        ("/api/timeline", {"from": "2026-01-02", "to": "2026-01-01"}, "#/to"),
        ("/api/timeline", {"from": "soon"}, "#/from"),
        ("/api/timeline", {"jurisdiction": "China"}, "#/jurisdiction/0"),
        ("/api/timeline", {"format": "png"}, "#/format"),
        ("/api/timeline", {"since": "2026-01-01"}, "#"),
        ("/api/obligations", {"year": "1800"}, "#/year"),
        ("/api/obligations", {"year": "about thirty"}, "#/year"),
        ("/api/obligations", {"year": "2026", "from": "2026-01-01"}, "#/year"),
        ("/api/obligations", {"from": "2026-05-01", "to": "2026-01-01"}, "#/to"),
        ("/api/obligations", {"from": "1990-01-01", "to": "2100-01-01"}, "#/to"),
        ("/api/obligations", {"role": "king"}, "#/role/0"),
        ("/api/obligations", {"sector": "tea"}, "#/sector/0"),
        ("/api/obligations", {"from": "2026-02-30"}, "#/from"),
    ],
)
def test_bad_input_is_a_problem(corpus_client: FlaskClient, address: str, query: dict[str, str], pointer: str) -> None:
    response = corpus_client.get(address, query_string=query)
    assert response.status_code == 400
    assert response.content_type == "application/problem+json"
    assert [error["pointer"] for error in response.get_json()["errors"]] == [pointer]


def test_a_filter_that_cannot_be_used_is_named_and_the_others_count(corpus_client: FlaskClient) -> None:
    html, page = get(corpus_client, "/calendar", expected=400, year="1800", sector="cement")
    assert "Year: give a year from 1990 to 2100" in html
    assert [one["id"] for one in page.all("input") if "aria-invalid" in one] == ["year"]
    assert {"value": "cement", "selected": ""} in page.all("option")
    html, _ = get(corpus_client, "/timeline", "zh", expected=400, **{"from": "2026-05-01", "to": "2026-01-01"})
    assert "截止日：不得早于起始日" in html


def test_a_range_without_events_says_so(corpus_client: FlaskClient) -> None:
    html, _ = get(corpus_client, "/timeline", **{"from": "1990-01-01", "to": "1990-12-31"})
    assert "Nothing matches" in html
    html, _ = get(corpus_client, "/calendar", year="1990")
    assert "Nothing matches" in html
