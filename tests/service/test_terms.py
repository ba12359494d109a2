"""Terms in a text: found by their standard names, linked once, and nothing of the text is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.glossary import Glossary, Term
from kb.types import Passage, Rendition
from service.reading import read_blocks
from service.terms import TermFinder, TermLinks

GLOSSARY = Glossary(
    [
        Term("allowance", "allowance", "碳排放配额", ("CEA", "emission right"), ("配额",), "The right to emit one tonne.", "权利。"),
        Term("unit", "key emitting unit", "重点排放单位", (), (), "A unit on the list.", "名录中的单位。"),
        Term("emitting", "emitting unit", "排放单位", (), (), "Any unit.", "单位。"),
        Term("entity", "covered entity", "覆盖主体", (), (), "Who is covered.", "主体。"),
        Term("place:CN", "China", "中国", (), (), "A country.", "国家。"),
        Term("bare", "undefined", "未定义"),
        Term("data", "data", "数据", (), (), "Data.", "数据。"),
    ]
)


def found(text: str, language: str = "en") -> list[tuple[str, str]]:
    return [(text[start:end], term.id) for start, end, term in TermFinder(GLOSSARY).find(text, language)]  # type: ignore[arg-type]


def test_names_are_found_in_both_numbers_and_any_case() -> None:
    assert found("Allowances of Covered  entities; one allowance's price") == [
        ("Allowances", "allowance"),
        ("Covered  entities", "entity"),
        ("allowance's", "allowance"),
    ]


def test_the_longest_name_wins() -> None:
    assert found("each key emitting unit and emitting-unit") == [("key emitting unit", "unit"), ("emitting-unit", "emitting")]
    assert found("重点排放单位的碳排放配额", "zh") == [("重点排放单位", "unit"), ("碳排放配额", "allowance")]


@pytest.mark.parametrize("text", ["disallowance", "emitting. Unit", "key emitting\nunit", "an emission right", "in China", "undefined data"])
def test_what_is_not_the_term_is_not_linked(text: str) -> None:
    assert found(text) == []


def test_abbreviations_are_names() -> None:
    assert found("CEA or cea") == [("CEA", "allowance"), ("cea", "allowance")]


def test_a_term_is_linked_where_it_first_stands() -> None:
    links = TermLinks(GLOSSARY)
    assert [span.text for span in links.spans("An allowance is an allowance.", "en") if span.term] == ["allowance"]
    assert not [span for span in links.spans("Allowances again.", "en") if span.term]


@given(st.lists(st.sampled_from(["allowance", " ", "-", "key", "emitting", "unit", "配额", "碳排放配额", "重点", "s", "\n", "İ"]), max_size=20))
def test_nothing_of_a_text_is_lost(words: list[str]) -> None:
    text = "".join(words)
    for language in ("en", "zh"):
        assert "".join(span.text for span in TermLinks(GLOSSARY).spans(text, language)) == text  # type: ignore[arg-type]


def test_a_text_is_linked_outside_its_headings_and_anew_where_a_quote_begins() -> None:
    text = "## Allowance\nAn allowance.\nAnother allowance.\n"
    rendition = Rendition("d", "digest", "en", text)
    passages: list[Passage] = []
    start = text.index("Another")

    def linked(quote: tuple[int, int] | None) -> list[list[str]]:
        blocks = TermLinks(GLOSSARY).linked(read_blocks(rendition, passages, quote), "en")
        assert "".join(block.text for block in blocks) == "AllowanceAn allowance.Another allowance."
        return [[piece.text for piece in block.pieces if piece.term] for block in blocks]

    assert linked(None) == [[], ["allowance"], []]
    assert linked((start, len(text) - 1)) == [[], ["allowance"], ["allowance"]]


def test_the_quote_stays_marked_where_terms_are_linked() -> None:
    text = "One allowance here.\n"
    blocks = TermLinks(GLOSSARY).linked(read_blocks(Rendition("d", "digest", "en", text), [], (0, 13)), "en")
    pieces = blocks[0].pieces
    assert "".join(piece.text for piece in pieces if piece.marked) == "One allowance"
    assert [piece.opens_quote for piece in pieces] == [True, False, False]
