"""Tables in the XML of Justice Canada, which are CALS tables."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree  # type: ignore[import-untyped, unused-ignore]

from ingest.blocks import Block, table_row
from ingest.xml_text import inline, number


def table_blocks(group: etree._Element) -> Iterator[Block]:
    """A table's caption and title, its header as one row, then its rows.

    A cell that spans rows is repeated in each, so that every row can be read alone; a cell that spans columns stands in the
    first of them.
    """
    for name in ("Caption", "table/title"):
        if (found := group.find(name)) is not None:
            yield Block(inline(found))
    for part in group.iterfind("table/tgroup"):
        columns = [column.get("colname", str(order)) for order, column in enumerate(part.findall("colspec"), 1)]
        if header := _grid(part.find("thead"), columns, across=True):
            yield Block(table_row(_stacked(column) for column in zip(*header, strict=True)))
        yield from (Block(table_row(row)) for row in _grid(part.find("tbody"), columns) if any(row))


def _stacked(cells: tuple[str, ...]) -> str:
    """The cells of a header one above the other, as one; equal ones once."""
    return " ".join(dict.fromkeys(cell for cell in cells if cell))


def _grid(part: etree._Element | None, columns: list[str], across: bool = False) -> list[list[str]]:
    """The rows of a table part with a text for every column; ``across`` repeats a cell in all columns it spans."""
    rows: list[list[str]] = []
    pending: dict[int, tuple[int, str]] = {}
    for row in part.iterfind("row") if part is not None else ():
        cells: dict[int, str] = {}
        for column, (left, text) in list(pending.items()):
            cells[column] = text
            pending[column] = (left - 1, text)
            if left == 1:
                del pending[column]
        for entry in row.iterfind("entry"):
            first, last = _columns_of(entry, columns, cells)
            for column in range(first, last + 1):
                cells[column] = inline(entry) if column == first or across else ""
                if more := number(entry, "morerows"):
                    pending[column] = (more, cells[column])
        rows.append([cells.get(column, "") for column in range(len(columns))])
    return rows


def _columns_of(entry: etree._Element, columns: list[str], taken: dict[int, str]) -> tuple[int, int]:
    free = next((column for column in range(len(columns)) if column not in taken), len(columns) - 1)
    first = _index(columns, entry.get("namest") or entry.get("colname"), free)
    return first, max(first, _index(columns, entry.get("nameend"), first))


def _index(columns: list[str], name: str | None, default: int) -> int:
    return columns.index(name) if name in columns else default
