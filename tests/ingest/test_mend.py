"""Broken lines become the paragraphs that were written, and nothing but white space is lost on the way."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.mend import Line, contents_lines, mend_columns, mend_lines
from ingest.spacing import columns, joint, tidy

WORDS = st.text(alphabet=st.sampled_from("abc xyz 碳排放权。，；（）1234.第条一二"), min_size=1, max_size=60)


def page(*rows: tuple[float, str], number: int = 0, size: float = 10) -> list[Line]:
    """Lines under each other, Chinese characters as wide as the type is high."""
    return [
        Line(text, left, left + columns(text) * size / 2, 20 * order, 20 * order + size, number)
        for order, (left, text) in enumerate(rows)
    ]


def mended(lines: list[Line]) -> list[str]:
    return [paragraph.text for paragraph in mend_lines(lines)]


def test_a_sentence_broken_by_the_margin_is_one_paragraph() -> None:
    full = "重点排放单位应当控制温室气体排放报告碳排放数据清缴碳排放配额公开交易及相关活动信息并接受生态环境主"
    assert mended(page((20, full), (0, "管部门的监督管理。"), (20, "第二段。"))) == [full + "管部门的监督管理。", "第二段。"]


def test_an_indented_line_begins_a_paragraph_after_a_full_line() -> None:
    full = "全国碳排放权交易机构负责组织开展全国碳排放权集中统一交易并保证系统安全稳定可靠运行以及其他重大事项。"
    assert len(mended(page((20, full), (0, full), (20, full), (0, "完。")))) == 2


def test_a_reference_at_the_head_of_a_line_does_not_open_a_block() -> None:
    full = "违反本办法规定未按照要求报送温室气体排放报告的由省级以上生态环境主管部门依照《条例》的"
    assert mended(page((20, full + "规定"), (0, "第二十条规定处以罚款。"))) == [full + "规定第二十条规定处以罚款。"]


def test_openings_stand_alone() -> None:
    rows = page(
        (20, "第一条 为了规范。"),
        (20, "（一）一项；"),
        (20, "（二）二项。"),
        (20, "1.一点；"),
        (20, "6.2.3.2 数据获取"),
        (20, "a）记录"),
    )
    assert len(mended(rows)) == 6


def test_a_heading_of_two_lines_stays_two_lines() -> None:
    text = "Each authorised declarant shall submit a declaration for the year before it, and shall do so by the end of May"
    rows = page((200, "Article 6"), (190, "Declaration"), (0, "1. " + text), (0, "of each year."))
    assert mended(rows) == ["Article 6", "Declaration", f"1. {text} of each year."]


def test_a_mark_alone_on_its_line_takes_the_text_below() -> None:
    rows = page((0, "第十条"), (0, "机构应当公开信息。"), (0, "第六章"), (0, "附则"))
    assert mended(rows) == ["第十条 机构应当公开信息。", "第六章 附则"]


def test_a_paragraph_knows_where_the_next_page_begins() -> None:
    full = "重点排放单位应当控制温室气体排放报告碳排放数据清缴碳排放配额公开交易及相关活动信息并接受生态环境主"
    [paragraph] = mend_lines(page((20, full)) + page((0, "管部门的监督管理。"), number=1))
    assert paragraph.breaks == ((0, 0), (len(full), 1))


@pytest.mark.parametrize(
    ("spaced", "tight"),
    [
        ("达到 2.6 万吨二氧化碳", "达到2.6万吨二氧化碳"),
        ("2021 年 3 月 31 日前", "2021年3月31日前"),
        ("修 正 系 数", "修正系数"),
        ("第三条 各类活动", "第三条 各类活动"),
        ("第一章 总 则", "第一章 总则"),
        ("6.2.3.2 计算 公式", "6.2.3.2 计算公式"),
        ("carbon dioxide 二 氧", "carbon dioxide 二氧"),
        ("300 MW 机组", "300 MW 机组"),
    ],
)
def test_typesetters_spaces_go(spaced: str, tight: str) -> None:
    assert tidy(spaced) == tight


@pytest.mark.parametrize(
    ("left", "right", "words", "whole"),
    [
        ("the emis-", "sions of", [], "the emissions of"),
        ("a carbon-", "intensive sector", ["carbon", "intensive"], "a carbon-intensive sector"),
        ("and non-", "conformities", ["non-conformities"], "and non-conformities"),
        ("于10月2", "0日前", [], "于10月20日前"),
        ("see (http://uc.example.cn/fjin", "dex.htm)确认", [], "see (http://uc.example.cn/fjindex.htm)确认"),
        ("the year", "2026", [], "the year 2026"),
        ("and/", "or", [], "and/or"),
    ],
)
def test_lines_join(left: str, right: str, words: list[str], whole: str) -> None:
    before, between = joint(left, right, Counter(words))
    assert before + between + right == whole


def test_a_table_of_contents_goes_with_its_heading() -> None:
    lines = ["目 录", "1 范围 .......... 3", "2 术语………… 4", "1 范围", "本指南规定……"]
    assert contents_lines(lines) == {0, 1, 2}


def test_hard_wrapped_text_is_unwrapped_and_unwrapped_text_left_alone() -> None:
    wrapped = [
        "The ministry said on Monday that the national market for emission",
        "allowances would be widened to steel and cement makers before the",
        "end of the year.",
        "",
        "A second paragraph.",
    ]
    assert mend_columns(wrapped) == [" ".join(wrapped[:3]), "A second paragraph."]
    assert mend_columns(["生态环境部办公厅", "2025年4月11日"]) == ["生态环境部办公厅", "2025年4月11日"]


@given(st.lists(st.tuples(st.sampled_from([0.0, 20.0, 40.0]), WORDS.filter(str.strip)), min_size=1, max_size=12))
def test_mending_loses_no_character(rows: list[tuple[float, str]]) -> None:
    text = "".join(mended(page(*rows)))
    assert "".join(text.split()) == "".join("".join(words.split()) for _, words in rows)


@given(st.lists(st.text(alphabet=st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=90), max_size=12))
def test_unwrapping_loses_no_character_but_hyphens(lines: list[str]) -> None:
    before, after = ("".join("".join(parts).split()).replace("-", "") for parts in (lines, mend_columns(lines)))
    assert before == after
