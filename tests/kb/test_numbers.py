"""The numbers of a text: one table of what is read as what, and round trips through every way of writing."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.locators import chinese_numeral
from kb.numbers import Quantity, quantities, unsupported

TABLE = [
    # amounts
    ("2.6万", "26000"), ("26,000", "26000"), ("26 000", "26000"), ("二万六千", "26000"), ("26000", "26000"),
    ("2.6 万吨", "26000"), ("二十万", "200000"), ("200,000", "200000"), ("20万元", "200000"),
    ("CNY 2 million", "2000000"), ("200万", "2000000"), ("RMB50,000", "50000"), ("1.5 billion", "1500000000"),
    ("15亿", "1500000000"), ("3 hundred thousand", "300000"), ("one hundred thousand", "100000"),
    ("1000万千瓦", "10000000"), ("二十万千瓦", "200000"), ("一百万吨", "1000000"), ("百万吨级", "1000000"),
    ("0.7910", "0.791"), ("0.791", "0.791"), ("10.000", "10"), ("1,234.5 t", "1234.5"), ("300MW", "300"),
    ("300 MW", "300"), ("三千五百万元", "35000000"), ("thirty-one installations", "31"), ("三点五亿", "350000000"),
    ("-20", "20"), ("10⁴ Nm³", "104"), ("7.35 × 10^7 kJ", "7.35 107"), ("50 kt", "50000"), ("50千吨", "50000"),
    ("406,4 mm", "406.4"), ("包括10，200", "10 200"), ("2 to 5 million", "2000000 5000000"),
    ("5至10万元", "50000 100000"), ("5万元至50万元", "50000 500000"), ("CNY 50,000 to 500,000", "50000 500000"),
    ("2024 300 MW", "2024 300"),
    # shares
    ("10.5 %", "10.5%"), ("10.5%", "10.5%"), ("10.5％", "10.5%"), ("百分之五", "5%"), ("百分之十五", "15%"),
    ("百分之三点五", "3.5%"), ("5 per cent", "5%"), ("5 percent", "5%"), ("five percent", "5%"),
    ("5个百分点", "5%"), ("5 percentage points", "5%"), ("5‰", "0.5%"), ("千分之五", "0.5%"), ("万分之五", "0.05%"),
    ("5-10%", "5% 10%"), ("5–10%", "5% 10%"), ("5 to 10%", "5% 10%"), ("50%至100%", "50% 100%"),
    ("10, 15 and 20%", "10% 15% 20%"),
    # times
    ("1.5倍", "1.5times"), ("1.5 times", "1.5times"), ("5倍以上10倍以下", "5times 10times"),
    ("5 to 10 times", "5times 10times"), ("两次", "2times"), ("三次", "3times"), ("每月至少一次", ""), ("1次", ""),
    ("a tenfold increase", ""), ("10-fold", "10times"),
    # durations
    ("five years", "5year"), ("5年", "5year"), ("五年", "5year"), ("a 5-year period", "5year"),
    ("one year", "1year"), ("一年内", "1year"), ("六个月", "6month"), ("6 months", "6month"),
    ("15个工作日", "15working_day"), ("15 working days", "15working_day"), ("30日内", "30day"),
    ("30 days", "30day"), ("30 calendar days", "30day"), ("二十日", "20day"), ("24小时", "24hour"),
    ("两周", "2week"), ("5个交易日", "5trading_day"), ("24-hour", "24hour"),
    ("1 to 3 working days", "1working_day 3working_day"), ("上一年", ""), ("每年", ""), ("仅2025年一年", "2025"),
    ("一个月里有多次", ""), ("任何一年", "1year"), ("12 consecutive months", "12month"), ("五个日历年", "5year"),
    ("10周年", "10year"),
    # dates
    ("2026年12月31日", "2026-12-31date"), ("31 December 2026", "2026-12-31date"), ("2026-12-31", "2026-12-31date"),
    ("December 31, 2026", "2026-12-31date"), ("31st of December 2026", "2026-12-31date"),
    ("2026.12.31", "2026-12-31date"), ("2026/12/31", "2026-12-31date"), ("31 Dec. 2026", "2026-12-31date"),
    ("二〇二六年十二月三十一日", "2026-12-31date"), ("2026年 12 月 31 日", "2026-12-31date"),
    ("2026年10月", "2026-10date"), ("October 2026", "2026-10date"), ("2026年", "2026"), ("二〇三〇年", "2030"),
    ("2025年度", "2025"), ("3月31日", "--03-31date"), ("31 March", "--03-31date"), ("三月三十一日", "--03-31date"),
    ("3月底", "--03date"), ("by the end of March", "--03date"), ("in May", "--05date"), ("May 2026", "2026-05date"),
    ("5 May", "--05-05date"), ("The unit may file", ""), ("May it file?", ""),
    ("1 to 15 March 2024", "2024-03-01date 2024-03-15date"), ("3月1日至15日", "--03-01date --03-15date"),
    ("1-3月", "--01date --03date"), ("2019-2020年", "2019 2020"), ("2013年至2019年", "2013 2019"),
    ("2025、2026年度", "2025 2026"), ("Mid-2026", "2026"), ("13月", "13"), ("2026-13-01", "2026 13 1"),
    ("2024-10", "2024-10date"), ("at 10 a.m.", "10:00time"), ("5 p.m.", "17:00time"), ("17:00", "17:00time"),
    ("31日17点前", "31day 17:00time"), ("12月31日9时30分", "--12-31date 9:30time"), ("F取0时", "0"),
    # references
    ("第二十四条", ""), ("第24条", ""), ("Article 24", ""), ("Articles 24 and 25", ""), ("第二、三、四条", ""),
    ("第一个履约周期", ""), ("Part 3(1)", ""), ("Annex 2, Part 1", ""), ("point 6.2.3.2", ""), ("附件2", ""),
    ("表1-5注4", ""), ("note 4 to table 1-5", ""), ("情形1", ""), ("Case 1:", ""), ("国务院令第775号", ""),
    ("19号令", ""), ("Decree No. 775", ""), ("环办气候函〔2021〕492号", ""), ("Climate [2020] No. 3", ""),
    ("Regulation (EU) 2023/956", ""), ("Directive 2003/87/EC", ""), ("GB21258-2017", ""),
    ("按GB/T 32150-2015执行", ""), ("ISO 14064-1", ""), ("HFC-23", ""), ("6.2.3.2 燃煤", ""),
    ("the 24th meeting", ""), ("(2) the unit", ""), ("(19, 20)", ""), ("a) x; 2) y", ""), ("华山路1076号", "1076"),
    ("items 7 (clinker), 8 (lime) and 13", ""), ("formula\n0.062", "0.062"), ("(actual value 1) and", "1"),
    ("1. The first", ""), ("4.1 企业边界", ""), ("“十四五”规划", ""), ("14th Five-Year Plan", ""), ("五年规划", ""),
    ("二十大", ""), ("Article 24, 5 years", "5year"), ("in both cases 20% of it", "20%"), ("step 5 days", "5day"),
    ("代表5家企业", "5"), ("表3万吨", "30000"),
    # no numbers at all
    ("one or more units", ""), ("一个", ""), ("一定", ""), ("统一", ""), ("一次性", ""), ("一律", ""), ("唯一", ""),
    ("万一", ""), ("十分", ""), ("百分点", ""), ("千瓦", ""), ("单位：万元", ""), ("数十家", ""), ("几百万", ""),
    ("三方协议", ""), ("CO2", ""), ("C2F6", ""), ("10,000", "10000"), ("吨/万重箱", "10000"), ("万种产品", "10000"),
    ("二次能源", ""), ("按零计", "0"), ("零售", ""), ("zero", "0"), ("六氟化二碳", ""), ("一氧化二氮", ""),
    ("COsub2/sub", ""), ("1/3", ""), ("三分之一", ""), ("a third", ""), ("someone", ""), ("often", ""),
    # counts and formulas
    ("不得少于两人", "2"), ("two persons", "2"), ("三种气体", "3"), ("十二个月", "12month"), ("1个", "1"),
    ("one tonne", ""), ("A = 1 + 0.0014 × (85 - 100F)", "1 0.0014 85 100"), ("1 - 0.22 × 供热比", "1 0.22"),
    ("X大于-20%且小于20%", "20%"), ("1.015的（16 - 20F）次方", "1.015 16 20"), ("0.15X", "0.15"),
    ("| 0.7910 | 0.7902 |", "0.791 0.7902"), ("0.5tCO2/MWh", "0.5"),
]  # fmt: skip


def written(text: str) -> set[str]:
    return {f"{quantity.value}{quantity.unit.replace(' ', '_')}" for quantity in quantities(text)}


@pytest.mark.parametrize(("text", "expected"), TABLE)
def test_reading(text: str, expected: str) -> None:
    assert written(text) == set(expected.split())


@pytest.mark.parametrize(
    ("quantity", "shown"),
    [
        (Quantity("10.5", "%"), "10.5%"), (Quantity("5", "year"), "5 years"), (Quantity("1", "year"), "1 year"), (Quantity("26000"), "26000"),
        (Quantity("2026-12-31", "date"), "2026-12-31"), (Quantity("17:00", "time"), "17:00"), (Quantity("5", "times"), "5 times"),
    ],
)  # fmt: skip
def test_showing(quantity: Quantity, shown: str) -> None:
    assert str(quantity) == shown


@pytest.mark.parametrize(
    ("claim", "evidence", "missing"),
    [
        ("The fine is 5 to 10 times.", "处5倍以上10倍以下的罚款", ""),
        ("The fine is 6 to 10 times.", "处5倍以上10倍以下的罚款", "6 times"),
        ("From 1 May 2024", "自2024年5月1日起施行", ""),
        ("In May 2024", "自2024年5月1日起施行", ""),
        ("In 2024", "自2024年5月1日起施行", ""),
        ("by 1 May", "自2024年5月1日起施行", ""),
        ("From 2 May 2024", "自2024年5月1日起施行", "2024-05-02"),
        ("by 31 December 2021", "2021年10月26日至12月31日", ""),
        ("October 2021", "2021年；10月底", ""),
        ("31 December 2022", "2021年12月31日", "2022-12-31"),
        ("2024年5月1日", "in 2024", "2024-05-01"),
        ("31 December 2022", "2021年12月31日前，2022年4月1日前", "2022-12-31"),
        ("within 30 days", "30个工作日内", "30 days"),
        ("5 years", "5", "5 years"),
        ("aged at least 18", "18 years", ""),
        ("at least 18", "18%", "18"),
        ("1.5 times the amount", "R is 1.5", ""),
        ("0%", "the value is 0", ""),
        ("in any one year", "任一年度", ""),
        ("about 1 year", "two years", "1 year"),
        ("Three gases are covered.", "二氧化碳、甲烷和氧化亚氮", ""),
        ("三种气体", "carbon dioxide", ""),
        ("at least 2 inspectors", "检查人员不得少于两人", ""),
        ("3 inspectors", "检查人员不得少于两人", "3"),
        ("9%, 8% and 9%", "10%", "9% 8%"),
        ("Article 24", "", ""),
    ],
)
def test_what_a_claim_lacks_in_its_evidence(claim: str, evidence: str, missing: str) -> None:
    assert " ".join(map(str, unsupported(claim, evidence))) == missing
    assert unsupported(claim, quantities(evidence)) == unsupported(claim, evidence)


DATES = st.dates(datetime.date(1990, 1, 1), datetime.date(2099, 12, 31))
MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]


@given(DATES)
def test_a_date_is_the_same_however_it_is_written(day: datetime.date) -> None:
    month = MONTHS[day.month - 1]
    for text in (
        f"{day.year}年{day.month}月{day.day}日", f"{day.day} {month} {day.year}", f"{month} {day.day}, {day.year}", day.isoformat(),
        f"{day.day} {month[:3]} {day.year}", f"于{day.year}年 {day.month:02} 月 {day.day:02} 日起", f"before {day.day} {month} {day.year}.",
    ):  # fmt: skip
        assert quantities(text) == {Quantity(day.isoformat(), "date")}, text


@given(st.integers(1, 999_999_999))
def test_a_number_is_the_same_however_it_is_grouped(number: int) -> None:
    for text in (f"{number}吨", f"{number:,} tonnes", f"CNY {number:,}", f"{number:,}".replace(",", " ")):
        assert quantities(text) == {Quantity(str(number))}, text


@given(st.integers(11, 999))
def test_chinese_numerals_are_numbers(number: int) -> None:
    assert quantities(f"共{chinese_numeral(number)}家") == {Quantity(str(number))}
    assert quantities(f"第{chinese_numeral(number)}条") == frozenset()


@given(st.decimals(0, 1000, places=4), st.sampled_from(["%", " %", " per cent", "％"]))
def test_a_share_is_the_same_however_it_is_written(share: object, sign: str) -> None:
    assert len(quantities(f"{share}{sign} = {share}%")) == 1


@given(st.text(alphabet="0123456789.,:-/% 年月日个百千万亿一二十第条Article May()（）第倍to和", max_size=60))
def test_any_text_can_be_read_and_supports_itself(text: str) -> None:
    assert unsupported(text, text) == []
