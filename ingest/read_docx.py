"""Word documents, read with python-docx: paragraphs and tables in the order of the document."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

from docx import Document
from docx.document import Document as DocxDocument
from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml import etree  # type: ignore[import-untyped, unused-ignore]

from ingest.blocks import Block, source_text, table_rows
from ingest.mend import contents_lines
from ingest.source import SourceText
from kb.errors import UnreadableFile

MAX_UNPACKED = 200_000_000
"""Bytes that the archive may unpack to; a document of text stays far below, a decompression bomb does not."""
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADING = re.compile(r"(?i)(?:heading|标题)\s*(\d)")
_DAMAGED = "is a damaged or truncated Word document: open it in Word, save it again as .docx and ingest it"


def read_docx(data: bytes) -> SourceText:
    """Read a Word document; heading styles become headings, list items get a dash.

    Raises:
        UnreadableFile: where it is encrypted, damaged, no Word document or unpacks to more than the limit.
    """
    if data.startswith(_OLE):
        raise UnreadableFile("is encrypted or in the old Word format: save it as .docx without a password and ingest it again")
    document = _opened(data)
    title = document.core_properties.title.strip() or None
    blocks = list(_blocks(document))
    contents = contents_lines([block.text for block in blocks])
    blocks = [block for number, block in enumerate(blocks) if number not in contents]
    if any(block.level is not None for block in blocks):
        title = None
    return source_text(blocks, "docx", title or _title_paragraph(document))


def _opened(data: bytes) -> DocxDocument:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
            if unpacked > MAX_UNPACKED:
                raise UnreadableFile(
                    f"unpacks to more than {MAX_UNPACKED // 1_000_000} MB: remove its pictures and ingest it again"
                )
            if "word/document.xml" not in archive.namelist():
                raise UnreadableFile("is an archive but no Word document: save it as .docx and ingest it again")
            archive.testzip()
        return Document(io.BytesIO(data))
    except (
        zipfile.BadZipFile,
        PackageNotFoundError,
        etree.XMLSyntaxError,
        KeyError,
        ValueError,
        EOFError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise UnreadableFile(_DAMAGED) from error


def _blocks(document: DocxDocument) -> Iterator[Block]:
    for item in document.iter_inner_content():
        if isinstance(item, Table):
            yield from table_rows([[cell.text for cell in row.cells] for row in item.rows])
        else:
            yield from _paragraph(item)


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


def _title_paragraph(document: DocxDocument) -> str | None:
    return next((paragraph.text.strip() for paragraph in document.paragraphs if paragraph.text.strip()), None)
