"""Blocks of text, the common ground of all readers, and the ``SourceText`` they make."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.source import Heading, SourceText
from kb.errors import UnreadableFile

MAX_TEXT = 20_000_000
"""Characters of text; a document that is longer is a mistake."""

_INVISIBLE = {0xAD: "", 0x200B: "", 0x2060: "", 0xFEFF: "", 0xFFFE: "", 0xFFFF: "", 0x2028: " ", 0x2029: " "}


@dataclass(frozen=True, slots=True)
class Block:
    """One line of a ``SourceText``: a heading, a paragraph, a list item or a table row."""

    text: str
    level: int | None = None
    """The level of a heading, 1 outermost; None where the block is not one."""
    provision: str | None = None


def source_text(
    blocks: Iterable[Block],
    format: str,
    title: str | None = None,
    front_matter: str | None = None,
    notes: Sequence[str] = (),
) -> SourceText:
    """Blocks joined to a text, one a line; blank ones are left out.

    Where no title is given it is the first heading of the outermost level.

    Raises:
        UnreadableFile: where nothing is left, or too much.
    """
    lines: list[str] = []
    headings: list[Heading] = []
    offset = 0
    for block in blocks:
        line = clean(block.text)
        if not line:
            continue
        if block.level is not None:
            headings.append(Heading(offset, offset + len(line), block.level, block.provision))
        lines.append(line)
        offset += len(line) + 1
    text = checked("\n".join(lines))
    return SourceText(text, format, title or _first_title(text, headings), tuple(headings), (), front_matter, tuple(notes))


def checked(text: str) -> str:
    """The text itself.

    Raises:
        UnreadableFile: where it is empty, or longer than any document.
    """
    if not text:
        raise UnreadableFile("holds no text: check that it is the file you mean")
    if len(text) > MAX_TEXT:
        raise UnreadableFile(f"holds more than {MAX_TEXT // 1_000_000} million characters of text: split it and ingest the parts")
    return text


def clean(text: str) -> str:
    """One line without control characters, invisible marks, runs of spaces and white space at its ends."""
    if not text.isprintable():
        text = "".join(_visible(character) for character in text)
    return re.sub(r" {2,}", " ", text).strip()


def table_row(cells: Iterable[str]) -> str:
    """``| a | b |``; a cell's own line breaks become spaces and its bars strokes."""
    return "| " + " | ".join(clean(cell).replace("|", "/") for cell in cells) + " |"


def table_rows(table: Sequence[Sequence[str]]) -> list[Block]:
    """A table as blocks, its header row first; empty rows are left out."""
    width = max((len(row) for row in table), default=0)
    filled = (row for row in table if any(clean(cell) for cell in row))
    return [Block(table_row([*row, *[""] * (width - len(row))])) for row in filled]


def _visible(character: str) -> str:
    if (code := ord(character)) in _INVISIBLE:
        return _INVISIBLE[code]
    category = unicodedata.category(character)
    return "" if category == "Cs" else " " if category == "Cc" else character


def _first_title(text: str, headings: Sequence[Heading]) -> str | None:
    named = [heading for heading in headings if heading.provision is None]
    if not named:
        return None
    first = min(named, key=lambda heading: (heading.level, heading.start))
    return text[first.start : first.end]
