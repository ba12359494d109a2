"""The outline of a text: where each provision begins and ends, found from its numbering."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from ingest.marks import Mark, mark_of
from ingest.source import Heading, SourceText
from kb.locators import parse_locator

_HEADING_LENGTH = 60
"""A numbered line up to this long, without an end of sentence, is a heading as a whole; of a longer one only its number is."""
_SENTENCE_END = re.compile(r"[。；;.：:，,]$")
_SHORTEST_ANNEX = 40
_FEWEST_PROVISIONS = 2
_FEWEST_ARTICLES = 3
_FEWEST_POINTS = 3


@dataclass(frozen=True, slots=True)
class Provision:
    """A provision's place in a text: ``text[start:end]``, its own heading included."""

    id: str
    start: int
    end: int
    title_path: tuple[str, ...]
    heading_end: int
    """Where its heading line ends; ``end`` where there is nothing but a heading."""


@dataclass(frozen=True, slots=True)
class Outline:
    """The provisions of a text in order, and the titles of its instruments where it holds several."""

    provisions: tuple[Provision, ...]
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    text: str
    heading: Heading | None
    mark: Mark | None


@dataclass(slots=True)
class _Opening:
    """A line that opens a provision, or (with no id) only leaves the one before it."""

    line: _Line
    id: str | None
    title: str
    depth: int
    """How deep its title stands in the title path."""


@dataclass(slots=True)
class _State:
    """How far the numbering has come."""

    openings: list[_Opening] = field(default_factory=list)
    prefix: str = ""
    article: int = 0
    part: int = 0
    item: int = 0
    number: int = 0
    point: tuple[int, ...] = ()
    recital: int = 0


def outline(source: SourceText, *, digest: bool = False) -> Outline:
    """The provisions of a text.

    A digest's provisions are its headings; what stands before the first says that it is one. In any other text numbers
    decide: they run on by one, so that a reference to another article at the start of a line does not open a provision.
    Articles that begin again at 1 belong to the next instrument of the document, and their ids begin with ``rules-2/``.
    """
    lines = list(_lines(source))
    if digest:
        openings, rules = _by_headings(lines)
    elif any(line.heading and line.heading.provision for line in lines):
        openings, rules = _by_format(lines), ()
    else:
        openings, rules = _by_numbers(lines)
    if not any(opening.id for opening in openings):
        openings = _by_unnumbered_headings(lines)
    return Outline(tuple(_provisions(source.text, openings, preamble=not digest)), rules)


def _lines(source: SourceText) -> Iterator[_Line]:
    headings = {heading.start: heading for heading in source.headings}
    start = 0
    for text in source.text.split("\n"):
        yield _Line(start, start + len(text), text, headings.get(start), mark_of(text))
        start += len(text) + 1


def _by_headings(lines: Sequence[_Line]) -> tuple[list[_Opening], tuple[str, ...]]:
    titles = [line for line in lines if line.heading and line.heading.level == 1 and parse_locator(line.text) is None]
    rules = tuple(line.text for line in titles) if len(titles) > 1 else ()
    openings, prefix = [], ""
    for line in lines:
        if not line.heading:
            continue
        if line in titles:
            prefix = f"rules-{titles.index(line) + 1}/" if rules else ""
            openings.append(_Opening(line, None, line.text, 0))
        elif parsed := parse_locator(line.text):
            openings.append(_Opening(line, prefix + parsed[0], "", 1))
        elif number := re.match(r"(\d+)\s+[—–-]", line.text):
            openings.append(_Opening(line, f"{prefix}point-{number[1]}", "", 1))
    return openings, rules


def _by_format(lines: Sequence[_Line]) -> list[_Opening]:
    return [_Opening(line, line.heading.provision, line.text, line.heading.level) for line in lines if line.heading]


def _by_unnumbered_headings(lines: Sequence[_Line]) -> list[_Opening]:
    headed = [line for line in lines if line.heading]
    if headed and headed[0].heading and headed[0].heading.level == 1:
        headed = headed[1:]
    if not headed:
        return [_Opening(lines[0], "text-1", "", 0)] if lines else []
    return [_Opening(line, f"text-{number}", line.text, line.heading.level if line.heading else 0) for number, line in enumerate(headed, 1)]


def _by_numbers(lines: Sequence[_Line]) -> tuple[list[_Opening], tuple[str, ...]]:
    openings: list[_Opening] = []
    rules: list[str] = []
    segments = _segments(lines)
    several = sum(segment.instrument is not None for segment in segments) > 1
    for segment in segments:
        state = _State()
        if segment.instrument is not None and several:
            rules.append(segment.instrument.text)
            state.prefix = f"rules-{len(rules)}/"
            openings.append(_Opening(segment.instrument, None, segment.instrument.text, 0))
        if segment.annex is not None and segment.annex.mark is not None and not segment.is_body:
            state.prefix = f"annex-{segment.annex.mark.number}".removesuffix("-") + "/"
            openings.append(_Opening(segment.annex, state.prefix[:-1], _title(segment.annex), 0))
        _number(segment.lines, state, in_annex=segment.annex is not None)
        openings += state.openings
    return openings, tuple(rules)


@dataclass(slots=True)
class _Segment:
    """Lines with a numbering of their own: the body, an instrument, an annex."""

    lines: list[_Line] = field(default_factory=list)
    instrument: _Line | None = None
    annex: _Line | None = None
    is_body: bool = False
    """An annex that is the text itself: what stands before it is a covering letter, without provisions of its own."""


def _segments(lines: Sequence[_Line]) -> list[_Segment]:
    first_articles = _first_articles(lines)
    annexes = _annex_lines(lines)
    segments = [_Segment()]
    for index, line in enumerate(lines):
        if index in annexes:
            segments.append(_Segment(annex=line))
        elif index in first_articles:
            taken = _taken_back(segments[-1], lines, first_articles[index])
            if segments[-1].annex and not segments[-1].lines:
                segments.pop()
            segments.append(_Segment(instrument=lines[first_articles[index]], lines=[*taken, line]))
        else:
            segments[-1].lines.append(line)
    before = 0
    for segment in segments:
        segment.is_body = segment.annex is not None and before < _FEWEST_PROVISIONS
        before += sum(line.mark is not None and line.mark.kind in ("part", "article") for line in segment.lines)
    return [segment for segment in segments if segment.instrument or segment.lines]


def _first_articles(lines: Sequence[_Line]) -> dict[int, int]:
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
            while title > 0 and (_is_division(lines[title]) or _is_bare_division(lines[title - 1])):
                title -= 1
            found[index] = max(title, 0)
    return found


def _is_division(line: _Line) -> bool:
    return line.mark is not None and line.mark.kind == "division"


def _is_bare_division(line: _Line) -> bool:
    """A chapter or section whose title stands on the next line."""
    return line.mark is not None and line.mark.kind == "division" and not line.text[line.mark.length :].strip(" .:—–-")


def _taken_back(segment: _Segment, lines: Sequence[_Line], title: int) -> list[_Line]:
    """The lines from an instrument's title on, taken out of the segment before it; the title itself belongs to none."""
    keep = [line for line in segment.lines if line.start < lines[title].start]
    taken = [line for line in segment.lines if line.start > lines[title].start]
    segment.lines[:] = keep
    return taken


def _annex_lines(lines: Sequence[_Line]) -> set[int]:
    """The lines that open an annex: of several with one number the one with most text after it, lists of annexes aside."""
    marked = [index for index, line in enumerate(lines) if _may_open_annex(line)]
    best: dict[str, tuple[int, int]] = {}
    for index, following in pairwise([*marked, len(lines)]):
        weight = sum(len(line.text) for line in lines[index + 1 : following])
        number = _mark_number(lines[index])
        if weight >= _SHORTEST_ANNEX and weight > best.get(number, (0, 0))[0]:
            best[number] = weight, index
    return {index for _, index in best.values()}


def _may_open_annex(line: _Line) -> bool:
    return (
        line.mark is not None
        and line.mark.kind in ("annex", "schedule")
        and len(line.text) <= _HEADING_LENGTH
        and not _SENTENCE_END.search(line.text)
        and not re.match(r"附(?:件|录)?\s*[:：]", line.text)
    )


def _mark_number(line: _Line) -> str:
    return line.mark.number if line.mark else ""


def _number(lines: Sequence[_Line], state: _State, *, in_annex: bool) -> None:
    kinds = [line.mark.kind for line in lines if line.mark]
    has_articles = kinds.count("article") >= _FEWEST_ARTICLES
    has_points = kinds.count("point") >= _FEWEST_POINTS or (in_annex and "part" not in kinds and kinds.count("number") >= _FEWEST_POINTS)
    if has_points and not has_articles:
        lines = [_plain_number(line) for line in lines]
    index = 0
    while index < len(lines):
        line = lines[index]
        if _is_division(line):
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


def _plain_number(line: _Line) -> _Line:
    """In a text with dotted numbers, ``1 适用范围`` is a number too, where the line is short enough to be a heading."""
    found = re.match(r"(\d{1,2})\s+(?=[^\W\d_])", line.text)
    if line.mark or not found or not _is_heading_line(line):
        return line
    return replace(line, mark=Mark("number", found[1], found.end()))


def _open_division(lines: Sequence[_Line], index: int, state: _State) -> int:
    """A chapter or section; in English its title may stand on the next line. Returns how many more lines it took."""
    line = lines[index]
    title, taken = line.text, 0
    following = lines[index + 1] if index + 1 < len(lines) else None
    if following and not following.mark and _is_bare_division(line) and _is_heading_line(following):
        title, taken = f"{line.text} {following.text}", 1
    depth = 1 if re.match(r"第.*编|第.*章|CHAPTER|Chapter|TITLE|Title|PART|Part", line.text) else 2
    state.openings.append(_Opening(line, None, title, depth))
    return taken


def _open_recital(line: _Line, state: _State) -> None:
    assert line.mark is not None
    if line.mark.number == str(state.recital + 1):
        state.recital += 1
        state.openings.append(_Opening(line, f"{state.prefix}recital-{state.recital}", "", 3))


def _open_article(line: _Line, state: _State) -> None:
    assert line.mark is not None
    if line.mark.kind == "article" and line.mark.number.isdigit() and state.article < int(line.mark.number) <= state.article + 2:
        state.article = int(line.mark.number)
        state.openings.append(_Opening(line, f"{state.prefix}article-{state.article}", "", 3))


def _open_part(line: _Line, state: _State) -> None:
    assert line.mark is not None
    if not line.mark.number.isdigit():
        return
    number = int(line.mark.number)
    if line.mark.kind == "part" and state.part < number <= state.part + 2:
        state.part, state.number = number, 0
        state.openings.append(_Opening(line, f"{state.prefix}part-{number}", _title(line), 1))
    elif line.mark.kind == "item" and state.part and number in (1, state.item + 1, state.item + 2):
        state.item, state.number = number, 0
        state.openings.append(_Opening(line, f"{state.prefix}part-{state.part}.{number}", _title(line), 2))
    elif line.mark.kind == "number" and state.item and number == state.number + 1:
        state.number = number
        state.openings.append(_Opening(line, f"{state.prefix}part-{state.part}.{state.item}.{number}", _title(line), 3))


def _open_point(line: _Line, state: _State) -> None:
    assert line.mark is not None
    numbers = tuple(int(part) for part in line.mark.number.split("."))
    depth = len(numbers)
    before = state.point[: depth - 1]
    last = state.point[depth - 1] if len(state.point) >= depth else 0
    if numbers[:-1] == before and last < numbers[-1] <= last + 2:
        state.point = numbers
        state.openings.append(_Opening(line, f"{state.prefix}point-{line.mark.number.replace('．', '.')}", _title(line), depth))


def _title(line: _Line) -> str:
    """The words that stand for a provision in the title path of those inside it."""
    if len(line.text) <= _HEADING_LENGTH and not _SENTENCE_END.search(line.text):
        return line.text
    head = re.match(r"[^。.]{1,30}[。.](?=\S)", line.text)
    return head[0] if head else line.text[: line.mark.length if line.mark else 0].strip()


def _provisions(text: str, openings: Sequence[_Opening], *, preamble: bool) -> Iterator[Provision]:
    before = text[: openings[0].line.start].rstrip() if openings else ""
    if preamble and re.search(r"[。.;；，,]", before):
        end = len(before)
        yield Provision("preamble", 0, end, (), 0)
    path: list[tuple[int, str]] = []
    for opening, following in zip(openings, [*openings[1:], None], strict=True):
        path = [(depth, title) for depth, title in path if depth < opening.depth]
        titles = tuple(title for _, title in path if title)
        path.append((opening.depth, opening.title))
        if opening.id is None:
            continue
        start = opening.line.start
        end = start + len(text[start : following.line.start if following else len(text)].rstrip())
        heading_end = opening.line.end if _is_heading_line(opening.line) else start
        yield Provision(opening.id, start, end, titles, min(heading_end, end))


def _is_heading_line(line: _Line) -> bool:
    return line.heading is not None or (len(line.text) <= _HEADING_LENGTH and not _SENTENCE_END.search(line.text))
