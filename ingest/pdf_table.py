"""Tables with ruled lines on a PDF page: where they stand and what their cells say."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2 as pdfium  # type: ignore[import-untyped, unused-ignore]
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped, unused-ignore]

from ingest.blocks import table_row
from ingest.mend import Line
from ingest.pdf_page import Glyph, PageText, page_lines, upright
from ingest.spacing import joint, tidy

_NEAR = 3.0
"""Points within which two rules are one, or meet."""
_SHORTEST = 6.0
_WIDE = 15.0
"""Points that a column is wide at least."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A ruled line: at ``at`` on one axis, from ``start`` to ``end`` on the other."""

    at: float
    start: float
    end: float


def table_lines(page: pdfium.PdfPage, text: PageText, number: int) -> tuple[list[Line], list[Glyph]]:
    """The rows of a page's ruled tables, each as a whole line, and the glyphs that stand outside all tables."""
    across, down = _rules(page, text.turn)
    rows: list[Line] = []
    rest = list(text.glyphs)
    for xs, ys, grid_across, grid_down in _grids(across, down):
        inside = [
            glyph
            for glyph in rest
            if xs[0] < (glyph.left + glyph.right) / 2 < xs[-1] and ys[0] < (glyph.top + glyph.bottom) / 2 < ys[-1]
        ]
        if not any(glyph.text.strip() for glyph in inside):
            continue
        taken = {id(glyph) for glyph in inside}
        rest = _without(rest, taken)
        rows += _rows(xs, ys, _regions(xs, ys, grid_across, grid_down), inside, number)
    return rows, rest


def _without(glyphs: Sequence[Glyph], taken: set[int]) -> list[Glyph]:
    kept: list[Glyph] = []
    for glyph in glyphs:
        if id(glyph) not in taken:
            kept.append(glyph)
        elif kept:
            kept[-1].break_after = True
    return kept


def _rules(page: pdfium.PdfPage, turn: int) -> tuple[list[Rule], list[Rule]]:
    """The ruled lines of a page, those across and those down; thin filled boxes count as lines."""
    across: list[Rule] = []
    down: list[Rule] = []
    for item in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_PATH], max_depth=4):
        points = [upright(x, y, turn) for x, y in _points(item) if math.isfinite(x) and math.isfinite(y)]
        if not points or (not _is_stroked(item) and min(_extents(points)) > _NEAR):
            continue
        for (ax, ay), (bx, by) in pairwise(points):
            if abs(ay - by) <= _NEAR / 2 and abs(ax - bx) >= _SHORTEST:
                across.append(Rule((ay + by) / 2, min(ax, bx), max(ax, bx)))
            elif abs(ax - bx) <= _NEAR / 2 and abs(ay - by) >= _SHORTEST:
                down.append(Rule((ax + bx) / 2, min(ay, by), max(ay, by)))
    return _merged(across), _merged(down)


def _extents(points: Sequence[tuple[float, float]]) -> tuple[float, float]:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return max(xs) - min(xs), max(ys) - min(ys)


def _points(item: pdfium.PdfObject) -> list[tuple[float, float]]:
    """The corners of a path in PDF space; only the first hundreds, for a path of more is a drawing."""
    matrix = item.get_matrix()
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    start = 0
    for index in range(min(pdfium_c.FPDFPath_CountSegments(item), 500)):
        segment = pdfium_c.FPDFPath_GetPathSegment(item, index)
        if pdfium_c.FPDFPathSegment_GetType(segment) == pdfium_c.FPDF_SEGMENT_MOVETO:
            start = len(points)
        pdfium_c.FPDFPathSegment_GetPoint(segment, x, y)
        points.append(matrix.on_point(x.value, y.value))
        if pdfium_c.FPDFPathSegment_GetClose(segment):
            points.append(points[start])
    return points


def _is_stroked(item: pdfium.PdfObject) -> bool:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium_c.FPDFPath_GetDrawMode(item, fill, stroke)
    return bool(stroke.value)


def _merged(rules: Sequence[Rule]) -> list[Rule]:
    """Rules on one line that touch or overlap, as one."""
    merged: list[Rule] = []
    for rule in sorted(rules, key=lambda rule: (rule.at, rule.start)):
        for index, other in enumerate(merged):
            if abs(other.at - rule.at) <= _NEAR and rule.start <= other.end + _NEAR and rule.end >= other.start - _NEAR:
                merged[index] = Rule(other.at, min(other.start, rule.start), max(other.end, rule.end))
                break
        else:
            merged.append(rule)
    return merged if len(merged) == len(rules) else _merged(merged)


def _grids(across: Sequence[Rule], down: Sequence[Rule]) -> list[tuple[list[float], list[float], list[Rule], list[Rule]]]:
    """Groups of rules that cross each other and make at least two columns and two rows."""
    groups: list[tuple[list[Rule], list[Rule]]] = []
    for rule in across:
        crossing = [other for other in down if _cross(rule, other)]
        home: tuple[list[Rule], list[Rule]] = ([rule], crossing)
        for group in [group for group in groups if any(other in group[1] for other in crossing)]:
            groups.remove(group)
            home = (group[0] + home[0], home[1] + [other for other in group[1] if other not in home[1]])
        groups.append(home)
    grids = []
    for rows, columns in groups:
        xs, ys = _with_open_sides(_positions(columns), rows), _positions(rows)
        if len(xs) >= 3 and len(ys) >= 3:
            grids.append((xs, ys, rows, columns))
    return sorted(grids, key=lambda grid: grid[1][0])


def _with_open_sides(xs: list[float], rows: Sequence[Rule]) -> list[float]:
    """The edges of the columns, with the ends of the rules where a table has no line down its sides."""
    if not xs:
        return xs
    left, right = min(rule.start for rule in rows), max(rule.end for rule in rows)
    return [left] * (xs[0] - left > _WIDE) + xs + [right] * (right - xs[-1] > _WIDE)


def _cross(across: Rule, down: Rule) -> bool:
    return across.start - _NEAR <= down.at <= across.end + _NEAR and down.start - _NEAR <= across.at <= down.end + _NEAR


def _positions(rules: Sequence[Rule]) -> list[float]:
    positions: list[float] = []
    for at in sorted(rule.at for rule in rules):
        if not positions or at - positions[-1] > _NEAR:
            positions.append(at)
    return positions


def _regions(
    xs: Sequence[float], ys: Sequence[float], across: Sequence[Rule], down: Sequence[Rule]
) -> dict[tuple[int, int], tuple[int, int]]:
    """For each cell of the grid the first cell, by row and column, of the merged cell it belongs to."""
    first: dict[tuple[int, int], tuple[int, int]] = {}
    for row in range(len(ys) - 1):
        for column in range(len(xs) - 1):
            middle_x, middle_y = (xs[column] + xs[column + 1]) / 2, (ys[row] + ys[row + 1]) / 2
            home = (row, column)
            if column and not _ruled(down, xs[column], middle_y):
                home = first[row, column - 1]
            elif row and not _ruled(across, ys[row], middle_x):
                home = first[row - 1, column]
            first[row, column] = home
    return first


def _ruled(rules: Sequence[Rule], at: float, where: float) -> bool:
    return any(abs(rule.at - at) <= _NEAR and rule.start - _NEAR <= where <= rule.end + _NEAR for rule in rules)


def _rows(
    xs: Sequence[float], ys: Sequence[float], first: dict[tuple[int, int], tuple[int, int]], inside: Sequence[Glyph], number: int
) -> list[Line]:
    cells: dict[tuple[int, int], list[Glyph]] = {}
    for glyph in inside:
        row = _slot(ys, (glyph.top + glyph.bottom) / 2)
        column = _slot(xs, (glyph.left + glyph.right) / 2)
        cells.setdefault(first[row, column], []).append(glyph)
    texts = {home: _cell_text(glyphs) for home, glyphs in cells.items()}
    grid = [[first[row, column] for column in range(len(xs) - 1)] for row in range(len(ys) - 1)]
    lines: list[Line] = []
    row = 0
    while row < len(grid):
        height = 1
        if len(set(grid[row])) == 1:
            text = texts.get(grid[row][0], "") if grid[row][0][0] == row else ""
        elif not any(line.text.startswith("|") for line in lines):
            height = _header_height(grid, row)
            stacked = zip(*grid[row : row + height], strict=True)
            text = table_row(" ".join(texts.get(home, "") for home in dict.fromkeys(column)) for column in stacked)
        else:
            text = table_row(
                texts.get(home, "") if not index or grid[row][index - 1] != home else "" for index, home in enumerate(grid[row])
            )
        if text.strip(" |") and any(home[0] >= row for home in grid[row]):
            lines.append(Line(text, xs[0], xs[-1], ys[row], ys[row + height], number, whole=True))
        row += height
    return lines


def _header_height(grid: Sequence[Sequence[tuple[int, int]]], row: int) -> int:
    """How many rows a header takes: more than one where cells stand under a common one and others go down beside them."""
    wide = any(grid[row].count(home) > 1 for home in grid[row])
    down = max(sum(home in below for below in grid[row:]) for home in grid[row])
    return down if wide and down <= min(3, len(grid) - row - 1) else 1


def _slot(edges: Sequence[float], at: float) -> int:
    return max(0, min(sum(edge <= at for edge in edges) - 1, len(edges) - 2))


def _cell_text(glyphs: Sequence[Glyph]) -> str:
    text = ""
    for line in page_lines(glyphs, 0):
        text, between = joint(text, line.text)
        text += between + line.text
    return tidy(text, opening=False)
