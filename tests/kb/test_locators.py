"""Provisions, read out of text and written in both languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.locators import chinese_number, chinese_numeral, find_locators, format_locator, parents, parse_locator, roman_number
from kb.types import LANGUAGES, Language

WRITTEN = [
    ("article-1", "Article 1", "第一条"),
    ("article-10", "Article 10", "第十条"),
    ("article-24", "Article 24", "第二十四条"),
    ("article-100", "Article 100", "第一百条"),
    ("article-105", "Article 105", "第一百零五条"),
    ("article-110", "Article 110", "第一百一十条"),
    ("part-3", "Part 3", "三"),
    ("part-3.2", "Part 3(2)", "三（二）"),
    ("part-12.11", "Part 12(11)", "十二（十一）"),
    ("part-3.2.1", "Part 3(2)1", "三（二）1"),
    ("annex", "Annex", "附件"),
    ("annex-2", "Annex 2", "附件2"),
    ("annex-2/part-1.2", "Annex 2, Part 1(2)", "附件2，一（二）"),
    ("annex-2/point-6.2.3.2", "Annex 2, 6.2.3.2", "附件2，6.2.3.2"),
    ("annex-2/point-6", "Annex 2, 6", "附件2，6"),
    ("annex-1/article-3", "Annex 1, Article 3", "附件1，第三条"),
    ("point-6.2", "6.2", "6.2"),
    ("text-5", "Text 5", "文段5"),
    ("preamble", "Preamble", "前言"),
]
ENGLISH_ONLY = [("section-183", "Section 183"), ("section-2.1", "Section 2.1"), ("schedule-1", "Schedule 1"), ("recital-12", "Recital 12")]


@pytest.mark.parametrize(("provision", "english", "chinese"), WRITTEN)
def test_both_languages_name_the_same_provision(provision: str, english: str, chinese: str) -> None:
    assert format_locator(provision, "en") == english
    assert format_locator(provision, "zh") == chinese
    assert parse_locator(english) == (provision, len(english))
    assert parse_locator(chinese) == (provision, len(chinese))


@pytest.mark.parametrize(("provision", "english"), ENGLISH_ONLY)
def test_provisions_of_english_texts(provision: str, english: str) -> None:
    assert format_locator(provision, "en") == english
    assert parse_locator(english) == (provision, len(english))


numbers = st.integers(1, 999)
small = st.integers(1, 99)
dotted = st.lists(small, min_size=2, max_size=5).map(lambda parts: "point-" + ".".join(map(str, parts)))
parts = st.tuples(small, st.none() | small, st.none() | small).map(
    lambda found: "part-" + ".".join(str(number) for number in found[: 1 if found[1] is None else 3] if number)
)
plain = st.one_of(numbers.map("article-{}".format), parts, small.map("text-{}".format), dotted)
annexed = st.tuples(small, st.one_of(plain.filter(lambda provision: not provision.startswith("text")), small.map("point-{}".format)))
provisions = st.one_of(plain, small.map("annex-{}".format), annexed.map(lambda found: f"annex-{found[0]}/{found[1]}"))


@given(provisions, st.sampled_from(LANGUAGES), st.sampled_from(["", " — Title of it", "\nThe text of it."]))
def test_what_is_written_is_read_again(provision: str, language: Language, after: str) -> None:
    locator = format_locator(provision, language)
    parsed = parse_locator(locator + after)
    assert parsed is not None
    assert parsed[0] == provision
    assert (locator + after)[: parsed[1]].rstrip() == locator


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Article 24 — Fine", ("article-24", 10)),
        ("ARTICLE 24", ("article-24", 10)),
        ("Art. 24 of the Regulations", ("article-24", 7)),
        ("Article24", ("article-24", 9)),
        ("Article 30a", ("article-30a", 11)),
        ("第 24 条", ("article-24", 6)),
        ("第２４条", ("article-24", 4)),
        ("第二十四条重点排放单位", ("article-24", 5)),
        ("第十五条之一", ("article-15.1", 6)),
        ("Part III — Quota", ("part-3", 8)),
        ("Part 3 (2)", ("part-3.2", 10)),
        ("三、配额分配", ("part-3", 1)),
        ("三（二）核定配额", ("part-3.2", 4)),
        ("三(二)", ("part-3.2", 4)),
        ("第三部分", ("part-3", 4)),
        ("第三部分（二）", ("part-3.2", 7)),
        ("Annex IV", ("annex-4", 8)),
        ("附件二", ("annex-2", 3)),
        ("附录1", ("annex-1", 3)),
        ("6.2.3.2 Data quality", ("point-6.2.3.2", 7)),
        ("", None),
        ("The fine", None),
        ("Articles of association", None),
        ("Particulars 3", None),
        ("2026年", None),
        ("12 months", None),
        ("条例", None),
        ("三氟化氮", None),
    ],
)
def test_reading(text: str, expected: tuple[str, int] | None) -> None:
    assert parse_locator(text) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What does Article 24 of the Interim Regulations say?", ["article-24"]),
        ("暂行条例第二十四条怎么规定？", ["article-24"]),
        ("19号令第二十九条", ["article-29"]),
        ("第二十一条和第二十四条有什么区别？", ["article-21", "article-24"]),
        ("Does Article 24 or Article 40 apply, and why Article 24?", ["article-24", "article-40"]),
        ("What is in Part 3(2) of the 2026 notice?", ["part-3.2"]),
        ("2026年通知三（二）说什么", ["part-3.2"]),
        ("Annex 2, 6.2.3.2 of the guideline", ["annex-2/point-6.2.3.2"]),
        ("附件2 6.2.3.2", ["annex-2/point-6.2.3.2"]),
        ("What does point 6.2.3.2 ask for?", ["point-6.2.3.2"]),
        ("What do sections 183 and Schedule 1 say?", ["section-183", "schedule-1"]),
        ("Who must surrender 26,000 tonnes by 31.12?", []),
        ("2024年5月1日起施行吗？", []),
        ("Is there a party in part of the article?", []),
        ("一二三四", []),
    ],
)
def test_a_question_names_provisions(question: str, expected: list[str]) -> None:
    found = find_locators(question)
    assert [provision for provision, _, _ in found] == expected
    for provision, start, _ in found:
        parsed = parse_locator(question[start:])
        assert parsed is not None
        assert parsed[0] == provision, "the offset is where the name begins"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Compare Articles 21 and 22", ["article-21", "article-22"]),
        ("What applied on 1.5.2024?", []),
        ("What part civil aviation has to play", []),
        ("通知三（二）2025年度配额怎么核定", ["part-3.2"]),
    ],
)
def test_a_question_names_provisions_in_other_ways(question: str, expected: list[str]) -> None:
    assert [provision for provision, _, _ in find_locators(question)] == expected


def test_an_inserted_article_is_written_as_people_write_it() -> None:
    assert format_locator("article-15.1", "zh") == "第十五条之一"


@given(st.text(alphabet="Article Part第三二十四条（）()附件Annex0123456789.、,，—\n ivxIVX", max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    for provision, start, end in find_locators(text):
        assert 0 <= start < end <= len(text)
        assert provision
    if parsed := parse_locator(text):
        assert 0 < parsed[1] <= len(text)


def test_the_instruments_of_a_document_are_named() -> None:
    assert format_locator("rules-2/article-9", "en", ("Registration Rules", "Trading Rules")) == "Trading Rules, Article 9"
    assert format_locator("rules-2/article-9", "zh", ("登记管理规则", "交易管理规则")) == "交易管理规则 第九条"
    assert format_locator("rules-3/article-9", "en") == "Rules 3, Article 9"


@pytest.mark.parametrize(
    ("provision", "expected"),
    [
        ("article-24", []),
        ("part-3.2.1", ["part-3.2", "part-3"]),
        ("annex-2/point-6.2.3", ["annex-2/point-6.2", "annex-2/point-6", "annex-2"]),
        ("rules-2/article-9", ["rules-2"]),
    ],
)
def test_what_holds_a_provision(provision: str, expected: list[str]) -> None:
    assert parents(provision) == expected


@given(numbers)
def test_numerals_go_round(number: int) -> None:
    assert chinese_number(chinese_numeral(number)) == number
    assert chinese_number(str(number)) == number


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("十", 10), ("二十", 20), ("一百零五", 105), ("一百一十", 110), ("两千", 2_000), ("二万六千", 26_000),
        ("三千五百万", 35_000_000), ("五十一亿", 5_100_000_000), ("〇", 0),
        ("一亿二千万", 120_000_000),
    ],
)  # fmt: skip
def test_numerals(numeral: str, value: int) -> None:
    assert chinese_number(numeral) == value


@pytest.mark.parametrize("numeral", ["条", "二十x", "三.五"])
def test_what_is_no_numeral(numeral: str) -> None:
    with pytest.raises(ValueError, match="not a Chinese numeral"):
        chinese_number(numeral)


@pytest.mark.parametrize("number", [0, -1, 1000])
def test_numerals_have_a_range(number: int) -> None:
    with pytest.raises(ValueError, match="no numeral"):
        chinese_numeral(number)


@pytest.mark.parametrize(("numeral", "value"), [("I", 1), ("iv", 4), ("IX", 9), ("XIV", 14), ("xl", 40), ("XCIX", 99)])
def test_roman_numbers(numeral: str, value: int) -> None:
    assert roman_number(numeral) == value
