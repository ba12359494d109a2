"""The numbers, dates and amounts of a text in comparable form, for Chinese and English alike.

``2.6万``, ``26,000`` and ``二万六千`` are one quantity, and so are ``2026年12月31日`` and ``31 December 2026``. What only names a
thing (Article 24, 第775号, CO2, table 1) is a reference and no quantity; fractions (1/3, 三分之一) are left alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from kb.dates import take_dates
from kb.numerals import FACTOR, FACTORS, NUMERAL, decimal, is_number
from kb.references import without_references


class Quantity(NamedTuple):
    """A value with a unit that changes its meaning; other units (tonnes, yuan, MW) are left to the words around it.

    The value is a decimal without sign and superfluous zeros, a time of day (``17:00``), or a date as exact as the text has it:
    ``2026-12-31``, ``2026-12``, ``--12-31`` (a day of any year), ``--12`` (a month). A calendar year is a plain number.
    """

    value: str
    unit: str = ""
    """A unit of ``_UNITS``, ``date``, ``time`` or nothing."""

    def __str__(self) -> str:
        """``10.5%``, ``5 years``, ``2026-12-31``."""
        if self.unit in ("", "%", "date", "time"):
            return f"{self.value}%" if self.unit == "%" else self.value
        return f"{self.value} {self.unit}" + ("s" if self.unit != "times" and self.value != "1" else "")


@dataclass(slots=True)
class _Number:
    """A number on its way to a quantity: a range shares one unit and one multiplier among its ends."""

    start: int
    end: int
    base: Decimal
    factor: int
    unit: str
    sign: str
    """The unit as written."""
    before: str
    """The few characters before it."""
    is_word: bool

    @property
    def value(self) -> Decimal:
        return self.base * self.factor

    @property
    def is_calendar_year(self) -> bool:
        return self.factor == 1 and 1900 <= self.base <= 2100 and self.base == int(self.base)

    @property
    def is_quantity(self) -> bool:
        """``one of them``, ``一个`` and ``一次`` count nothing."""
        return self.value != 1 or (self.sign != "次" and not (self.is_word and not self.unit))

    @property
    def is_count(self) -> bool:
        """``three gases``, ``any one year``: said in passing, in words."""
        is_any = self.value == 1 and _ANY.search(self.before) is not None
        return self.is_word and (is_any or (not self.unit and self.value <= _MOST_COUNTED))


_PLAINER = str.maketrans({**dict.fromkeys("—–−‐‑", "-"), "，": "、", "〔": "[", "〕": "]"})
"""A full-width comma would join two numbers into one."""
_POWER = re.compile(r"(?<=\d)\^(?=\d)")
"""Powers are read as texts have them whose superscripts were lost: 10^7 and 10⁷ as 107."""
_ONES = (
    "one two three four five six seven eight nine ten "
    "eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
)
_TENS = "zero ten twenty thirty forty fifty sixty seventy eighty ninety"
_WORDS = {word: 10 * value for value, word in enumerate(_TENS.split())}
_WORDS |= {word: value for value, word in enumerate(_ONES.split(), 1)}
_FACTORS = FACTORS | {
    "hundred": 100, "thousand": 1_000, "million": 10**6, "bn": 10**9, "billion": 10**9, "trillion": 10**12,
    "kt": 1_000, "Mt": 10**6,
}  # fmt: skip
_UNITS: tuple[tuple[str, str], ...] = (
    ("%", r"%|per\s?cent(?:age\s+points?)?(?![a-z])|个?百分点"),
    ("‰", r"‰|per\s+mille?(?![a-z])"),
    ("working day", r"个?工作日|(?:working|business)[\s-]+days?(?![a-z])"),
    ("trading day", r"个?交易日|trading[\s-]+days?(?![a-z])"),
    ("day", r"个?(?:自然|日历)?[日天](?!均|历)|(?:(?:calendar|consecutive|full)\s+)?days?(?![a-z])"),
    ("week", r"个?(?:周|星期)(?!岁|年|边)|weeks?(?![a-z])"),
    ("month", r"个(?:自然)?月|(?:(?:calendar|consecutive|full)\s+)?months?(?![a-z])"),
    ("year", r"个?(?:周|自然|日历)?年|(?:(?:calendar|consecutive|full)\s+)?years?(?![a-z])"),
    ("hour", r"个?小时|hours?(?![a-z])"),
    ("times", r"倍|次(?!方|能源)|times(?![a-z])|fold(?![a-z])"),
)
_UNIT = "|".join(f"(?P<u{index}>{pattern})" for index, (_, pattern) in enumerate(_UNITS))
_CURRENCY = re.compile(r"(?:CNY|RMB|EUR|USD|CAD|US\$|C\$|[$¥€£])(?=\s?\d)")
_DIGITS = r"\d{1,3},\d{1,2}(?=\s?(?:mm|cm|kg|MW|%))|\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d{1,3}(?: \d{3})+(?![\d.])|\d+(?:\.\d+)?"
"""406,4 mm; 26,000; 26 000; 0.7910."""
_WORD = "(?:" + "|".join(sorted(_WORDS, key=len, reverse=True)) + ")"
_NUMBERS = re.compile(
    r"(?=[\da-zA-Z零〇一二两三四五六七八九十百千万亿])(?:"
    rf"(?<![A-Za-z\d.])(?<!\d,)(?P<digits>{_DIGITS})"
    rf"(?:\s?(?P<zf>(?:{FACTOR})?[万亿]+|{FACTOR}))?"
    rf"|(?P<per>[百千万])分之(?P<share>{NUMERAL}+(?:点{NUMERAL}+)?|\d+(?:\.\d+)?)"
    rf"|(?<![数几第])(?P<zh>{NUMERAL}+(?:点[零一二三四五六七八九]+[万亿]?)?)(?![几余多])"
    rf"|(?<![A-Za-z-])(?P<word>(?i:{_WORD}(?:-{_WORD})?))(?![a-z]))"
    rf"(?P<ef>(?:[\s-]?(?:hundred|thousand|million|billion|trillion|bn|kt|Mt)(?![a-z]))+)?(?:\s*-?\s*(?:{_UNIT}))?"
)
_RANGE = re.compile(r"\s*(?:-|~|至|到|to)\s*")
_SHARED_UNIT = re.compile(r"\s*(?:-|~|至|到|to|or|and|或|、|和|,|and up to)\s*")
_ANY = re.compile("(?:[任何某意]|any )$")
_MOST_COUNTED = 12
_PER = {"百": Decimal(1), "千": Decimal("0.1"), "万": Decimal("0.01")}


def quantities(text: str) -> frozenset[Quantity]:
    """The numbers, dates and amounts of a text, normalised."""
    return frozenset(quantity for quantity, _ in _read(text))


def unsupported(claim: str, evidence: str | Iterable[Quantity]) -> list[Quantity]:
    """The quantities of a claim that do not stand in the evidence, in order, each once.

    A date supports its own parts, and a day is supported by its year and its day of the year where the evidence has them apart
    (``2021年10月26日至12月31日``). A number without a unit is supported by the same number with one, shares apart (``aged 18`` by
    ``18 years``), and a multiple by its number. Counts in words (``three gases``) need no support: they count what the evidence
    may list.
    """
    stated = frozenset(quantities(evidence) if isinstance(evidence, str) else evidence)
    known = stated.union(*map(_parts, stated))
    missing = [quantity for quantity, is_count in _read(claim) if not is_count and not _stands(quantity, stated, known)]
    return list(dict.fromkeys(missing))


def _stands(quantity: Quantity, stated: frozenset[Quantity], known: frozenset[Quantity]) -> bool:
    if quantity in known:
        return True
    if quantity.unit == "date":
        year, _, rest = quantity.value.partition("-")
        return bool(year) and Quantity(year) in known and Quantity(f"--{rest}", "date") in stated
    if quantity.unit == "times":
        return Quantity(quantity.value) in known
    return not quantity.unit and any(other.value == quantity.value and other.unit != "%" for other in stated)


def _parts(quantity: Quantity) -> Iterator[Quantity]:
    if quantity.unit != "date":
        return
    year, month, day = [*quantity.value.replace("--", "-").split("-"), ""][:3]
    yield Quantity(f"--{month}", "date")
    if day:
        yield Quantity(f"--{month}-{day}", "date")
    if year:
        yield Quantity(year)
        yield Quantity(f"{year}-{month}", "date")


def _read(text: str) -> list[tuple[Quantity, bool]]:
    """Quantities in order; True with each that only counts, in words and without a unit."""
    folded = unicodedata.normalize("NFKC", text.translate(_PLAINER))
    folded = _CURRENCY.sub(" ", without_references(_POWER.sub("", folded)))
    dates, rest = take_dates(folded)
    found = [(date.start, Quantity(date.value, date.kind), False) for date in dates]
    found += _numbers(rest)
    return [(quantity, is_count) for _, quantity, is_count in sorted(found, key=lambda item: item[0])]


def _numbers(text: str) -> Iterator[tuple[int, Quantity, bool]]:
    numbers = [number for match in _NUMBERS.finditer(text) if (number := _number(match, text))]
    _share_units(numbers, text)
    for number in numbers:
        if number.is_quantity:
            yield number.start, Quantity(_plain(number.value), number.unit if number.value else ""), number.is_count


def _share_units(numbers: Sequence[_Number], text: str) -> None:
    """In ``5 to 10 times`` and ``5至10万元``, what follows the last number holds for those before it."""
    for number, following in reversed(list(pairwise(numbers))):
        between = text[number.end : following.start]
        if number.unit or not _SHARED_UNIT.fullmatch(between):
            continue
        if following.factor > 1 and number.factor == 1 and number.base < following.base and _RANGE.fullmatch(between):
            number.factor = following.factor
        if not number.is_calendar_year:
            number.unit, number.sign = following.unit, following.sign


def _number(match: re.Match[str], text: str) -> _Number | None:
    last = match.lastgroup or ""
    unit, sign = (_UNITS[int(last[1:])][0], match[last]) if last[1:].isdigit() else ("", "")
    factor = 1
    for name in re.findall(r"[A-Za-z]+|[百千万亿]", (match["ef"] or "") + (match["zf"] or "")):
        factor *= _FACTORS[name]
    before = text[max(0, match.start() - 4) : match.start()]
    number = _Number(match.start(), match.end(), Decimal(0), factor, unit, sign, before, is_word=not match["digits"])
    if match["per"]:
        number.base, number.unit = decimal(match["share"]) * _PER[match["per"]], "%"
    elif match["digits"]:
        number.base = Decimal(re.sub(r"[, ](?=\d{3})", "", match["digits"]).replace(",", "."))
    elif match["word"]:
        number.base = Decimal(sum(_WORDS[word] for word in match["word"].lower().split("-")))
    elif not is_number(text, *match.span("zh")):
        return None
    else:
        number.base = decimal(match["zh"])
    if unit == "‰":
        number.base, number.unit = number.base * _PER["千"], "%"
    if number.unit in ("year", "month") and number.is_calendar_year:
        number.unit = number.sign = ""
    return number


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
