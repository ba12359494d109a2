"""Two renditions side by side: a row for each provision that both have, and nothing left out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from service.alignment import align
from service.reading import Block, Piece


def block(words: str, *anchors: str) -> Block:
    return Block("paragraph", 0, anchors, (Piece(words),))


def rows(left: list[Block], right: list[Block]) -> list[tuple[str, str, str]]:
    return [(row.provision, " ".join(one.text for one in row.left), " ".join(one.text for one in row.right)) for row in align(left, right)]


def test_the_same_provision_stands_in_one_row() -> None:
    left = [block("办法"), block("第一条", "article-1"), block("款"), block("第二条", "article-2")]
    right = [block("Article 1", "article-1"), block("Article 2", "article-2")]
    assert rows(left, right) == [("", "办法", ""), ("article-1", "第一条 款", "Article 1"), ("article-2", "第二条", "Article 2")]


def test_smaller_provisions_stand_beside_the_one_that_holds_them() -> None:
    left = [block("三", "part-3"), block("（一）", "part-3.1"), block("（二）", "part-3.2")]
    assert rows(left, [block("Part 3", "part-3")]) == [("part-3", "三 （一） （二）", "Part 3")]
    assert rows([block("Part 3", "part-3")], left) == [("part-3", "Part 3", "三 （一） （二）")]


def test_what_only_one_has_stands_alone_in_its_place() -> None:
    left = [block("a", "article-1"), block("c", "article-3")]
    right = [block("A", "article-1"), block("B", "article-2"), block("C", "article-3"), block("N", "annex")]
    assert rows(left, right) == [("article-1", "a", "A"), ("article-2", "", "B"), ("article-3", "c", "C"), ("annex", "", "N")]


@given(
    st.lists(st.tuples(st.text("ab", min_size=1, max_size=3), st.sampled_from(["", "part-1", "part-1.1", "part-1.2", "part-2"])), max_size=8),
    st.lists(st.tuples(st.text("cd", min_size=1, max_size=3), st.sampled_from(["", "part-1", "part-1.1", "part-2", "part-3"])), max_size=8),
)
def test_every_block_stands_once(left: list[tuple[str, str]], right: list[tuple[str, str]]) -> None:
    sides = [[block(words, *([anchor] if anchor else [])) for words, anchor in side] for side in (left, right)]
    aligned = align(*sides)
    assert sorted(id(one) for row in aligned for one in row.left) == sorted(map(id, sides[0]))
    assert sorted(id(one) for row in aligned for one in row.right) == sorted(map(id, sides[1]))
    assert len({row.provision for row in aligned}) == len(aligned)
