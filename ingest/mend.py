"""Lines as a page shows them, joined to the paragraphs that their author wrote.

A line break is the end of a paragraph where the first word of the next line would still have fitted on the line, where the
next line opens a block of its own, or where indentation or spacing say so; every other break is the typesetter's.
"""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.marks import opens_block
from ingest.spacing import HAN, columns, is_han, joint, tidy

_ALONE = re.compile(
    r"\s*(?:(?:\d{4}|[二〇○零一三四五六七八九]{4})\s*年\s*[\d一二三四五六七八九十]+\s*月\s*[\d一二三四五六七八九十]+\s*日|(?:Article|ARTICLE|Section|SECTION|Schedule|SCHEDULE)\s+\d+[a-z]?|(?:ANNEX|Annex|CHAPTER|Chapter|TITLE|PART)(?:\s+[IVXLC\d]+)?"
    r"|附\s*[件录表]?\s*[A-Z\d一二三四五六七八九十]*\s*[:：]?)\s*$"
)
_LETTERED = re.compile(
    r"\s*(?:\([⁰¹²³⁴⁵⁶⁷⁸⁹]+\)|[（(][a-z]{1,4}[）)]|[a-z]{1,2}\s?[)）]|\d{1,2}\s?[)）]|—\s|[^\s，。；：]{1,10}\s+[—–]\s|[A-Z]\.\d+(?:\.\d+)*(?=\s|[^\d.\s）)])|(?:式中|其中|电话|联系人|地址|邮箱|传真|附件|抄送|注|备注|网址)\s*[:：])"
)
_SALUTATION = re.compile(r"\s*各[^。]{2,80}[:：]\s*$")
_BARE_MARK = re.compile(r"\s*第\s*[零〇一二两三四五六七八九十百千\d]+\s*[条章节编]\s*$")
_FORMULA = re.compile(r"=.*[（(]\s*[A-Z]?[.．]?\d+\s*[)）]\s*$")
_TERMINAL = re.compile(r"[。；：！？.;:!?][”’」』）)]*\s*$")
_TITLE_END = re.compile(r"(?:通知|办法|方案|意见|规定|规则|指南|细则|公告|条例|的函|文件|号|[)）])\s*$")
_CONTENTS = re.compile(r"(?:\.{4,}|…{2,}|·{4,}|(?:[.·…] ){4,})\s*[-—(（]?\s*[\divxIVX]+\s*[-—)）]?\s*$")
_CONTENTS_HEAD = re.compile(r"(?i)\s*(?:目\s*[录次]|(?:table of )?contents)\s*$")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_TELLING = 8
"""From how many lines on a page tells its margins."""
_NARROWEST = 22
"""How many times the size of its type a column is wide at least; a narrower text has no full lines."""


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


def mend_lines(lines: Sequence[Line], typeset: bool = True) -> list[Paragraph]:
    """Lines in reading order joined to paragraphs; page breaks inside a paragraph are kept as offsets.

    ``typeset`` says that the spaces between Chinese characters are a typesetter's and go.
    """
    if not lines:
        return []
    layout = _Layout(lines)
    groups: list[list[Line]] = []
    for line in lines:
        if groups and layout.continues(groups[-1], line):
            groups[-1].append(line)
        else:
            groups.append([line])
    words = Counter(word for line in lines for word in _WORD.findall(line.text))
    return [_paragraph(group, words, typeset) for group in groups]


def mend_columns(lines: Sequence[str]) -> list[str]:
    """The lines of a plain-text file, those of hard-wrapped paragraphs joined; blank lines are left out."""
    widths = [columns(line.rstrip()) for line in lines if line.strip()]
    longest = max((width for width in widths if width <= 120), default=0)
    if longest < 50 or sum(width > 120 for width in widths) > len(widths) / 10:
        return [line.strip() for line in lines if line.strip()]
    placed = [
        Line(
            line.strip(),
            columns(line) - columns(line.lstrip()),
            columns(line.rstrip()),
            2 * number,
            2 * number + 2,
            whole=columns(line) > 120,
        )
        for number, line in enumerate(lines)
        if line.strip()
    ]
    return [paragraph.text for paragraph in mend_lines(placed, typeset=False)]


def contents_lines(lines: Sequence[str]) -> set[int]:
    """Which lines are a table of contents: those with dot leaders and a page number, and the word above them."""
    leaders = {number for number, line in enumerate(lines) if _CONTENTS.search(line)}
    heads = {number for number, line in enumerate(lines) if _CONTENTS_HEAD.match(line) and leaders & {number + 1, number + 2}}
    return leaders | heads


@dataclass(frozen=True, slots=True)
class _Page:
    """What the lines of a page have in common: the size of the type, margins, spacing, whether paragraphs are indented."""

    size: float
    left: float
    right: float
    step: float
    indents: bool

    @classmethod
    def of(cls, lines: Sequence[Line]) -> _Page:
        """The page that some lines make."""
        size = statistics.median(line.size for line in lines)
        left = _margin([line.left for line in lines], size, lowest=True)
        rights = [line.right for line in lines]
        right = max(_margin(rights, size, lowest=False) if len(lines) >= _TELLING else max(rights), left + _NARROWEST * size)
        steps = [after.top - before.top for before, after in pairwise(lines) if before.page == after.page]
        step = statistics.median(down) if (down := [step for step in steps if step > 0]) else size
        indented = sum(1.4 * size < line.left - left < 2.6 * size for line in lines if is_han(line.text[0]))
        return cls(size, left, right, step, indented > 0.06 * len(lines))

    def is_full(self, before: Line, line: Line) -> bool:
        """Whether the first word of a line would not have fitted on the line before it."""
        width = (line.right - line.left) / max(columns(line.text), 1)
        word = line.text.split(maxsplit=1)[0]
        if re.search(f"[{HAN}]", line.text):
            unbroken = re.match(f"[（《〔“]*[^{HAN}]*", word)
            room = max(4, columns(unbroken[0]) if unbroken else 0)
        else:
            room = min(columns(word), 24) + 1
        return before.right + room * width > self.right

    def is_long(self, line: Line, share: float) -> bool:
        """Whether a line takes more than a share of the width."""
        return line.right - line.left > share * (self.right - self.left)


class _Layout:
    """The pages of a document, and whether a line on them goes on with the one before."""

    def __init__(self, lines: Sequence[Line]) -> None:
        plain = [line for line in lines if not line.whole] or list(lines)
        self.whole = _Page.of(plain)
        by_page: dict[int, list[Line]] = {}
        for line in plain:
            by_page.setdefault(line.page, []).append(line)
        self.pages = {page: self._page(lines) for page, lines in by_page.items()}

    def _page(self, lines: Sequence[Line]) -> _Page:
        """A page by itself where it has enough lines to tell; its longest line then marks the right margin."""
        if len(lines) < _TELLING:
            return self.whole
        page = _Page.of(lines)
        right = max(max(line.right for line in lines), page.left + _NARROWEST * page.size)
        typical = right - page.left > 0.85 * (self.whole.right - self.whole.left)
        return replace(page, right=right if typical else max(right, self.whole.right))

    def continues(self, block: Sequence[Line], line: Line) -> bool:
        """Whether a line carries on the paragraph that a block of lines has begun."""
        before = block[-1]
        if before.whole or line.whole or _ALONE.match(block[0].text) or _ALONE.match(line.text) or _FORMULA.search(before.text):
            return False
        if _SALUTATION.match(before.text) or (_SALUTATION.match(line.text) and _TITLE_END.search(before.text)):
            return False
        if len(block) == 1 and _BARE_MARK.match(before.text):
            return not _opens(line.text)
        page, last = self.pages[line.page], self.pages[before.page]
        if self._is_title(before, line, page):
            return True
        if line.page == before.page and line.top - before.top > 1.7 * page.step:
            return False
        ended = _TERMINAL.search(before.text) is not None
        indent = line.left - page.left
        if not last.is_full(before, line):
            return indent < 0.8 * page.size and not ended and not _opens(line.text) and self._is_ragged(block, last)
        if _opens(line.text) and (ended or (indent > 0.8 * page.size and not _is_reference(line.text))):
            return False
        if indent < 1.2 * page.size:
            return True
        shift = line.left - page.left - (before.left - last.left)
        goes_on = _opens(block[0].text) or (not ended and line.text[0].islower())
        hangs = goes_on and line.left > block[0].left + 0.3 * page.size
        steady = abs(shift) < 0.5 * page.size
        return (hangs and (steady or len(block) == 1)) or (steady and not (ended and is_han(line.text[0])))

    def _is_ragged(self, block: Sequence[Line], page: _Page) -> bool:
        """Whether a paragraph goes on though its last line is not full, as in carelessly typed or recognised Chinese."""
        first, before = block[0], block[-1]
        if not re.search(f"[{HAN}]", before.text) or _TITLE_END.search(before.text):
            return False
        if page.indents:
            return first.left > self.pages[first.page].left + 1.2 * first.size and (len(block) > 1 or page.is_long(before, 0.5))
        return page.is_long(before, 0.6)

    def _is_title(self, before: Line, line: Line, page: _Page) -> bool:
        """Whether two lines are of one title: large type, both centred or the first one full."""
        large = min(before.size, line.size) > 1.08 * page.size and abs(before.size - line.size) < 0.06 * line.size
        near = before.page == line.page and line.top - before.top < 2.4 * line.size
        done = _TERMINAL.search(before.text) or _TITLE_END.search(before.text) or _TERMINAL.search(line.text)
        if not large or not near or done or _opens(line.text) or line.text.startswith(("（", "(")):
            return False
        inset = 0.5 * page.size
        centred = min(before.left, line.left) > page.left + inset and max(before.right, line.right) < page.right - inset
        return centred or page.is_full(before, line)


def _opens(text: str) -> bool:
    return opens_block(text) or _LETTERED.match(text) is not None


def _is_reference(text: str) -> bool:
    """Whether a mark at a line's head is a word such as Article, which inside a sentence only refers."""
    return text[0].isalpha() and not is_han(text[0])


def _margin(edges: Sequence[float], size: float, lowest: bool) -> float:
    """The outermost edge that at least some lines share."""
    buckets = Counter(round(edge / (size / 2)) for edge in edges)
    enough = [bucket for bucket, count in buckets.items() if count >= max(2, 0.02 * len(edges))] or list(buckets)
    bucket = min(enough) if lowest else max(enough)
    near = [edge for edge in edges if abs(round(edge / (size / 2)) - bucket) <= 1]
    return min(near) if lowest else max(near)


def _paragraph(group: Sequence[Line], words: Counter[str], typeset: bool) -> Paragraph:
    text = tidy(group[0].text) if typeset and not group[0].whole else group[0].text
    breaks = [(0, group[0].page)]
    for before, line in pairwise(group):
        right = tidy(line.text, opening=False) if typeset else line.text
        text, between = (text, " ") if _BARE_MARK.match(text) else joint(text, right, words)
        text += between
        if line.page != before.page:
            breaks.append((len(text), line.page))
        text += right
    return Paragraph(text, tuple(breaks))
