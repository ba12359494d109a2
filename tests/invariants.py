"""What must hold of every answer: DESIGN, section 5, as one check that any test can run on a response body."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

from kb.locators import CHINESE_NUMERAL, chinese_number

TextOf = Callable[[str, str], str]
"""The text of a rendition, by document id and rendition name."""

_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_MONTH = rf"(?:{'|'.join(name[:3] for name in _MONTHS)})[a-z]*"
_NAMED_MONTH = re.compile(rf"\b\d{{1,2}} ({_MONTH})\b|\b({_MONTH}) \d")
_SEPARATED = re.compile(r"(?<![\d.])\d{1,3}(?:[,\s\u2009\u202f]\d{3})+(?!\d)")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_UNITS = "年月日天号倍万亿吨元个％%条款项"
_COUNTED = re.compile(rf"({CHINESE_NUMERAL})(?=[{_UNITS}])")
_MULTIPLE = re.compile(r"(\d+(?:\.\d+)?)\s*(万|亿|million|billion|thousand)")
_FACTORS = {"万": 10**4, "亿": 10**8, "thousand": 10**3, "million": 10**6, "billion": 10**9}
_OUT_OF_FORCE = frozenset({"not_yet_in_force", "superseded", "expired", "draft"})


def check_answer(body: dict[str, Any], text_of: TextOf) -> None:
    """Assert everything that holds of an answer, whatever was asked.

    Args:
        body: the body of a response 200 to ``POST /api/query``.
        text_of: gives the text that offsets count in.
    """
    _check_status(body)
    _check_citations(body["citations"], text_of)
    _check_sentences(body)
    _check_warnings(body)


def _check_status(body: dict[str, Any]) -> None:
    if body["status"] == "abstained":
        assert body["answer"] is None, "an abstention has no answer"
        assert body["sentences"] == [], "an abstention has no sentences"
        assert body["abstention"], "an abstention says why"
        assert body["abstention"]["message"].strip(), "an abstention says why in words"
        assert body["abstention"]["searched"]["documents"] >= 0
    else:
        assert body["status"] == "answered"
        assert body["answer"], "an answer has a text"
        assert body["answer"].strip(), "an answer says something"
        assert body["sentences"], "an answer has sentences"
        assert body["abstention"] is None, "an answer is no abstention"


def _check_citations(citations: list[dict[str, Any]], text_of: TextOf) -> None:
    assert [citation["number"] for citation in citations] == list(range(1, len(citations) + 1)), "citations are numbered from 1"
    for citation in citations:
        document = citation["document"]["id"]
        assert citation["quote"].strip(), "a quote is not empty"
        _check_span(text_of(document, citation["rendition"]), citation, citation["quote"])
        for other in citation["also"]:
            assert other["rendition"] != citation["rendition"], "also lists other renditions"
            _check_span(text_of(document, other["rendition"]), other, other["text"])


def _check_span(text: str, span: dict[str, Any], words: str) -> None:
    found = text[span["start"] : span["end"]]
    assert found == words, f"not verbatim at {span['start']}:{span['end']} of {span['rendition']}: {found!r} is not {words!r}"


def _check_sentences(body: dict[str, Any]) -> None:
    quotes = {citation["number"]: citation["quote"] for citation in body["citations"]}
    position = 0
    for sentence in body["sentences"]:
        assert body["answer"][sentence["start"] : sentence["end"]] == sentence["text"], "a sentence stands at its offsets"
        assert sentence["start"] >= position, "sentences do not overlap"
        _check_gap(body["answer"][position : sentence["start"]])
        position = sentence["end"]
        assert sentence["citations"], f"no citation: {sentence['text']!r}"
        assert set(sentence["citations"]) <= quotes.keys(), "a sentence cites what is there"
        _check_numbers(sentence["text"], [quotes[number] for number in sentence["citations"]])
    _check_gap((body["answer"] or "")[position:])


def _check_gap(text: str) -> None:
    assert not any(character.isalnum() for character in text), f"words outside every sentence have no citation: {text!r}"


def _check_numbers(sentence: str, quotes: list[str]) -> None:
    known = {value for quote in quotes for value in (*stated_numbers(quote), *_implied_numbers(quote))}
    missing = set(stated_numbers(sentence)) - known
    assert not missing, f"{sorted(missing)} of {sentence!r} not in {quotes!r}"


def _check_warnings(body: dict[str, Any]) -> None:
    doubtful = [citation["document"] for citation in body["citations"] if citation["document"]["status"] in _OUT_OF_FORCE]
    assert not doubtful or body["warnings"], f"no warning that {doubtful[0]['id']} is {doubtful[0]['status']}"


def stated_numbers(text: str) -> Iterator[float]:
    """The numbers that a text states, a date as its day, month and year: in digits, as a month, or counting a Chinese unit."""
    folded = _fold(text)
    for found in _NUMBER.findall(folded):
        yield float(found)
    for match in _NAMED_MONTH.finditer(folded):
        yield float(_month(match[1] or match[2]))
    for numeral in _COUNTED.findall(folded):
        yield float(chinese_number(numeral))


def _implied_numbers(text: str) -> Iterator[float]:
    """What the numbers of a quote may become in another language: 2.6万 is 26 000, five is 5, 二 is 2."""
    folded = _fold(text)
    for number, unit in _MULTIPLE.findall(folded):
        yield float(number) * _FACTORS[unit]
    for numeral in re.findall(f"{CHINESE_NUMERAL}[万亿]?", folded):
        yield float(chinese_number(numeral))
    for value, word in enumerate(_WORDS):
        if re.search(rf"\b{word}\b", folded):
            yield float(value)


def _fold(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).lower()
    return _SEPARATED.sub(lambda found: re.sub(r"\D", "", found[0]), folded)


def _month(word: str) -> int:
    return next(number for number, name in enumerate(_MONTHS, 1) if name.startswith(word[:3]))
