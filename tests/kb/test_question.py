"""What a question says before anything is searched."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.question import Question, as_of_date, understand
from kb.types import Language, Query
from tests.kb.fakes import library

TODAY = date(2026, 11, 22)
SNAPSHOT = library()


def read(text: str, **terms: object) -> Question:
    return understand(Query(text, **terms), SNAPSHOT, TODAY)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("What was the fine as of 15 March 2023?", date(2023, 3, 15)),
        ("What was the fine as of March 2023?", date(2023, 3, 31)),
        ("What was the fine as at 2023?", date(2023, 12, 31)),
        ("What was the fine as of 2023-03-15?", date(2023, 3, 15)),
        ("What was the fine as of 2023-02?", date(2023, 2, 28)),
        ("AS OF Sept 2022, who reports?", date(2022, 9, 30)),
        ("截至2023年3月15日罚款是多少？", date(2023, 3, 15)),
        ("截至2023年3月罚款是多少？", date(2023, 3, 31)),
        ("截止2023年罚款是多少？", date(2023, 12, 31)),
        ("What are the duties for 2025 emissions?", None),
        ("2025年度配额何时清缴？", None),
        ("What was the fine in 2023?", date(2023, 12, 31)),
        ("In June 2022, what was the threshold?", date(2022, 6, 30)),
        ("What was the fine before 1 May 2024?", date(2024, 4, 30)),
        ("2023年的时候未清缴怎么罚？", date(2023, 12, 31)),
        ("到2026年为止，门槛是多少？", date(2026, 12, 31)),
        ("到2030年风电光伏总装机目标", None),
        ("When was the 2023 surrender due?", None),
        ("What will the fine be in 2030?", None),
        ("as of 31 February 2023", None),
        ("as of today", None),
        ("", None),
    ],
)
def test_the_day_a_question_asks_for(text: str, day: date | None) -> None:
    assert as_of_date(text, TODAY) == day


def test_the_day_in_american_order() -> None:
    assert as_of_date("What was the fine as of March 15, 2023?", TODAY) == date(2023, 3, 15)


def test_the_day_of_the_request_comes_first_then_that_of_the_question_then_today() -> None:
    text = "What was the fine as of March 2023?"
    assert read(text, as_of=date(2025, 1, 1)).as_of == date(2025, 1, 1)
    assert read(text).as_of == date(2023, 3, 31)
    assert read("What is the fine?").as_of == TODAY


@pytest.mark.parametrize(
    ("text", "given", "language"),
    [("What is the fine?", None, "en"), ("罚款多少？", None, "zh"), ("What is the fine?", "zh", "zh"), ("罚款多少？", "en", "en")],
)
def test_the_language_of_the_answer(text: str, given: Language | None, language: Language) -> None:
    assert read(text, language=given).language == language


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("When must allowances be surrendered in Shenzhen?", ("CN-GD-SZ",)),
        ("深圳何时清缴？", ("CN-GD-SZ",)),
        ("How do China and the European Union differ?", ("CN", "EU")),
        ("全国碳市场和欧盟有何不同？", ("CN", "EU")),
        ("What is the fine?", ()),
    ],
)
def test_the_places_a_question_names(text: str, places: tuple[str, ...]) -> None:
    assert set(read(text).jurisdictions) == set(places)


@pytest.mark.parametrize(
    ("text", "lookups"),
    [
        ("What does Article 24 of the Interim Regulations say?", [("regulations", "article-24")]),
        ("Interim Regulations, Article 24", [("regulations", "article-24")]),
        ("暂行条例第二十四条", [("regulations", "article-24")]),
        ("19号令第二十四条", [("order-19", "article-24")]),
        ("19号令第四十条和暂行条例第二十四条", [("order-19", "article-40"), ("regulations", "article-24")]),
        ("Article 40 of Order 19 or Article 24 of the Interim Regulations?", [("order-19", "article-40"), ("regulations", "article-24")]),
        ("What does Article 24 say?", []),
        ("What do the Interim Regulations say?", []),
    ],
)
def test_a_provision_belongs_to_the_document_named_with_it(text: str, lookups: list[tuple[str, str]]) -> None:
    assert list(read(text).lookups) == lookups


@pytest.mark.parametrize(("text", "term", "other"), [("How big is the penalty?", "fine", "罚款"), ("罚款多大？", "fine", "fine")])
def test_a_term_is_known_in_both_languages(text: str, term: str, other: str) -> None:
    concepts = [concept for concept in read(text).concepts if concept.is_term]
    assert any(other in names for concept in concepts for names in concept.names.values()), term


def test_what_only_asks_is_no_concept() -> None:
    assert read("What is it?").concepts == ()
    assert read("请问这是什么？").concepts == ()
    assert read("?!").concepts == ()


@given(st.text(max_size=200))
def test_any_question_can_be_read(text: str) -> None:
    question = read(text)
    assert question.text == text
    assert question.language in ("en", "zh")
