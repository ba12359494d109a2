"""Chinese numerals in running text: which characters form one, whether they mean a number there, and which."""

from __future__ import annotations

import re
from decimal import Decimal

from kb.locators import chinese_number

FACTORS = {"百": 100, "千": 1_000, "万": 10_000, "亿": 10**8}
FACTOR = "百(?![分货])|千(?![瓦克米卡帕伏焦赫])"
"""Not the first character of a unit: 百分点, 千瓦."""
NUMERAL = f"(?:[零〇一二两三四五六七八九十万亿]|{FACTOR})"
_DIGITS = frozenset("〇零一二两三四五六七八九")
_LARGE_UNIT = re.compile("吨|千瓦|元|立方")
_COUNTED = re.compile("[个名人家项种类份组批台套条吨元倍年月日天周座位件步级]|次(?!能源|方)")
"""A single numeral is a number only before one of these: 三种气体, but not 三氟化氮."""
_NOT_ONE_AFTER = frozenset("上下前后每这那同另统唯单逐之其年")
"""统一, 每一, 上一年."""
_NOT_ONE_BEFORE = re.compile("(?:个月|年|天|日)[里中度来]")
"""一个月里: within some month."""
_ZERO_AFTER = frozenset("为计按取作")
_EACH = frozenset("每/上近")
_TEN_THOUSAND_OF = re.compile("[种件套辆]")


def is_number(text: str, start: int, end: int) -> bool:
    """Whether the numeral at ``text[start:end]`` is a number, and not a part of a word such as 统一, 万一, 三氟化氮."""
    numeral, before = text[start:end], text[max(0, start - 1) : start]
    if numeral == "万" and (before in _EACH or _TEN_THOUSAND_OF.match(text, end)):
        return True
    if numeral[0] in FACTORS:
        return len(numeral) > 1 and _LARGE_UNIT.match(text, end) is not None
    if numeral == "一":
        return before not in _NOT_ONE_AFTER and _NOT_ONE_BEFORE.match(text, end) is None
    if numeral == "零":
        return before in _ZERO_AFTER
    if len(numeral) == 1:
        return _COUNTED.match(text, end) is not None
    return not _DIGITS.issuperset(numeral) or (len(numeral) == 4 and text.startswith("年", end))


def decimal(numeral: str) -> Decimal:
    """The value of a numeral, in Chinese (二十万, 三点五亿, 二〇三〇) or in digits."""
    if numeral[0].isascii():
        return Decimal(numeral)
    if numeral in FACTORS:
        return Decimal(FACTORS[numeral])
    if len(numeral) == 4 and _DIGITS.issuperset(numeral):
        return Decimal("".join(str(chinese_number(sign)) for sign in numeral))
    whole, _, decimals = numeral.partition("点")
    digits = "".join(str(chinese_number(sign)) for sign in decimals if sign not in FACTORS)
    return Decimal(f"{chinese_number(whole)}.{digits or 0}") * FACTORS.get(decimals[-1:], 1)
