"""Which numbered lines of a stretch open a provision: those whose numbers run on by one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ingest.lines import SENTENCE_END, Line, Opening, is_bare_division, is_division, is_heading_line, title_of
from ingest.marks import Mark

_FEWEST_ARTICLES = 3
_FEWEST_POINTS = 3
_LONGEST_TITLE = 150
"""Characters of a chapter's title on a line of its own."""


@dataclass(slots=True)
class State:
    """How far the numbering has come."""

    openings: list[Opening] = field(default_factory=list)
    prefix: str = ""
    article: int = 0
    part: int = 0
    item: int = 0
    number: int = 0
    point: tuple[int, ...] = ()
    recital: int = 0


def number_lines(lines: Sequence[Line], state: State, *, in_annex: bool) -> None:
    """Add to the state the openings of a stretch: its articles, else its dotted points, else its parts and items."""
    kinds = [line.mark.kind for line in lines if line.mark]
    has_articles = kinds.count("article") >= _FEWEST_ARTICLES
    has_points = kinds.count("point") >= _FEWEST_POINTS or (in_annex and "part" not in kinds and kinds.count("number") >= _FEWEST_POINTS)
    if has_points and not has_articles:
        lines = [_plain_number(line) for line in lines]
    index = 0
    while index < len(lines):
        line = lines[index]
        if is_division(line):
            index += _open_division(lines, index, state)
        elif line.mark:
            if line.mark.kind == "recital" and not state.article:
                _open_recital(line, state)
            elif has_articles:
                _open_article(line, state)
            elif has_points and line.mark.kind in ("point", "number"):
                _open_point(line, state)
            else:
                _open_part(line, state)
        index += 1


def _plain_number(line: Line) -> Line:
    """In a text with dotted numbers, ``1 适用范围`` is a number too, where the line is short enough to be a heading."""
    found = re.match(r"(\d{1,2})\s+(?=[^\W\d_])", line.text)
    if line.mark or not found or not is_heading_line(line):
        return line
    return replace(line, mark=Mark("number", found[1], found.end()))


def _open_division(lines: Sequence[Line], index: int, state: State) -> int:
    """A chapter or section; in English its title may stand on the next line. Returns how many more lines it took."""
    line = lines[index]
    title, taken = line.text, 0
    following = lines[index + 1] if index + 1 < len(lines) else None
    if following and not following.mark and is_bare_division(line) and _may_be_title(following):
        title, taken = f"{line.text} {following.text}", 1
    depth = 1 if re.match(r"第.*编|第.*章|CHAPTER|Chapter|TITLE|Title|PART|Part", line.text) else 2
    state.openings.append(Opening(line, None, title, depth, following.end if taken and following else line.end))
    return taken


def _may_be_title(line: Line) -> bool:
    return len(line.text) <= _LONGEST_TITLE and not SENTENCE_END.search(line.text)


def _open_recital(line: Line, state: State) -> None:
    assert line.mark is not None
    if line.mark.number == str(state.recital + 1):
        state.recital += 1
        state.openings.append(Opening(line, f"{state.prefix}recital-{state.recital}", "", 3))


def _open_article(line: Line, state: State) -> None:
    assert line.mark is not None
    if line.mark.kind == "article" and line.mark.number.isdigit() and state.article < int(line.mark.number) <= state.article + 2:
        state.article = int(line.mark.number)
        state.openings.append(Opening(line, f"{state.prefix}article-{state.article}", "", 3))


def _open_part(line: Line, state: State) -> None:
    assert line.mark is not None
    if not line.mark.number.isdigit():
        return
    number = int(line.mark.number)
    if line.mark.kind == "part" and state.part < number <= state.part + 2:
        state.part, state.number = number, 0
        state.openings.append(Opening(line, f"{state.prefix}part-{number}", title_of(line), 1))
    elif line.mark.kind == "item" and state.part and number in (1, state.item + 1, state.item + 2):
        state.item, state.number = number, 0
        state.openings.append(Opening(line, f"{state.prefix}part-{state.part}.{number}", title_of(line), 2))
    elif line.mark.kind == "number" and state.item and number == state.number + 1:
        state.number = number
        state.openings.append(Opening(line, f"{state.prefix}part-{state.part}.{state.item}.{number}", title_of(line), 3))


def _open_point(line: Line, state: State) -> None:
    assert line.mark is not None
    numbers = tuple(int(part) for part in line.mark.number.split("."))
    depth = len(numbers)
    before = state.point[: depth - 1]
    last = state.point[depth - 1] if len(state.point) >= depth else 0
    if numbers[:-1] == before and last < numbers[-1] <= last + 2:
        state.point = numbers
        state.openings.append(Opening(line, f"{state.prefix}point-{line.mark.number.replace('．', '.')}", title_of(line), depth))
