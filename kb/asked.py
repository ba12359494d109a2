"""What kind of answer a question asks for, and whether a text holds one: a date, a time limit, a share, money, tonnes, a number."""

from __future__ import annotations

import re
from typing import Literal

AnswerKind = Literal["date", "share", "money", "tonnes", "count"]

_ASKS: tuple[tuple[AnswerKind, re.Pattern[str]], ...] = (
    ("share", re.compile(r"\bwhat (?:share|percentage|per ?cent|proportion)|\bhow many per ?cent|百分之几|百分比|比例|占比|涨跌幅")),
    ("tonnes", re.compile(r"\bhow (?:many|much) (?:tonnes|tons|co2)|\bhow big is the cap|多少(?:万|亿)?吨|总量(?:是)?多少|几吨")),
    (
        "date",
        re.compile(
            r"\b(?:by|since|until|from) when\b|\bdeadline|\bdates?\b|\bhow (?:long|soon|fast|quickly)|\bwithin how|\bduration"
            r"|\bwhen (?:do|does|did|is|are|was|were|must|will|can|should|shall|has|have|may|would)\b"
            r"|\bhow many (?:working |calendar |business )?(?:days|weeks|months|years)"
            r"|何时|什么时候|哪一?[天年月日]|几[天年月日号]|多久|多长|日期|截止|最迟|最晚|期限|(?:多少|几)个?(?:工作日|交易日|自然日|天|年|月|日|小时)"
        ),
    ),
    (
        "money",
        re.compile(
            r"\bfines?\b|\bwhat (?:is the )?penalt|\bwhat price|\bhow much (?:does|is|do)|\baverage price"
            r"|罚款|罚多少|罚金|罚几|多少钱|多少元|均价|价格是"
        ),
    ),
    ("count", re.compile(r"\bhow many\b|\bnumber of\b|多少[个家项种类]|几[个家项种类]")),
)
_WORDS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|sixty|ninety"
_NUMBER = rf"(?:\d|[一二两三四五六七八九十百千]|\b(?:{_WORDS})\b)"
_MONTHS = r"\b(?:january|february|march|april|may|june|july|august|september|october|november|december)\b"
_UNITS = rf"(?:{_MONTHS}|(?:days?|working|calendar|years?|months?|to|and|or|of)\b)"
_SCALE = r"(?:万|亿|million|billion|mt\b)?"
_HOLDS: dict[AnswerKind, re.Pattern[str]] = {
    "share": re.compile(r"\d\s*[%‰]|百分之|\bper ?cent\b|分之[一二三]"),
    "tonnes": re.compile(rf"{_NUMBER}[\d.,]*\s*{_SCALE}\s*(?:吨|tonnes?\b|tons?\b|tco2)"),
    "money": re.compile(rf"{_NUMBER}[\d.,]*\s*{_SCALE}\s*(?:元|yuan|倍|times\b)|\b(?:cny|eur|usd|rmb)\b|[¥€$]\s*\d|\bfined?\b|罚款"),
    "date": re.compile(
        rf"{_NUMBER}\s*(?:个)?(?:工作日|自然日|日|天|个?月|小时|周年)|(?<!\d)(?:\d{{1,2}}|[一二两三四五六七八九十]+)\s*年"
        rf"|\d\s*{_MONTHS}|{_MONTHS}\s*\d"
        rf"|{_NUMBER}\s*(?:consecutive |working |calendar |business )?(?:compliance )?(?:days?|weeks?|months?|years?|periods?|hours?)\b"
    ),
    "count": re.compile(
        r"(?:\d[\d,.]*|[二两三四五六七八九十百千])\s*(?:多|余)?(?:个(?!月|工作日|自然日|百分点)|[家项台份种类座])"
        rf"|\b(?:\d[\d,]*|{_WORDS})\s+(?!{_UNITS})[a-z]{{3,}}"
    ),
}


def asked_for(folded_question: str) -> AnswerKind | None:
    """The kind of answer that a folded question asks for; None where it asks what no pattern can tell."""
    return next((kind for kind, pattern in _ASKS if pattern.search(folded_question)), None)


def holds_answer(kind: AnswerKind, folded_text: str) -> bool:
    """Whether a folded text holds something of this kind."""
    return _HOLDS[kind].search(folded_text) is not None
