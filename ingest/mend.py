"""Lines as a page shows them, joined to the paragraphs that their author wrote.

A line break is the end of a paragraph where the first word of the next line would still have fitted on the line, where the
next line opens a block of its own, or where indentation or spacing say so; every other break is the typesetter's.
"""

from __future__ import annotations

import re
import statistics
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.marks import opens_block

_HAN = r"\u2e80-\u2fdf\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef"
_STRAY_SPACE = re.compile(rf"(?<=[{_HAN}])[ \t\u00a0\u3000]+(?=[{_HAN}\d“”‘’])|(?<=[\d“”‘’])[ \t\u00a0\u3000]+(?=[{_HAN}])")
_KEPT_MARK = re.compile(r"\s*(?:第\s*[零〇一二两三四五六七八九十百千\d]+\s*[条章节编]|\d+(?:\.\d+)*(?!\s*[年月日万亿千百吨元个至%．.、）)])|附[件录表]?\s*[A-Z\d]+)(?=\s)")
_ALONE = re.compile(
    r"(?:(?:Article|ARTICLE|Section|SECTION|Schedule|SCHEDULE)\s+\d+[a-z]?|(?:ANNEX|Annex|CHAPTER|Chapter|TITLE|PART)(?:\s+[IVXLC\d]+)?"
    r"|附\s*[件录表]?\s*[A-Z\d一二三四五六七八九十]*\s*[:：]?)\s*$"
)
_LETTERED = re.compile(r"\s*(?:\([⁰¹²³⁴⁵⁶⁷⁸⁹]+\)|[（(][a-z]{1,4}[）)]|[a-z]{1,2}\s?[)）]|\d{1,2}\s?[)）]|—\s)")
_TERMINAL = re.compile(r"[。；：！？.;:!?][”’」』）)]*\s*$")
_CONTENTS = re.compile(r"(?:\.{4,}|…{2,}|·{4,}|(?:[.·…] ){4,})\s*(?:[-—]?\s*[\divxIVX]+\s*[-—]?)?\s*$")
_CONTENTS_HEAD = re.compile(r"(?i)\s*(?:目\s*[录次]|(?:table of )?contents)\s*$")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_URL_END = re.compile(r"https?://[^\s\u3000-\uffef]*$")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page and where it stands; y grows downwards, one unit is as good as another."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    page: int = 0
    whole: bool = False
    """A block already, such as a table row: joined to nothing."""

    @property
    def size(self) -> float:
        """The height of the line, which is near the size of its type."""
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A mended block; ``breaks`` are the offsets in ``text`` at which a new page begins, with the page."""

    text: str
    breaks: tuple[tuple[int, int], ...]


def mend_lines(lines: Sequence[Line]) -> list[Paragraph]:
    """Lines in reading order joined to paragraphs; page breaks inside a paragraph are kept as offsets."""
    if not lines:
        return []
    page = _Page(lines)
    groups: list[list[Line]] = []
    for line in lines:
        if groups and page.continues(groups[-1], line):
            groups[-1].append(line)
        else:
            groups.append([line])
    words = Counter(word for line in lines for word in _WORD.findall(line.text))
    return [_paragraph(group, words) for group in groups]


def mend_columns(lines: Sequence[str]) -> list[str]:
    """The lines of a plain-text file, those of hard-wrapped paragraphs joined; blank lines are left out."""
    widths = [columns(line.rstrip()) for line in lines if line.strip()]
    longest = max((width for width in widths if width <= 120), default=0)
    if longest < 50 or sum(width > 120 for width in widths) > len(widths) / 10:
        return [line.strip() for line in lines if line.strip()]
    placed = [
        Line(line.strip(), columns(line) - columns(line.lstrip()), columns(line.rstrip()), 2 * number, 2 * number + 2, whole=columns(line) > 120)
        for number, line in enumerate(lines)
        if line.strip()
    ]
    return [paragraph.text for paragraph in mend_lines(placed)]


def drop_contents(lines: Iterable[str]) -> list[str]:
    """Lines without those of a table of contents: dot leaders and a page number, and the word above them."""
    kept: list[str] = []
    for line in lines:
        if is_contents(line):
            if kept and _CONTENTS_HEAD.match(kept[-1]):
                kept.pop()
        else:
            kept.append(line)
    return kept


def is_contents(line: str) -> bool:
    """Whether a line is one of a table of contents."""
    return _CONTENTS.search(line) is not None


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
    if before.isdigit() and after.isdigit() and re.search(f"[{_HAN}]", left):
        return left, ""
    if _URL_END.search(left) and re.match(r"[\w./?=&#%-]+(?:[^\w\s]|$)", right) and re.search(f"[{_HAN}]", left + right):
        return left, ""
    if before in "/–" and len(left) > 1 and not left[-2].isspace():
        return left, ""
    return left, " "


def is_han(character: str) -> bool:
    """Whether a character is Chinese or the punctuation of Chinese type."""
    return re.match(f"[{_HAN}]", character) is not None


def columns(text: str) -> int:
    """The width of a text in a typewriter's columns, two for a Chinese character."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text.expandtabs(4))


class _Page:
    """What the lines of a document have in common: margins, spacing, the size of the type."""

    def __init__(self, lines: Sequence[Line]) -> None:
        plain = [line for line in lines if not line.whole] or list(lines)
        self.size = statistics.median(line.size for line in plain)
        self.left = _margin([line.left for line in plain], self.size, lowest=True)
        self.right = _margin([line.right for line in plain], self.size, lowest=False)
        steps = [after.top - before.top for before, after in zip(plain, plain[1:], strict=False) if before.page == after.page]
        self.step = statistics.median(down) if (down := [step for step in steps if step > 0]) else self.size

    def continues(self, block: Sequence[Line], line: Line) -> bool:
        """Whether a line carries on the paragraph that a block of lines has begun."""
        before = block[-1]
        if before.whole or line.whole or _ALONE.match(block[0].text) or _ALONE.match(line.text):
            return False
        if self._is_title(before, line):
            return not _opens(line.text)
        if line.page == before.page and line.top - before.top > 1.7 * self.step:
            return False
        if not self._is_full(before, line):
            return False
        ended = _TERMINAL.search(before.text) is not None
        if _opens(line.text) and (ended or line.left > self.left + 0.8 * self.size):
            return False
        if line.left < self.left + 1.2 * self.size:
            return True
        hangs = _opens(block[0].text) and line.left > block[0].left + 0.3 * self.size
        steady = abs(line.left - before.left) < 0.5 * self.size
        return (hangs and (steady or len(block) == 1)) or (steady and not (ended and is_han(line.text[0])))

    def _is_title(self, before: Line, line: Line) -> bool:
        large = min(before.size, line.size) > 1.2 * self.size and abs(before.size - line.size) < 0.1 * line.size
        return large and before.page == line.page and line.top - before.top < 2.2 * line.size

    def _is_full(self, before: Line, line: Line) -> bool:
        """Whether the first word of a line would not have fitted on the line before it."""
        width = (line.right - line.left) / max(columns(line.text), 1)
        han = re.search(f"[{_HAN}]", line.text) is not None
        word = line.text.split(maxsplit=1)[0]
        room = max(4, columns(re.split(f"[{_HAN}]", word)[0])) if han else min(columns(word), 24) + 1
        return before.right + room * width > self.right


def _opens(text: str) -> bool:
    return opens_block(text) or _LETTERED.match(text) is not None


def _margin(edges: Sequence[float], size: float, lowest: bool) -> float:
    """The outermost edge that at least some lines share."""
    buckets = Counter(round(edge / (size / 2)) for edge in edges)
    enough = [bucket for bucket, count in buckets.items() if count >= max(2, 0.02 * len(edges))] or list(buckets)
    bucket = min(enough) if lowest else max(enough)
    near = [edge for edge in edges if abs(round(edge / (size / 2)) - bucket) <= 1]
    return min(near) if lowest else max(near)


def _paragraph(group: Sequence[Line], words: Counter[str]) -> Paragraph:
    text = group[0].text if group[0].whole else tidy(group[0].text)
    breaks = [(0, group[0].page)]
    for before, line in zip(group, group[1:], strict=False):
        right = tidy(line.text, opening=False)
        text, between = joint(text, right, words)
        text += between
        if line.page != before.page:
            breaks.append((len(text), line.page))
        text += right
    return Paragraph(text, tuple(breaks))


def _is_broken(left: str, right: str, words: Counter[str]) -> bool:
    """Whether a hyphen at a line's end breaks one word (``emis-`` ``sions``), and does not join two (``carbon-`` ``intensive``)."""
    first, second = re.findall(r"[^\W\d_]+", left)[-1], re.findall(r"[^\W\d_]+", right)[0]
    if words[first + second]:
        return True
    if any(word.lower() == f"{first}-{second}".lower() for word in words):
        return False
    return not (words[first] and words[second])
