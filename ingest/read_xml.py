"""Acts and regulations in the XML of Justice Canada (laws-lois.justice.gc.ca), the only XML that is read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree  # type: ignore[import-untyped, unused-ignore]

from ingest.blocks import Block, clean, source_text
from ingest.source import SourceText
from ingest.xml_table import table_blocks
from ingest.xml_text import inline, number, part_text
from kb.errors import UnreadableFile

_ROOTS = ("Statute", "Regulation")
_SECTION_LEVEL = 3
_LABELLED = frozenset(
    (
        "Subsection",
        "Paragraph",
        "Subparagraph",
        "Clause",
        "Subclause",
        "Provision",
        "Definition",
        "FormulaParagraph",
        "Item",
        "ContinuedSectionSubsection",
        "ContinuedParagraph",
        "ContinuedSubparagraph",
        "ContinuedDefinition",
        "ContinuedClause",
        "ContinuedFormulaParagraph",
    )
)
_DROPPED = frozenset(
    ("HistoricalNote", "AmendedText", "RecentAmendments", "Footnote", "OriginatingRef", "ReaderNote", "MarginalNote", "Label")
)


def read_xml(data: bytes) -> SourceText:
    """Read an act or a regulation; each section opens with the line ``Section 183 — its marginal note``.

    Raises:
        UnreadableFile: where the file is not well formed, declares a document type, or is another kind of XML.
    """
    root = _parsed(data)
    blocks = [Block(_title(root), 1), *_order(root)]
    for part in root:
        if part.tag == "Introduction":
            blocks += _lines(part)
        elif part.tag == "Body":
            blocks += _body(part)
        elif part.tag == "Schedule":
            blocks += _schedule(part)
    pictures = sum(image.getparent().find("AlternateText") is None for image in root.iter("Image"))
    notes = ["historical notes and lists of amendments are left out"]
    if pictures:
        notes.append(f"{pictures} formulas are given as pictures only and are left out")
    return source_text(blocks, "xml", _title(root), notes=notes)


def _parsed(data: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableFile(f"is not well-formed XML ({error}): download it again") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableFile("declares a document type, which is not read for safety: remove the DOCTYPE and ingest it again")
    if root.tag not in _ROOTS or root.find("Body") is None:
        raise UnreadableFile(
            "is XML of a kind that is not read: only acts and regulations of Justice Canada are; save others as HTML or PDF"
        )
    return root


def _title(root: etree._Element) -> str:
    for name in ("Identification/ShortTitle", "Identification/LongTitle"):
        if (found := root.find(name)) is not None and inline(found):
            return inline(found)
    raise UnreadableFile("is an act or regulation without a title: download it again")


def _order(root: etree._Element) -> Iterator[Block]:
    """What identifies the instrument: its number and long title, then the order that makes it."""
    for name in ("Identification/InstrumentNumber", "Identification/Chapter", "Identification/LongTitle"):
        if (found := root.find(name)) is not None and inline(found) != _title(root):
            yield Block(_chapter(found) if found.tag == "Chapter" else inline(found))
    for order in root.findall("Order"):
        yield from _lines(order)


def _chapter(chapter: etree._Element) -> str:
    number, year = chapter.findtext(".//AnnualStatuteNumber"), chapter.findtext(".//YYYY")
    consolidated = chapter.findtext("ConsolidatedNumber")
    return f"S.C. {year}, c. {number}" if number and year else consolidated or ""


def _body(body: etree._Element) -> Iterator[Block]:
    for child in body:
        if child.tag == "Heading":
            yield Block(_heading(child), min(max(number(child, "level", 1), 1), _SECTION_LEVEL))
        elif child.tag == "Section":
            yield from _section(child)
        else:
            yield from _lines(child)


def _section(section: etree._Element) -> Iterator[Block]:
    label = clean(section.findtext("Label") or "")
    note = section.find("MarginalNote")
    borrowed = None
    if note is None and (borrowed := section.find("Subsection/MarginalNote")) is not None:
        note = borrowed
    name = f"Section {label}" + (f" — {inline(note)}" if note is not None and inline(note) else "")
    yield Block(name, _SECTION_LEVEL, f"section-{label.lower()}")
    yield from _lines(section, but=borrowed, labelled=False)


def _schedule(schedule: etree._Element) -> Iterator[Block]:
    heading = schedule.find("ScheduleFormHeading")
    if heading is None:
        return
    label, name = clean(heading.findtext("Label") or ""), inline(heading.find("TitleText"))
    if heading.get("type") == "amending":
        if schedule.find("AmendedText") is None:
            yield Block(name or label, 1)
            yield from _lines(schedule)
        return
    order = found[1].lower() if (found := re.search(r"(\d[\w.]*|[IVXLC]+)\s*$", label)) else ""
    provision = f"schedule-{order}" if order else "schedule"
    yield Block(" — ".join(part for part in (label.title(), name) if part), 1, provision)
    if (reference := heading.find("OriginatingRef")) is not None:
        yield Block(inline(reference))
    for child in schedule:
        yield from _in_schedule(child, provision)


def _in_schedule(child: etree._Element, schedule: str) -> Iterator[Block]:
    if child.tag in ("Heading", "GroupHeading"):
        found = re.match(r"PART\s+(\d[\w.]*)\s*$", clean(child.findtext("Label") or ""))
        yield Block(_heading(child), 2 if found else _SECTION_LEVEL, f"{schedule}/part-{found[1].lower()}" if found else None)
    elif child.tag in ("DocumentInternal", "Group"):
        for inner in child:
            yield from _in_schedule(inner, schedule)
    elif child.tag != "ScheduleFormHeading":
        yield from _lines_of(child)


def _heading(heading: etree._Element) -> str:
    label, name = clean(heading.findtext("Label") or ""), inline(heading.find("TitleText"))
    return " — ".join(part for part in (label, name) if part)


def _lines(element: etree._Element, but: etree._Element | None = None, labelled: bool = True) -> Iterator[Block]:
    """What an element holds, line by line: its own words behind its label, then those of its parts."""
    text = element.find("Text")
    label = clean(element.findtext("Label") or "") if labelled else ""
    if text is not None:
        yield Block(f"{label} {inline(text)}")
        label = ""
    for child in element:
        if child.tag in _DROPPED or child.tag in ("Text", "TitleText", "ScheduleFormHeading"):
            continue
        for block in _lines_of(child, but):
            yield replace(block, text=f"{label} {block.text}") if label else block
            label = ""
    if label:
        yield Block(label)


def _lines_of(element: etree._Element, but: etree._Element | None = None) -> Iterator[Block]:
    if element.tag in _DROPPED:
        return
    if element.tag == "TableGroup":
        yield from table_blocks(element)
    elif element.tag == "FormulaGroup":
        yield from _formula(element)
    elif element.tag == "Heading":
        yield Block(_heading(element))
    else:
        note = element.find("MarginalNote")
        if note is not None and note is not but:
            yield Block(inline(note))
        if len(element) or element.tag in _LABELLED:
            yield from _lines(element, but)
        else:
            yield Block(inline(element))


def _formula(group: etree._Element) -> Iterator[Block]:
    for child in group:
        if child.tag == "Formula":
            words = part_text(child, "FormulaText") or part_text(child, "AlternateText") or part_text(group, "AlternateText")
            yield Block(words or "[formula given as a picture]")
        elif child.tag == "FormulaDefinition":
            yield Block(f"{inline(child.find('FormulaTerm'))} {inline(child.find('Text'))}")
            for inner in child:
                if inner.tag not in ("FormulaTerm", "Text"):
                    yield from _lines_of(inner)
        elif child.tag == "FormulaConnector":
            yield Block(inline(child))
