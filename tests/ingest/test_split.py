"""From provisions to passages: whole where they can be, cut where they must, and exact to the character."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.read_markdown import read_markdown
from ingest.source import SourceText
from ingest.split import LONGEST, split_rendition
from kb.types import LANGUAGES, Language, Passage, Rendition, RenditionKind


def split(text: str, language: Language = "zh", kind: RenditionKind = "official", page_starts: tuple[int, ...] = ()) -> list[Passage]:
    source = replace(read_markdown(text.encode()), page_starts=page_starts) if kind == "digest" else SourceText(text, "text", page_starts=page_starts)
    rendition = Rendition("document", kind, language, source.text, source.page_starts)
    passages = split_rendition(rendition, source)
    check(rendition, passages)
    return passages


def check(rendition: Rendition, passages: list[Passage]) -> None:
    """What holds of all passages of a rendition."""
    position = 0
    for passage in passages:
        assert rendition.text[passage.start : passage.end] == passage.text
        assert passage.text.strip()
        assert len(passage.text) <= LONGEST[rendition.language] + 2, "a heading is joined to its body by a line end"
        assert position <= passage.start
        position = passage.end
    assert len({passage.id for passage in passages}) == len(passages)
    for one, following in pairwise(passages):
        if one.provision == following.provision:
            assert (one.piece, following.piece) == (following.piece - 1, one.piece + 1), "pieces are numbered"
            assert not rendition.text[one.end : following.start].strip(), "nothing is lost between pieces"
        else:
            assert following.piece in (0, 1)


def test_one_provision_one_passage() -> None:
    passages = split("第一条 甲。\n第二条 乙。\n第三条 丙。")
    assert [(passage.provision, passage.locator, passage.text, passage.piece) for passage in passages] == [
        ("article-1", "第一条", "第一条 甲。", 0),
        ("article-2", "第二条", "第二条 乙。", 0),
        ("article-3", "第三条", "第三条 丙。", 0),
    ]
    assert passages[1].id == "document#article-2@official.zh"


SENTENCE = {"zh": "重点排放单位应当按照规定清缴其碳排放配额。", "en": "A key emitting unit surrenders its allowances every year. "}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_long_provision_is_cut_at_sentences(language: Language) -> None:
    opening = "第二条 " if language == "zh" else "Article 2\n"
    first, last = ("第一条 甲。", "第三条 丙。") if language == "zh" else ("Article 1\nOne.", "Article 3\nThree.")
    passages = split(f"{first}\n{opening}{(SENTENCE[language] * 80).strip()}\n{last}", language)
    pieces = [passage for passage in passages if passage.provision == "article-2"]
    assert len(pieces) > 1
    assert [piece.piece for piece in pieces] == list(range(1, len(pieces) + 1))
    assert all(re.search(r"[.。]$", piece.text) for piece in pieces)
    assert {piece.locator for piece in pieces} == {"第二条" if language == "zh" else "Article 2"}
    assert pieces[1].id == f"document#article-2~2@official.{language}"


@pytest.mark.parametrize("length", range(20, 60, 7))
def test_a_heading_is_never_parted_from_its_body(length: int) -> None:
    heading = "Article 24 — " + "x" * length
    body = " ".join(["word"] * (LONGEST["en"] // 5 - 1)) + ". " + SENTENCE["en"] * 20
    passages = split(f"A digest.\n\n## {heading}\n{body}\n\n## Article 25 — Next\nShort.\n", "en", "digest")
    first = passages[0]
    assert first.text.startswith(heading + "\n")
    assert len(first.text) > len(heading) + 100


def test_one_line_without_any_end_of_sentence_is_cut_too() -> None:
    passages = split("第一条 甲。\n第二条 " + "配额" * 1_500 + "\n第三条 丙。")
    assert sum(len(passage.text) for passage in passages if passage.provision == "article-2") == len("第二条") + 3_000


def test_a_table_is_cut_between_its_rows() -> None:
    rows = "\n".join(f"| {number} | 水泥熟料生产线{number}号 | 0.{number} |" for number in range(100, 200))
    passages = split(f"第一条 甲。\n第二条 乙。\n第三条 基准值如下：\n{rows}")
    pieces = [passage for passage in passages if passage.provision == "article-3"]
    assert len(pieces) > 1
    for piece in pieces[1:]:
        assert piece.text.startswith("| ")
        assert piece.text.endswith(" |")


def test_a_list_stays_with_what_it_belongs_to() -> None:
    text = "一、总体要求\n（一）300MW等级以上；\n（二）300MW等级以下。\n二、工作安排\n各地应当做好有关工作，并及时报告。"
    passages = split(text)
    assert [passage.provision for passage in passages] == ["part-1", "part-2"]
    assert "300MW等级以下" in passages[0].text


def test_items_that_are_provisions_stand_alone() -> None:
    item = "各地生态环境主管部门应当按照国家有关规定组织开展本行政区域内重点排放单位的名录编制工作，并按时向社会公布。"
    passages = split(f"一、名录\n（一）确定名录。{item}\n（二）公布名录。{item}\n二、其他\n{item}")
    assert [passage.provision for passage in passages] == ["part-1.1", "part-1.2", "part-2"]
    assert [passage.locator for passage in passages] == ["一（一）", "一（二）", "二"]
    assert passages[0].title_path == ("一、名录",), "a heading without a body lives on above its items"


def test_a_number_that_stands_twice_is_kept_twice() -> None:
    text = "# A digest\n\n## Article 1 — One\nFirst.\n\n## Article 1 — One again\nSecond.\n"
    assert [passage.provision for passage in split(text, "en", "digest")] == ["article-1", "article-1+2"]


def test_pages() -> None:
    text = "第一条 甲。\n第二条 乙。\n第三条 丙。"
    pages = (0, text.index("第二条"), text.index("丙"))
    assert [passage.page for passage in split(text, page_starts=pages)] == [1, 2, 2], "the page on which a passage begins"
    assert [passage.page for passage in split(text)] == [None, None, None]


def test_every_piece_has_the_page_it_begins_on() -> None:
    text = "第一条 甲。\n第二条 " + SENTENCE["zh"] * 80 + "\n第三条 丙。"
    pages = tuple(range(0, len(text), 500))
    for passage in split(text, page_starts=pages):
        assert passage.page == passage.start // 500 + 1


WORDS = st.sampled_from(
    [
        *("第一条 ", "第二条 ", "第三条", "Article 1\n", "Article 2", "一、", "二、", "（一）", "1.", "2.1 ", "附件1\n", "ANNEX I\n", "（1）"),
        *("配额", "清缴。", "surrender ", "allowances. ", "；", "，", "| a | b |", "😀", "e\u0301", "   ", "\n", "\n", "重" * 700, "word " * 400),
    ]
)


CLEAN = st.lists(WORDS, max_size=40).map(lambda words: "\n".join(line.strip() for line in "".join(words).split("\n") if line.strip())).filter(bool)


@given(CLEAN, st.sampled_from(LANGUAGES))
def test_offsets_are_exact_whatever_the_text(text: str, language: Language) -> None:
    split(text, language)


@given(st.lists(st.tuples(st.integers(1, 60), st.text(alphabet="配额清缴 abc.。\n😀", max_size=900)), max_size=8))
def test_a_digest_is_split_exactly_whatever_its_words(parts: list[tuple[int, str]]) -> None:
    text = "摘要。\n\n" + "\n\n".join(f"## 第{number}条 — 标题\n{body}" for number, body in parts)
    split(text, "zh", "digest")
