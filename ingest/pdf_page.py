"""The characters of a PDF page and the lines they stand on, as pypdfium2 gives them."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Sequence
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.mend import Line

_LOST = (0, 2, 0xFFFE, 0xFFFF)
"""What PDFium gives for a glyph without a Unicode value, and for a hyphen at the end of a line."""
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


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
        glyphs.append(Glyph(chr(code), *_upright(box, turn, width, height), break_after=hyphen))
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
    """The lines that glyphs stand on, from the top down where the page has one column, else in the order of its content."""
    fragments: list[list[Glyph]] = [[]]
    for glyph in glyphs:
        fragments[-1].append(glyph)
        if glyph.break_after:
            fragments.append([])
    lines: list[Line] = []
    for fragment in fragments:
        line = _line(fragment, page)
        if line is None:
            continue
        if lines and _beside(lines[-1], line) and line.left > lines[-1].right - line.size:
            lines[-1] = _united(lines[-1], line)
        else:
            lines.append(line)
    return _ordered(lines)


def _line(fragment: Sequence[Glyph], page: int) -> Line | None:
    seen = [glyph for glyph in fragment if not glyph.text.isspace() and glyph.bottom > glyph.top]
    if not seen:
        return None
    text = "".join(glyph.text for glyph in fragment).strip()
    return Line(
        text, min(glyph.left for glyph in seen), max(glyph.right for glyph in seen), min(glyph.top for glyph in seen),
        max(glyph.bottom for glyph in seen), page,
    )


def _beside(one: Line, other: Line) -> bool:
    """Whether two lines share a height: one is a part of the other's line, or a raised or lowered figure of it."""
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared > 0.5 * min(one.size, other.size)


def _united(one: Line, other: Line) -> Line:
    """Two parts of one line; a raised figure in brackets, which marks a footnote, stays raised."""
    raised = other.text.isdigit() and other.size < 0.8 * one.size and other.bottom < one.bottom - 0.1 * one.size
    text = other.text.translate(_RAISED) if raised and one.text.endswith("(") else other.text
    space = " " if other.left - one.right > 0.2 * one.size and not one.text.endswith("(") else ""
    return Line(
        one.text + space + text, min(one.left, other.left), max(one.right, other.right), *_heights(one, other), one.page,
    )


def _heights(one: Line, other: Line) -> tuple[float, float]:
    main = one if one.right - one.left >= other.right - other.left else other
    return main.top, main.bottom


def _ordered(lines: Sequence[Line]) -> list[Line]:
    by_height = sorted(lines, key=lambda line: (line.top + line.bottom) / 2)
    ordered: list[Line] = []
    for line in by_height:
        if ordered and _beside(ordered[-1], line):
            before = ordered[-1]
            left, right = (before, line) if before.left <= line.left else (line, before)
            if right.left < left.right - 0.5 * line.size:
                return list(lines)
            if right.left - left.right > 6 * line.size and len(left.text) > 12 and len(right.text) > 12:
                return list(lines)
            ordered[-1] = _united(left, right)
        else:
            ordered.append(line)
    return ordered
