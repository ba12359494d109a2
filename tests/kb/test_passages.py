"""The passage store: written once, read back the same, and one provision beside the other."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from kb.errors import DamagedIndexError, UnknownDocumentError
from kb.facts import Fact, Relation
from kb.glossary import Term
from kb.passages import PassageStore
from kb.types import Document, Passage, Rendition
from tests.kb.fakes import Text, store_of

REGULATIONS = Document(
    "regulations", "Regulations", "regulation", "CN", title_original="条例", number="No. 775", sectors=("power", "steel"),
    issued="2024-01-25", effective_from="2024-05", aliases=("the rules", "条例"), note="“quoted”\nnote",
)  # fmt: skip
NOTICE = Document("notice", "Notice", "notice", "CN-GD-SZ")
FACT = Fact("fine", "penalty", "CN", "The fine is high.", "罚款很高。", "regulations#article-24", "5 to 10 times", values={"times": [5, 10]})
RELATION = Relation("supersedes", "regulations#article-24", "notice#part-1.2", "2024-05-01", "higher")
TERM = Term("allowance", "allowance", "配额", ("quota", "permit"), ("碳配额",), "A right.", "权利。")
OFFICIAL = Text("regulations", "official.zh", {"article-1": "第一条 目的。", "article-24": "第二十四条 罚款五倍😀以上。"})
DIGEST = Text("regulations", "digest.en", {"article-1": "Article 1 — Purpose", "article-24": "Article 24 — 5 to 10 times"})
FINE = Text(
    "notice",
    "official.zh",
    {"preamble": "各单位：", "part-1": "一、总体", "part-1.1": "（一）名录。", "part-1.2": "（二）清缴。", "part-10": "十、其他"},
)
COARSE = Text("notice", "digest.en", {"part-1": "Part 1 — List and surrender", "annex-2": "Annex 2"})


@pytest.fixture
def store() -> PassageStore:
    return store_of([REGULATIONS, NOTICE], [OFFICIAL, DIGEST, FINE, COARSE], [TERM], [FACT], [RELATION])


def test_what_is_saved_is_loaded(store: PassageStore, tmp_path: Path) -> None:
    store.save(tmp_path / "passages.sqlite")
    loaded = PassageStore.load(tmp_path / "passages.sqlite")
    assert dict(loaded.documents) == dict(store.documents)
    assert tuple(loaded.passages) == tuple(store.passages)
    assert tuple(loaded.glossary.terms) == (TERM,)
    assert tuple(loaded.facts) == (FACT,)
    assert tuple(loaded.relations) == (RELATION,)
    for document in store.documents:
        assert loaded.renditions(document) == store.renditions(document)


def test_pages_notes_pieces_and_headings_are_kept(tmp_path: Path) -> None:
    text = "Page one.\nPage two goes on and on."
    rendition = Rendition("notice", "official", "en", text, page_starts=(0, 10), file="notice.pdf", notes=("guessed",))
    passages = [
        Passage("notice", "official.en", "en", "point-1", "1", ("Chapter", "Section"), text[:9], 0, 9, page=1, piece=1),
        Passage("notice", "official.en", "en", "point-1", "1", ("Chapter",), text[10:], 10, len(text), page=2, piece=2),
    ]
    PassageStore([NOTICE], [rendition], passages).save(tmp_path / "passages.sqlite")
    loaded = PassageStore.load(tmp_path / "passages.sqlite")
    assert list(loaded.passages) == passages
    assert loaded.renditions("notice") == {"official.en": rendition}
    assert [passage.id for passage in loaded.passages] == ["notice#point-1~1@official.en", "notice#point-1~2@official.en"]


def test_passages_of_a_document(store: PassageStore) -> None:
    assert [passage.provision for passage in store.of_document("regulations", "digest.en")] == ["article-1", "article-24"]
    assert len(store.of_document("regulations")) == 4
    assert store.of_document("nothing") == []
    assert store.passage("regulations#article-24@digest.en").text == "Article 24 — 5 to 10 times"


def test_what_is_not_there_is_said(store: PassageStore) -> None:
    with pytest.raises(UnknownDocumentError):
        store.renditions("nothing")
    with pytest.raises(UnknownDocumentError):
        store.passage("regulations#article-99@digest.en")


def test_a_provision_holds_its_own_parts_alone(store: PassageStore) -> None:
    assert [passage.provision for passage in store.of_provision("notice", "part-1", "official.zh")] == ["part-1", "part-1.1", "part-1.2"]
    assert [passage.rendition for passage in store.of_provision("regulations", "article-24")] == ["official.zh", "digest.en"]


@pytest.mark.parametrize(
    ("passage", "rendition", "expected"),
    [
        ("regulations#article-24@digest.en", "official.zh", "第二十四条 罚款五倍😀以上。"),
        ("regulations#article-24@official.zh", "digest.en", "Article 24 — 5 to 10 times"),
        ("notice#part-1.2@official.zh", "digest.en", "Part 1 — List and surrender"),
        ("notice#part-1@digest.en", "official.zh", "一、总体\n（一）名录。\n（二）清缴。"),
        ("notice#part-10@official.zh", "digest.en", None),
        ("notice#preamble@official.zh", "digest.en", None),
        ("notice#annex-2@digest.en", "official.zh", None),
    ],
)
def test_the_same_provision_in_another_rendition(store: PassageStore, passage: str, rendition: str, expected: str | None) -> None:
    found = store.provision_text(store.passage(passage), rendition)
    assert (found.text if found else None) == expected
    if found:
        text = store.renditions(passage.partition("#")[0])[rendition].text
        assert text[found.start : found.end] == found.text
        assert found.rendition == rendition


def test_a_fact_helps_to_find_its_provision(store: PassageStore) -> None:
    digest, official = (store.passage(f"regulations#article-24@{name}") for name in ("digest.en", "official.zh"))
    assert "The fine is high." in store.search_text(digest)
    assert "罚款很高。" in store.search_text(official)
    assert "The fine is high." not in store.search_text(store.passage("regulations#article-1@digest.en"))
    assert "The fine is high." not in digest.text


@pytest.mark.parametrize("content", [None, b"", b"no database", b"SQLite format 3\x00" + b"\x00" * 200])
def test_a_damaged_file_is_damage(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "passages.sqlite"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DamagedIndexError, match="ingest again"):
        PassageStore.load(path)
    assert path.exists() is (content is not None), "looking for a store makes none"


@pytest.mark.parametrize(
    "spoil",
    [
        "DROP TABLE passage",
        "DROP TABLE relation",
        "DELETE FROM rendition WHERE name = 'official.zh'",
        "UPDATE document SET fields = '{'",
        "UPDATE document SET fields = '{}'",
        "UPDATE passage SET title_path = 'x'",
        "UPDATE term SET fields = '{}'",
        "UPDATE fact SET fields = '{\"unknown\": 1}'",
    ],
)
def test_damage_inside_is_damage(store: PassageStore, tmp_path: Path, spoil: str) -> None:
    path = tmp_path / "passages.sqlite"
    store.save(path)
    connection = sqlite3.connect(path)
    connection.execute(spoil)
    connection.commit()
    connection.close()
    with pytest.raises(DamagedIndexError, match="ingest again"):
        PassageStore.load(path)


def test_half_a_file_is_damage(store: PassageStore, tmp_path: Path) -> None:
    path = tmp_path / "passages.sqlite"
    store.save(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(DamagedIndexError, match="ingest again"):
        PassageStore.load(path)
