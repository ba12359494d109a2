"""Compare PDF libraries on real regulations: speed, characters, order. Prints a Markdown table.

Usage: ``python benchmarks/compare_pdf_readers.py [FOLDER]``; the folder is ``KB_SOURCES`` or ``../shared/sources`` by default.
Needs pdfplumber and pypdf, which the project itself does not.
"""

from __future__ import annotations

import logging
import os
import re
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pdfplumber
import pypdf
import pypdfium2  # type: ignore[import-untyped, unused-ignore]

from ingest.read_pdf import read_pdf
from kb.locators import CHINESE_NUMERAL, chinese_number

_OPENING = re.compile(rf"^\s*(?:第({CHINESE_NUMERAL})条|Article (\d+)\s*$)", re.MULTILINE)
_LOST = re.compile("[\0\ufffd\ufffe\uffff\ue000-\uf8ff]")


def main(arguments: Sequence[str]) -> int:
    """Print the table for the PDFs of a folder."""
    default = Path(__file__).parents[2] / "shared" / "sources"
    folder = Path(arguments[0] if arguments else os.environ.get("KB_SOURCES", default))
    files = sorted(folder.glob("*.pdf"))
    if not files:
        sys.stderr.write(f"no PDF in {folder}: give a folder as argument or set KB_SOURCES\n")
        return 1
    logging.disable(logging.WARNING)
    rows = [
        "| reader | s | characters | lost | openings in order | CO2 whole | figures torn off their line |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, reader in (("pypdfium2", _pypdfium2), ("pdfplumber", _pdfplumber), ("pypdf", _pypdf), ("ingest.read_pdf", _ours)):
        start = time.perf_counter()
        texts = [reader(path) for path in files]
        rows.append(_row(name, time.perf_counter() - start, texts))
    sys.stdout.write("\n".join([*rows, "", f"{len(files)} files."]) + "\n")
    return 0


def _row(name: str, seconds: float, texts: Sequence[str]) -> str:
    whole = "\n".join(texts)
    characters = sum(not character.isspace() for character in whole)
    torn = len(re.findall(r"^\s*\d\s*$", whole, re.MULTILINE))
    openings = sum(map(_in_order, texts))
    return f"| {name} | {seconds:.2f} | {characters} | {len(_LOST.findall(whole))} | {openings} | {whole.count('CO2')} | {torn} |"


def _in_order(text: str) -> int:
    """How many articles open a line and count on from the one before by one."""
    last = count = 0
    for found in _OPENING.finditer(text):
        number = chinese_number(found[1]) if found[1] else int(found[2])
        if number in (last + 1, 1):
            last = number
            count += 1
    return count


def _pypdfium2(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    return "\n".join(page.get_textpage().get_text_range().replace("\r", "") for page in document)


def _pdfplumber(path: Path) -> str:
    with pdfplumber.open(path) as document:
        return "\n".join(page.extract_text() or "" for page in document.pages)


def _pypdf(path: Path) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)


def _ours(path: Path) -> str:
    return read_pdf(path.read_bytes()).text


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
