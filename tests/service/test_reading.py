"""A text as blocks: nothing is lost, and what is marked is what was quoted."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kb.types import Passage, Rendition
from service.reading import Block, provision_at, provision_titles, quoted_range, read_blocks

TEXT = """# 办法

第一章 总则
  第一条 目的。
本条第二款。

## Article 2 — Fine
The fine is 5.
| a | b |
"""


def rendition(text: str, page_starts: tuple[int, ...] = ()) -> Rendition:
    return Rendition("d", "official", "zh", text, page_starts)


def passage(provision: str, start: int, end: int, locator: str = "", title_path: tuple[str, ...] = ()) -> Passage:
    return Passage("d", "official.zh", "zh", provision, locator, title_path, TEXT[start:end], start, end)


def words(block: Block) -> str:
    return "".join(piece.text for piece in block.pieces)


def marked(blocks: list[Block]) -> str:
    return "".join(piece.text for block in blocks for piece in block.pieces if piece.marked)


def test_lines_become_blocks() -> None:
    blocks = read_blocks(rendition(TEXT), [])
    assert [(block.kind, block.level, words(block)) for block in blocks] == [
        ("heading", 2, "办法"),
        ("heading", 3, "第一章 总则"),
        ("paragraph", 0, "第一条 目的。"),
        ("paragraph", 0, "本条第二款。"),
        ("heading", 2, "Article 2 — Fine"),
        ("paragraph", 0, "The fine is 5."),
        ("row", 0, "| a | b |"),
    ]


def test_provisions_are_anchored_where_they_begin() -> None:
    first, second = TEXT.index("第一条"), TEXT.index("## Article 2")
    passages = [
        passage("article-1", first, second, "第一条"),
        passage("article-2", second, len(TEXT)),
        passage("article-2", TEXT.index("The fine"), len(TEXT)),
    ]
    anchors = {words(block): block.anchors for block in read_blocks(rendition(TEXT), passages) if block.anchors}
    assert anchors == {"第一条 目的。": ("article-1",), "Article 2 — Fine": ("article-2",)}


def test_the_name_of_a_provision_is_strong() -> None:
    first = TEXT.index("第一条")
    block = next(one for one in read_blocks(rendition(TEXT), [passage("article-1", first, first + 6, "第一条")]) if one.anchors)
    assert [(piece.text, piece.strong) for piece in block.pieces] == [("第一条", True), (" 目的。", False)]


def test_headings_above_passages_and_titles_are_headings() -> None:
    first = TEXT.index("第一条")
    blocks = read_blocks(rendition(TEXT), [passage("article-1", first, first + 6, title_path=("目录", "本条第二款。"))], titles=("The fine is 5.",))
    assert {words(block): block.level for block in blocks if block.level} == {
        "办法": 2,
        "第一章 总则": 3,
        "本条第二款。": 3,
        "Article 2 — Fine": 2,
        "The fine is 5.": 2,
    }


def test_a_short_line_that_opens_a_provision_is_its_heading() -> None:
    text = "二、实施范围\n（一）燃气机组；\n（二）修正系数\n考虑调峰。"
    lines = [("part-2", "二、实施范围"), ("part-2.1", "（一）燃气机组；"), ("part-2.2", "（二）修正系数")]
    passages = [Passage("d", "official.zh", "zh", name, "", (), line, text.index(line), len(text)) for name, line in lines]
    assert [block.level for block in read_blocks(rendition(text), passages)] == [3, 0, 4, 0]


def test_a_long_heading_of_a_digest_is_a_heading() -> None:
    text = f"Article 25 — {'Fines for market manipulation and for ' * 3}more\nWhoever manipulates — or tries to — is fined {'much ' * 10}\n"
    passages = [Passage("d", "digest.en", "en", "article-25", "Article 25", (), text, 0, len(text))]
    blocks = read_blocks(rendition(text), passages)
    assert [block.kind for block in blocks] == ["heading", "paragraph"]
    assert provision_titles(blocks)["article-25"].startswith("Fines for market manipulation")


def test_pages_begin_where_they_begin_or_at_the_next_words() -> None:
    blocks = read_blocks(rendition("one\ntwo\n\n three four\n", (0, 8, 16)), [])
    assert [(piece.text, piece.page) for block in blocks for piece in block.pieces] == [
        ("one", 1),
        ("two", None),
        ("three ", 2),
        ("four", 3),
    ]


def test_a_quote_over_several_lines_opens_once() -> None:
    start, end = TEXT.index("目的"), TEXT.index("fine is")
    blocks = read_blocks(rendition(TEXT), [], (start, end))
    assert marked(blocks) == "目的。本条第二款。Article 2 — FineThe "
    assert [piece.opens_quote for block in blocks for piece in block.pieces if piece.marked] == [True, False, False, False]


def test_a_quote_that_begins_with_white_space_or_hashes_opens() -> None:
    start = TEXT.index("\n## Article")
    pieces = [piece for block in read_blocks(rendition(TEXT), [], (start, len(TEXT))) for piece in block.pieces if piece.marked]
    assert [piece.opens_quote for piece in pieces] == [True, False, False]


@given(st.text(alphabet="ab#| \n\t\f条第一。\u3000", max_size=60), st.data())
def test_nothing_is_lost_and_only_the_quote_is_marked(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    pages = tuple(sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=3))))
    blocks = read_blocks(rendition(text, pages), [], (start, end))

    def bare(words: str) -> str:
        return "".join(words.replace("#", "").split())

    assert bare("".join(words(block) for block in blocks)) == bare(text)
    assert bare(marked(blocks)) == bare(text[start:end])
    assert sum(piece.opens_quote for block in blocks for piece in block.pieces) == (1 if marked(blocks) else 0)


def test_a_range_is_one_of_the_text() -> None:
    text = rendition("12345")
    assert quoted_range(text, "0", "5") == (0, 5)
    assert [quoted_range(text, *pair) for pair in (("0", "6"), ("3", "3"), ("-1", "2"), (None, "1"), ("١", "٣"), ("0" * 5000, "1"))] == [None] * 6


def test_the_provision_at_a_position() -> None:
    passages = [passage("article-1", 0, 5), passage("article-2", 5, 9)]
    assert [provision_at(passages, at) for at in (0, 4, 5, 9)] == ["article-1", "article-1", "article-2", None]
