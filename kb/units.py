"""Amounts of emissions in the units that people write, converted into tonnes without rounding."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, get_args

from kb.numerals import NUMERAL, decimal, is_number

EmissionUnit = Literal["t", "kt", "Mt", "10kt"]
EMISSION_UNITS: tuple[EmissionUnit, ...] = get_args(EmissionUnit)
TONNES: dict[EmissionUnit, int] = {"t": 1, "kt": 1_000, "Mt": 1_000_000, "10kt": 10_000}
"""Tonnes in one unit; ``10kt`` is 万吨."""

_NAMES: dict[EmissionUnit, str] = {
    "10kt": r"万\s?吨|10\s?kt(?![a-z])|10,?000\s?t(?:on(?:ne)?s?)?(?![a-z])",
    "Mt": r"(?:百万|兆)\s?吨|Mt(?![a-z])|(?i:mega\s?tonnes?|mill?ions?\s?(?:of\s)?(?:metric\s)?(?:t|ton(?:ne)?s?)(?![a-z]))",
    "kt": r"千\s?吨|(?i:kt|kilo\s?ton(?:ne)?s?|thousand\s?(?:of\s)?(?:metric\s)?(?:t|ton(?:ne)?s?))(?![a-z])",
    "t": r"吨|(?i:(?:metric\s)?ton(?:ne)?s?|t(?:CO2e?)?)(?![a-z])",
}
_NUMBER = r"(?:\d{1,3}(?:[, ]\d{3})+|\d+)(?:\.\d+)?"
_AMOUNT = re.compile(
    rf"(?<![\d.,])(?P<number>{_NUMBER})\s?(?:"
    + "|".join(f"(?P<u{index}>{_NAMES[unit]})" for index, unit in enumerate(EMISSION_UNITS[::-1]))
    + ")"
)
_CHINESE = re.compile(rf"(?<![几数第]){NUMERAL}+(?=吨)")


@dataclass(frozen=True, slots=True)
class Amount:
    """A quantity of emissions as somebody stated it."""

    value: Decimal
    unit: EmissionUnit

    @property
    def tonnes(self) -> Decimal:
        """The same in tonnes: 2.6 of 10kt are 26 000."""
        return self.value * TONNES[self.unit]

    def __str__(self) -> str:
        """``31 kt``, ``26,000 t``, ``2.6 × 10,000 t``."""
        number = f"{self.value:,f}"
        number = number.rstrip("0").rstrip(".") if "." in number else number
        return f"{number} × 10,000 t" if self.unit == "10kt" else f"{number} {self.unit}"

    def in_chinese(self) -> str:
        """``3.1万吨``, ``26,000吨``."""
        number = str(Amount(self.value, "t")).removesuffix(" t")
        return number + {"t": "吨", "kt": "千吨", "Mt": "百万吨", "10kt": "万吨"}[self.unit]


def amounts_in(text: str) -> Iterator[tuple[Amount, int, int]]:
    """The amounts in tonnes that a text names, each with its offsets; ``3万吨`` is 3 of 10kt, ``31 kt CO2`` 31 of kt, ``三万吨`` 30 000 of t."""
    folded = "".join(plain if len(plain := unicodedata.normalize("NFKC", sign)) == 1 else sign for sign in text)
    for found in _AMOUNT.finditer(folded):
        unit = next(unit for index, unit in enumerate(EMISSION_UNITS[::-1]) if found[f"u{index}"])
        yield Amount(Decimal(re.sub("[, ]", "", found["number"])), unit), found.start(), found.end()
    for found in _CHINESE.finditer(folded):
        if found.start() and folded[found.start() - 1].isdigit():
            continue
        if is_number(folded, *found.span()):
            yield Amount(decimal(found[0]), "t"), found.start(), found.end() + 1
