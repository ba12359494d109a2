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

_LOST = (0, 2, 0xFFFE, 0xFFFF)
"""What PDFium gives for a glyph without a Unicode value, and for a hyphen at the end of a line."""
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
    """A page's glyphs in the order of its content."""

    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    lost: int
    """How many glyphs have no Unicode value."""


def page_text(page: pdfium.PdfPage) -> PageText:
    """The glyphs of a page, upright whichever way the page is turned; a watermark across the page is left out."""
    turn = page.get_rotation() // 90
    width, height = page.get_size()
    textpage = page.get_textpage()
    corner = page.get_bbox()[:2]
    glyphs: list[Glyph] = []
    lost = 0
    for index in range(textpage.count_chars()):
        code = pdfium_c.FPDFText_GetUnicode(textpage, index)
        if code in (10, 13):
            if glyphs:
                glyphs[-1].break_after = True
            continue
        box = _box(textpage, index, corner)
        if box is None:
            continue
        hyphen = False
        if code in _LOST:
            hyphen = pdfium_c.FPDFText_IsHyphen(textpage, index) == 1
            lost += not hyphen
            code = ord("-" if hyphen else "\ufffd")
        if chr(code).isspace() and glyphs:
            glyphs.append(replace(glyphs[-1], text=" ", left=glyphs[-1].right, break_after=False))
            continue
        glyphs.append(Glyph(_SYMBOLS.get(code) or chr(code), *_upright(box, turn, width, height), break_after=hyphen))
    textpage.close()
    return PageText(width, height, tuple(glyphs), lost)


def _box(textpage: pdfium.PdfTextPage, index: int, corner: tuple[float, float]) -> tuple[float, float, float, float] | None:
    """Left, right, bottom and top of a character's place in PDF space, as high as its type; None for slanting text.

    The heights that fonts claim are useless (mathematical ones claim six lines), so baseline and size are taken instead.
    """
    box, matrix = pdfium_c.FS_RECTF(), pdfium_c.FS_MATRIX()
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium_c.FPDFText_GetLooseCharBox(textpage, index, box)
    pdfium_c.FPDFText_GetMatrix(textpage, index, matrix)
    pdfium_c.FPDFText_GetCharOrigin(textpage, index, x, y)
    across, up = math.hypot(matrix.a, matrix.b), math.hypot(matrix.c, matrix.d)
    if across and 0.2 < abs(matrix.a) / across < 0.98:
        return None
    size = pdfium_c.FPDFText_GetFontSize(textpage, index) * up
    left, bottom = corner
    if across and abs(matrix.b) > abs(matrix.a):
        rise = math.copysign(size, matrix.b)
        sides = sorted((x.value - 0.88 * rise, x.value + 0.12 * rise))
        return sides[0] - left, sides[1] - left, box.bottom - bottom, box.top - bottom
    return box.left - left, box.right - left, y.value - 0.12 * size - bottom, y.value + 0.88 * size - bottom


def _upright(box: tuple[float, float, float, float], turn: int, width: float, height: float) -> tuple[float, float, float, float]:
    """A box in PDF space as left, right, top, bottom of the page as it is shown."""
    x0, x1, y0, y1 = box
    if turn == 1:
        return y0, y1, x0, x1
    if turn == 2:
        return width - x1, width - x0, y0, y1
    if turn == 3:
        return width - y1, width - y0, height - x1, height - x0
    return x0, x1, height - y1, height - y0


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
