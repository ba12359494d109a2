"""The words of elements in the XML of Justice Canada."""

from __future__ import annotations

from lxml import etree  # type: ignore[import-untyped, unused-ignore]

from ingest.blocks import clean

_RAISED = str.maketrans("0123456789+-−–", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻")
_DROPPED = frozenset(("FootnoteRef", "HistoricalNote", "AmendedText"))
_SPACED = frozenset(("Provision", "Item", "Label", "Text", "List"))


def inline(element: etree._Element | None) -> str:
    """An element's words on one line; subscripts stay as they are (``CO2``), raised figures are raised (``m³``)."""
    return clean(_words(element)) if element is not None else ""


def part_text(element: etree._Element, name: str) -> str:
    """The words of the first part of this name, at any depth; empty where there is none."""
    return inline(element.find(f".//{name}"))


def _words(element: etree._Element) -> str:
    if element.tag in _DROPPED:
        return ""
    words = element.text or ""
    for child in element:
        words += " " * (child.tag == "Repealed") + _words(child) + (child.tail or "")
    words = " ".join(words.split()) if not words.strip() else words
    if element.tag == "Sup" and all(character in "0123456789+-−–" for character in words.strip()):
        return words.strip().translate(_RAISED)
    if element.tag == "Item":
        return f"{words}; " if element.getnext() is not None else words
    return f"{words} " if element.tag in _SPACED else words


def number(element: etree._Element, name: str, default: int = 0) -> int:
    """An attribute that should be a number; the default where it is missing or something else."""
    value = element.get(name, "")
    return int(value) if value.isascii() and value.isdigit() else default
