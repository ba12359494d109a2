"""A rendition's text as blocks to read: headings, anchors of provisions, page numbers, and the quoted words marked."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from kb.glossary import Term
from kb.types import Passage, Rendition

_HASHES = re.compile(r"(#{1,6})\s+")
_DIVISION = re.compile(r"第[零〇一二三四五六七八九十百\d]+[编章节](?=\s|$)|(?:chapter|title|part|section|annex)\s+[\divxlc.]+\s*$", re.IGNORECASE)
_OFFSET = re.compile(r"[0-9]{1,9}")
_HEADING_LIMIT = 160
_SHORT = 60
_DASH = " — "
"""What stands between the number of a provision and the words that say what it is about, in digests."""
_ENDINGS = "。；：，、.;:,|"
"""A short line that opens a provision and does not end like this is its heading."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text within a block."""

    text: str
    marked: bool = False
    opens_quote: bool = False
    strong: bool = False
    page: int | None = None
    """The page that begins with this piece."""
    term: Term | None = None
    """The term of the glossary that this piece names and links to."""


@dataclass(frozen=True, slots=True)
class Block:
    """A line of the text."""

    kind: Literal["heading", "row", "paragraph"]
    level: int
    """Of a heading: 2 to 4."""
    anchors: tuple[str, ...]
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The words of the block."""
        return "".join(piece.text for piece in self.pieces)


def read_blocks(rendition: Rendition, passages: Sequence[Passage], quote: tuple[int, int] | None = None, titles: Sequence[str] = ()) -> list[Block]:
    """The text as blocks, one a line that is not blank; joined, their pieces are the text but for white space and ``#``.

    Args:
        rendition: the text to read.
        passages: its passages; they say where provisions begin and which lines are headings.
        quote: the range to mark.
        titles: titles of the document, which are headings where they stand as a line.
    """
    reader = _Reader(rendition, passages, quote, titles)
    lines = list(_lines(rendition.text))
    ends = [0, *(end for _, end in lines)]
    return [reader.block(before, start, end) for before, (start, end) in zip(ends, lines, strict=False)]


def quoted_range(rendition: Rendition, start: str | None, end: str | None) -> tuple[int, int] | None:
    """The range that an address asks to mark; None where it is not one of this text."""
    if not (start and end and _OFFSET.fullmatch(start) and _OFFSET.fullmatch(end)):
        return None
    first, last = int(start), int(end)
    return (first, last) if first < last <= len(rendition.text) else None


def provision_at(passages: Sequence[Passage], position: int) -> str | None:
    """The provision that holds a position of the text."""
    return next((passage.provision for passage in passages if passage.start <= position < passage.end), None)


def provision_titles(blocks: Sequence[Block]) -> dict[str, str]:
    """What each provision is about, where its heading says it: ``Article 24 — Fine for late surrender`` is about the words after the dash."""
    found = {}
    for block in blocks:
        _, dash, title = block.text.partition(_DASH)
        if block.kind == "heading" and block.anchors and dash:
            found[block.anchors[-1]] = title
    return found


class _Reader:
    """What every block of one text needs to know, looked up once."""

    def __init__(self, rendition: Rendition, passages: Sequence[Passage], quote: tuple[int, int] | None, titles: Sequence[str]) -> None:
        self._text = rendition.text
        self._quote = quote
        self._opened = False
        self._pages = {start: number for number, start in enumerate(rendition.page_starts, 1)}
        self._page_starts = list(rendition.page_starts)
        self._titles = dict.fromkeys(titles, 0) | {title.strip(): depth for passage in passages for depth, title in enumerate(passage.title_path)}
        first_of = {passage.provision: passage for passage in sorted(passages, key=lambda one: one.start, reverse=True)}
        self._opening = sorted(first_of.values(), key=lambda one: one.start)
        self._openings = [passage.start for passage in self._opening]

    def block(self, before: int, start: int, end: int) -> Block:
        """The line from ``start`` to ``end``; ``before`` is where the line before it ended."""
        line = self._text[start:end]
        opening = self._opening[bisect_left(self._openings, before) : bisect_left(self._openings, end)]
        hashes = _HASHES.match(line)
        level = self._level(line, hashes, opening)
        shown = start + hashes.end() if hashes else start
        strong = end if level else shown + _locator_length(self._text[shown:end], opening)
        return Block(
            kind="heading" if level else "row" if line.startswith("|") else "paragraph",
            level=level,
            anchors=tuple(passage.provision for passage in opening),
            pieces=tuple(self._pieces(before, shown, end, strong)),
        )

    def _level(self, line: str, hashes: re.Match[str] | None, opening: Sequence[Passage]) -> int:
        if hashes:
            return min(4, max(2, len(hashes[1])))
        text = line.strip()
        if text in self._titles and len(text) <= _HEADING_LIMIT:
            return min(4, 2 + self._titles[text])
        if opening and len(text) <= (_HEADING_LIMIT if _DASH in text else _SHORT) and text[-1] not in _ENDINGS:
            return 4 if "." in opening[0].provision else 3
        return 3 if len(text) <= _SHORT and _DIVISION.match(text) else 0

    def _pieces(self, before: int, start: int, end: int, strong_end: int) -> Iterator[Piece]:
        quote_start, quote_end = self._quote or (-1, -1)
        turned = self._page_starts[bisect_left(self._page_starts, before) : bisect_left(self._page_starts, end)]
        pages = {max(at, start): self._pages[at] for at in turned}
        cuts = sorted({start, end} | {cut for cut in (strong_end, quote_start, quote_end, *pages) if start < cut < end})
        for first, last in pairwise(cuts):
            marked = quote_start <= first < quote_end
            yield Piece(
                text=self._text[first:last],
                marked=marked,
                opens_quote=marked and not self._opened,
                strong=first < strong_end,
                page=pages.get(first),
            )
            self._opened = self._opened or marked


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each line that is not blank, without the white space around it."""
    for found in re.finditer(r"[^\n\r\f]+", text):
        line = found[0]
        start = found.start() + len(line) - len(line.lstrip())
        end = found.start() + len(line.rstrip())
        if start < end:
            yield start, end


def _locator_length(line: str, opening: list[Passage]) -> int:
    for passage in opening:
        if passage.locator and line.startswith(passage.locator):
            return len(passage.locator)
    return 0
