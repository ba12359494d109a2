"""The coverage check against a table that was written from the official texts, and the facts it rests on."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kb.coverage import VERDICTS, judge
from kb.coverage_case import CoverageCase
from kb.coverage_report import check_coverage, rule_in_words, verdict_sentences
from kb.facts import Fact, read_facts
from kb.numbers import quantities, unsupported
from kb.snapshot import Snapshot
from kb.types import LANGUAGES, Language
from kb.units import Amount

CORPUS = Path(__file__).parents[2] / "corpus"
AS_OF = date(2026, 11, 22)
FACTS = read_facts(CORPUS / "facts")
COVERAGE = [fact for fact in FACTS if fact.topic == "coverage"]
DECIDING = [fact for fact in COVERAGE if fact.values["rule"] not in ("note", "figures", "gases", "scope")]
TABLE = list(csv.DictReader((Path(__file__).parent / "coverage.csv").open(encoding="utf-8")))


def case_of(row: dict[str, str]) -> CoverageCase:
    fields: dict[str, Any] = {name: row[name] or None for name in ("sector", "process", "scope")}
    amount = Amount(Decimal(row["emissions"]), row["unit"]) if row["emissions"] else None  # type: ignore[arg-type]
    return CoverageCase(
        **fields, year=int(row["year"]), emissions=amount, jurisdiction=row["jurisdiction"],
        circumstances=frozenset(filter(None, row["circumstances"].split("|"))),  # type: ignore[arg-type]
        energy_tce=Decimal(row["energy_tce"]) if row["energy_tce"] else None,
    )  # fmt: skip


@pytest.mark.parametrize("row", TABLE, ids=lambda row: "-".join(value for value in list(row.values())[:9] if value))
def test_the_verdict_is_what_the_texts_say(row: dict[str, str]) -> None:
    found = judge(FACTS, case_of(row), AS_OF)
    assert (found.verdict, found.market or "") == (row["verdict"], row["market"]), row["text"]
    assert bool(found.gaps) == (found.verdict == "cannot_tell"), "what is missing is said exactly where there is no verdict"


def test_the_table_is_wide_enough() -> None:
    assert len(TABLE) >= 120
    verdicts = Counter(row["verdict"] for row in TABLE)
    assert set(verdicts) == set(VERDICTS)
    assert min(verdicts.values()) >= 15
    assert len({row["jurisdiction"] for row in TABLE} - {"CN"}) >= 6
    assert {row["sector"] for row in TABLE} >= {"power", "steel", "cement", "aluminium", "petrochemicals", "aviation", "other"}
    assert len({row["year"] for row in TABLE}) >= 12


@pytest.mark.parametrize("fact", DECIDING, ids=lambda fact: fact.id)
def test_what_a_rule_says_and_counts_stands_in_its_quote(fact: Fact) -> None:
    assert unsupported(fact.statement, fact.quote) == []
    assert unsupported(fact.statement_zh, fact.quote_zh or fact.quote) == []
    for quote in filter(None, (fact.quote, fact.quote_zh)):
        values = {quantity.value for quantity in quantities(quote)}
        for name in ("threshold_t", "consecutive_years"):
            if name in fact.values:
                assert str(Decimal(fact.values[name])) in values, name
        if fact.values.get("energy_counts"):
            assert str(Decimal(fact.values["energy_tce"])) in values
        assert {str(year) for name in ("list_years", "screening_years") for year in fact.values.get(name, ())} <= values


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_hold_only_numbers_of_their_quotes(corpus_snapshot: Snapshot, language: Language) -> None:
    """For every row of the table; what the reader said stands apart."""
    for row in TABLE:
        report = check_coverage(corpus_snapshot, case_of(row), AS_OF, language)
        sentences = verdict_sentences(report)
        assert sentences or not report.tests, row
        for sentence in sentences:
            quotes = [citation.quote for citation in report.citations if citation.number in sentence.citations]
            assert len(quotes) == len(sentence.citations) > 0
            assert unsupported(sentence.text, "\n".join(quotes)) == [], (row, sentence)


def test_every_citation_is_verbatim_and_numbered_once(corpus_snapshot: Snapshot) -> None:
    for row in TABLE:
        report = check_coverage(corpus_snapshot, case_of(row), AS_OF, "en")
        assert [citation.number for citation in report.citations] == list(range(1, len(report.citations) + 1))
        for citation in report.citations:
            text = corpus_snapshot.renditions(citation.passage.document_id)[citation.passage.rendition].text
            assert text[citation.start : citation.end] == citation.quote
        shown = {test.citation.number for test in report.tests} | {one.citation.number for one in (*report.duties, *report.would_change)}
        assert shown <= set(range(1, len(report.citations) + 1))


def test_a_fact_that_says_more_than_its_quote_is_quoted_instead() -> None:
    fact = Fact("f", "coverage", "CN", "Since 2024 the limit is 5 t.", "自2024年起限值为5吨。", "d#p", "the limit is 5 t", "限值为5吨")
    assert [rule_in_words(fact, language) for language in LANGUAGES] == ["the limit is 5 t", "限值为5吨"]
