"""What replaced what, in the order of time, with the lines that the drawing needs."""

from __future__ import annotations

from dataclasses import replace

from kb.facts import Relation, RelationKind
from service.lineage import LineageRow, lineage, superseding_notes, ties_of
from tests.fakes import ORDER_19, REGULATIONS, FakeSnapshot


def library(*relations: tuple[RelationKind, str, str], issued: dict[str, str] | None = None) -> FakeSnapshot:
    """Documents a, b, c … of 2001, 2002, 2003 … with these relations."""
    dates = {name: f"{2001 + number}-01-01" for number, name in enumerate("abcdefgh")} | (issued or {})
    documents = {name: replace(REGULATIONS, id=name, title=name, issued=day) for name, day in dates.items()}
    return FakeSnapshot(documents, {}, [], relations=[Relation(kind, later, earlier, "2024-05-01", "why") for kind, later, earlier in relations])


def drawn(rows: list[LineageRow]) -> list[tuple[str, list[tuple[int, str, bool]]]]:
    return [(row.document.id, sorted((rail.lane, rail.part, rail.arrow) for rail in row.rails)) for row in rows]


def test_a_chain_is_drawn_from_the_oldest_in_one_lane() -> None:
    snapshot = library(("supersedes", "b", "a"), ("supersedes", "c#article-1", "b#article-2"))
    for focus in "abc":
        rows = lineage(snapshot, focus)
        assert drawn(rows) == [("a", [(0, "begin", False)]), ("b", [(0, "begin", False), (0, "end", True)]), ("c", [(0, "end", True)])]
        assert [row.document.id for row in rows if row.is_focus] == [focus]


def test_lines_that_would_cross_have_lanes_of_their_own() -> None:
    rows = lineage(library(("supersedes", "c", "a"), ("amends", "b", "a"), ("amends", "d", "b")), "a")
    lanes = {rail.lane for row in rows for rail in row.rails}
    assert lanes == {0, 1}
    assert drawn(rows)[0] == ("a", [(0, "begin", False), (1, "begin", False)])
    assert dict(drawn(rows))["b"] == [(0, "begin", False), (0, "end", True), (1, "pass", False)]


def test_a_sibling_is_no_ancestor() -> None:
    snapshot = library(("supersedes", "b", "a"), ("supersedes", "c", "a"))
    assert [row.document.id for row in lineage(snapshot, "b")] == ["a", "b"]


def test_the_draft_comes_before_what_it_became() -> None:
    rows = lineage(library(("draft_of", "a", "b")), "b")
    assert [(row.document.id, [(tie.kind, tie.earlier.id) for tie in row.ties]) for row in rows] == [("a", []), ("b", [("draft_of", "a")])]


def test_an_arrow_leads_to_the_later_document_even_where_its_date_is_early() -> None:
    rows = lineage(library(("supersedes", "a", "b")), "a")
    assert drawn(rows) == [("a", [(0, "begin", True)]), ("b", [(0, "end", False)])]


def test_a_year_counts_as_its_end() -> None:
    snapshot = library(("supersedes", "a", "b"), issued={"a": "2022", "b": "2022-04-07"})
    assert [row.document.id for row in lineage(snapshot, "a")] == ["b", "a"]


def test_a_circle_and_more_lines_than_lanes_end_too() -> None:
    assert len(lineage(library(("amends", "a", "b"), ("amends", "b", "a")), "a")) == 2
    many = library(*(("amends", later, earlier) for later in "efgh" for earlier in "abcd"), ("supersedes", "h", "g"))
    assert max(rail.lane for row in lineage(many, "h") for rail in row.rails) == 4


def test_documents_that_are_not_held_and_other_kinds_are_no_lineage() -> None:
    assert lineage(library(("supersedes", "a", "gone"), ("implements", "a", "b"), ("supersedes", "c#article-1", "c#article-2")), "a") == []
    assert [(tie.kind, tie.later.id) for tie in ties_of(library(("implements", "a", "b")), "b")] == [("implements", "a")]


def test_a_document_that_says_what_superseded_it_is_tied_as_a_whole() -> None:
    ties = ties_of(FakeSnapshot.of_library(), ORDER_19.id)
    assert [(tie.kind, tie.later.id, tie.since, tie.whole) for tie in ties] == [("supersedes", REGULATIONS.id, "2024-05-01", False)]
    bare = replace(FakeSnapshot.of_library(), relations=())
    assert [(tie.later.id, tie.relations, tie.whole) for tie in ties_of(bare, ORDER_19.id)] == [(REGULATIONS.id, (), True)]


def test_provisions_know_what_superseded_them() -> None:
    notes = superseding_notes(FakeSnapshot.of_library(), ORDER_19.id)
    assert {provision: [one.provision for one in relations] for provision, relations in notes.items()} == {
        "article-40": ["cn-interim-regulations-2024#article-24"]
    }
