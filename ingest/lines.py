"""The lines of a text with what stands at their start, and the openings of provisions among them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.marks import Mark, mark_of
from ingest.source import Heading, SourceText

HEADING_LENGTH = 60
"""A numbered line up to this long, without an end of sentence, is a heading as a whole; of a longer one only its number is."""
SENTENCE_END = re.compile(r"[。；;.：:，,]$")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a text, at ``text[start:end]``."""

    start: int
    end: int
    text: str
    heading: Heading | None
    mark: Mark | None


@dataclass(slots=True)
class Opening:
    """A line that opens a provision, or (with no id) only leaves the one before it."""

    line: Line
    id: str | None
    title: str
    depth: int
    """How deep its title stands in the title path."""
    heading_end: int = 0
    """Where its heading ends, where that is more than its own line."""


def lines_of(source: SourceText) -> Iterator[Line]:
    """The lines of a text, each with the heading and the numbering mark that it begins with."""
    headings = {heading.start: heading for heading in source.headings}
    start = 0
    for text in source.text.split("\n"):
        yield Line(start, start + len(text), text, headings.get(start), mark_of(text))
        start += len(text) + 1


def is_heading_line(line: Line) -> bool:
    """Whether a line is a heading as a whole: the format says so, or it is short and ends no sentence."""
    return line.heading is not None or (len(line.text) <= HEADING_LENGTH and not SENTENCE_END.search(line.text))


def is_division(line: Line) -> bool:
    """Whether a line opens a chapter or section."""
    return line.mark is not None and line.mark.kind == "division"


def is_bare_division(line: Line) -> bool:
    """A chapter or section whose title stands on the next line."""
    return line.mark is not None and line.mark.kind == "division" and not line.text[line.mark.length :].strip(" .:—–-")


def title_of(line: Line) -> str:
    """The words that stand for a provision in the title path of those inside it."""
    if len(line.text) <= HEADING_LENGTH and not SENTENCE_END.search(line.text):
        return line.text
    head = re.match(r"[^。.]{1,30}[。.](?=\S)", line.text)
    return head[0] if head else line.text[: line.mark.length if line.mark else 0].strip()
