"""What no knowledge base of rules can answer, told from the question alone."""

from __future__ import annotations

import re
from typing import Literal

from kb.language import fold

Outside = Literal["price", "company", "evasion", "order", "gibberish"]

_PRICE = re.compile(
    r"\b(?:forecast|predict|outlook|expected price)|\bwill .{0,40}\bprices?\b"
    r"|\bprices?\b.{0,30}\b(?:will|be in 20[3-9]\d|tomorrow|next (?:week|month|year))"
    r"|\bprices?\b.{0,20}\b(?:right now|at the moment|this morning|today)\b|\b(?:today's|latest|current) .{0,20}\bprices?\b"
    r"|预测|预计.{0,8}价|价格?.{0,8}(?:走势|会涨|会跌|能不能涨|涨破|跌破|明天|下周|下个月|明年)"
    r"|(?:今天|现在|当前|实时|最新).{0,10}(?:价|行情)|(?:价|行情).{0,4}(?:今天|实时)"
)
"""Prices of the day and forecasts, which no rule holds."""
_COMPANY = re.compile(r"某(?:家)?(?:电厂|钢厂|水泥厂|企业|公司|集团)")
_EVASION = re.compile(
    r"\b(?:fake|forge|falsify|manipulate|hack|evade|cheat|malware)\b.{0,60}\b(?:without|so that (?:no|the)|undetected|unnoticed|into)\b"
    r"|怎么(?:样)?(?:篡改|造假|伪造|逃避|作弊)|(?:不被|不会被|才不会被).{0,8}(?:发现|查)"
)
"""Asks how to break a rule unseen."""
_ORDER = re.compile(
    r"\bignore (?:all|any|the|your|previous|above)\b.{0,30}\b(?:instructions?|rules|prompts?)"
    r"|\bsystem prompt\b|\byou are now\b|\bjailbreak|\bapi key\b"
    r"|\bfrom now on\b.{0,40}\b(?:answer|say|reply|respond)|</?(?:context|system|prompt|instructions?)>|\bhidden configuration\b"
    r"|忽略.{0,8}(?:指令|规则|要求|提示)|系统提示词?|从现在起.{0,12}(?:回答|只说)"
)
"""Tells the service what to do instead of asking it."""
_REPEATED = re.compile(r"([\u4e00-\u9fff])\1{2,}")
_ECHO = re.compile(r"(\S{2,6})\1{2,}")
_FEWEST = 5
_VARIED = 0.6


def outside(text: str) -> Outside | None:
    """What makes a question one that no rule answers; None where nothing does."""
    folded = fold(text)
    for name, pattern in (("order", _ORDER), ("evasion", _EVASION), ("price", _PRICE), ("company", _COMPANY)):
        if pattern.search(folded):
            return name  # type: ignore[return-value]  # the names above are those of Outside
    return "gibberish" if _is_gibberish(folded) else None


def _is_gibberish(folded: str) -> bool:
    """Whether a text is the same few words or characters over and over."""
    words = re.findall(r"[a-z]+", folded)
    echoed = len(_REPEATED.findall(folded)) > 1 or _ECHO.fullmatch(folded.strip()) is not None
    return echoed or (len(words) >= _FEWEST and len(set(words)) < _VARIED * len(words))
