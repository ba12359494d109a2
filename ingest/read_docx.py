"""Word documents, read with python-docx: paragraphs and tables in the order of the document."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator

from docx import Document
from docx.document import Document as DocxDocument
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.exceptions import InvalidXmlError
from docx.table import Table, _Row
from docx.text.paragraph import Paragraph
from lxml import etree  # type: ignore[import-untyped, unused-ignore]

from ingest.blocks import Block, source_text, table_rows
from ingest.mend import contents_lines
from ingest.read_text import first_title
from ingest.source import SourceText
from kb.errors import UnreadableFile

MAX_UNPACKED = 200_000_000
"""Bytes that the archive may unpack to; a document of text stays far below, a decompression bomb does not."""
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADING = re.compile(r"(?i)(?:heading|标题)\s*(\d)")
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, PackageNotFoundError, InvalidXmlError, etree.XMLSyntaxError, struct.error,
    AttributeError, EOFError, IndexError, KeyError, NotImplementedError, OSError, RuntimeError, TypeError, ValueError,
)  # fmt: skip
"""What zipfile and python-docx raise for a damaged document: the latter has no error of its own for most damage."""
_DAMAGED = "is a damaged or truncated Word document: open it in Word, save it again as .docx and ingest it"


def read_docx(data: bytes) -> SourceText:
    """Read a Word document; heading styles become headings, list items get a dash.

    Raises:
        UnreadableFile: where it is encrypted, damaged, no Word document or unpacks to more than the limit.
    """
    if data.startswith(_OLE):
        raise UnreadableFile("is encrypted or in the old Word format: save it as .docx without a password and ingest it again")
    _check_archive(data)
    try:
        document = Document(io.BytesIO(data))
        blocks = list(_blocks(document))
        title = document.core_properties.title.strip()
    except _DAMAGE as error:
        raise UnreadableFile(_DAMAGED) from error
    contents = contents_lines([block.text for block in blocks])
    blocks = [block for number, block in enumerate(blocks) if number not in contents]
    if any(block.level is not None for block in blocks):
        return source_text(blocks, "docx")
    return source_text(blocks, "docx", title or first_title([block.text for block in blocks]))


def _check_archive(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
                raise UnreadableFile(
                    f"unpacks to more than {MAX_UNPACKED // 1_000_000} MB: remove its pictures and ingest it again"
                )
            if "word/document.xml" not in archive.namelist():
                raise UnreadableFile("is an archive but no Word document: save it as .docx and ingest it again")
            damaged = archive.testzip()
    except _DAMAGE as error:
        raise UnreadableFile(_DAMAGED) from error
    if damaged:
        raise UnreadableFile(_DAMAGED)


def _blocks(document: DocxDocument) -> Iterator[Block]:
    for item in document.iter_inner_content():
        if isinstance(item, Table):
            yield from table_rows([_cells(row) for row in item.rows])
        else:
            yield from _paragraph(item)


def _cells(row: _Row) -> list[str]:
    """The words of a row's cells; a cell that spans columns stands in the first of them."""
    cells = row.cells
    return ["" if index and cells[index - 1]._tc is cell._tc else cell.text for index, cell in enumerate(cells)]


def _paragraph(paragraph: Paragraph) -> Iterator[Block]:
    level = _level(paragraph)
    for line in paragraph.text.splitlines():
        yield Block(f"- {line}" if level is None and _is_listed(paragraph) else line, level)


def _level(paragraph: Paragraph) -> int | None:
    name = paragraph.style.name or "" if paragraph.style else ""
    if name in ("Title", "标题"):
        return 1
    found = _HEADING.match(name)
    return int(found[1]) if found else None


def _is_listed(paragraph: Paragraph) -> bool:
    return paragraph.style is not None and (paragraph.style.name or "").startswith("List")
