"""The stretches of a text that have a numbering of their own: the body, the instruments of an announcement, the annexes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ingest.lines import HEADING_LENGTH, SENTENCE_END, Line, is_bare_division, is_division

_SHORTEST_ANNEX = 40
_SHORTEST_LETTER = 100
"""Characters of a text in front of an annex below which the annex is the document."""


@dataclass(slots=True)
class Segment:
    """Lines with a numbering of their own: the body, an instrument, an annex."""

    lines: list[Line] = field(default_factory=list)
    instrument: Line | None = None
    annex: Line | None = None
    is_body: bool = False
    """An annex that is the text itself: a copy that was cut out of the notice it was annexed to."""


def segments(lines: Sequence[Line]) -> list[Segment]:
    """The stretches of a text in order, each with the title that opens it."""
    first_articles = _first_articles(lines)
    annexes = _annex_lines(lines)
    found = [Segment()]
    for index, line in enumerate(lines):
        if index in annexes:
            found.append(Segment(annex=line))
        elif index in first_articles:
            taken = _taken_back(found[-1], lines, first_articles[index])
            if found[-1].annex and not found[-1].lines:
                found.pop()
            found.append(Segment(instrument=lines[first_articles[index]], lines=[*taken, line]))
        else:
            found[-1].lines.append(line)
    before = 0
    for segment in found:
        segment.is_body = segment.annex is not None and before < _SHORTEST_LETTER
        before += sum(len(line.text) for line in segment.lines)
    return [segment for segment in found if segment.instrument or segment.lines]


def _first_articles(lines: Sequence[Line]) -> dict[int, int]:
    """Index of each line that is an article 1, with the index of the line that holds its instrument's title."""
    articles = [
        (index, int(line.mark.number))
        for index, line in enumerate(lines)
        if line.mark and line.mark.kind == "article" and line.mark.number.isdigit()
    ]
    found = {}
    for (index, number), (_, following) in pairwise(articles):
        if number == 1 and following == 2:
            title = index - 1
            while title > 0 and (is_division(lines[title]) or is_bare_division(lines[title - 1])):
                title -= 1
            if lines[title].mark is not None and not is_division(lines[title]):
                title += 1  # what stands there is numbered: the instrument has no title of its own
            found[index] = min(max(title, 0), index - 1) if index else 0
    return found


def _taken_back(segment: Segment, lines: Sequence[Line], title: int) -> list[Line]:
    """The lines from an instrument's title on, taken out of the segment before it; the title itself belongs to none."""
    keep = [line for line in segment.lines if line.start < lines[title].start]
    taken = [line for line in segment.lines if line.start > lines[title].start]
    segment.lines[:] = keep
    return taken


def _annex_lines(lines: Sequence[Line]) -> set[int]:
    """The lines that open an annex: of several with one number the one with most text after it, lists of annexes aside."""
    marked = [index for index, line in enumerate(lines) if _may_open_annex(line)]
    best: dict[str, tuple[int, int]] = {}
    for index, following in pairwise([*marked, len(lines)]):
        weight = sum(len(line.text) for line in lines[index + 1 : following])
        number = _mark_number(lines[index])
        if weight >= _SHORTEST_ANNEX and weight > best.get(number, (0, 0))[0]:
            best[number] = weight, index
    return {index for _, index in best.values()}


def _may_open_annex(line: Line) -> bool:
    return (
        line.mark is not None
        and line.mark.kind in ("annex", "schedule")
        and len(line.text) <= HEADING_LENGTH
        and not SENTENCE_END.search(line.text)
        and not re.match(r"附(?:件|录)?\s*[:：]", line.text)
    )


def _mark_number(line: Line) -> str:
    return line.mark.number if line.mark else ""
