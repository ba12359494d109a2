"""The glossary: read from its file, found in questions."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.errors import MetadataError
from kb.glossary import COLUMNS, Glossary, Term, read_glossary
from kb.types import Language

TERMS = (
    Term("allowance", "emission allowance", "配额", ("allowance", "quota"), ("碳配额", "排放配额")),
    Term("allocation", "allowance allocation", "配额分配"),
    Term("policy", "policy", "政策"),
    Term("ccer", "China Certified Emission Reduction", "国家核证自愿减排量", ("CCER",), ("CCER",)),
    Term("emitter", "key emitting unit", "重点排放单位"),
)
GLOSSARY = Glossary(TERMS)
HEADER = ",".join(COLUMNS)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("How many allowances?", "en", ["allowance"]),
        ("the Emission  Allowances of a unit", "en", ["allowance"]),
        ("emission-allowance", "en", ["allowance"]),
        ("allowance allocation", "en", ["allocation"]),
        ("allowance and allowance allocation", "en", ["allowance", "allocation"]),
        ("two policies", "en", ["policy"]),
        ("CCERs", "en", ["ccer"]),
        ("key emitting units", "en", ["emitter"]),
        ("quotation, disallowance", "en", []),
        ("碳配额是多少", "zh", ["allowance"]),
        ("配额分配方案与配额", "zh", ["allocation", "allowance"]),
        ("用CCER抵销", "zh", ["ccer"]),
        ("配额", "en", []),
        ("allowance", "zh", []),
        ("", "en", []),
    ],
)
def test_terms_are_found(text: str, language: Language, expected: list[str]) -> None:
    assert [match.term.id for match in GLOSSARY.find(text, language)] == expected


def test_an_empty_glossary_finds_nothing() -> None:
    assert Glossary().find("allowances 配额", "en") == Glossary().find("allowances 配额", "zh") == []


def test_a_name_that_two_terms_share_finds_both() -> None:
    glossary = Glossary([Term("a", "unit", "单位"), Term("b", "entity", "单位")])
    assert {match.term.id for match in glossary.find("单位", "zh")} == {"a", "b"}


def write(path: Path, *rows: str, header: str = HEADER, encoding: str = "utf-8") -> Path:
    path.write_text("\n".join([header, *rows]), encoding=encoding)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_file_is_read(tmp_path: Path, encoding: str) -> None:
    row = 'allowance,emission allowance, allowance | quota |,配额,碳配额,"A right, tradable.",权利。'
    assert read_glossary(write(tmp_path / "glossary.csv", row, encoding=encoding)) == [
        Term("allowance", "emission allowance", "配额", ("allowance", "quota"), ("碳配额",), "A right, tradable.", "权利。")
    ]


@pytest.mark.parametrize(
    ("rows", "header", "complaint"),
    [
        (["a,b,,c,,,"], "id,en,zh", "column 'en_variants' is missing"),
        (["a,b,,c,,,", "a,d,,e,,,"], HEADER, "the id 'a' stands twice"),
        (["a,,,c,,,"], HEADER, "line 2: 'en' is empty"),
        (["a,b,,c,,,", "d,e,,  ,,,"], HEADER, "line 3: 'zh' is empty"),
        ([",b,,c,,,"], HEADER, "'id' is empty"),
    ],
)
def test_a_bad_file_is_told_with_its_line(tmp_path: Path, rows: list[str], header: str, complaint: str) -> None:
    with pytest.raises(MetadataError, match=complaint) as caught:
        read_glossary(write(tmp_path / "glossary.csv", *rows, header=header))
    assert "glossary.csv" in str(caught.value)


def test_another_encoding_is_told(tmp_path: Path) -> None:
    (tmp_path / "glossary.csv").write_bytes(f"{HEADER}\na,b,,配额,,,\n".encode("gb18030"))
    with pytest.raises(MetadataError, match="UTF-8"):
        read_glossary(tmp_path / "glossary.csv")
