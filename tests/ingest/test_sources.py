"""The real documents, read and split: what a reader would look up is there, once, and every passage says where it stands."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from ingest.collect import collect
from ingest.load import Loaded, load
from ingest.split import LONGEST
from kb.locators import parse_locator
from kb.types import Passage, Rendition

_ARTICLES = {
    "cn-interim-regulations-2024": 33,
    "cn-mee-order19-2021-ets-measures": 43,
    "cn-ccer-measures-2023": 51,
    "cn-shenzhen-ets-measures-2022": 56,
    "cn-energy-law-2024": 80,
    "cn-energy-conservation-law-2018": 87,
    "eu-cbam-regulation-2023-956": 36,
}
"""What these lose for now: a document leaves this list when it is mended."""
_SENTENCE = 60
"""A line longer than this is hardly a title: somebody may want to read it in an answer."""


@pytest.fixture(scope="module")
def read(sources: Path) -> Loaded:
    return load(collect([sources]), lambda count: None)


def passages(read: Loaded, document: str) -> list[Passage]:
    return [passage for passage in read.passages if passage.document_id == document]


def renditions(read: Loaded) -> dict[tuple[str, str], Rendition]:
    return {(rendition.document_id, rendition.name): rendition for rendition in read.renditions}


def articles(read: Loaded, document: str, prefix: str = "") -> list[Passage]:
    """The articles of a document, each by its first piece, in the order of the text."""
    found = [passage for passage in passages(read, document) if re.fullmatch(rf"{prefix}article-\d+(?:\+\d+)?", passage.provision)]
    return sorted((passage for passage in found if passage.piece in (0, 1)), key=lambda passage: passage.start)


def test_all_are_read(read: Loaded) -> None:
    assert [f"{failure.file}: {failure.reason}" for failure in read.failures] == []
    assert len(read.documents) == len(read.renditions) == 43
    assert read.documents.keys() == {passage.document_id for passage in read.passages}


@pytest.mark.parametrize(("document", "count"), _ARTICLES.items())
def test_every_article_once_and_in_order(read: Loaded, document: str, count: int) -> None:
    assert [passage.provision for passage in articles(read, document)] == [f"article-{number}" for number in range(1, count + 1)]


@pytest.mark.parametrize("document", _ARTICLES)
def test_an_article_begins_with_its_own_number(read: Loaded, document: str) -> None:
    for passage in articles(read, document):
        parsed = parse_locator(passage.text)
        assert parsed is not None, passage.id
        assert parsed[0] == passage.provision
        assert parse_locator(passage.locator) == (passage.provision, len(passage.locator)), "the locator names the same article"


def test_the_three_trading_rules_keep_apart(read: Loaded) -> None:
    document = "cn-registration-trading-settlement-rules-2021"
    for rules, count in enumerate((31, 42, 22), 1):
        found = [passage.provision for passage in articles(read, document, f"rules-{rules}/")]
        assert found == [f"rules-{rules}/article-{number}" for number in range(1, count + 1)]
    locators = {passage.provision: passage.locator for passage in passages(read, document)}
    ninths = [locators[f"rules-{rules}/article-9"] for rules in (1, 2, 3)]
    for words, locator in zip(("登记", "交易", "结算"), ninths, strict=True):
        assert words in locator, "the locator says which rules the article stands in"
        assert "第九条" in locator


def test_chapters_stand_above_their_articles(read: Loaded) -> None:
    by_provision = {passage.provision: passage for passage in articles(read, "cn-interim-regulations-2024") + articles(read, "cn-energy-law-2024")}
    assert by_provision["article-80"].title_path
    assert re.match(r"第九章", by_provision["article-80"].title_path[0])


def test_offsets_are_exact(read: Loaded) -> None:
    texts = renditions(read)
    for passage in read.passages:
        text = texts[passage.document_id, passage.rendition].text
        assert 0 <= passage.start < passage.end <= len(text), passage.id
        assert text[passage.start : passage.end] == passage.text, passage.id
        assert passage.text == passage.text.strip(), passage.id


def test_no_id_stands_twice(read: Loaded) -> None:
    assert [name for name, count in Counter(passage.id for passage in read.passages).items() if count > 1] == []


def test_passages_do_not_overlap(read: Loaded) -> None:
    for document in read.documents:
        ordered = sorted(passages(read, document), key=lambda passage: passage.start)
        for passage, following in pairwise(ordered):
            assert passage.end <= following.start, f"{passage.id} runs into {following.id}"


def test_no_passage_is_longer_than_an_embedder_reads(read: Loaded) -> None:
    assert [passage.id for passage in read.passages if len(passage.text) > LONGEST[passage.language]] == []


def test_pages_are_those_of_the_pdf(read: Loaded) -> None:
    texts = renditions(read)
    for passage in read.passages:
        starts = texts[passage.document_id, passage.rendition].page_starts
        if not starts:
            assert passage.page is None, passage.id
            continue
        assert passage.page is not None, passage.id
        assert starts[passage.page - 1] <= passage.start, passage.id
        assert passage.page == len(starts) or passage.start < starts[passage.page], passage.id


def lost_lines(read: Loaded, document: str) -> list[str]:
    """Lines that no passage holds and no title path shows: nobody will ever find or read them."""
    rendition = next(rendition for rendition in read.renditions if rendition.document_id == document)
    own = passages(read, document)
    titles = " ".join(title for passage in own for title in passage.title_path)
    lost, position = [], 0
    for line in rendition.text.split("\n"):
        end = position + len(line)
        held = sum(max(0, min(end, passage.end) - max(position, passage.start)) for passage in own)
        if len(line) - held > _SENTENCE and line not in titles:
            lost.append(line)
        position = end + 1
    return lost


def test_no_sentence_is_lost(read: Loaded) -> None:
    assert {document: lost for document in read.documents if (lost := lost_lines(read, document))} == {}
