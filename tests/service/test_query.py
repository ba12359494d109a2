"""POST /api/query: the contract's shape, what reaches the knowledge base, and the invariants."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient

from kb.types import Filters, Query, Turn
from tests.fakes import FakeKnowledgeBase
from tests.invariants import check_answer

FINE = "What is the fine for not surrendering allowances?"


def ask(client: FlaskClient, **body: Any) -> dict[str, Any]:
    response = client.post("/api/query", json=body)
    assert response.status_code == 200, response.text
    answered: dict[str, Any] = response.get_json()
    return answered


def text_of(client: FlaskClient, document: str, rendition: str) -> str:
    text: str = client.get(f"/api/documents/{document}", query_string={"rendition": rendition}).get_json()["text"]
    return text


def test_an_answer_has_the_shape_of_the_contract(client: FlaskClient) -> None:
    body = ask(client, question=FINE)
    assert list(body) == [
        "id",
        "status",
        "question",
        "language",
        "as_of",
        "answer",
        "sentences",
        "citations",
        "passages",
        "abstention",
        "warnings",
        "index",
        "timings_ms",
        "understood",
    ]
    assert list(body["citations"][0]) == [
        "number",
        "passage_id",
        "locator",
        "page",
        "quote",
        "start",
        "end",
        "rendition",
        "also",
        "document",
        "superseded",
    ]
    assert body["citations"][0]["document"] == {
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
    }
    assert list(body["passages"][0]) == ["passage_id", "document_id", "locator", "rendition", "text", "score"]
    assert body["index"] == {"generation": "20261122-fake", "documents": 5, "passages": 8, "embedding_model": "none"}
    assert list(body["timings_ms"]) == ["retrieve", "answer", "total"]


def test_a_refusal_has_the_same_shape(client: FlaskClient) -> None:
    refused, answered = ask(client, question="Who wins the cup?"), ask(client, question=FINE)
    assert list(refused) == list(answered)
    assert refused["status"] == "abstained"
    assert refused["answer"] is None
    assert refused["sentences"] == [] == refused["citations"]
    assert refused["passages"]
    assert refused["abstention"]["searched"] == {"documents": 5, "complete_to": "2026-11-22"}


@pytest.mark.parametrize("question", [FINE, "罚款是多少？", "What was the fine in 2023?", "Who wins the cup?"])
@pytest.mark.parametrize("as_of", ["2022-01-01", "2026-11-22"])
def test_the_invariants_hold(client: FlaskClient, question: str, as_of: str) -> None:
    check_answer(ask(client, question=question, as_of=as_of), lambda *place: text_of(client, *place))


def test_the_status_of_a_citation_is_that_of_the_as_of_date(client: FlaskClient) -> None:
    question = "What was the fine in 2023?"
    then, now = (ask(client, question=question, as_of=day)["citations"][0]["document"] for day in ("2023-06-01", "2026-11-22"))
    assert then["status"] == "in_force"
    assert now["status"] == "superseded"


def test_a_superseded_provision_says_since_when_and_by_what(client: FlaskClient) -> None:
    question = "What was the fine in 2023?"
    then, now = (ask(client, question=question, as_of=day)["citations"][0]["superseded"] for day in ("2023-06-01", "2026-11-22"))
    assert then is None
    assert now == {"since": "2024-05-01", "by": "cn-interim-regulations-2024#article-24"}


def test_what_is_asked_reaches_the_knowledge_base(client: FlaskClient, kb: FakeKnowledgeBase) -> None:
    ask(
        client,
        question=f"  {FINE}\n",
        as_of="2025-03-01",
        language="zh",
        top_k=3,
        filters={
            "jurisdiction": ["CN"],
            "sector": ["cement"],
            "kind": ["regulation"],
            "document_id": ["a"],
            "status": ["in_force"],
        },
        history=[{"role": "user", "content": "Hello"}],
        mode="extractive",
        stream=False,
    )
    filters = Filters(("CN",), ("cement",), ("regulation",), ("a",), ("in_force",))
    assert kb.asked == [Query(FINE, date(2025, 3, 1), "zh", 3, filters, (Turn("user", "Hello"),))]


def test_only_the_question_is_required(client: FlaskClient, kb: FakeKnowledgeBase) -> None:
    ask(client, question="fine", as_of=None, filters=None)
    assert kb.asked == [Query("fine")]


def test_what_is_not_served_yet_says_so(client: FlaskClient) -> None:
    response = client.post("/api/query", json={"question": FINE, "mode": "generative"})
    assert response.status_code == 501
    assert "not yet available; send " in response.get_json()["detail"]
