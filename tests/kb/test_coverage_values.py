"""What the values of a coverage fact may hold: a rule that cannot be applied is refused where the corpus is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.errors import MetadataError
from kb.facts import read_facts

FACT = """
[[fact]]
id = "threshold"
topic = "coverage"
jurisdiction = "CN"
statement = "The threshold is 26,000 tonnes."
statement_zh = "门槛为2.6万吨。"
values = {{ {values} }}
basis = "official"
provision = "notice#part-1"
quote = "26,000 tonnes"
"""


def read(folder: Path, values: str) -> dict[str, object]:
    (folder / "coverage.toml").write_text(FACT.format(values=values), encoding="utf-8")
    return dict(read_facts(folder)[0].values)


def test_a_rule_is_kept_as_it_was_written(tmp_path: Path) -> None:
    values = read(tmp_path, 'rule = "threshold", consequence = "covered", threshold_t = 26000, scope = "direct", emission_years = [2024]')
    assert values["rule"] == "threshold"
    assert values["emission_years"] == [2024]


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        ('threshold_t = 26000, scope = "direct"', "rule"),
        ('rule = "threshold", threshold_t = 26000, scope = "direct"', "needs consequence"),
        ('rule = "threshold", consequence = "covered", threshold_t = 26000', "needs a scope"),
        ('rule = "threshold", consequence = "covered", scope = "direct"', "needs threshold_t"),
        ('rule = "threshold", consequence = "covered", threshold_t = -1, scope = "direct"', "greater than 0"),
        ('rule = "threshold", consequence = "perhaps", threshold_t = 1, scope = "direct"', "covered"),
        ('rule = "note", treshold_t = 26000', "unknown field"),
        ('rule = "removal"', "needs consecutive_years"),
        ('rule = "exception", consequence = "not_covered"', "needs processes or circumstances"),
        ('rule = "note", emission_years = [2024], emission_years_from = 2024', "not both"),
        ('rule = "note", screening_years = [2019, 2013]', "first and the last"),
        ('rule = "note", circumstances = ["bankrupt"]', "on_list"),
        ('rule = "note", energy_counts = true', "needs energy_tce"),
    ],
)
def test_a_rule_that_cannot_be_applied_is_refused_with_what_is_wrong(tmp_path: Path, values: str, complaint: str) -> None:
    with pytest.raises(MetadataError, match=complaint):
        read(tmp_path, values)
