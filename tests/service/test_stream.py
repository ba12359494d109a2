"""Answers as they come: the order of the events, what goes wrong on the way, and that nothing stays behind."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kb.errors import DamagedIndexError, NoIndexError
from kb.types import AnswerStep, Query
from service import create_app
from service.stream import STREAMS, stream_answer
from tests.fakes import FakeKnowledgeBase, FakeSnapshot
from tests.invariants import check_answer

FINE = "What is the fine for not surrendering allowances?"


@dataclass
class StumblingKnowledgeBase(FakeKnowledgeBase):
    """Answers in steps, fails before one of them, and notes when the steps are closed."""

    fails_before: int | None = None
    error: type[Exception] = ValueError
    closed: list[bool] = field(default_factory=list)

    def answering(self, snapshot: FakeSnapshot, query: Query) -> Iterator[AnswerStep]:
        try:
            for number, step in enumerate(FakeKnowledgeBase.answering(self, snapshot, query)):
                if number == self.fails_before:
                    raise self.error("secret")
                yield step
        finally:
            self.closed.append(True)


@pytest.fixture
def kb() -> StumblingKnowledgeBase:
    return StumblingKnowledgeBase()


def events(text: str) -> list[tuple[str, dict[str, Any]]]:
    blocks = [block.split("\n") for block in text.removesuffix("\n\n").split("\n\n")]
    assert all(len(lines) == 2 for lines in blocks), "an event is a name and one line of data"
    return [(name.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for name, data in blocks]


def streamed(client: FlaskClient, question: str = FINE, **body: Any) -> list[tuple[str, dict[str, Any]]]:
    response = client.post("/api/query", json={"question": question, "stream": True, **body})
    assert response.status_code == 200, response.text
    assert response.mimetype == "text/event-stream"
    return events(response.text)


def test_what_was_found_comes_first_and_the_whole_last(client: FlaskClient) -> None:
    found = streamed(client)
    assert [name for name, _ in found] == ["retrieval", "sentence", "done"]
    retrieval, sentence, done = (data for _, data in found)
    assert [one["passage_id"] for one in retrieval["passages"]] == [one["passage_id"] for one in done["passages"]]
    assert {one["document_id"] for one in retrieval["passages"]} == {one["id"] for one in retrieval["documents"]}
    assert [sentence] == done["sentences"]
    check_answer(done, lambda document, rendition: client.get(f"/api/documents/{document}?rendition={rendition}").get_json()["text"])


def test_the_whole_is_what_the_plain_request_gets(client: FlaskClient) -> None:
    plain = client.post("/api/query", json={"question": FINE}).get_json()
    done = streamed(client)[-1][1]
    assert {**done, "id": "", "timings_ms": {}} == {**plain, "id": "", "timings_ms": {}}


def test_a_refusal_is_streamed_too(client: FlaskClient) -> None:
    found = streamed(client, "Who wins the cup?")
    assert [name for name, _ in found] == ["retrieval", "done"]
    assert found[-1][1]["status"] == "abstained"


def test_the_accept_header_asks_for_a_stream_as_well(client: FlaskClient) -> None:
    response = client.post("/api/query", json={"question": FINE}, headers={"Accept": "text/event-stream"})
    assert events(response.text)[-1][0] == "done"


def test_a_browser_that_takes_anything_gets_json(client: FlaskClient) -> None:
    response = client.post("/api/query", json={"question": FINE}, headers={"Accept": "*/*"})
    assert response.is_json


def test_a_streamed_answer_is_kept_under_its_id(client: FlaskClient) -> None:
    done = streamed(client)[-1][1]
    assert client.get(f"/api/answers/{done['id']}").get_json() == done


@pytest.mark.parametrize(("failure", "kind"), [(NoIndexError(), "no-index"), (DamagedIndexError(), "damaged-index")])
def test_what_fails_before_the_first_event_is_a_problem(client: FlaskClient, kb: StumblingKnowledgeBase, failure: Exception, kind: str) -> None:
    kb.failure = failure
    response = client.post("/api/query", json={"question": FINE, "stream": True})
    assert response.status_code == 503
    assert response.get_json()["type"].endswith(kind)


def test_a_bug_before_the_first_event_is_a_problem(client: FlaskClient, kb: StumblingKnowledgeBase) -> None:
    kb.fails_before = 0
    response = client.post("/api/query", json={"question": FINE, "stream": True})
    assert response.status_code == 500
    assert response.content_type == "application/problem+json"


def test_a_bug_on_the_way_is_told_in_an_event_and_raised_for_the_log(client: FlaskClient, kb: StumblingKnowledgeBase) -> None:
    kb.fails_before = 2
    response = client.post("/api/query", json={"question": FINE, "stream": True}, buffered=False)
    received: list[str] = []
    with pytest.raises(ValueError, match="secret"):
        received.extend(chunk if isinstance(chunk, str) else chunk.decode() for chunk in response.response)
    response.close()
    *_, (name, problem) = events("".join(received))
    assert (name, problem["status"]) == ("error", 500)
    assert problem["request_id"] == response.headers["X-Request-ID"]
    assert "secret" not in problem["detail"]
    assert kb.closed == [True]


def test_an_answer_that_takes_too_long_is_given_up(app: Flask) -> None:
    from service.asking import Asking

    with app.test_request_context():
        response = stream_answer(Asking.of(Query(FINE)), seconds=-1.0)
        [(name, problem)] = events(response.get_data(as_text=True))
    assert (name, problem["type"]) == ("error", "urn:carbonkb:problem:too-slow")


def test_when_the_client_leaves_the_answer_is_closed(client: FlaskClient, kb: StumblingKnowledgeBase) -> None:
    response = client.post("/api/query", json={"question": FINE, "stream": True}, buffered=False)
    next(iter(response.response))
    assert kb.closed == []
    response.close()
    assert kb.closed == [True]


def test_streams_are_limited_and_places_come_free(client: FlaskClient) -> None:
    under_way = [client.post("/api/query", json={"question": FINE, "stream": True}, buffered=False) for _ in range(STREAMS)]
    busy = client.post("/api/query", json={"question": FINE, "stream": True})
    assert busy.status_code == 503
    assert busy.headers["Retry-After"] == "2"
    assert client.post("/api/query", json={"question": FINE}).status_code == 200, "plain requests still get through"
    for response in under_way:
        response.close()
    assert streamed(client)[-1][0] == "done"


def test_a_place_comes_free_when_the_start_fails(client: FlaskClient, kb: StumblingKnowledgeBase) -> None:
    kb.fails_before = 0
    for _ in range(STREAMS + 1):
        assert client.post("/api/query", json={"question": FINE, "stream": True}).status_code == 500


def test_two_apps_count_their_own_streams() -> None:
    one, other = (create_app(FakeKnowledgeBase()).test_client() for _ in range(2))
    under_way = [one.post("/api/query", json={"question": FINE, "stream": True}, buffered=False) for _ in range(STREAMS)]
    assert other.post("/api/query", json={"question": FINE, "stream": True}).status_code == 200
    for response in under_way:
        response.close()
