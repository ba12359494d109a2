"""GET /api/documents and what is below it."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.fakes import FakeKnowledgeBase

NEWEST_FIRST = ["cn-allocation-draft", "cn-interim-regulations-2024", "eu-cbam", "cn-shenzhen-measures", "cn-order-19-2021"]


def listed(client: FlaskClient, query: str = "") -> list[str]:
    response = client.get(f"/api/documents?{query}")
    assert response.status_code == 200, response.text
    return [document["id"] for document in response.get_json()["documents"]]


def test_documents_are_listed_newest_first(client: FlaskClient) -> None:
    body = client.get("/api/documents?as_of=2026-11-22").get_json()
    assert [document["id"] for document in body["documents"]] == NEWEST_FIRST
    assert body["next"] is None
    assert body["documents"][1] == {
        "id": "cn-interim-regulations-2024",
        "title": "Interim Regulations on the Administration of Carbon Emission Trading",
        "title_original": "碳排放权交易管理暂行条例",
        "number": "State Council Decree No. 775",
        "issuer": "State Council",
        "kind": "regulation",
        "jurisdiction": "CN",
        "issued": "2024-01-25",
        "effective_from": "2024-05-01",
        "effective_to": None,
        "status": "in_force",
        "superseded_by": None,
        "url": "https://example.org/decree-775",
        "basis": "official",
        "sectors": [],
        "renditions": ["digest.en", "official.zh"],
    }


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("jurisdiction=EU", {"eu-cbam"}),
        ("jurisdiction=CN-GD", {"cn-shenzhen-measures"}),
        ("jurisdiction=EU&jurisdiction=CN-GD-SZ", {"eu-cbam", "cn-shenzhen-measures"}),
        ("kind=draft", {"cn-allocation-draft"}),
        ("sector=power", {"cn-interim-regulations-2024", "cn-order-19-2021", "cn-shenzhen-measures"}),
        ("status=superseded&as_of=2026-01-01", {"cn-order-19-2021"}),
        ("status=not_yet_in_force&as_of=2024-03-01", {"cn-interim-regulations-2024", "cn-allocation-draft"}),
        ("q=interim+REGULATIONS", {"cn-interim-regulations-2024"}),
        ("q=暂行条例", {"cn-interim-regulations-2024"}),
        ("q=2023/956", {"eu-cbam"}),
        ("q=nothing+like+it", set()),
    ],
)
def test_filters(client: FlaskClient, query: str, expected: set[str]) -> None:
    assert set(listed(client, query)) == expected


@pytest.mark.parametrize("limit", [1, 2, 4, 5, 200])
def test_pages_hold_every_document_once(client: FlaskClient, limit: int) -> None:
    found: list[str] = []
    cursor = ""
    while True:
        body = client.get(f"/api/documents?limit={limit}{cursor}").get_json()
        found += [document["id"] for document in body["documents"]]
        if body["next"] is None:
            break
        cursor = f"&cursor={body['next']}"
    assert found == NEWEST_FIRST


def test_a_page_under_filters_goes_on_under_them(client: FlaskClient) -> None:
    body = client.get("/api/documents?kind=regulation&limit=1").get_json()
    assert listed(client, f"kind=regulation&limit=1&cursor={body['next']}") == ["eu-cbam"]


def test_the_text_is_the_one_that_offsets_count_in(client: FlaskClient, kb: FakeKnowledgeBase) -> None:
    for passage in kb.served.indexed:
        body = client.get(f"/api/documents/{passage.document_id}?rendition={passage.rendition}").get_json()
        assert body["id"] == passage.document_id
        assert body["rendition"] == passage.rendition
        assert body["text"][passage.start : passage.end] == passage.text


def test_the_official_text_is_the_default(client: FlaskClient) -> None:
    body = client.get("/api/documents/cn-interim-regulations-2024").get_json()
    assert (body["rendition"], body["language"], body["basis"]) == ("official.zh", "zh", "official")


def test_status_of_a_document_is_told_for_a_day(client: FlaskClient) -> None:
    def status(day: str) -> Any:
        return client.get(f"/api/documents/cn-order-19-2021?as_of={day}").get_json()["status"]

    assert [status(day) for day in ("2021-01-31", "2021-02-01", "2024-04-30", "2024-05-01")] == [
        "not_yet_in_force",
        "in_force",
        "in_force",
        "superseded",
    ]


def test_passages_are_listed_by_rendition(client: FlaskClient) -> None:
    path = "/api/documents/cn-interim-regulations-2024/passages"
    everything, digest = (client.get(path + query).get_json()["passages"] for query in ("", "?rendition=digest.en"))
    assert len(everything) == 4
    assert [passage["passage_id"] for passage in digest] == [
        "cn-interim-regulations-2024#article-1@digest.en",
        "cn-interim-regulations-2024#article-24@digest.en",
    ]
    assert digest[1]["provision"] == "article-24"
