"""A document's text to read beside another: whole, aligned by provision, with the quoted words marked."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

REGULATIONS = "/api/documents/cn-interim-regulations-2024"


def aligned(client: FlaskClient, expected: int = 200, document: str = REGULATIONS, **query: Any) -> dict[str, Any]:
    response = client.get(f"{document}/aligned", query_string=query)
    assert response.status_code == expected, response.text
    body: dict[str, Any] = response.get_json()
    return body


def words(blocks: list[dict[str, Any]]) -> str:
    return "\n".join("".join(piece["text"] for piece in block["pieces"]) for block in blocks)


def squeezed(text: str) -> str:
    return re.sub(r"[\s#]", "", text)


@pytest.mark.parametrize("rendition", ["official.zh", "digest.en"])
def test_the_whole_text_is_there(client: FlaskClient, rendition: str) -> None:
    body = aligned(client, rendition=rendition)
    text = client.get(REGULATIONS, query_string={"rendition": rendition}).get_json()["text"]
    assert squeezed("".join(words(row["lead"]) for row in body["rows"])) == squeezed(text)
    assert not [row for row in body["rows"] if row["beside"]]


def test_provisions_stand_beside_each_other(client: FlaskClient) -> None:
    body = aligned(client, rendition="official.zh", beside="digest.en")
    rows = {row["provision"]: row for row in body["rows"]}
    assert words(rows["article-24"]["lead"]).startswith("第二十四条")
    assert words(rows["article-24"]["beside"]).startswith("Article 24")
    assert (body["language"], body["beside_language"]) == ("zh", "en")


def test_the_quote_of_a_citation_is_what_is_marked(client: FlaskClient) -> None:
    citation = client.post("/api/query", json={"question": "What is the fine?"}).get_json()["citations"][0]
    body = aligned(client, rendition=citation["rendition"], start=citation["start"], end=citation["end"], beside="official.zh")
    marked = "".join(
        piece["text"] for row in body["rows"] for side in ("lead", "beside") for block in row[side] for piece in block["pieces"] if piece["marked"]
    )
    assert marked == citation["quote"]


def test_pages_are_told_where_they_begin(client: FlaskClient) -> None:
    body = aligned(client, document="/api/documents/eu-cbam")
    assert [piece["page"] for row in body["rows"] for block in row["lead"] for piece in block["pieces"] if piece["page"]] == [1, 2]


@pytest.mark.parametrize(
    ("query", "expected"),
    [({"rendition": "x"}, 404), ({"beside": "x"}, 404), ({"start": "-1", "end": "2"}, 400), ({"start": "x"}, 400), ({"y": "1"}, 400)],
)
def test_what_is_not_there_is_told(client: FlaskClient, query: dict[str, str], expected: int) -> None:
    aligned(client, expected, **query)


@pytest.mark.parametrize("place", [{"start": 5}, {"start": 9, "end": 5}, {"start": 0, "end": 999_999}])
def test_a_range_that_is_none_does_no_harm(client: FlaskClient, place: dict[str, int]) -> None:
    assert aligned(client, rendition="digest.en", **place)["rows"]
