"""The outline of a text: which lines open a provision, and which only look like it."""

from __future__ import annotations

import pytest

from ingest.outline import Outline, outline
from ingest.source import Heading, SourceText


def source(text: str, *headings: tuple[str, int], format: str = "text") -> SourceText:
    found = []
    position = 0
    for line, level in headings:
        position = text.index(line, position)
        found.append(Heading(position, position + len(line), level))
    return SourceText(text, format, headings=tuple(found))


def digest(text: str) -> SourceText:
    """A digest as its Markdown is read: every line that begins with # is a heading."""
    lines = text.split("\n")
    plain = "\n".join(line.lstrip("# ") if line.startswith("#") else line for line in lines)
    marked = [(line.lstrip("# "), line.count("#", 0, 3)) for line in lines if line.startswith("#")]
    return source(plain, *marked, format="markdown")


def ids(found: Outline) -> list[str]:
    return [provision.id for provision in found.provisions]


def texts(text: str, found: Outline) -> dict[str, str]:
    return {provision.id: text[provision.start : provision.end] for provision in found.provisions}


LAW = """中华人民共和国某法
第一章 总则
第一条 为了规范活动，制定本法。
第二条 适用本法的活动，
第一条所称的除外。
第二章 职责
第一节 报告
第三条 单位应当报告：
（一）排放量；
（二）设施。
第四条规定的时限内完成。
第四条 单位应当按照
第二条、第三条的规定清缴。
第三章 附则
第五条 本法自公布之日起施行。"""


def test_articles_in_running_order() -> None:
    found = outline(source(LAW))
    assert ids(found) == [f"article-{number}" for number in range(1, 6)]
    by_id = texts(LAW, found)
    assert by_id["article-3"] == "第三条 单位应当报告：\n（一）排放量；\n（二）设施。\n第四条规定的时限内完成。"
    assert by_id["article-5"] == "第五条 本法自公布之日起施行。"


def test_a_reference_at_the_start_of_a_line_opens_nothing() -> None:
    by_id = texts(LAW, outline(source(LAW)))
    assert by_id["article-2"].endswith("第一条所称的除外。")
    assert by_id["article-4"].endswith("第二条、第三条的规定清缴。")


def test_chapters_and_sections_stand_above_their_articles() -> None:
    paths = {provision.id: provision.title_path for provision in outline(source(LAW)).provisions}
    assert paths["article-1"] == ("第一章 总则",)
    assert paths["article-3"] == paths["article-4"] == ("第二章 职责", "第一节 报告")
    assert paths["article-5"] == ("第三章 附则",), "the section ended with its chapter"


ENGLISH = """REGULATION OF SOMEBODY
Having regard to the Treaty, whereas:
(1) Climate change is a challenge.
(2) It needs an answer.
HAVE ADOPTED THIS REGULATION:
CHAPTER I
GENERAL PROVISIONS
Article 1
Subject matter
This Regulation sets rules.
Article 2
Scope
It applies to goods listed in
Article 7 of another act.
CHAPTER II
OBLIGATIONS
Article 3
Declaration
Article 3 applies to declarants.
ANNEX I
List of goods
Cement, steel, aluminium, fertilisers and hydrogen are covered."""


def test_an_english_regulation() -> None:
    found = outline(source(ENGLISH))
    assert ids(found) == ["preamble", "recital-1", "recital-2", "article-1", "article-2", "article-3", "annex-1"]
    by_id = texts(ENGLISH, found)
    assert by_id["article-2"] == "Article 2\nScope\nIt applies to goods listed in\nArticle 7 of another act."
    assert by_id["article-3"] == "Article 3\nDeclaration\nArticle 3 applies to declarants."
    assert by_id["annex-1"].startswith("ANNEX I\nList of goods")
    paths = {provision.id: provision.title_path for provision in found.provisions}
    assert paths["article-1"] == ("CHAPTER I GENERAL PROVISIONS",)
    assert paths["article-3"] == ("CHAPTER II OBLIGATIONS",)


RULES = """关于发布两项规则的公告
一、现发布登记规则，请遵照执行。
二、自发布之日起施行。
登记管理规则
第一章 总则
第一条 为登记制定本规则。
第二条 登记应当真实。
第三条 本规则由部门解释。
交易管理规则
第一条 为交易制定本规则。
第二条 交易应当公平。
第三条 违反第一条的，不得交易。"""


def test_instruments_of_one_document_keep_apart() -> None:
    found = outline(source(RULES))
    assert found.rules == ("登记管理规则", "交易管理规则")
    assert [name for name in ids(found) if "article" in name] == [f"rules-{rules}/article-{number}" for rules in (1, 2) for number in (1, 2, 3)]
    assert {"part-1", "part-2"} <= set(ids(found))
    by_id = texts(RULES, found)
    assert by_id["rules-1/article-3"] == "第三条 本规则由部门解释。"
    assert by_id["rules-2/article-1"] == "第一条 为交易制定本规则。"
    assert all("登记管理规则" not in by_id[name] for name in by_id if name.startswith(("rules-2", "part")))


NOTICE = """关于做好工作的通知
各省、自治区：
现将有关事项通知如下。
一、名录管理
（一）确定名录
2026年10月31日前，确定名录。
（二）公布名录
各地应当公布名录。
二、配额清缴
12月31日前完成清缴。
附件：1.名录编制要求
2.核查要求
附件1
名录编制要求
年度直接排放达到2.6万吨二氧化碳当量的单位应当列入名录，具体如下，不得遗漏任何单位。
附件2
核查要求
1 适用范围
本要求适用于核查工作的全部过程，各地应当遵照执行并及时报告有关情况。
2 程序
2.1 准备
应当组成核查组。
2.2 实施
应当查阅文件。
2.2.1 现场
应当到现场。
3.5 倍以上不是编号。"""


def test_a_notice_with_parts_items_annexes_and_points() -> None:
    found = outline(source(NOTICE))
    by_id = texts(NOTICE, found)
    assert ids(found)[:5] == ["preamble", "part-1", "part-1.1", "part-1.2", "part-2"]
    assert by_id["preamble"].endswith("现将有关事项通知如下。")
    assert by_id["part-1.2"] == "（二）公布名录\n各地应当公布名录。"
    assert by_id["part-2"].startswith("二、配额清缴\n12月31日前完成清缴。")
    assert by_id["annex-1"].startswith("附件1\n名录编制要求")
    assert [name for name in ids(found) if name.startswith("annex-2/")] == [
        "annex-2/point-1", "annex-2/point-2", "annex-2/point-2.1", "annex-2/point-2.2", "annex-2/point-2.2.1",
    ]  # fmt: skip
    assert by_id["annex-2/point-2.2.1"].endswith("3.5 倍以上不是编号。")


def test_points_stand_under_the_points_above_them() -> None:
    paths = {provision.id: provision.title_path for provision in outline(source(NOTICE)).provisions}
    assert paths["annex-2/point-2.2.1"][-2:] == ("2 程序", "2.2 实施")
    assert paths["part-1.2"] == ("一、名录管理",)


@pytest.mark.parametrize(
    "line",
    ["第四条规定的单位除外。", "第五条、第六条除外。", "第一条第二款除外。", "第九条 跳过的条文。", "附件1所列单位除外。", "2026年起。"],
)
def test_what_does_not_run_on_opens_nothing(line: str) -> None:
    text = f"第一条 甲。\n第二条 乙。\n第三条 丙：\n{line}\n第四条 丁。"
    assert ids(outline(source(text))) == ["article-1", "article-2", "article-3", "article-4"]


def test_a_number_that_was_lost_in_reading_loses_no_other() -> None:
    text = "第一条 甲。\n第二条 乙。\n第四条 丁。\n第五条 戊。"
    assert ids(outline(source(text))) == ["article-1", "article-2", "article-4", "article-5"]


DIGEST = """This is a digest in our own words.
## Preamble — Addressees
To the provinces.
## Article 24 — Fine
A unit is fined.
## Part 3(2) — Allocation
By 30 September.
## Annex 2, 6.2.3.2 — Data
Data are checked.
## 7 — Point
A point.
## Text 5 — Links
Linked."""


def test_the_provisions_of_a_digest_are_its_headings() -> None:
    read = digest(DIGEST)
    found = outline(read, digest=True)
    assert ids(found) == ["preamble", "article-24", "part-3.2", "annex-2/point-6.2.3.2", "point-7", "text-5"]
    by_id = texts(read.text, found)
    assert by_id["article-24"] == "Article 24 — Fine\nA unit is fined."
    assert all("own words" not in text for text in by_id.values()), "what says that it is a digest is no provision"


def test_a_chinese_digest_aligns_with_the_english_one() -> None:
    headings = ("前言 — 发文对象", "第二十四条 — 罚款", "三（二） — 分配", "附件2，6.2.3.2 — 数据")
    chinese = digest("\n".join(["本文为摘要。", *(f"## {heading}\n正文。" for heading in headings)]))
    assert ids(outline(chinese, digest=True)) == ["preamble", "article-24", "part-3.2", "annex-2/point-6.2.3.2"]


def test_instruments_of_a_digest_keep_apart() -> None:
    read = digest("# Registration Rules\n## Article 1 — Purpose\nOne.\n# Trading Rules\n## Article 1 — Purpose\nTwo.")
    found = outline(read, digest=True)
    assert found.rules == ("Registration Rules", "Trading Rules")
    assert texts(read.text, found) == {"rules-1/article-1": "Article 1 — Purpose\nOne.", "rules-2/article-1": "Article 1 — Purpose\nTwo."}


def test_headings_without_numbers() -> None:
    text = "市场报告\n交易情况\n成交量上升。\n下一步工作\n扩大覆盖。"
    found = outline(source(text, ("市场报告", 1), ("交易情况", 2), ("下一步工作", 2)))
    by_id = texts(text, found)
    assert by_id["text-1"] == "交易情况\n成交量上升。"
    assert by_id["text-2"] == "下一步工作\n扩大覆盖。"


@pytest.mark.parametrize("text", ["Nothing but one line.", "某单位负责人表示，碳市场运行平稳。\n他指出，配额充足。"])
def test_a_text_without_any_structure_is_one_provision(text: str) -> None:
    found = outline(source(text))
    assert ids(found) == ["text-1"]
    assert texts(text, found) == {"text-1": text}


def test_provisions_do_not_overlap_and_stand_in_order() -> None:
    for text in (LAW, ENGLISH, RULES, NOTICE):
        position = 0
        for provision in outline(source(text)).provisions:
            assert position <= provision.start < provision.end <= len(text)
            assert provision.start <= provision.heading_end <= provision.end
            position = provision.end
