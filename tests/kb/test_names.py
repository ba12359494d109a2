"""The documents that a text names."""

from __future__ import annotations

import pytest

from kb.glossary import Glossary
from kb.language import fold
from kb.names import DocumentNames
from kb.types import Document
from tests.kb.fakes import DOCUMENTS, TERMS

NAMES = DocumentNames(DOCUMENTS, Glossary(TERMS))


@pytest.mark.parametrize(
    ("text", "documents"),
    [
        ("What do the Interim Regulations say?", ["regulations"]),
        ("what do the INTERIM  regulations say?", ["regulations"]),
        ("《碳排放权交易管理暂行条例》第二十四条", ["regulations"]),
        ("暂行条例第二十四条", ["regulations"]),
        ("State Council Decree No. 775", ["regulations"]),
        ("Order 19, Article 40", ["order-19"]),
        ("19号令第四十条", ["order-19"]),
        ("碳排放权交易管理办法（试行）", ["order-19"]),
        ("碳排放权交易管理办法(试行)", ["order-19"]),
        ("《碳排放权交易管理办法》", ["order-19"]),
        ("Measures for the Administration of Carbon Emission Trading", ["order-19"]),
        ("深圳市碳排放权交易管理办法", ["shenzhen"]),
        ("Does CBAM apply?", ["cbam"]),
        ("Regulation (EU) 2023/956", ["cbam"]),
        ("How do 19号令 and the Interim Regulations differ?", ["order-19", "regulations"]),
        ("第二十四条说什么", []),
        ("cbamx and Order 190", []),
        ("", []),
    ],
)
def test_documents_are_found_by_their_names(text: str, documents: list[str]) -> None:
    assert [document for match in NAMES.find(text) for document in match.documents] == documents


def test_a_short_chinese_name_counts_where_nothing_longer_is_named_or_a_number_follows() -> None:
    assert [match.documents for match in NAMES.find("条例怎么说？")] == [("regulations",)]
    assert [match.documents for match in NAMES.find("按照条例，19号令第四十条还有效吗？")] == [("order-19",)]
    assert [match.documents for match in NAMES.find("19号令第四十条和条例第二十四条")] == [("order-19",), ("regulations",)]


def test_a_name_that_two_share_names_both() -> None:
    names = DocumentNames([Document("a", "Plan", "plan", "CN"), Document("b", "Plan", "plan", "CN")], Glossary())
    assert [match.documents for match in names.find("the Plan")] == [("a", "b")]


def test_a_match_says_where_it_stands() -> None:
    text = "What does Order 19 say?"
    (match,) = NAMES.find(text)
    assert fold(text)[match.start : match.end] == match.name == "order 19"


def test_without_documents_nothing_is_named() -> None:
    assert DocumentNames([], Glossary()).find("Order 19") == []
