"""What reading a file gives: its text, and what the format says of its structure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that the format itself marks as one; ``text[start:end]`` is its words, one line or a part of one."""

    start: int
    end: int
    level: int
    """1 is the outermost."""
    provision: str | None = None
    """The provision it opens, where the format says so (XML of legislation): ``section-183``, ``schedule-1``."""


@dataclass(frozen=True, slots=True)
class SourceText:
    """A file's text as everything later quotes it.

    One line is one block: a heading, a paragraph or list item (its own line breaks mended), or a table row
    ``| cell | cell |`` (the header row first). Lines are joined by a single newline; none is blank, none has white space
    at its ends.
    """

    text: str
    format: str
    """``markdown``, ``text``, ``html``, ``pdf``, ``docx`` or ``xml``."""
    title: str | None = None
    headings: tuple[Heading, ...] = ()
    page_starts: tuple[int, ...] = ()
    """Offset at which each page begins, page 1 first; empty where the format has no pages."""
    front_matter: str | None = None
    """The YAML block at the head of a Markdown file, without its fences."""
    notes: tuple[str, ...] = ()
    """What a person should know about the reading: the encoding, what was left out."""
