"""What kind of answer a question asks for."""

from __future__ import annotations

import pytest

from kb.asked import AnswerKind, asked_for, holds_answer
from kb.language import fold


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("By when must steel makers report?", "date"),
        ("When does a unit leave the list?", "date"),
        ("How long are records kept?", "date"),
        ("配额清缴截止日期是哪天？", "date"),
        ("核查结论几天内要填好？", "date"),
        ("What share of the obligation may be met with CCER?", "share"),
        ("抵销比例是多少？", "share"),
        ("What is the fine for false data?", "money"),
        ("罚款多少？", "money"),
        ("How many tonnes were covered?", "tonnes"),
        ("全国配额总量是多少？", "tonnes"),
        ("How many units were covered in 2025?", "count"),
        ("纳入了多少家企业？", "count"),
        ("Who runs the registry?", None),
        ("What applies when a plant is closed?", None),
        ("谁负责核查？", None),
    ],
)
def test_what_is_asked_for(question: str, kind: AnswerKind | None) -> None:
    assert asked_for(fold(question)) == kind


@pytest.mark.parametrize(
    ("kind", "holding", "lacking"),
    [
        ("date", "by 31 March 2026", "in due course"),
        ("date", "within 7 working days", "under Article 24"),
        ("date", "于2026年3月31日前报送", "按照规定报送"),
        ("date", "保存五年", "2026年度配额"),
        ("share", "no more than 5% of the amount", "no more than the amount"),
        ("share", "不超过百分之五", "不超过上限"),
        ("money", "处二万元以上三万元以下", "责令改正"),
        ("money", "5 to 10 times the average price", "an order to put it right"),
        ("count", "3,378 key emitting units", "by 31 March 2026"),
        ("count", "登记项目33个", "第三十三条 自2024年5月1日起"),
        ("tonnes", "26,000 tonnes of CO2 equivalent", "2,257 units"),
        ("tonnes", "达到2.6万吨", "共2257家"),
    ],
)
def test_what_a_text_holds(kind: AnswerKind, holding: str, lacking: str) -> None:
    assert holds_answer(kind, fold(holding))
    assert not holds_answer(kind, fold(lacking))
