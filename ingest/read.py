"""Read a file of any known format."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from ingest.blocks import MAX_TEXT
from ingest.read_docx import read_docx
from ingest.read_html import read_html
from ingest.read_markdown import read_markdown
from ingest.read_pdf import read_pdf
from ingest.read_text import read_text
from ingest.read_xml import read_xml
from ingest.source import SourceText
from kb.errors import UnreadableFile

_READERS: Mapping[str, Callable[[bytes], SourceText]] = {
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".txt": read_text,
    ".html": read_html,
    ".htm": read_html,
    ".pdf": read_pdf,
    ".docx": read_docx,
    ".xml": read_xml,
}
READABLE_SUFFIXES: frozenset[str] = frozenset(_READERS)
MAX_BINARY = 200_000_000
"""Bytes of a PDF or Word file, pictures included."""
_BINARY = (".pdf", ".docx")
_WEB_PAGE = re.compile(rb"(?i)(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html[\s>])")
_SIGNATURES = ((b"%PDF-", ".pdf", "a PDF"), (b"PK\x03\x04", ".docx", "a zip archive such as Word writes"))


def read_file(path: Path) -> SourceText:
    """The text of a file, with what its format says of pages and headings.

    Raises:
        UnreadableFile: where the file cannot be read; the message says why and what to do.
    """
    suffix = path.suffix.lower()
    if suffix not in _READERS:
        raise UnreadableFile(f"has a suffix that is not read: convert it to one of {', '.join(sorted(READABLE_SUFFIXES))}")
    data = _bytes_of(path, MAX_BINARY if suffix in _BINARY else MAX_TEXT)
    for signature, real, name in _SIGNATURES:
        if data.startswith(signature) and suffix != real:
            raise UnreadableFile(f"is {name}, not what its suffix {suffix} says: rename it to {real} and ingest it again")
    if suffix in (".txt", ".md", ".markdown") and _WEB_PAGE.match(data[:1024]):
        raise UnreadableFile(f"is a web page, not what its suffix {suffix} says: rename it to .html and ingest it again")
    return _READERS[suffix](data)


def _bytes_of(path: Path, limit: int) -> bytes:
    try:
        if path.stat().st_size > limit:
            raise UnreadableFile(f"is larger than {limit // 1_000_000} MB: split it and ingest the parts")
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(f"cannot be opened ({error.strerror}): check that it exists and may be read") from error
    if not data.strip():
        raise UnreadableFile("is empty: check that it is the file you mean")
    return data
