"""The OpenAPI document names every address of the API and describes what it really replies."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from kb.errors import NoIndexError
from tests.fakes import FakeKnowledgeBase


@pytest.fixture
def described(client: FlaskClient) -> dict[str, Any]:
    document: dict[str, Any] = client.get("/openapi.json").get_json()
    return document


def validator(described: dict[str, Any], path: str, method: str, status: str, media_type: str) -> Draft202012Validator:
    content = described["paths"][path][method]["responses"][status]["content"]
    schema = content[media_type]["schema"] | {"components": described["components"]}
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def test_every_address_of_the_api_is_described(app: Flask, described: dict[str, Any]) -> None:
    of_api = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith(("api.", "answers.")) or rule.rule.startswith("/api/")]
    rules = {rule.rule.replace("<", "{").replace(">", "}") for rule in of_api}
    assert set(described["paths"]) == rules - {"/openapi.json"}


@pytest.mark.parametrize("question", ["What is the fine?", "罚款是多少？", "Who wins?"])
def test_answers_are_as_described(client: FlaskClient, described: dict[str, Any], question: str) -> None:
    schema = validator(described, "/api/query", "post", "200", "application/json")
    schema.validate(client.post("/api/query", json={"question": question}).get_json())


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("/api/documents", "/api/documents"),
        ("/api/documents/{document_id}", "/api/documents/eu-cbam"),
        ("/api/documents/{document_id}/passages", "/api/documents/eu-cbam/passages"),
        ("/api/timeline", "/api/timeline"),
        ("/api/obligations", "/api/obligations"),
        ("/api/documents/{document_id}/aligned", "/api/documents/cn-interim-regulations-2024/aligned?beside=digest.en"),
        ("/healthz", "/healthz"),
        ("/readyz", "/readyz"),
        ("/version", "/version"),
    ],
)
def test_replies_are_as_described(client: FlaskClient, described: dict[str, Any], path: str, address: str) -> None:
    validator(described, path, "get", "200", "application/json").validate(client.get(address).get_json())


def test_kept_answers_are_as_described(client: FlaskClient, described: dict[str, Any]) -> None:
    asked = client.post("/api/query", json={"question": "What is the fine?"})
    address, key = f"/api/answers/{asked.get_json()['id']}", {"Answer-Key": asked.headers["Answer-Key"]}
    replies = {
        ("/api/answers/{answer_id}", "get"): client.get(address),
        ("/api/answers/{answer_id}/related", "get"): client.get(f"{address}/related"),
        ("/api/answers/{answer_id}/feedback", "post"): client.post(f"{address}/feedback", json={"helpful": True}),
        ("/api/answers/{answer_id}", "delete"): client.delete(address, headers=key),
    }
    for (path, method), reply in replies.items():
        validator(described, path, method, "200", "application/json").validate(reply.get_json())


def test_the_stream_is_described(described: dict[str, Any]) -> None:
    content = described["paths"]["/api/query"]["post"]["responses"]["200"]["content"]
    assert "done (the whole answer)" in content["text/event-stream"]["schema"]["description"]


def test_problems_are_as_described(client: FlaskClient, kb: FakeKnowledgeBase, described: dict[str, Any]) -> None:
    bad = client.post("/api/query", json={}).get_json()
    validator(described, "/api/query", "post", "400", "application/problem+json").validate(bad)
    kb.failure = NoIndexError()
    validator(described, "/readyz", "get", "503", "application/problem+json").validate(client.get("/readyz").get_json())


@pytest.mark.parametrize(("body", "fits"), [({"question": "q"}, True), ({}, False), ({"question": "q", "x": 1}, False)])
def test_requests_are_as_described(described: dict[str, Any], body: dict[str, Any], fits: bool) -> None:
    schema = described["paths"]["/api/query"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert Draft202012Validator(schema | {"components": described["components"]}).is_valid(body) is fits


def test_parameters_are_described(described: dict[str, Any]) -> None:
    parameters = described["paths"]["/api/documents"]["get"]["parameters"]
    assert [parameter["name"] for parameter in parameters] == [
        "jurisdiction",
        "sector",
        "kind",
        "status",
        "q",
        "as_of",
        "limit",
        "cursor",
    ]


def test_every_reference_leads_somewhere(described: dict[str, Any]) -> None:
    def references(node: object) -> list[str]:
        if isinstance(node, dict):
            found = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
            return found + [one for value in node.values() for one in references(value)]
        return [one for value in node for one in references(value)] if isinstance(node, list) else []

    known = {f"#/components/schemas/{name}" for name in described["components"]["schemas"]}
    assert set(references(described)) <= known
