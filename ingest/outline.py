"""The outline of a text: where each provision begins and ends, found from its numbering."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.lines import HEADING_LENGTH, Line, Opening, is_heading_line, lines_of, title_of
from ingest.numbering import State, number_lines
from ingest.segments import segments
from ingest.source import Heading, SourceText
from kb.locators import parse_locator

_DEEPEST = 9


@dataclass(frozen=True, slots=True)
class Provision:
    """A provision's place in a text: ``text[start:end]``, its own heading included."""

    id: str
    start: int
    end: int
    title_path: tuple[str, ...]
    heading_end: int
    """Where its heading line ends; ``end`` where there is nothing but a heading."""
    name: str | None = None
    """What it is called where it has no number: its heading."""


@dataclass(frozen=True, slots=True)
class Outline:
    """The provisions of a text in order, and the titles of its instruments where it holds several."""

    provisions: tuple[Provision, ...]
    rules: tuple[str, ...] = ()


def outline(source: SourceText, *, digest: bool = False) -> Outline:
    """The provisions of a text.

    A digest's provisions are its headings; what stands before the first says that it is one. In any other text numbers
    decide: they run on by one, so that a reference to another article at the start of a line does not open a provision.
    Articles that begin again at 1 belong to the next instrument of the document, and their ids begin with ``rules-2/``.
    """
    lines = list(lines_of(source))
    if digest:
        openings, rules = _by_headings(lines)
    elif any(line.heading and line.heading.provision for line in lines):
        openings, rules = _by_format(lines), ()
    else:
        openings, rules = _by_numbers(lines)
    if not any(opening.id for opening in openings):
        openings = _by_unnumbered_headings(lines)
    return Outline(tuple(_provisions(source.text, openings, preamble=not digest)), rules)


def _by_headings(lines: Sequence[Line]) -> tuple[list[Opening], tuple[str, ...]]:
    titles = [line for line in lines if line.heading and line.heading.level == 1 and parse_locator(line.text) is None]
    rules = tuple(line.text for line in titles) if len(titles) > 1 else ()
    openings, prefix = [], ""
    for line in lines:
        if not line.heading:
            continue
        if line in titles:
            prefix = f"rules-{titles.index(line) + 1}/" if rules else ""
            openings.append(Opening(line, None, line.text, 0))
        elif parsed := parse_locator(line.text):
            openings.append(Opening(line, prefix + parsed[0], "", 1))
        elif number := re.match(r"(\d+)\s+[—–-]", line.text):
            openings.append(Opening(line, f"{prefix}point-{number[1]}", "", 1))
    return openings, rules


def _by_format(lines: Sequence[Line]) -> list[Opening]:
    return [Opening(line, line.heading.provision, line.text, _depth(line.heading)) for line in lines if line.heading]


def _depth(heading: Heading) -> int:
    """A section lies under every heading before it, whatever level the format gives it."""
    return _DEEPEST if heading.provision and heading.provision.startswith("section-") else heading.level


def _by_unnumbered_headings(lines: Sequence[Line]) -> list[Opening]:
    headed = [line for line in lines if line.heading]
    if headed and headed[0].heading and headed[0].heading.level == 1:
        headed = headed[1:]
    if not headed:
        return [Opening(lines[0], "text-1", "", 0)] if lines else []
    return [Opening(line, f"text-{number}", line.text, line.heading.level if line.heading else 0) for number, line in enumerate(headed, 1)]


def _by_numbers(lines: Sequence[Line]) -> tuple[list[Opening], tuple[str, ...]]:
    openings: list[Opening] = []
    rules: list[str] = []
    found = segments(lines)
    several = sum(segment.instrument is not None for segment in found) > 1
    for segment in found:
        state = State()
        if segment.instrument is not None and several:
            rules.append(segment.instrument.text)
            state.prefix = f"rules-{len(rules)}/"
            openings.append(Opening(segment.instrument, None, segment.instrument.text, 0))
        if segment.annex is not None and segment.annex.mark is not None and not segment.is_body:
            state.prefix = f"annex-{segment.annex.mark.number}".removesuffix("-") + "/"
            openings.append(Opening(segment.annex, state.prefix[:-1], title_of(segment.annex), 0))
        number_lines(segment.lines, state, in_annex=segment.annex is not None)
        openings += state.openings
    return openings, tuple(rules)


def _provisions(text: str, openings: Sequence[Opening], *, preamble: bool) -> Iterator[Provision]:
    before = text[: openings[0].line.start].rstrip() if openings else ""
    if preamble and (len(before) > HEADING_LENGTH or re.search(r"[。.;；，,]", before)):
        end = len(before)
        yield Provision("preamble", 0, end, (), 0)
    path: list[tuple[int, str]] = []
    unnumbered = 0
    for opening, following in zip(openings, [*openings[1:], None], strict=True):
        path = [(depth, title) for depth, title in path if depth < opening.depth]
        titles = tuple(title for _, title in path if title)
        path.append((opening.depth, opening.title))
        start = opening.line.start
        end = start + len(text[start : following.line.start if following else len(text)].rstrip())
        if opening.id is None:
            unnumbered += 1
            heading_end = max(opening.line.end, opening.heading_end)
            if preamble and heading_end < end:
                yield Provision(f"heading-{unnumbered}", start, end, titles, heading_end, opening.title)
            continue
        heading_end = opening.line.end if is_heading_line(opening.line) else start
        yield Provision(opening.id, start, end, titles, min(heading_end, end))
