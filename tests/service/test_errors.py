"""Every error is problem+json with a request id, and never repeats what was sent."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from kb.errors import DamagedIndexError, NoIndexError
from service import BODY_LIMIT
from tests.fakes import FakeKnowledgeBase

SECRET = "s3cr3t-zzz"


def check_problem(response: TestResponse, status: int) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.content_type == "application/problem+json"
    problem: dict[str, Any] = response.get_json()
    assert set(problem) - {"errors"} == {"type", "title", "status", "detail", "request_id"}
    assert problem["status"] == status
    assert problem["request_id"] == response.headers["X-Request-ID"]
    assert SECRET not in response.text
    return problem


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "#/question"),
        ({"question": ""}, "#/question"),
        ({"question": " \n "}, "#/question"),
        ({"question": SECRET * 300}, "#/question"),
        ({"question": 5}, "#/question"),
        ({"question": None}, "#/question"),
        ({"question": "q", "as_of": SECRET}, "#/as_of"),
        ({"question": "q", "as_of": "2024-02-30"}, "#/as_of"),
        ({"question": "q", "as_of": "1704067200"}, "#/as_of"),
        ({"question": "q", "as_of": 1704067200}, "#/as_of"),
        ({"question": "q", "as_of": "2024-01-01T00:00:00"}, "#/as_of"),
        ({"question": "q", "language": SECRET}, "#/language"),
        ({"question": "q", "top_k": 0}, "#/top_k"),
        ({"question": "q", "top_k": 51}, "#/top_k"),
        ({"question": "q", "top_k": "10"}, "#/top_k"),
        ({"question": "q", "top_k": True}, "#/top_k"),
        ({"question": "q", "filters": {"sector": ["cement", SECRET]}}, "#/filters/sector/1"),
        ({"question": "q", "filters": {"kind": "law"}}, "#/filters/kind"),
        ({"question": "q", "filters": {"status": [SECRET]}}, "#/filters/status/0"),
        ({"question": "q", "filters": {"jurisdiction": [SECRET]}}, "#/filters/jurisdiction/0"),
        ({"question": "q", "filters": {SECRET: []}}, "#/filters"),
        ({"question": "q", "history": [{"role": SECRET, "content": ""}]}, "#/history/0/role"),
        ({"question": "q", "history": [{"role": "user", "content": "", SECRET: 1}]}, "#/history/0"),
        ({"question": "q", "mode": SECRET}, "#/mode"),
        ({"question": "q", "stream": "yes"}, "#/stream"),
        ({"question": "q", SECRET: SECRET}, "#"),
        ([SECRET], "#"),
        (SECRET, "#"),
    ],
)
def test_what_does_not_follow_the_contract_is_refused(client: FlaskClient, body: object, pointer: str) -> None:
    problem = check_problem(client.post("/api/query", json=body), 400)
    assert [error["pointer"] for error in problem["errors"]] == [pointer]
    assert all(error["detail"].endswith((".", "?")) for error in problem["errors"])


def test_a_misspelt_field_is_told_from_a_strange_one(client: FlaskClient) -> None:
    problem = check_problem(client.post("/api/query", json={"question": "q", "as_off": "2024-01-01"}), 400)
    assert problem["errors"] == [{"pointer": "#", "detail": "There is a field that is not known; did you mean as_of?"}]


def test_all_that_is_wrong_is_said_at_once(client: FlaskClient) -> None:
    problem = check_problem(client.post("/api/query", json={"question": "", "top_k": 0}), 400)
    assert {error["pointer"] for error in problem["errors"]} == {"#/question", "#/top_k"}


@pytest.mark.parametrize("body", [b"", b"{", b'{"question": "s3cr3t-zzz"', b"\xff\xfe", b'{"question": "\\ud800"}', b"[" * 9000, b"\x00"])
def test_malformed_json(client: FlaskClient, body: bytes) -> None:
    problem = check_problem(client.post("/api/query", data=body, content_type="application/json"), 400)
    assert [error["pointer"] for error in problem["errors"]] == ["#"]


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_body_makes_it_fail(client: FlaskClient, body: bytes) -> None:
    assert client.post("/api/query", data=body, content_type="application/json").status_code == 400


def test_only_json_is_taken(client: FlaskClient) -> None:
    check_problem(client.post("/api/query", data={"question": SECRET}), 415)
    check_problem(client.post("/api/query", data=SECRET), 415)


def test_a_large_body_is_refused(client: FlaskClient) -> None:
    check_problem(client.post("/api/query", data=b"{" + b" " * BODY_LIMIT, content_type="application/json"), 413)
    question = b'{"question": "fine"}'
    fits = question + b" " * (BODY_LIMIT - len(question))
    assert client.post("/api/query", data=fits, content_type="application/json").status_code == 200


@pytest.mark.parametrize("size", [BODY_LIMIT, BODY_LIMIT + 1, 10 * BODY_LIMIT])
def test_a_large_body_in_chunks_is_refused(client: FlaskClient, size: int) -> None:
    body = BytesIO(b'{"question": "fine"}'.ljust(size))
    chunked = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
    response = client.post("/api/query", input_stream=body, content_type="application/json", environ_overrides=chunked)
    check_problem(response, 413)


def test_an_unknown_address(client: FlaskClient) -> None:
    assert check_problem(client.get(f"/api/{SECRET}"), 404)["type"] == "about:blank"
    check_problem(client.get(f"/{SECRET}"), 404)


def test_the_wrong_method_names_the_right_ones(client: FlaskClient) -> None:
    response = client.get("/api/query")
    check_problem(response, 405)
    assert set(response.headers["Allow"].split(", ")) == {"POST", "OPTIONS"}


@pytest.mark.parametrize("path", ["/api/documents/s3cr3t-zzz", "/api/documents/s3cr3t-zzz/passages", "/documents/s3cr3t-zzz"])
def test_an_unknown_document(client: FlaskClient, path: str) -> None:
    assert check_problem(client.get(path), 404)["type"] == "urn:carbonkb:problem:unknown-document"


@pytest.mark.parametrize("path", ["/api/documents/eu-cbam", "/api/documents/eu-cbam/passages", "/documents/eu-cbam"])
def test_an_unknown_rendition(client: FlaskClient, path: str) -> None:
    check_problem(client.get(path, query_string={"rendition": SECRET}), 404)


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("limit=0", "#/limit"),
        ("limit=201", "#/limit"),
        ("limit=s3cr3t-zzz", "#/limit"),
        ("limit=1&limit=2", "#/limit"),
        ("sector=s3cr3t-zzz", "#/sector/0"),
        ("as_of=1704067200", "#/as_of"),
        ("cursor=s3cr3t-zzz", "#/cursor"),
        ("s3cr3t-zzz=1", "#"),
    ],
)
def test_wrong_parameters(client: FlaskClient, query: str, pointer: str) -> None:
    problem = check_problem(client.get(f"/api/documents?{query}"), 400)
    assert [error["pointer"] for error in problem["errors"]] == [pointer]


@pytest.mark.parametrize(
    ("failure", "kind"),
    [(NoIndexError(SECRET), "no-index"), (DamagedIndexError(SECRET), "damaged-index")],
)
@pytest.mark.parametrize("path", ["/readyz", "/api/documents", "/", "/api/query"])
def test_without_an_index_the_service_is_unavailable(client: FlaskClient, kb: FakeKnowledgeBase, failure: Exception, kind: str, path: str) -> None:
    kb.failure = failure
    response = client.post(path, json={"question": "fine"}) if path == "/api/query" else client.get(path)
    assert check_problem(response, 503)["type"] == f"urn:carbonkb:problem:{kind}"
    assert response.headers["Retry-After"]
    assert client.get("/healthz").status_code == 200


def test_a_failing_canary_is_not_ready(client: FlaskClient, kb: FakeKnowledgeBase) -> None:
    assert client.get("/readyz").get_json() == {"status": "ready", "generation": "20261122-fake"}
    kb.ready = False
    check_problem(client.get("/readyz"), 503)


def test_a_bug_is_a_fixed_message(client: FlaskClient, kb: FakeKnowledgeBase) -> None:
    kb.failure = RuntimeError(SECRET)
    problem = check_problem(client.get("/api/documents"), 500)
    assert problem["title"] == "Internal Server Error"


@pytest.mark.parametrize("status", [404, 500, 503])
def test_a_browser_gets_a_page(client: FlaskClient, kb: FakeKnowledgeBase, status: int) -> None:
    kb.failure = {500: RuntimeError(SECRET), 503: NoIndexError(SECRET)}.get(status)
    headers = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Language": "zh-CN,zh;q=0.9"}
    response = client.get("/nowhere" if status == 404 else "/documents", headers=headers)
    assert response.status_code == status
    assert response.content_type.startswith("text/html")
    assert 'lang="zh-Hans"' in response.text
    assert response.headers["X-Request-ID"] in response.text
    assert SECRET not in response.text


def test_the_api_answers_a_browser_with_json(client: FlaskClient) -> None:
    check_problem(client.get("/api/nowhere", headers={"Accept": "text/html"}), 404)
