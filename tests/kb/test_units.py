"""Amounts of emissions as people write them, in tonnes without rounding."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.units import EMISSION_UNITS, TONNES, Amount, EmissionUnit, amounts_in


@pytest.mark.parametrize(
    ("text", "tonnes"),
    [
        ("31 kt direct CO2", "31000"), ("31kt", "31000"), ("26,000 t", "26000"), ("26 000 tonnes a year", "26000"), ("0.5 Mt", "500000"),
        ("1.2 million tonnes", "1200000"), ("40 thousand tons", "40000"), ("直接排放3万吨", "30000"), ("2.6万吨二氧化碳", "26000"), ("4千吨", "4000"),
        ("２．６万吨", "26000"), ("三万吨", "30000"), ("5000吨", "5000"), ("3,000 tCO2e", "3000"), ("25999.9 t", "25999.9"), ("12 metric tons", "12"),
    ],
)  # fmt: skip
def test_an_amount_is_read_in_its_unit(text: str, tonnes: str) -> None:
    assert [amount.tonnes for amount, _, _ in amounts_in(text)] == [Decimal(tonnes)]


@pytest.mark.parametrize("text", ["300 MW", "in 2024 the plant", "几万吨", "about thirty", "5 times", "3 turbines", "10 km", "1,5 t of", "第三吨"])
def test_what_is_no_amount_is_not_read_as_one(text: str) -> None:
    assert list(amounts_in(text)) == []


def test_offsets_point_into_the_text() -> None:
    text = "We emit 31 kt, they 2.6万吨."
    assert [text[start:end] for _, start, end in amounts_in(text)] == ["31 kt", "2.6万吨"]


@given(st.decimals(min_value=0, max_value=10**6, places=3, allow_nan=False), st.sampled_from(EMISSION_UNITS))
def test_nothing_is_lost_on_the_way_to_tonnes(value: Decimal, unit: EmissionUnit) -> None:
    assert Amount(value, unit).tonnes == value * TONNES[unit]
    if unit != "10kt":
        shown = str(Amount(value, unit))
        assert [amount.tonnes for amount, _, _ in amounts_in(shown)] == [value * TONNES[unit]]
