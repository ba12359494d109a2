"""PDF with a text layer, read with pypdfium2.

Over 27 real regulations pypdfium2, pdfplumber and pypdf find the same 293 thousand characters. pypdfium2 is five to seven times
faster than pypdf, which gives no places, and some twenty times faster than pdfplumber, which tears lowered figures off their line
(``CO2``). It gives every character with its place, from which lines, margins and ruled tables are worked out here.
``benchmarks/compare_pdf_readers.py`` prints the comparison.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pypdfium2 as pdfium  # type: ignore[import-untyped, unused-ignore]

from ingest.blocks import checked, clean
from ingest.mend import Line, Paragraph, contents_lines, mend_lines
from ingest.pdf_page import page_lines, page_text
from ingest.pdf_table import table_lines
from ingest.read_text import first_title
from ingest.source import SourceText
from kb.errors import UnreadableFile

_PAGE_NUMBER = re.compile(
    r"[-—–―－_\s]*(?:第\s*)?(?:\d{1,4}|[ivxlc]{1,6})(?:\s*[/／]\s*\d{1,4})?(?:\s*页)?(?:\s*共\s*\d+\s*页)?[-—–―－_\s]*$|(?i:page\s+\d+(?:\s+of\s+\d+)?)$"
)
_DASHED_NUMBER = re.compile(r"^[-—–―－]\s*\d{1,4}\s*[-—–―－]$|^[—―]+\s*\d{1,4}\s*[—―]+|[—―]+\s*\d{1,4}\s*[—―]+$")
_FOOTNOTE = re.compile(r"\(?[⁰¹²³⁴⁵⁶⁷⁸⁹]+\)?\s")
_EDGE = 3
"""How many lines at the head and the foot of a page may be furniture."""


def read_pdf(data: bytes) -> SourceText:
    """Read a PDF; page numbers, running titles and tables of contents are left out, broken lines are mended.

    Raises:
        UnreadableFile: where it is encrypted, damaged or has no text layer.
    """
    document = _opened(data)
    try:
        pages, notes = _pages(document)
    finally:
        document.close()
    body, footnotes = _parted(_without_furniture(pages))
    paragraphs = _placed(mend_lines(body), mend_lines(footnotes))
    text, page_starts = _joined(paragraphs, len(pages))
    if not text:
        raise UnreadableFile("has no text layer (a scan?): run it through OCR, for example ocrmypdf, and ingest the result")
    return SourceText(checked(text), "pdf", first_title(text.splitlines()), (), page_starts, None, tuple(notes))


def _opened(data: bytes) -> pdfium.PdfDocument:
    if b"%PDF-" not in data[:1024]:
        raise UnreadableFile("is not a PDF, whatever its suffix says: give it the suffix of its real format")
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise UnreadableFile("is encrypted: save it without a password and ingest it again") from error
        raise UnreadableFile("is a damaged or truncated PDF: download it again, or print it to a new PDF") from error


def _pages(document: pdfium.PdfDocument) -> tuple[list[list[Line]], list[str]]:
    """The lines of each page, table rows among them, and what to say of the reading."""
    pages: list[list[Line]] = []
    blank: list[int] = []
    lost: dict[int, int] = {}
    for number in range(len(document)):
        try:
            page = document[number]
            text = page_text(page)
            rows, rest = table_lines(page, text, number)
        except pdfium.PdfiumError as error:
            raise UnreadableFile(f"is a damaged PDF (page {number + 1}): download it again, or print it to a new PDF") from error
        lines = page_lines(rest, number)
        contents = contents_lines([line.text for line in lines])
        lines = [line for index, line in enumerate(lines) if index not in contents]
        pages.append(sorted([*lines, *rows], key=lambda line: line.top) if rows else lines)
        if text.lost:
            lost[number + 1] = text.lost
        if not pages[-1]:
            blank.append(number + 1)
    notes = []
    if blank:
        notes.append(f"pages without text: {', '.join(map(str, blank))}")
    if lost:
        pages_lost = ", ".join(map(str, lost))
        notes.append(
            f"{sum(lost.values())} glyphs, mostly of formulas, have no Unicode value and are shown as � (pages {pages_lost})"
        )
    return pages, notes


def _without_furniture(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Pages without page numbers and without the running titles that return on most of them."""
    edges = [[line for line in [*page[:_EDGE], *page[-_EDGE:]] if not line.whole] for page in pages]
    seen = Counter(key for page in edges for key in {_key(line) for line in page})
    enough = max(3, 0.3 * len(pages))
    kept: list[list[Line]] = []
    for page, edge in zip(pages, edges, strict=True):
        dropped = {id(line) for line in page if _DASHED_NUMBER.fullmatch(line.text)}
        dropped |= {id(line) for line in edge if seen[_key(line)] >= enough or _is_page_number(line, page)}
        kept.append([_without_number(line) for line in page if id(line) not in dropped])
    return kept


def _without_number(line: Line) -> Line:
    """The line without a page number that recognition has run into it."""
    text = _DASHED_NUMBER.sub("", line.text)
    return line if line.whole or text == line.text else replace(line, text=text.strip())


def _key(line: Line) -> str:
    return re.sub(r"\d+", "#", " ".join(sorted(line.text.split())))


def _is_page_number(line: Line, page: Sequence[Line]) -> bool:
    outermost = line is page[0] or line is page[-1]
    return outermost and _PAGE_NUMBER.match(clean(line.text)) is not None


def _parted(pages: Sequence[Sequence[Line]]) -> tuple[list[Line], list[Line]]:
    """The body of the text, and the footnotes from the first raised mark at a line's head to the foot of its page."""
    body: list[Line] = []
    footnotes: list[Line] = []
    for page in _without_repeated_headers(pages):
        foot = min((line.top for line in page if _FOOTNOTE.match(line.text)), default=math.inf)
        body += [line for line in page if line.top < foot]
        footnotes += [line for line in page if line.top >= foot]
    return body, footnotes


def _without_repeated_headers(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Pages without the header that a table repeats where it goes on."""
    kept: list[list[Line]] = []
    header: str | None = None
    for page in pages:
        starts = [index for index, line in enumerate(page) if line.whole and (index == 0 or not page[index - 1].whole)]
        repeated = starts[:1] == [0] and page[0].text == header
        kept.append(list(page[1:] if repeated else page))
        if starts and not (repeated and len(starts) == 1):
            header = page[starts[-1]].text
        if page and not page[-1].whole:
            header = None
    return kept


def _placed(body: Sequence[Paragraph], footnotes: Sequence[Paragraph]) -> list[Paragraph]:
    """Footnotes behind the paragraph during which their page ends, so that they cut no sentence."""
    placed: list[Paragraph] = []
    waiting = list(footnotes)
    for paragraph in body:
        while waiting and waiting[0].breaks[0][1] < paragraph.breaks[0][1]:
            placed.append(waiting.pop(0))
        placed.append(paragraph)
    return placed + waiting


def _joined(paragraphs: Sequence[Paragraph], count: int) -> tuple[str, tuple[int, ...]]:
    """The text, and the offset at which each page begins."""
    lines: list[str] = []
    starts: dict[int, int] = {}
    offset = 0
    for paragraph in paragraphs:
        line = paragraph.text
        if not clean(line):
            continue
        for at, page in paragraph.breaks:
            starts.setdefault(page, offset + len(clean(line[:at] + "x")) - 1 if at else offset)
        lines.append(clean(line))
        offset += len(lines[-1]) + 1
    text = "\n".join(lines)
    page_starts: list[int] = []
    for page in reversed(range(count)):
        page_starts.append(starts.get(page, page_starts[-1] if page_starts else len(text)))
    return text, tuple(reversed(page_starts))
