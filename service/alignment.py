"""Two renditions of a document side by side, a row for each provision that both have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kb.locators import parents
from service.reading import Block


@dataclass(slots=True)
class Row:
    """What stands side by side: a provision in two renditions; one side is empty where only the other has it."""

    provision: str
    """Empty for what stands before the first provision."""
    left: list[Block] = field(default_factory=list)
    right: list[Block] = field(default_factory=list)


def align(left: Sequence[Block], right: Sequence[Block]) -> list[Row]:
    """The blocks of two renditions in rows, in the order of the left one; nothing is left out.

    Where one rendition is finer than the other, its smaller provisions stand together beside the one that holds them.
    """
    shared = _provisions(left) & _provisions(right)
    rows: list[Row] = []
    by_provision: dict[str, Row] = {}
    for provision, block in _placed(left, shared):
        row = by_provision.get(provision)
        if row is None:
            row = by_provision[provision] = Row(provision)
            rows.append(row)
        row.left.append(block)
    last = -1
    for provision, block in _placed(right, shared):
        row = by_provision.get(provision)
        if row is None:
            row = by_provision[provision] = Row(provision)
            rows.insert(last + 1, row)
        row.right.append(block)
        last = rows.index(row)
    return rows


def _provisions(blocks: Sequence[Block]) -> set[str]:
    return {anchor for block in blocks for anchor in block.anchors}


def _placed(blocks: Sequence[Block], shared: set[str]) -> Iterator[tuple[str, Block]]:
    """Each block with the provision of its row: the nearest one that both renditions have, else its own."""
    current = ""
    for block in blocks:
        if block.anchors:
            own = block.anchors[-1]
            current = next((provision for provision in (own, *parents(own)) if provision in shared), own)
        yield current, block
