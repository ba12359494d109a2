"""What depends on a language: which one it is, its sentences, its search terms."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.language import detect_language, fold, sentence_spans, terms

MIXED = st.text(alphabet="abcAZ .。!?；;\n，,()（）“”0123456789%配额清缴年月日　\t", max_size=200)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("When must allowances be surrendered?", "en"),
        ("配额什么时候清缴？", "zh"),
        ("CCER是什么", "zh"),
        ("全国ETS的CCER抵销比例", "zh"),
        ("What is the price of CEA (碳配额)?", "en"),
        ("2026", "en"),
        ("", "en"),
        ("?!", "en"),
    ],
)
def test_the_language_of_a_question(text: str, language: str) -> None:
    assert detect_language(text) == language


def test_an_english_question_about_a_chinese_word_is_english() -> None:
    assert detect_language("What does 重点排放单位 mean?") == "en"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("26,000 tonnes", "26000 TONNES"),
        ("26 000", "26000"),
        ("２０２４年", "2024年"),
        ("CO₂", "co2"),
        ("（试行）", "(试行)"),
        ("1,234,567.8", "1234567.8"),
    ],
)
def test_spellings_that_fold_together(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize("text", ["1, 2", "in 2021, 2022", "12,34"])
def test_a_comma_between_numbers_is_no_separator(text: str) -> None:
    assert fold(text) == text.lower()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("allowances", "allowance"),
        ("surrendering the allowances", "surrender allowance"),
        ("a company's emissions", "company emission"),
        ("What is the fine?", "fine"),
        ("26,000", "26000"),
    ],
)
def test_english_words_meet_by_their_stems(one: str, other: str) -> None:
    assert terms(one) == terms(other)


def test_chinese_is_searched_by_characters_and_pairs() -> None:
    assert set(terms("清缴配额")) == {"清", "缴", "配", "额", "清缴", "缴配", "配额"}
    assert set(terms("配额的清缴")) >= {"配额", "清缴"}
    assert "的" not in terms("配额的清缴")


def test_document_numbers_stay_whole() -> None:
    assert "2023/956" in terms("Regulation (EU) 2023/956")
    assert "6.2.3.2" in terms("see 6.2.3.2")


def test_questions_keep_what_they_are_about() -> None:
    assert terms("When is the of a?") == []
    assert set(terms("Which 配额 allowance?")) >= {"配额", *terms("allowance")}


@given(MIXED)
def test_case_and_width_do_not_matter(text: str) -> None:
    assert terms(text) == terms(text.upper())
    wide = "".join(chr(ord(character) + 0xFEE0) if "!" <= character <= "~" else character for character in text)
    assert terms(fold(wide)) == terms(fold(text))


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("甲应当报告。乙应当清缴；丙可以交易！", ["甲应当报告。", "乙应当清缴；", "丙可以交易！"]),
        ("他说：“应当清缴。”随后离开。", ["他说：“应当清缴。”", "随后离开。"]),
        ("Under Art. 6 of Order No. 19 it applies. So it does.", ["Under Art. 6 of Order No. 19 it applies.", "So it does."]),
        ("It grew by 3.5 million tonnes.", ["It grew by 3.5 million tonnes."]),
        ("See e.g. Annex B of it. It is long.", ["See e.g. Annex B of it.", "It is long."]),
        ("It is fined under Article 24. The fine is high.", ["It is fined under Article 24.", "The fine is high."]),
        ("1. First duty\n2. Second duty", ["1. First duty", "2. Second duty"]),
        ("| Cement | 2523 |\n| Steel | 7208 |", ["| Cement | 2523 |", "| Steel | 7208 |"]),
        ("No end", ["No end"]),
        ("  \n ", []),
        ("", []),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    assert [text[start:end] for start, end in sentence_spans(text)] == sentences


@given(MIXED)
def test_sentences_hold_every_word_once_and_in_order(text: str) -> None:
    spans = sentence_spans(text)
    position = 0
    for start, end in spans:
        assert position <= start < end <= len(text)
        assert not text[position:start].strip()
        assert text[start:end] == text[start:end].strip()
        position = end
    assert not text[position:].strip()
