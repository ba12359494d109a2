"""What depends on a language: which one a text is in, where its sentences end, and the terms it is searched by."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import Stemmer

from kb.types import Language

BULLET = "- "
"""What an item of a list begins with, in the texts as they are read."""
CHINESE = r"\u3400-\u4dbf\u4e00-\u9fff"
_CHINESE_CHARACTER = re.compile(f"[{CHINESE}]")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
_THOUSANDS = re.compile(r"(?<![\d.])\d{1,3}(?:[,\s\u2009\u202f]\d{3})+(?![\d])")
_TERM = re.compile(rf"\d+(?:[./]\d+)*|[a-z]+(?:'[a-z]+)?|[{CHINESE}]+")
_SENTENCE_END = re.compile(r"[。！？；](?:[”’」』）)])*|[.!?](?:[\"”’)])*(?=\s+(?:[\"“‘(]?[A-Z0-9(]|$))|\n")
_ABBREVIATION = re.compile(
    r"(?:\b(?:No|Nos|Art|Arts|art|arts|para|paras|pp?|s|ss|c|cf|e\.g|i\.e|vs|Mr|Ms|Dr|Inc|Ltd|Co|St|approx|Reg|Dir|OJ L|L|ch)|\b[A-Z])\.$"
)
_LIST_NUMBER = re.compile(r"\s*(?:\d{1,2}|[a-z]|[ivx]+)\.")

_STOP_TEXT = """
a about above after again all also am an and any are as at be because been before being below between both but by can could did do does
doing down during each few for from further had has have having he her here hers him his how i if in into is it its just me might more most
my no nor not now of off on once only or other our out over own per please same shall she should so some such tell than that the their them
then there these they this those through to too under until up us very was we were what when where which while who whom why will with would
you your many much long soon fast often still else exactly ago get give given gets got go say says tell max maximum minimum really actually
currently today now please let need needs know thing things anybody anyone somebody someone something anything
"""
_STOP_WORDS = frozenset(_STOP_TEXT.split())
_CHINESE_STOP = frozenset("的了是吗呢吧啊哪么什怎样请问我们你他它这那个些")
_CHINESE_QUESTION_WORDS = re.compile(
    "请问|什么时候|为什么|是什么|什么|怎么样|怎么办|怎么|怎样|如何|多少|几个|几天|几年|几倍|几类|哪几|哪一天|哪天|哪些|哪个|哪家|哪里|哪|多久|多长时间|多长|多大|是否|是不是|"
    "能不能|可不可以|可以|能否|要不要|需不需要|需要|有没有|应该|应当|必须|还能|还是|还要|还|要求|最迟|最晚|之前|以前|之后|以后|的时候|时候|"
    "我们|我司|本公司|贵|你们|他们|他|她|它|这个|那个|这|那|吗|呢|吧|啊|呀|了|的|地|得|在|被|把|给|和|与|或|及|也|都|就|才|又|再|会|要|能|是|有|没|不|做|由|从|到|对|向|让|用|为|按|谁|几"
)
_FRAME = 2
"""English function words that make a question English."""
_stemmer = Stemmer.Stemmer("english")


def detect_language(text: str) -> Language:
    """``zh`` where a text is mostly Chinese, counting a Chinese character like half a Latin word; else ``en``.

    Words such as "what does … mean" make a sentence English, whatever it asks about.
    """
    chinese = len(_CHINESE_CHARACTER.findall(text))
    words = [word.lower() for word in _LATIN_WORD.findall(text)]
    frame = sum(word in _STOP_WORDS for word in words)
    if frame >= _FRAME and chinese < _FRAME * 5 * frame:
        return "en"
    return "zh" if chinese >= 2 * len(words) and chinese > 0 else "en"


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


def without_question_words(text: str) -> str:
    """A folded Chinese question with the words that only ask, or only join, replaced by spaces."""
    return _CHINESE_QUESTION_WORDS.sub(lambda found: " " * len(found[0]), text)


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
    return _ABBREVIATION.search(sentence) is not None or _LIST_NUMBER.fullmatch(sentence) is not None


def _is_content(bigram: str) -> bool:
    return not all(character in _CHINESE_STOP for character in bigram)


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    return str(_stemmer.stemWord(word))
