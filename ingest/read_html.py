"""Web pages, read with trafilatura.

Of the kept libraries it alone both finds the text of a page among menus, banners and footers and gives it back with headings,
lists and tables. A page from which it keeps less than half of the words (pages laid out in tables, or of few sentences)
is walked with lxml instead, which drops only what never is text: scripts, styles, forms, navigation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import trafilatura
from lxml import etree, html  # type: ignore[import-untyped, unused-ignore]

from ingest.blocks import Block, source_text, table_rows
from ingest.read_text import decode
from ingest.source import SourceText
from ingest.spacing import HAN
from kb.errors import UnreadableFile

_CHARSET = re.compile(rb"(?i)<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]+)")
_WRAPPED = re.compile(f"(?<=[{HAN}])[ \\t]*\\r?\\n[ \\t]*(?=[{HAN}])")
"""A line break of the source between Chinese characters, which a browser would show as a space."""
_NEVER_TEXT = (
    "script",
    "style",
    "noscript",
    "template",
    "iframe",
    "svg",
    "nav",
    "form",
    "button",
    "select",
    "head",
    "footer",
    "aside",
)
_BLOCK_TAGS = frozenset(
    (
        "p",
        "div",
        "section",
        "article",
        "main",
        "header",
        "li",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "blockquote",
        "pre",
        "table",
        "tr",
        "td",
        "th",
        "body",
        "br",
        "hr",
        "figure",
        "figcaption",
        "address",
        "list",
        "item",
        "quote",
        "row",
        "cell",
        "lb",
    )
)


def read_html(data: bytes) -> SourceText:
    """Read a web page: its article with headings, lists and tables, without menus and scripts.

    Raises:
        UnreadableFile: where the bytes are no text, or the page holds none.
    """
    found = _CHARSET.search(data[:4096])
    text, notes = decode(data, found[1].decode("ascii") if found else None)
    text = _WRAPPED.sub("", text)
    tree = _parsed(text)
    name, title = _words_of(tree, "h1"), _words_of(tree, "title")
    whole = list(_walk(_stripped(tree)))
    article = _article(text)
    blocks = article if 2 * _length(article) >= _length(whole) else whole
    if name and all(block.text != name for block in blocks):
        blocks = [Block(name, 1), *blocks]
    return source_text(blocks, "html", name or title, notes=notes)


def _parsed(text: str) -> html.HtmlElement:
    try:
        return html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))
    except (etree.ParserError, ValueError) as error:
        raise UnreadableFile("holds no HTML: check that it is the file you mean") from error


def _words_of(tree: html.HtmlElement, tag: str) -> str | None:
    element = tree.find(f".//{tag}")
    return (_inline(element) or None) if element is not None else None


def _stripped(tree: html.HtmlElement) -> html.HtmlElement:
    for element in [*tree.iter(*_NEVER_TEXT), *tree.iter(etree.Comment, etree.ProcessingInstruction)]:
        if element.getparent() is not None:
            element.drop_tree()
    return tree


def _article(text: str) -> list[Block]:
    found = trafilatura.extract(text, output_format="xml", include_comments=False, include_tables=True, favor_recall=True)
    if not found:
        return []
    try:
        main = etree.fromstring(found.encode()).find("main")
    except etree.XMLSyntaxError:
        return []
    return list(_walk(main)) if main is not None else []


def _length(blocks: list[Block]) -> int:
    return sum(len(block.text) for block in blocks)


def _walk(element: etree._Element) -> Iterator[Block]:
    """The blocks of an element, of HTML or of trafilatura's XML alike."""
    if element.tag == "table" and not _is_layout(element):
        yield from table_rows([[_inline(cell) for cell in row.iter("td", "th", "cell")] for row in element.iter("tr", "row")])
        return
    if (level := _level(element)) is not None:
        yield Block(_inline(element), level)
        return
    prefix = "- " if element.tag in ("li", "item") else ""
    run = element.text or ""
    for child in element:
        if _holds_blocks(child):
            if run.strip():
                yield Block(prefix + _flat(run))
                prefix = ""
            run = ""
            yield from _walk(child)
        else:
            run += _inline(child, strip=False)
        run += child.tail or ""
    if run.strip():
        yield Block(prefix + _flat(run))


def _is_layout(table: etree._Element) -> bool:
    """Whether a table only places things on the page: one row, one column, or tables inside."""
    rows = [row.xpath("count(td|th|cell)") for row in table.iter("tr", "row")]
    return len(rows) < 2 or max(rows) < 2 or any(inner is not table for inner in table.iter("table"))


def _holds_blocks(element: etree._Element) -> bool:
    return any(inner.tag in _BLOCK_TAGS or _level(inner) is not None for inner in element.iter())


def _level(element: etree._Element) -> int | None:
    if not isinstance(element.tag, str):
        return None
    found = re.fullmatch(r"h([1-6])", element.get("rend", "h2") if element.tag == "head" else element.tag)
    return int(found[1]) if found else None


def _inline(element: etree._Element, strip: bool = True) -> str:
    text = "".join(_pieces(element))
    return _flat(text) if strip else text


def _pieces(element: etree._Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        yield " " if child.tag in _BLOCK_TAGS else ""
        yield from _pieces(child)
        yield " " if child.tag in _BLOCK_TAGS else ""
        yield child.tail or ""


def _flat(text: str) -> str:
    return re.sub(r"[ \t\r\n]+", " ", text).strip()
