"""The characters of a PDF page and the lines they stand on, as pypdfium2 gives them."""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import pypdfium2 as pdfium  # type: ignore[import-untyped, unused-ignore]
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped, unused-ignore]

from ingest.mend import Line

_BREAKS = (10, 13)
_LOST = (0, 2, 0xFFFE, 0xFFFF)
"""What PDFium gives for a glyph without a Unicode value, and for a hyphen at the end of a line."""
_HYPHEN = 0x2010
_FAR = 1_000_000
"""Farther out than any page: what a damaged file says."""
_SYMBOLS = dict(zip(map(0xF000.__add__, b"=+-()\xb4\xe5\xa3\xb3\xb7\xd7"), "=+−()×∑≤≥•·", strict=True))
"""The signs of the Symbol font, which formulas are set in, where they stand among the private characters."""
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LEVEL = {raised: digit for digit, raised in _RAISED.items()}
_RAISED_NUMBER = re.compile(r"(?<![(⁰¹²³⁴⁵⁶⁷⁸⁹])[⁰¹²³⁴⁵⁶⁷⁸⁹]+|[⁰¹²³⁴⁵⁶⁷⁸⁹]+(?![)⁰¹²³⁴⁵⁶⁷⁸⁹])")
"""Raised numbers other than footnote marks, which stand in brackets."""


@dataclass(slots=True)
class Glyph:
    """A character and its box; y grows downwards from the top of the page. A break has no box."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    break_after: bool = False


@dataclass(frozen=True, slots=True)
class PageText:
    """A page's glyphs in the order of its content, upright whichever way the page or its text is turned."""

    glyphs: tuple[Glyph, ...]
    turn: int
    """Which way most of the text runs: 0 to the right, 1 up, 2 to the left, 3 down."""
    lost: int
    """How many glyphs have no Unicode value."""


def page_text(page: pdfium.PdfPage) -> PageText:
    """The glyphs of a page; a watermark that slants across it is left out."""
    textpage = page.get_textpage()
    placed: list[tuple[int, _Place | None]] = []
    for index in range(textpage.count_chars()):
        code = pdfium_c.FPDFText_GetUnicode(textpage, index)
        if code in _LOST and pdfium_c.FPDFText_IsHyphen(textpage, index) == 1:
            code = _HYPHEN
        placed.append((code, None if code in _BREAKS else _place(textpage, index)))
    textpage.close()
    turns = Counter(place.turn for code, place in placed if place and not chr(code).isspace())
    turn = max(turns, key=turns.__getitem__, default=0)
    glyphs: list[Glyph] = []
    for code, place in placed:
        if code in _BREAKS and glyphs:
            glyphs[-1].break_after = True
        elif place and chr(code).isspace() and glyphs:
            glyphs.append(replace(glyphs[-1], text=" ", left=glyphs[-1].right, break_after=False))
        elif place and place.turn >= 0:
            text = "-" if code == _HYPHEN else "\ufffd" if code in _LOST else _SYMBOLS.get(code) or chr(code)
            glyphs.append(Glyph(text, *place.box(turn), break_after=code == _HYPHEN))
    return PageText(tuple(glyphs), turn, sum(code in _LOST for code, _ in placed))


def upright(x: float, y: float, turn: int) -> tuple[float, float]:
    """A point of a page as it lies when text that runs the way of ``turn`` is level; y grows downwards."""
    return ((x, -y), (y, x), (-x, y), (-y, -x))[turn]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a character stands in PDF space: its origin on the baseline, the size of its type, the box it claims."""

    turn: int
    """Which way it runs, as in ``PageText``; -1 where it slants or stands nowhere."""
    x: float
    y: float
    size: float
    claimed: tuple[float, float, float, float]

    def box(self, turn: int) -> tuple[float, float, float, float]:
        """Left, right, top and bottom of the upright character.

        The heights that fonts claim are useless (mathematical ones claim six lines), so baseline and size are taken instead.
        """
        x0, y0, x1, y1 = self.claimed
        (ax, ay), (bx, by) = upright(x0, y0, turn), upright(x1, y1, turn)
        if turn != self.turn:
            return min(ax, bx), max(ax, bx), min(ay, by), max(ay, by, min(ay, by) + 0.5)
        _, base = upright(self.x, self.y, turn)
        return min(ax, bx), max(ax, bx), base - 0.88 * self.size, base + 0.12 * self.size


def _place(textpage: pdfium.PdfTextPage, index: int) -> _Place:
    box, matrix = pdfium_c.FS_RECTF(), pdfium_c.FS_MATRIX()
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium_c.FPDFText_GetLooseCharBox(textpage, index, box)
    pdfium_c.FPDFText_GetMatrix(textpage, index, matrix)
    pdfium_c.FPDFText_GetCharOrigin(textpage, index, x, y)
    size = pdfium_c.FPDFText_GetFontSize(textpage, index) * math.hypot(matrix.c, matrix.d)
    claimed = (box.left, box.bottom, box.right, box.top)
    if not all(abs(number) < _FAR for number in (x.value, y.value, size, matrix.a, matrix.b, *claimed)):
        return _Place(-1, 0, 0, 1, (0, 0, 0, 0))
    quarter = math.atan2(matrix.b, matrix.a) / (math.pi / 2)
    turn = round(quarter) % 4 if abs(quarter - round(quarter)) < 0.12 else -1
    return _Place(turn, x.value, y.value, max(size, 0.5), claimed)


def page_lines(glyphs: Sequence[Glyph], page: int) -> list[Line]:
    """The lines that glyphs stand on, from the top down; a page of two columns keeps the order of its content."""
    rows: list[_Row] = []
    for run in _runs(glyphs):
        if rows and rows[-1].takes(run) and run.left > rows[-1].left:
            rows[-1] = rows[-1].with_run(run)
        else:
            rows.append(run)
    by_height = sorted(rows, key=lambda row: row.top + row.bottom)
    pairs = pairwise(by_height)
    if sum(one.is_beside(other) and not one.covers(other) for one, other in pairs) < max(4, 0.25 * len(rows)):
        rows = []
        for row in by_height:
            if rows and rows[-1].takes(row):
                rows[-1] = rows[-1].with_run(row)
            else:
                rows.append(row)
    return [row.line(page) for row in rows]


@dataclass(frozen=True, slots=True)
class _Row:
    """Glyphs of one line from left to right; top and bottom are those of the type that takes most of its width."""

    glyphs: list[Glyph]
    left: float
    right: float
    top: float
    bottom: float

    @classmethod
    def of(cls, glyphs: list[Glyph]) -> _Row:
        """The row that glyphs make, at least one of which can be seen."""
        seen = [glyph for glyph in glyphs if not glyph.text.isspace()]
        widths: Counter[tuple[float, float]] = Counter()
        for glyph in seen:
            widths[round(glyph.top, 1), round(glyph.bottom, 1)] += max(round(100 * (glyph.right - glyph.left)), 1)
        top, bottom = max(widths, key=widths.__getitem__)
        return cls(glyphs, min(glyph.left for glyph in seen), max(glyph.right for glyph in seen), top, bottom)

    def is_beside(self, other: _Row) -> bool:
        """Whether two rows share a height."""
        shared = min(self.bottom, other.bottom) - max(self.top, other.top)
        return shared > 0.5 * min(self.bottom - self.top, other.bottom - other.top)

    def covers(self, other: _Row) -> bool:
        """Whether two rows stand over each other for most of the narrower one."""
        shared = min(self.right, other.right) - max(self.left, other.left)
        return shared > 0.3 * min(self.right - self.left, other.right - other.left)

    def takes(self, other: _Row) -> bool:
        """Whether another row goes on with this one's line, or is a raised or lowered figure of it."""
        small, large = sorted((self.bottom - self.top, other.bottom - other.top))
        return self.is_beside(other) and (small < 0.85 * large or not self.covers(other))

    def with_run(self, other: _Row) -> _Row:
        """Both rows as one, the shorter put in where it begins."""
        long, short = (self, other) if len(self.glyphs) >= len(other.glyphs) else (other, self)
        place = next((index for index, glyph in enumerate(long.glyphs) if glyph.left >= short.left - 0.5), len(long.glyphs))
        return _Row.of([*long.glyphs[:place], *short.glyphs, *long.glyphs[place:]])

    def line(self, page: int) -> Line:
        """The row's text, with spaces where gaps are; a raised number in brackets, which marks a footnote, stays raised."""
        size = self.bottom - self.top
        text = ""
        right = self.left
        for glyph in self.glyphs:
            if glyph.left - right > 0.25 * size and text and not text.endswith((" ", "(", "（")) and not glyph.text.isspace():
                text += " "
            raised = glyph.text.isdigit() and glyph.bottom - glyph.top < 0.8 * size and glyph.bottom < self.bottom - 0.15 * size
            text += glyph.text.translate(_RAISED) if raised else glyph.text
            right = glyph.right
        text = _RAISED_NUMBER.sub(lambda found: found[0].translate(_LEVEL), text)
        return Line(text.strip(), self.left, self.right, self.top, self.bottom, page)


def _runs(glyphs: Sequence[Glyph]) -> list[_Row]:
    """Glyphs cut where a line ends, or where the next one stands back or lower though no break says so."""
    runs: list[list[Glyph]] = [[]]
    for glyph in glyphs:
        if runs[-1]:
            before = runs[-1][-1]
            size = before.bottom - before.top
            jumps = abs(glyph.bottom - before.bottom) > size or glyph.left < before.left - 2 * size
            if before.break_after or (jumps and not glyph.text.isspace()):
                runs.append([])
        runs[-1].append(glyph)
    return [_Row.of(run) for run in runs if any(not glyph.text.isspace() for glyph in run)]
