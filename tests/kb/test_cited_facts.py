"""Where the words of a fact stand: in the reader's language where it can be, verbatim always, refused where they stand nowhere."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kb.cited_facts import locate_quote
from kb.errors import MisquotedFactError, UnknownDocumentError
from kb.facts import Fact
from kb.types import Citation, Language
from tests.kb.fakes import DOCUMENTS, TERMS, TEXTS, Text, snapshot_of

DIGEST_ZH = Text("regulations", "digest.zh", {"article-24": "第二十四条 — 罚款\n没有清缴配额的，处均价5至10倍的罚款。"})
SNAPSHOT = snapshot_of(DOCUMENTS, [*TEXTS, DIGEST_ZH], TERMS)
FINE = Fact(
    id="fine", topic="penalty", jurisdiction="CN", statement="The fine is 5 to 10 times the price.", statement_zh="罚款为价格的5至10倍。",
    provision="regulations#article-24", quote="fined 5 to 10 times", quote_zh="处均价5至10倍的罚款",
)  # fmt: skip


def check(citation: Citation) -> None:
    """What holds of every citation."""
    texts = SNAPSHOT.renditions(citation.passage.document_id)
    assert texts[citation.passage.rendition].text[citation.start : citation.end] == citation.quote
    assert citation.passage.start <= citation.start < citation.end <= citation.passage.end
    for other in citation.also:
        assert texts[other.rendition].text[other.start : other.end] == other.text


@pytest.mark.parametrize(("language", "rendition"), [("en", "digest.en"), ("zh", "digest.zh")])
def test_the_quote_is_found_in_the_language_of_the_reader(language: Language, rendition: str) -> None:
    citation = locate_quote(SNAPSHOT, FINE, language, number=3)
    check(citation)
    assert (citation.passage.rendition, citation.number) == (rendition, 3)
    assert {other.rendition for other in citation.also} == {"digest.en", "digest.zh", "official.zh"} - {rendition}


def test_without_a_quote_in_the_language_the_other_one_is_shown() -> None:
    citation = locate_quote(SNAPSHOT, replace(FINE, quote_zh=""), "zh")
    check(citation)
    assert citation.quote == FINE.quote


def test_an_official_text_that_holds_the_words_will_do() -> None:
    citation = locate_quote(SNAPSHOT, replace(FINE, quote_zh="处市场交易平均成交价格5倍以上10倍以下的罚款"), "zh")
    check(citation)
    assert citation.passage.rendition == "official.zh"


def test_words_that_stand_elsewhere_are_no_quote() -> None:
    with pytest.raises(MisquotedFactError, match=r"'fine' does not stand in regulations#article-24"):
        locate_quote(SNAPSHOT, replace(FINE, quote="Original records are kept", quote_zh=""), "en")


def test_a_fact_about_a_document_that_is_not_there_is_refused() -> None:
    with pytest.raises(UnknownDocumentError):
        locate_quote(SNAPSHOT, replace(FINE, provision="nowhere#article-1"), "en")
