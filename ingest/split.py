"""From provisions to passages: one provision one passage, a long one cut at the ends of its sentences."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from langchain_text_splitters import RecursiveCharacterTextSplitter

from ingest.outline import Provision, outline
from ingest.source import SourceText
from kb.locators import format_locator
from kb.types import Language, Passage, Rendition

LONGEST: dict[Language, int] = {"en": 1_400, "zh": 600}
"""Characters of a passage: about what MiniLM reads (256 word pieces) in English, and as much content in Chinese."""
_LIST_ITEM = 45
"""Characters up to which an item is an entry of a list, not a provision that anybody cites."""
_SEPARATORS: dict[Language, list[str]] = {
    "en": ["\n", ". ", "; ", ", ", " ", ""],
    "zh": ["\n", "。", "；", "，", " ", ""],
}


def split_rendition(rendition: Rendition, source: SourceText) -> list[Passage]:
    """The passages of a rendition, in order; ``rendition.text[start:end] == text`` for each."""
    found = outline(source, digest=rendition.kind == "digest")
    kept = _without_bare_headings(_joined(found.provisions, LONGEST[rendition.language]))
    passages: list[Passage] = []
    seen: set[str] = set()
    for provision in kept:
        locator = provision.name or format_locator(provision.id, rendition.language, found.rules)
        passages += _pieces(rendition, _unique(provision, seen), locator)
    return passages


def _joined(provisions: Sequence[Provision], longest: int) -> list[Provision]:
    """Entries of a list (``（一）300MW等级以上；``), and numbers inside an item, go back into what they belong to.

    They do so where the whole is then no longer than a passage.
    """
    kept: list[Provision] = []
    for index, provision in enumerate(provisions):
        parent = provision.id.rpartition(".")[0]
        depth = provision.id.rpartition("-")[2].count(".") if provision.id.rpartition("/")[2].startswith("part-") else 0
        whole = _family_end(provisions, index, parent)
        if depth and kept and kept[-1].id == parent and whole - kept[-1].start <= longest and (depth > 1 or _lists(provisions, parent)):
            kept[-1] = replace(kept[-1], end=provision.end)
        else:
            kept.append(provision)
    return kept


def _family_end(provisions: Sequence[Provision], index: int, parent: str) -> int:
    """Where the last of a parent's items ends, from one of them on."""
    end = provisions[index].end
    for provision in provisions[index:]:
        if not provision.id.startswith(f"{parent}."):
            break
        end = provision.end
    return end


def _lists(provisions: Sequence[Provision], parent: str) -> bool:
    """Whether a parent's items are no longer than an entry of a list."""
    return all(provision.end - provision.start <= _LIST_ITEM for provision in provisions if provision.id.startswith(f"{parent}."))


def _without_bare_headings(provisions: Sequence[Provision]) -> Iterator[Provision]:
    """A heading that is followed by its first item at once has no body of its own: it lives on in the title paths."""
    for provision, following in zip(provisions, [*provisions[1:], None], strict=True):
        inside = following is not None and following.id.startswith((f"{provision.id}.", f"{provision.id}/"))
        if not (provision.heading_end >= provision.end and inside):
            yield provision


def _unique(provision: Provision, seen: set[str]) -> Provision:
    """Ids are unique in a rendition: a number that a text uses twice gets a mark, so that neither is lost."""
    name, repeat = provision.id, 1
    while name in seen:
        repeat += 1
        name = f"{provision.id}+{repeat}"
    seen.add(name)
    return replace(provision, id=name)


def _pieces(rendition: Rendition, provision: Provision, locator: str) -> Iterator[Passage]:
    spans = _cut(rendition.text[provision.start : provision.end], rendition.language, provision.heading_end - provision.start)
    for number, (start, end) in enumerate(spans, 1):
        text = rendition.text[provision.start + start : provision.start + end]
        yield Passage(
            document_id=rendition.document_id, rendition=rendition.name, language=rendition.language, provision=provision.id,
            locator=locator, title_path=provision.title_path, text=text, start=provision.start + start, end=provision.start + end,
            page=_page(rendition, provision.start + start), piece=number if len(spans) > 1 else 0,
        )


def _cut(text: str, language: Language, heading: int) -> list[tuple[int, int]]:
    """Spans of at most ``LONGEST`` characters, cut at lines or sentences; the heading stays with what follows it."""
    if len(text) <= LONGEST[language]:
        return [(0, len(text))]
    splitter = RecursiveCharacterTextSplitter(
        separators=_SEPARATORS[language], chunk_size=LONGEST[language] - min(heading, LONGEST[language] // 2), chunk_overlap=0,
        keep_separator="end", add_start_index=True, strip_whitespace=True,
    )
    spans = [
        (document.metadata["start_index"], document.metadata["start_index"] + len(document.page_content))
        for document in splitter.create_documents([text])
    ]
    if len(spans) > 1 and spans[0][1] <= heading:
        spans[:2] = [(spans[0][0], spans[1][1])]
    return spans


def _page(rendition: Rendition, offset: int) -> int | None:
    return bisect_right(rendition.page_starts, offset) or None if rendition.page_starts else None
