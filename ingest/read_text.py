"""Plain text: UTF-8, or GB 18030 (which holds GBK and GB 2312) where it is not UTF-8."""

from __future__ import annotations

import re

from ingest.blocks import Block, clean, source_text
from ingest.mend import contents_lines, mend_columns
from ingest.source import SourceText
from kb.errors import UnreadableFile
from kb.locators import CHINESE_NUMERAL, chinese_number

_OPENING = re.compile(rf"(?:(?<=[。；：！？\s])|^)第({CHINESE_NUMERAL})(条|[编章节])(?=[\s\u3000])")
_LONG = 200
"""A line of so many characters that holds openings has lost its line breaks."""
_NO_TITLE = re.compile(
    r"(?i)(?:来源|发布|作者|日期|时间|source|url|date)\s*[:：]|https?://|[\d\s:/年月日.-]+$|.*文件$|.*〔\d{4}〕\s*\d+\s*号$|目\s*录$|附\s*件"
)


def read_text(data: bytes) -> SourceText:
    """Read plain text; each paragraph becomes one line.

    Raises:
        UnreadableFile: where the bytes are no text in a known encoding.
    """
    text, notes = decode(data)
    lines = [part for line in mend_columns(text.splitlines()) for part in split_openings(line)]
    contents = contents_lines(lines)
    return source_text(
        (Block(line) for number, line in enumerate(lines) if number not in contents), "text", first_title(lines), notes=notes
    )


def decode(data: bytes, declared: str | None = None) -> tuple[str, tuple[str, ...]]:
    """The text of some bytes, and what to say of their encoding.

    ``declared`` is the encoding that the file itself names, tried after UTF-8.

    Raises:
        UnreadableFile: where the bytes are binary or in an encoding that is not known.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings = ["utf-16"]
    elif b"\0" in data:
        raise UnreadableFile("holds NUL bytes, so it is not text: give it the suffix of its real format, or save it as UTF-8")
    else:
        other = [declared] if declared and not declared.lower().startswith(("gb", "utf")) else []
        encodings = ["utf-8-sig", *other, "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        if encoding == "utf-8-sig" or _plausible(text, encoding):
            return _without_control(text), () if encoding == "utf-8-sig" else (f"read as {encoding.upper()}",)
    raise UnreadableFile("is in an encoding that is neither UTF-8 nor GB 18030: save it as UTF-8 and ingest it again")


def split_openings(line: str) -> list[str]:
    """A line that has lost its line breaks, cut before each 第N条 and 第N章 that opens a provision.

    An opening stands after white space or a full stop and counts on from the one before by one; everything else
    (``第八条规定``) is a reference.
    """
    cuts = [0]
    last: dict[str, int] = {}
    for found in _OPENING.finditer(line):
        kind, number = found[2], chinese_number(found[1])
        if number == last.get(kind, 0) + 1 or (number == 1 and kind != "条"):
            last[kind] = number
            cuts.append(found.start())
    pieces = [line[start:end] for start, end in zip(cuts, [*cuts[1:], len(line)], strict=True)]
    if len(line) > _LONG:
        pieces = [part for piece in pieces for part in re.split(r"(?<=[。；：！])[ \u3000]+(?=\S)", piece)]
    return [stripped for piece in pieces if (stripped := piece.strip())]


def first_title(lines: list[str]) -> str | None:
    """The first line that can be a title: not a source, a date or an address, and not a paragraph."""
    for line in lines[:12]:
        title = clean(line)
        if 4 <= len(title) <= 160 and not _NO_TITLE.match(title) and not title.endswith(("。", "；", "，")):
            return title
    return None


def _plausible(text: str, encoding: str) -> bool:
    """Whether a decoding has given a text: GB 18030 seldom fails, but read wrongly it gives rare characters."""
    if encoding != "gb18030":
        return True
    beyond = [character for character in text if ord(character) > 0x7F]
    common = sum(_is_common(character) for character in beyond)
    return common >= 0.8 * len(beyond)


def _is_common(character: str) -> bool:
    """Whether a character is punctuation or of the first level of GB 2312, which holds the 3 755 that people use."""
    try:
        return character.encode("gb2312")[0] < 0xD8
    except UnicodeEncodeError:
        return character in "—·“”‘’…（）〔〕①②③④⑤⑥⑦⑧⑨⑩"


def _without_control(text: str) -> str:
    """The text, where at most a stray control character stands in it.

    Raises:
        UnreadableFile: where there are many, as in a binary file.
    """
    stray = sum(character < " " and character not in "\t\n\r\f\v\x1c\x1d\x1e" for character in text)
    if stray > len(text) / 1000 + 3:
        raise UnreadableFile("holds control characters as binary files do: give it the suffix of its real format")
    return text
