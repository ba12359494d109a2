"""The check of the invariants sees what is wrong."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.invariants import check_answer, stated_numbers


@pytest.fixture
def answered(client: FlaskClient) -> dict[str, Any]:
    body: dict[str, Any] = client.post("/api/query", json={"question": "What is the fine?"}).get_json()
    return body


def _change(path: str, value: object) -> Callable[[dict[str, Any]], None]:
    def change(body: dict[str, Any]) -> None:
        *steps, last = path.split(".")
        node: Any = body
        for step in steps:
            node = node[int(step)] if step.isdigit() else node[step]
        node[last] = value

    return change


@pytest.mark.parametrize(
    "spoil",
    [
        _change("citations.0.start", 264),
        _change("citations.0.quote", "The fine is 50 times the price."),
        _change("citations.0.number", 2),
        _change("citations.0.also.0.text", "x"),
        _change("citations.0.document.status", "superseded"),
        _change("sentences.0.citations", []),
        _change("sentences.0.citations", [7]),
        _change("sentences.0.end", 5),
        _change("sentences", []),
        _change("answer", None),
        _change("status", "abstained"),
    ],
)
def test_a_spoilt_answer_is_found_out(client: FlaskClient, answered: dict[str, Any], spoil: Callable[[dict[str, Any]], None]) -> None:
    def text_of(document: str, rendition: str) -> str:
        text: str = client.get(f"/api/documents/{document}?rendition={rendition}").get_json()["text"]
        return text

    check_answer(answered, text_of)
    spoilt = copy.deepcopy(answered)
    spoil(spoilt)
    with pytest.raises(AssertionError):
        check_answer(spoilt, text_of)


@pytest.mark.parametrize(
    ("sentence", "quote", "holds"),
    [
        ("It applies from 1 May 2024.", "自2024年5月1日起施行。", True),
        ("It applies from 1 June 2024.", "自2024年5月1日起施行。", False),
        ("It is due by September 30.", "应于9月30日前完成。", True),
        ("Units above 26,000 tonnes.", "年度排放达到2.6万吨。", True),
        ("Units above 2,600 tonnes.", "年度排放达到2.6万吨。", False),
        ("The fine is CNY 20,000 to 30,000.", "处二万元以上三万元以下的罚款。", True),
        ("It may be fined 5 times.", "five times the price", True),
        ("罚款为二万元。", "处三万元以下的罚款。", False),
        ("各单位应当统一报送。", "应当报送。", True),
        ("It grew by 2.5%.", "增长2.5%", True),
    ],
)
def test_numbers_and_dates(answered: dict[str, Any], sentence: str, quote: str, holds: bool) -> None:
    body = copy.deepcopy(answered)
    body["answer"] = sentence
    body["sentences"] = [{"text": sentence, "start": 0, "end": len(sentence), "citations": [1]}]
    body["citations"] = body["citations"][:1]
    body["citations"][0] |= {"quote": quote, "start": 0, "end": len(quote), "also": []}
    if holds:
        check_answer(body, lambda _document, _rendition: quote)
    else:
        with pytest.raises(AssertionError, match="not in"):
            check_answer(body, lambda _document, _rendition: quote)


def test_a_month_counts_only_in_a_date() -> None:
    assert list(stated_numbers("It may apply from 3 May")) == [3.0, 5.0]
