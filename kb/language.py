"""What depends on a language: which one a text is in, where its sentences end, and the terms it is searched by."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import Stemmer

from kb.types import Language

CHINESE = r"\u3400-\u4dbf\u4e00-\u9fff"
_CHINESE_CHARACTER = re.compile(f"[{CHINESE}]")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
_THOUSANDS = re.compile(r"(?<![\d.])\d{1,3}(?:[,\s\u2009\u202f]\d{3})+(?![\d])")
_TERM = re.compile(rf"\d+(?:[./]\d+)*|[a-z]+(?:'[a-z]+)?|[{CHINESE}]+")
_SENTENCE_END = re.compile(r"[。！？；](?:[”’」』）)])*|[.!?](?:[\"”’)])*(?=\s+(?:[\"“‘(]?[A-Z0-9(]|$))|[;](?=\s)|\n")
_ABBREVIATION = re.compile(
    r"(?:\b(?:No|Nos|Art|Arts|art|arts|para|paras|pp?|s|ss|c|cf|e\.g|i\.e|vs|Mr|Ms|Dr|Inc|Ltd|Co|St|approx|Reg|Dir|OJ L|L|ch)|\b[A-Z])\.$"
)
_LIST_NUMBER = re.compile(r"(?:^|\s)(?:\d{1,2}|[a-z]|[ivx]+)\.$")

_STOP_WORDS = frozenset(
    "a about above after again all also am an and any are as at be because been before being below between both but by can could "
    "did do does doing down during each few for from further had has have having he her here hers him his how i if in into is it its "
    "just me might more most my no nor not now of off on once only or other our out over own per please same shall she should so "
    "some such tell than that the their them then there these they this those through to too under until up us very was we were what "
    "when where which while who whom why will with would you your".split()
)
_CHINESE_STOP = frozenset("的了是吗呢吧啊哪么什怎样请问我们你他它这那个些")
_stemmer = Stemmer.Stemmer("english")


def detect_language(text: str) -> Language:
    """``zh`` where a text is mostly Chinese, counting a Chinese character like half a Latin word; else ``en``."""
    chinese = len(_CHINESE_CHARACTER.findall(text))
    return "zh" if chinese >= 2 * len(_LATIN_WORD.findall(text)) and chinese > 0 else "en"


def fold(text: str) -> str:
    """NFKC, lower case, and no separators inside numbers: what two spellings of the same words have in common."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return _THOUSANDS.sub(lambda found: re.sub(r"\D", "", found[0]), folded)


def terms(text: str) -> list[str]:
    """The terms of a text for keyword search, in order, with repeats.

    English words are stemmed (Snowball) and stop words dropped; a Chinese run gives its characters and its bigrams;
    numbers and document numbers such as ``2023/956`` stay whole.
    """
    found: list[str] = []
    for token in _TERM.findall(fold(text)):
        if token[0].isdigit():
            found.append(token)
        elif token[0].isascii():
            if token not in _STOP_WORDS:
                found.append(_stem(token.removesuffix("'s")))
        else:
            found.extend(character for character in token if character not in _CHINESE_STOP)
            found.extend(token[index : index + 2] for index in range(len(token) - 1) if _is_content(token[index : index + 2]))
    return found


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Start and end of each sentence of a text, without the white space around it; a line end ends a sentence."""
    spans: list[tuple[int, int]] = []
    start = 0
    for found in _SENTENCE_END.finditer(text):
        if found[0][0] == "." and _is_abbreviation(text[start : found.end()]):
            continue
        _append_span(spans, text, start, found.end())
        start = found.end()
    _append_span(spans, text, start, len(text))
    return spans


def _append_span(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        spans.append((start, end))


def _is_abbreviation(sentence: str) -> bool:
    return _ABBREVIATION.search(sentence) is not None or _LIST_NUMBER.search(sentence) is not None


def _is_content(bigram: str) -> bool:
    return not all(character in _CHINESE_STOP for character in bigram)


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    return str(_stemmer.stemWord(word))
