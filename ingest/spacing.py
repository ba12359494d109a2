"""White space between words and lines: what typesetting put in goes, what the language needs stays."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

HAN = r"\u2e80-\u2fdf\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef"
"""Chinese characters and the punctuation of Chinese type, for use inside the brackets of a regular expression."""
_STRAY_SPACE = re.compile(rf"(?<=[{HAN}])[ \t\u00a0\u3000]+(?=[{HAN}\d“”‘’])|(?<=[\d“”‘’])[ \t\u00a0\u3000]+(?=[{HAN}])")
_KEPT_MARK = re.compile(
    r"\s*(?:第\s*[零〇一二两三四五六七八九十百千\d]+\s*[条章节编]|\d+(?:\.\d+)*(?!\s*[年月日万亿千百吨元个至%．.、）)])|附[件录表]?\s*[A-Z\d]+)(?=\s)"
)
_URL_END = re.compile(r"https?://[^\s\u3000-\uffef]*$")


def tidy(text: str, opening: bool = True) -> str:
    """Text without the spaces that typesetting put between Chinese characters, and between them and figures.

    ``opening`` says that the text begins a block: the space after its number then stays.
    """
    kept = found.end() if opening and (found := _KEPT_MARK.match(text)) else 0
    while kept and kept < len(text) and text[kept].isspace():
        kept += 1
    return text[:kept] + _STRAY_SPACE.sub("", text[kept:])


def joint(left: str, right: str, words: Counter[str] | None = None) -> tuple[str, str]:
    """How two lines of one sentence join: the left one, without a hyphen that only broke a word, and what goes between.

    ``words`` are those of the document, which tell a broken word from a compound.
    """
    if not left or not right:
        return left, ""
    before, after = left[-1], right[0]
    if before == "-" and len(left) > 1 and left[-2].isalpha() and after.isalpha():
        return (left[:-1] if after.islower() and _is_broken(left, right, words or Counter()) else left), ""
    if is_han(before) or is_han(after):
        return left, ""
    if before.isdigit() and after.isdigit() and re.search(f"[{HAN}]", left):
        return left, ""
    if _URL_END.search(left) and re.match(r"[\w./?=&#%-]+(?:[^\w\s]|$)", right) and re.search(f"[{HAN}]", left + right):
        return left, ""
    if before in "/–" and len(left) > 1 and not left[-2].isspace():
        return left, ""
    return left, " "


def is_han(character: str) -> bool:
    """Whether a character is Chinese or the punctuation of Chinese type."""
    return re.match(f"[{HAN}]", character) is not None


def columns(text: str) -> int:
    """The width of a text in a typewriter's columns, two for a Chinese character."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text.expandtabs(4))


def _is_broken(left: str, right: str, words: Counter[str]) -> bool:
    """Whether a hyphen at a line's end breaks one word (``emis-`` ``sions``) and does not join two (``carbon-`` ``based``)."""
    first, second = re.findall(r"[^\W\d_]+", left)[-1], re.findall(r"[^\W\d_]+", right)[0]
    if words[first + second]:
        return True
    if any(word.lower() == f"{first}-{second}".lower() for word in words):
        return False
    return not (words[first] and words[second])
