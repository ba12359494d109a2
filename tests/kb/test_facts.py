"""Facts and relations: what is read, and what is refused with file, entry and field."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.errors import MetadataError
from kb.facts import Fact, Relation, read_facts, read_relations

FACT = """
[[fact]]
id = "cn-fine-2024"
topic = "penalty"
jurisdiction = "CN"
sectors = ["power", "steel"]
statement = "The fine is 5 to 10 times the price."
statement_zh = "罚款为价格的5至10倍。"
values = { multiple_min = 5, base = "price" }
valid_from = 2024-05-01
valid_to = "2026-08"
basis = "official"
provision = "cn-interim-regulations-2024#article-24"
quote = "5 to 10 times"
quote_zh = "5至10倍"
"""
RELATION = """
[[relation]]
kind = "supersedes"
provision = "cn-interim-regulations-2024#article-24"
over = "cn-mee-order19-2021-ets-measures"
from = 2024-05-01
why = "Higher and later."
why_zh = "上位法、新法。"
"""


def test_a_fact_is_read_with_every_field(tmp_path: Path) -> None:
    (tmp_path / "penalties.toml").write_text(FACT, encoding="utf-8")
    assert read_facts(tmp_path) == [
        Fact(
            id="cn-fine-2024", topic="penalty", jurisdiction="CN", sectors=("power", "steel"), basis="official",
            statement="The fine is 5 to 10 times the price.", statement_zh="罚款为价格的5至10倍。",
            provision="cn-interim-regulations-2024#article-24", quote="5 to 10 times", quote_zh="5至10倍",
            values={"multiple_min": 5, "base": "price"}, valid_from="2024-05-01", valid_to="2026-08",
        )
    ]  # fmt: skip
    assert read_facts(tmp_path)[0].document_id == "cn-interim-regulations-2024"
    assert len({*read_facts(tmp_path)}) == 1


def test_files_are_read_in_the_order_of_their_names(tmp_path: Path) -> None:
    (tmp_path / "b.toml").write_text(FACT.replace("cn-fine-2024", "second"), encoding="utf-8")
    (tmp_path / "a.toml").write_text(FACT.replace("cn-fine-2024", "first"), encoding="utf-8")
    assert [fact.id for fact in read_facts(tmp_path)] == ["first", "second"]


def test_a_relation_is_read_and_either_end_may_be_a_document(tmp_path: Path) -> None:
    path = tmp_path / "relations.toml"
    path.write_text(RELATION, encoding="utf-8")
    assert read_relations(path) == [
        Relation(
            "supersedes", "cn-interim-regulations-2024#article-24", "cn-mee-order19-2021-ets-measures", "2024-05-01",
            "Higher and later.", "上位法、新法。",
        )
    ]  # fmt: skip


def test_what_does_not_exist_holds_nothing(tmp_path: Path) -> None:
    assert read_facts(tmp_path / "facts") == []
    assert read_relations(tmp_path / "relations.toml") == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('topic = "penalty"', 'topic = "fines"', "topic"),
        ('jurisdiction = "CN"', 'jurisdiction = "China"', "jurisdiction"),
        ('["power", "steel"]', '["power", "tea"]', "sectors.1"),
        ('["power", "steel"]', '["power", "power"]', "a sector stands twice"),
        ("valid_from = 2024-05-01", 'valid_from = "2024-13"', "valid_from: '2024-13' is not a date"),
        ("valid_from = 2024-05-01", "valid_from = 2027-05-01", "valid_to 2026-08 lies before"),
        ('basis = "official"', "", "basis: Field required"),
        ('basis = "official"', 'basis = "official"\nsource = "x"', "source: unknown field"),
        ("#article-24", "", "provision"),
        ('quote = "5 to 10 times"', 'quote = " "', "quote"),
        ("[[fact]]", "[[facts]]", "facts: unknown table"),
        ("[[fact]]", "[fact]", "fact: write \\[\\[fact\\]\\]"),
        ("[[fact]]", "[[fact]", "not valid TOML"),
    ],
)
def test_a_bad_fact_is_refused_naming_file_and_field(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in FACT
    (tmp_path / "penalties.toml").write_text(FACT.replace(old, new), encoding="utf-8")
    with pytest.raises(MetadataError, match=rf"^penalties\.toml: .*{message}"):
        read_facts(tmp_path)


def test_an_id_stands_once_in_all_files(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(FACT, encoding="utf-8")
    (tmp_path / "b.toml").write_text(FACT, encoding="utf-8")
    with pytest.raises(MetadataError, match=r"^b\.toml: id: 'cn-fine-2024' stands twice"):
        read_facts(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("supersedes", "replaces", "kind"),
        ("from = 2024-05-01", 'from = "soon"', "from: 'soon' is not a date"),
        ("#article-24", "#", "provision"),
        ('why = "Higher and later."', "", "why: Field required"),
        ("why_zh", "reason", "reason: unknown field"),
    ],
)
def test_a_bad_relation_is_refused_naming_file_and_field(tmp_path: Path, old: str, new: str, message: str) -> None:
    path = tmp_path / "relations.toml"
    path.write_text(RELATION.replace(old, new), encoding="utf-8")
    with pytest.raises(MetadataError, match=rf"^relations\.toml: relation 1: {message}"):
        read_relations(path)
