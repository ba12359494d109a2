"""What a question says of an emitter, and which questions are not about one."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from kb.coverage_question import read_coverage_question
from kb.coverage_report import said_of
from kb.glossary import Glossary, read_glossary
from kb.language import detect_language

GLOSSARY = Glossary(read_glossary(Path(__file__).parents[2] / "corpus" / "glossary.csv"))


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (
            "We run a clinker line in Hebei, 31 kt direct CO2 in 2024, are we in?",
            "Hebei, cement, Portland clinker line, 31 kt (31,000 t) direct, 2024",
        ),
        ("我们是独立电炉短流程钢厂，直接排放3万吨，2025年要做什么？", "钢铁，独立电炉短流程，3万吨（30,000吨），直接排放，2025"),
        ("Is a cement plant with 20 kt of direct emissions in 2025 covered?", "cement, 20 kt (20,000 t) direct, 2025"),
        ("我公司是深圳的电子厂，2024年排放总量4千吨，是否纳入碳市场？", "深圳，其他行业，工业企业，4千吨（4,000吨），直接与间接合计，2024"),
        (
            "We are a petrochemical company with 30,000 tonnes of total emissions in 2025. Do we have to report?",
            "petrochemicals, 30,000 t direct and indirect together, 2025",
        ),
        (
            "Our power plant has been below 26,000 t for two consecutive years, are we still on the list?",
            "power generation, below the threshold for two years in a row",
        ),
        ("自备电厂年排放5万吨，2024年要不要履约？", "发电，自备电厂，5万吨（50,000吨），2024"),
        ("我们的粉磨站直接排放三万吨，2025年会不会被纳入？", "水泥，粉磨站（无熟料线），30,000吨，直接排放，2025"),
        (
            "We run a steel mill, 0.5 Mt direct in 2025, already on the list. Are we covered?",
            "steel, 0.5 Mt (500,000 t) direct, 2025, on the national list of key emitting units",
        ),
    ],
)
def test_a_question_becomes_a_case_in_its_own_words(question: str, said: str) -> None:
    found = read_coverage_question(question, GLOSSARY)
    assert found is not None
    assert found.fault is None
    assert said_of(found.case, detect_language(question)) == said


@pytest.mark.parametrize(
    "question",
    [
        "What is the threshold for key emitting units?", "By when must a cement plant surrender its 2025 allowances?",
        "水泥企业2025年度配额应在何时之前完成清缴？", "When will petrochemicals join?", "Which sectors are covered in 2025?",
        "Are indirect emissions included for power plants in 2023?", "钢铁行业什么时候纳入全国碳市场？", "", "2.6万吨", "Are we covered?",
        "What is the fine for a steel mill that emits 31 kt and does not surrender?", "How many steel companies are covered by the national market?",
        "Is our steel mill in Germany with 40 kt direct in 2025 covered by the EU ETS?", "What is due in the next 90 days for a cement maker?",
    ],
)  # fmt: skip
def test_other_questions_are_left_to_the_texts(question: str) -> None:
    assert read_coverage_question(question, GLOSSARY) is None


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ("We run a cement plant with -5 kt direct emissions in 2024, are we in?", "emissions"),
        ("We run a cement plant with 31 kt direct emissions in 1850, are we in?", "year"),
        ("We run a cement plant with 900000 Mt direct emissions in 2024, are we in?", "emissions"),
    ],
)
def test_what_cannot_be_is_left_out_and_named(question: str, field: str) -> None:
    found = read_coverage_question(question, GLOSSARY)
    assert found is not None
    assert found.fault is not None
    assert found.fault.field == field
    assert getattr(found.case, field) is None


def test_an_amount_in_words_is_missing_rather_than_guessed() -> None:
    found = read_coverage_question("We run a cement kiln, about thirty thousand tonnes direct, 2024. Are we covered?", GLOSSARY)
    assert found is not None
    assert (found.case.sector, found.case.year, found.case.emissions) == ("cement", 2024, None)


def test_energy_is_not_taken_for_emissions() -> None:
    found = read_coverage_question("We used 12,000 tce and emitted 15 kt in total, petrochemicals, Guangdong 2020. Are we covered?", GLOSSARY)
    assert found is not None
    assert (found.case.energy_tce, found.case.emissions and found.case.emissions.tonnes) == (Decimal(12000), Decimal(15000))


def test_two_years_leave_open_which_one_is_meant() -> None:
    found = read_coverage_question("Our cement plant emitted 30 kt direct in 2024 and closed in 2025. Are we covered?", GLOSSARY)
    assert found is not None
    assert found.case.year is None
