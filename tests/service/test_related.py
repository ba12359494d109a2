"""What may be asked next: near the answer, in the language of the page, and really answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from flask.testing import FlaskClient

from kb.types import Answer, Query
from tests.fakes import FakeKnowledgeBase, FakeSnapshot

FINE = "What is the fine for not surrendering allowances?"


@dataclass
class LookingUp(FakeKnowledgeBase):
    """Answers what the fake answers, and any question that names an article; a question for before 2024 is answered from Order 19."""

    def answer(self, snapshot: FakeSnapshot, query: Query) -> Answer:
        named = "Article" in query.question or "条" in query.question
        early = query.as_of is not None and query.as_of.year < 2025 and "fine" in query.question
        asked = Query(f"fine 罚款 {'2023' if named or early else ''} {query.question}" if named or early else query.question, as_of=query.as_of)
        return FakeKnowledgeBase.answer(self, snapshot, asked)


@pytest.fixture
def kb() -> LookingUp:
    return LookingUp()


def related(client: FlaskClient, question: str, language: str = "en") -> list[dict[str, Any]]:
    body = client.post("/api/query", json={"question": question}).get_json()
    response = client.get(f"/api/answers/{body['id']}/related?language={language}")
    assert response.status_code == 200
    questions: list[dict[str, Any]] = response.get_json()["questions"]
    return questions


def test_the_rule_before_this_one_is_suggested(client: FlaskClient) -> None:
    first, *_ = related(client, FINE)
    assert (first["question"], first["as_of"]) == (FINE, "2024-04-30")


def test_provisions_found_beside_the_answer_are_suggested(client: FlaskClient) -> None:
    questions = related(client, FINE)
    assert "What does Article 1 of the Interim Regulations say?" in [one["question"] for one in questions]
    assert [one["about"] for one in questions if "Article 1 " in one["question"]] == ["Purpose"]
    assert not [one for one in questions if "Article 24 " in one["question"]], "what is cited is not news"


def test_suggestions_are_in_the_language_of_the_page(client: FlaskClient) -> None:
    questions = related(client, FINE, "zh")
    assert "《碳排放权交易管理暂行条例》第一条怎么规定？" in [one["question"] for one in questions]


def test_a_refusal_leads_to_what_the_documents_do_answer(client: FlaskClient) -> None:
    questions = related(client, "Who wins the cup?")
    assert 1 <= len(questions) <= 3
    for one in questions:
        assert client.post("/api/query", json={"question": one["question"]}).get_json()["status"] == "answered"


def test_what_would_be_refused_is_not_suggested() -> None:
    from service import create_app

    client = create_app(FakeKnowledgeBase()).test_client()
    assert related(client, "Who wins the cup?") == []


def test_an_answer_that_is_not_kept_has_nothing_next(client: FlaskClient) -> None:
    assert client.get("/api/answers/none/related").status_code == 404
