"""How a document stands to others: what it replaced and what replaced it as a drawing in time order, and what else it is tied to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from kb.facts import Relation, RelationKind
from kb.types import Document
from kb.validity import last_day
from service.knowledge import Snapshot

SUCCESSION: tuple[RelationKind, ...] = ("supersedes", "amends", "draft_of")
"""Kinds by which one document follows another, the weightiest first."""
MOST_LANES = 5
Part = Literal["begin", "pass", "end"]


@dataclass(frozen=True, slots=True)
class Tie:
    """All relations of one kind between two documents."""

    kind: RelationKind
    later: Document
    """The document that does it: supersedes, amends, implements; of a draft, the text that it became."""
    earlier: Document
    relations: tuple[Relation, ...] = ()
    """Empty where the earlier document's own data say that it was superseded as a whole."""

    @property
    def since(self) -> str | None:
        """The first day of any of them, where one is known."""
        return min((relation.since for relation in self.relations if relation.since), default=None)

    @property
    def whole(self) -> bool:
        """Whether it is about the earlier document as a whole, not about single provisions of it."""
        return not self.relations or any("#" not in _earlier_end(relation) for relation in self.relations)


@dataclass(frozen=True, slots=True)
class Rail:
    """A line of the drawing within one row: it begins here, ends here, or passes through."""

    lane: int
    """0 is next to the dots."""
    kind: RelationKind
    part: Part
    arrow: bool = False
    """Whether it arrives here: at the later document of its two."""


@dataclass(frozen=True, slots=True)
class LineageRow:
    """A document of the drawing, with the lines that its row holds, and what it did to earlier ones."""

    document: Document
    is_focus: bool
    ties: tuple[Tie, ...]
    rails: tuple[Rail, ...]


def ties_of(snapshot: Snapshot, document_id: str) -> list[Tie]:
    """The ties of a document in both directions, the weightiest kinds first."""
    return [tie for tie in _ties(snapshot) if document_id in (tie.later.id, tie.earlier.id)]


def lineage(snapshot: Snapshot, document_id: str) -> list[LineageRow]:
    """What a document followed, what that followed, and onwards; and what followed it; the oldest first. Empty where there is neither."""
    ties = [tie for tie in _ties(snapshot) if tie.kind in SUCCESSION]
    before = _reached(document_id, [(tie.later.id, tie.earlier.id) for tie in ties])
    after = _reached(document_id, [(tie.earlier.id, tie.later.id) for tie in ties])
    members = {document_id} | before | after
    if len(members) == 1:
        return []
    within = [tie for tie in ties if tie.later.id in members and tie.earlier.id in members]
    documents = sorted((snapshot.documents[one] for one in members), key=_age)
    rails = _rails([document.id for document in documents], within)
    return [
        LineageRow(document, document.id == document_id, tuple(tie for tie in within if tie.later is document), tuple(rails[document.id]))
        for document in documents
    ]


def superseding_notes(snapshot: Snapshot, document_id: str) -> dict[str, list[Relation]]:
    """For each provision of a document that another superseded or amended, by which relations."""
    notes: dict[str, list[Relation]] = {}
    for relation in snapshot.relations:
        target, _, provision = relation.over.partition("#")
        if target == document_id and provision and relation.kind in ("supersedes", "amends"):
            notes.setdefault(provision, []).append(relation)
    return notes


def _ties(snapshot: Snapshot) -> list[Tie]:
    found: dict[tuple[RelationKind, str, str], list[Relation]] = {}
    for relation in snapshot.relations:
        later, earlier = (end.partition("#")[0] for end in (_later_end(relation), _earlier_end(relation)))
        if later != earlier:
            found.setdefault((relation.kind, later, earlier), []).append(relation)
    for document in snapshot.documents.values():
        if document.superseded_by:
            found.setdefault(("supersedes", document.superseded_by, document.id), [])
    known = snapshot.documents
    ties = [
        Tie(kind, known[later], known[earlier], tuple(relations))
        for (kind, later, earlier), relations in found.items()
        if later in known and earlier in known
    ]
    order = (*SUCCESSION, "implements", "complements")
    return sorted(ties, key=lambda tie: (order.index(tie.kind), tie.since or ""))


def _age(document: Document) -> tuple[date, str]:
    """Orders documents by issue; one of which only the year is known counts as issued at its end."""
    day = document.issued or document.effective_from
    return (last_day(day) if day else date.min, document.id)


def _later_end(relation: Relation) -> str:
    return relation.over if relation.kind == "draft_of" else relation.provision


def _earlier_end(relation: Relation) -> str:
    return relation.provision if relation.kind == "draft_of" else relation.over


def _reached(start: str, steps: Sequence[tuple[str, str]]) -> set[str]:
    """All that can be reached from ``start``, itself left out."""
    reached: set[str] = set()
    ahead = [start]
    while ahead:
        here = ahead.pop()
        new = {to for origin, to in steps if origin == here} - reached - {start}
        reached |= new
        ahead.extend(new)
    return reached


def _rails(order: Sequence[str], ties: Iterable[Tie]) -> dict[str, list[Rail]]:
    """The lines of the drawing by row: each pair of documents in the first lane that is free along its way."""
    rails: dict[str, list[Rail]] = {document_id: [] for document_id in order}
    lanes: list[list[tuple[int, int]]] = []
    for top, bottom, tie in sorted(_pairs(order, ties), key=lambda pair: (pair[1] - pair[0], pair[0])):
        lane = next((number for number, taken in enumerate(lanes) if all(bottom <= first or last <= top for first, last in taken)), len(lanes))
        if lane >= MOST_LANES:
            continue  # the words of the row still say it
        if lane == len(lanes):
            lanes.append([])
        lanes[lane].append((top, bottom))
        for row in range(top, bottom + 1):
            part: Part = "begin" if row == top else "end" if row == bottom else "pass"
            rails[order[row]].append(Rail(lane, tie.kind, part, arrow=part != "pass" and order[row] == tie.later.id))
    return rails


def _pairs(order: Sequence[str], ties: Iterable[Tie]) -> Iterator[tuple[int, int, Tie]]:
    """Upper row, lower row and weightiest tie of each two documents that are tied."""
    weightiest: dict[tuple[int, int], Tie] = {}
    for tie in ties:
        top, bottom = sorted((order.index(tie.later.id), order.index(tie.earlier.id)))
        weightiest.setdefault((top, bottom), tie)
    yield from ((top, bottom, tie) for (top, bottom), tie in weightiest.items())
