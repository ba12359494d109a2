"""The coverage check over the shipped corpus, as a client and a reader get it."""

from __future__ import annotations

import csv
import html
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from kb.numbers import unsupported
from kb.snapshot import Snapshot

TABLE = list(csv.DictReader((Path(__file__).parents[1] / "quality" / "coverage.csv").open(encoding="utf-8")))
CEMENT = {"sector": "cement", "process": "clinker_line", "year": 2025, "emissions": 31, "unit": "kt", "scope": "direct", "as_of": "2026-11-22"}


def check(client: FlaskClient, **case: Any) -> dict[str, Any]:
    response = client.post("/api/coverage", json=case)
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.get_json()
    return found


def request_of(row: dict[str, str]) -> dict[str, Any]:
    numbers = {name: float(row[name]) for name in ("emissions", "energy_tce") if row[name]}
    words = {name: row[name] for name in ("jurisdiction", "sector", "process", "unit", "scope") if row[name]}
    circumstances = [one for one in row["circumstances"].split("|") if one]
    return {**words, **numbers, "year": int(row["year"]), "circumstances": circumstances, "as_of": "2026-11-22"}


def cited(found: dict[str, Any]) -> list[dict[str, Any]]:
    return [row["citation"] for name in ("tests", "duties", "would_change") for row in found[name]]


def test_a_clinker_line_is_covered_and_told_what_is_due(corpus_client: FlaskClient) -> None:
    found = check(corpus_client, **CEMENT)
    assert (found["verdict"], found["market"], found["missing"]) == ("covered", "CN", [])
    assert found["said"] == "You said: cement, Portland clinker line, 31 kt (31,000 t) direct, 2025."
    threshold = next(test for test in found["tests"] if test["id"] == "threshold")
    assert (threshold["value"], threshold["passed"]) == ("31 kt (31,000 t) direct", True)
    assert "26,000 tonnes" in threshold["rule"]
    assert threshold["citation"]["document"]["id"] == "cn-2025-work-notice"
    surrender = next(duty for duty in found["duties"] if duty["step"] == "surrender")
    assert (surrender["due"], surrender["emission_year"]) == ("2026-12-31", 2025)
    assert {change["id"] for change in found["would_change"]} == {"stay_below", "close"}


def test_what_is_missing_is_said_instead_of_a_verdict(corpus_client: FlaskClient) -> None:
    found = check(corpus_client, **CEMENT | {"scope": "total"})
    assert (found["verdict"], found["market"], found["duties"]) == ("cannot_tell", None, [])
    assert found["missing"] == ["the direct emissions: the rule counts these, and the total that was given includes indirect ones"]
    in_chinese = check(corpus_client, **CEMENT | {"scope": "total", "language": "zh"})
    assert in_chinese["missing"] == ["直接排放量：规则只计直接排放，而所给总量含间接排放"]


def test_a_reporting_enterprise_is_told_to_report(corpus_client: FlaskClient) -> None:
    found = check(corpus_client, **CEMENT | {"sector": "steel", "process": "electric_arc_furnace", "language": "zh"})
    assert found["verdict"] == "reporting_only"
    assert [(duty["step"], duty["due"]) for duty in found["duties"]] == [("report", "2026-03-31")]


def test_before_the_sector_joined_it_says_when_it_did(corpus_client: FlaskClient) -> None:
    found = check(corpus_client, **CEMENT | {"year": 2022})
    assert found["verdict"] == "not_covered"
    assert "this corpus does not say" in found["summary"]
    joined = next(change for change in found["would_change"] if change["id"] == "joined_later")
    assert "2024" in joined["rule"]


def test_a_year_to_come_is_said_to_be_one(corpus_client: FlaskClient) -> None:
    found = check(corpus_client, **CEMENT | {"year": 2027})
    assert found["verdict"] == "covered"
    assert "lies ahead" in found["summary"]
    assert check(corpus_client, **CEMENT | {"year": 2040})["verdict"] == "cannot_tell"


def test_of_monthly_duties_the_next_is_given(corpus_client: FlaskClient) -> None:
    duties = check(corpus_client, **CEMENT | {"year": 2026})["duties"]
    assert [duty["due"] for duty in duties if duty["step"] == "monthly_filing"] == ["2026-12-10"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_date_and_figure_traces_to_a_quote(corpus_client: FlaskClient, corpus_snapshot: Snapshot, language: str) -> None:
    """Over the whole table: what the service adds holds no number, what it states stands in the quote, and the quote in its text."""
    for row in TABLE:
        found = check(corpus_client, **request_of(row), language=language)
        said = found["said"]
        assert found["verdict"] == row["verdict"]
        names = [*(test["name"] for test in found["tests"]), *(one["text"] for one in found["would_change"])]
        for text in (found["summary"], *found["missing"], *names):
            assert unsupported(text, "") == [], (row, text)
        for test in found["tests"]:
            assert unsupported(test["value"], said) == [], (row, test["value"])
        for stated in (*found["tests"], *found["would_change"]):
            assert unsupported(stated["rule"], stated["citation"]["quote"]) == [], stated["rule"]
        for duty in found["duties"]:
            assert unsupported(duty["action"], duty["citation"]["quote"]) == [], duty["action"]
            assert is_stated(duty), duty
        for citation in cited(found):
            text = corpus_snapshot.renditions(citation["document"]["id"])[citation["rendition"]].text
            assert text[citation["start"] : citation["end"]] == citation["quote"]


def is_stated(duty: dict[str, Any]) -> bool:
    """The day stands in the quote, or its day of the year, or the days after the month's end from which it is counted."""
    due, quote = date.fromisoformat(duty["due"]), duty["citation"]["quote"]
    return not (unsupported(due.isoformat(), quote) and unsupported(due.strftime("%d %B"), quote) and unsupported("40 days", quote))


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"emissions": -1}, "#/emissions"), ({"emissions": "about thirty"}, "#/emissions"), ({"emissions": "31"}, "#/emissions"),
        ({"emissions": True}, "#/emissions"), ({"emissions": 10**12, "unit": "t"}, "#/emissions"),
        ({"emissions": 10**6, "unit": "Mt"}, "#/emissions"),
        ({"sector": "cemnt"}, "#/sector"), ({"sector": None}, "#/sector"), ({"year": 1800}, "#/year"), ({"year": 3000}, "#/year"),
        ({"year": "2025"}, "#/year"), ({"unit": "kg"}, "#/unit"), ({"unit": None}, "#/unit"), ({"scope": "scope 1"}, "#/scope"),
        ({"process": "rolling"}, "#/process"), ({"circumstances": ["bankrupt"]}, "#/circumstances/0"), ({"jurisdiction": "CN-ZZ"}, "#/jurisdiction"),
        ({"jurisdiction": "Hebei"}, "#/jurisdiction"), ({"energy_tce": -3}, "#/energy_tce"), ({"emission": 3}, "#"),
        ({"as_of": "yesterday"}, "#/as_of"),
    ],
)  # fmt: skip
def test_bad_input_gets_a_problem_never_a_verdict(corpus_client: FlaskClient, change: dict[str, Any], pointer: str) -> None:
    response = corpus_client.post("/api/coverage", json=CEMENT | change)
    assert response.status_code == 400
    assert response.content_type == "application/problem+json"
    problem = response.get_json()
    assert [error["pointer"] for error in problem["errors"]] == [pointer]
    assert "about thirty" not in response.text
    assert "verdict" not in problem


def test_numbers_that_json_does_not_have_are_refused(corpus_client: FlaskClient) -> None:
    for number in ("NaN", "Infinity", "1e999"):
        body = f'{{"sector": "cement", "year": 2025, "emissions": {number}, "unit": "t", "scope": "direct"}}'
        assert corpus_client.post("/api/coverage", data=body, content_type="application/json").status_code == 400


def test_the_api_describes_itself(corpus_client: FlaskClient) -> None:
    described = corpus_client.get("/openapi.json").get_json()
    operation = described["paths"]["/api/coverage"]["post"]
    name = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    fields = described["components"]["schemas"][name]["properties"]
    assert {"jurisdiction", "sector", "process", "year", "emissions", "unit", "scope", "circumstances"} <= set(fields)


def page(client: FlaskClient, status: int = 200, **query: Any) -> str:
    response = client.get("/coverage", query_string=query)
    assert response.status_code == status
    return response.text


def test_the_form_is_empty_at_first(corpus_client: FlaskClient) -> None:
    text = page(corpus_client)
    assert 'id="verdict"' not in text
    assert 'role="alert"' not in text
    assert "coverage.css" in text, "without its style sheet the form cannot be used on a phone"


@pytest.mark.parametrize(("language", "verdict", "due"), [("en", "Covered", "31 December 2026"), ("zh", "已纳入", "2026年12月31日")])
def test_the_page_shows_verdict_tests_and_duties(corpus_client: FlaskClient, language: str, verdict: str, due: str) -> None:
    text = page(corpus_client, **CEMENT, lang=language)
    assert f'<h2 id="verdict">{verdict}</h2>' in text
    assert due in text
    assert text.count('<details class="cited">') >= 5
    assert 'value="31"' in text, "the form keeps what was filled in"
    assert '<option value="clinker_line" selected>' in text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_figure_on_the_page_traces_to_a_quote_too(corpus_client: FlaskClient, language: str) -> None:
    for row in TABLE[::5]:
        asked = request_of(row)
        text = page(corpus_client, **asked, lang=language)
        shown = re.sub(r"<[^>]+>", " ", text[text.index('<section class="verdict') : text.index('<h2 id="case"')])
        found = check(corpus_client, **asked, language=language)
        quotes = [quote for quote in re.findall(r"<blockquote[^>]*>(.*?)</blockquote>", text, re.DOTALL)]
        known = [html.unescape(quote) for quote in quotes]
        known += [str(citation["document"][name]) for citation in cited(found) for name in ("title", "title_original")]
        known += [duty["due"] for duty in found["duties"]] + [found["said"], found["as_of"], str(asked["year"])]
        assert unsupported(html.unescape(shown), "\n".join(known)) == [], row


def test_the_page_reads_numbers_as_people_write_them(corpus_client: FlaskClient) -> None:
    assert "26,000 t direct" in page(corpus_client, **CEMENT | {"emissions": "26,000", "unit": "t"})
    assert "3.1万吨（31,000吨）" in page(corpus_client, **CEMENT | {"emissions": "３．１", "unit": "10kt"}, lang="zh")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"emissions": "about thirty"}, "emissions"), ({"emissions": "-5"}, "emissions"), ({"year": "1800"}, "year"), ({"year": "last year"}, "year"),
        ({"sector": "bakery"}, "sector"), ({"process": "rolling"}, "process"), ({"emissions": "1000000000000", "unit": "t"}, "emissions"),
    ],
)  # fmt: skip
def test_bad_input_is_marked_on_the_page_and_not_judged(corpus_client: FlaskClient, change: dict[str, str], field: str) -> None:
    text = page(corpus_client, 400, **CEMENT | change)
    assert 'id="verdict"' not in text
    assert f'aria-describedby="fault-{field}"' in text
    assert f'id="fault-{field}"' in text


def test_what_is_typed_is_shown_as_text(corpus_client: FlaskClient) -> None:
    text = page(corpus_client, 400, **CEMENT | {"emissions": '"><script>alert(1)</script>'})
    assert "<script>alert" not in text
