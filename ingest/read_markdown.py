"""Markdown, read with markdown-it-py: CommonMark with tables and YAML front matter."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.blocks import Block, source_text, table_rows
from ingest.marks import opens_block
from ingest.read_text import decode
from ingest.source import SourceText
from ingest.spacing import columns, is_han, joint

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_BOLD_LEVEL = 3
_WRAPPED = 50
"""A Chinese line is taken for hard-wrapped only when it is at least so many columns wide."""


def read_markdown(data: bytes) -> SourceText:
    """Read Markdown; a paragraph that is bold as a whole counts as a heading, as briefings use it.

    Raises:
        UnreadableFile: where the bytes are no text.
    """
    text, notes = decode(data)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    front_matter = None
    if found := _FRONT_MATTER.match(text):
        front_matter, text = found[1], text[found.end() :]
    tokens = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(text)
    blocks = _Blocks()
    return source_text(
        (block for token in tokens for block in blocks.of(token)), "markdown", front_matter=front_matter, notes=notes
    )


class _Blocks:
    """The blocks of a stream of tokens."""

    def __init__(self) -> None:
        self.level: int | None = None
        self.markers: list[str] = []
        self.table: list[list[str]] | None = None

    def of(self, token: Token) -> list[Block]:
        """The blocks that a token completes."""
        if token.type == "heading_open":
            self.level = int(token.tag[1])
        elif token.type == "heading_close":
            self.level = None
        elif token.type == "list_item_open":
            self.markers.append(f"{token.info}{token.markup} " if token.info else "- ")
        elif token.type == "inline":
            return self._inline(token)
        elif token.type in ("fence", "code_block"):
            return [Block(line) for line in token.content.splitlines()]
        elif token.type == "html_block":
            return [Block(line) for line in _without_tags(token.content).splitlines()]
        else:
            return self._table(token)
        return []

    def _table(self, token: Token) -> list[Block]:
        if token.type == "table_open":
            self.table = []
        elif token.type == "tr_open" and self.table is not None:
            self.table.append([])
        elif token.type == "table_close" and self.table is not None:
            rows, self.table = table_rows(self.table), None
            return rows
        return []

    def _inline(self, token: Token) -> list[Block]:
        lines = _lines(token)
        if self.table:
            self.table[-1].append(" ".join(lines))
            return []
        if self.level is not None:
            return [Block(" ".join(lines), self.level)]
        prefix, self.markers = "".join(self.markers), []
        if not prefix and len(lines) == 1 and _is_bold(token):
            return [Block(lines[0], _BOLD_LEVEL)]
        return [Block(line if number else prefix + line) for number, line in enumerate(_joined(lines))]


def _lines(token: Token) -> list[str]:
    """The plain text of inline tokens, cut at line breaks; a break forced by the author is kept as a line of its own."""
    text = ""
    for child in token.children or ():
        if child.type in ("text", "code_inline", "image"):
            text += child.content
        elif child.type in ("softbreak", "hardbreak") or (child.type == "html_inline" and re.match(r"<br\s*/?>", child.content)):
            text += "\n"
    return [line.strip() for line in text.split("\n") if line.strip()]


def _joined(lines: Sequence[str]) -> list[str]:
    """Lines of one paragraph; a break between Chinese lines that are not full is meant, any other is only wrapping."""
    widest = max((columns(line) for line in lines), default=0)
    joined: list[str] = []
    for number, line in enumerate(lines):
        before = lines[number - 1] if number else ""
        meant = is_han(before[-1:] or " ") and (widest < _WRAPPED or columns(before) < widest - 4)
        if not joined or meant or opens_block(line):
            joined.append(line)
        else:
            left, between = joint(joined[-1], line)
            joined[-1] = left + between + line
    return joined


def _is_bold(token: Token) -> bool:
    children = [child for child in token.children or () if child.type != "text" or child.content.strip()]
    if len(children) < 3 or children[0].type != "strong_open" or children[-1].type != "strong_close":
        return False
    return sum(child.type == "strong_open" for child in children) == 1


def _without_tags(html: str) -> str:
    html = re.sub(r"(?s)<!--.*?-->|<(script|style)\b.*?</\1\s*>", "", html)
    return re.sub(r"(?s)<[^>]*>", "", html)
