"""Finding passages in a library of a few documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from kb.keywords import KeywordIndex
from kb.passages import PassageStore
from kb.question import understand
from kb.retrieve import find_canary, find_passages
from kb.snapshot import Snapshot
from kb.types import Filters, Hit, Query, Vectors
from tests.kb.fakes import BILINGUAL, CBAM, DOCUMENTS, REGULATIONS, TERMS, TEXTS, FakeEmbedder, Text, library, manifest_of, snapshot_of

TODAY = date(2026, 11, 22)
KEYWORDS_ALONE = library()
WITH_VECTORS = library([FakeEmbedder(frozenset({"en"}), "english"), FakeEmbedder(BILINGUAL, "both")])
both = pytest.mark.parametrize("snapshot", [KEYWORDS_ALONE, WITH_VECTORS], ids=["keywords", "vectors"])


def find(snapshot: Snapshot, text: str, **terms: object) -> list[Hit]:
    query = Query(text, **terms)  # type: ignore[arg-type]
    return find_passages(snapshot, understand(query, snapshot, TODAY), query)


def provisions(hits: Sequence[Hit]) -> list[str]:
    return [f"{hit.passage.document_id}#{hit.passage.provision}" for hit in hits]


@both
@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How long are original records kept?", "regulations#article-11"),
        ("原始记录要保存几年？", "regulations#article-11"),
        ("What is the benchmark for clinker?", "plan#part-1"),
        ("水泥熟料的基准值是多少？", "plan#part-1"),
        ("By when is the CBAM declaration submitted?", "cbam#article-6"),
        ("谁出具核查报告？", "shenzhen#article-31"),
        ("What does a verifier issue?", "shenzhen#article-31"),
    ],
)
def test_the_right_provision_comes_first_across_languages(snapshot: Snapshot, question: str, expected: str) -> None:
    assert provisions(find(snapshot, question))[0] == expected


@both
@pytest.mark.parametrize("top_k", [1, 2, 5, 50])
def test_no_more_than_are_wanted(snapshot: Snapshot, top_k: int) -> None:
    hits = find(snapshot, "surrender allowances 清缴配额 emission report", top_k=top_k)
    everything = find(snapshot, "surrender allowances 清缴配额 emission report", top_k=50)
    assert len(hits) == min(top_k, len(everything))
    assert provisions(hits) == provisions(everything)[:top_k], "asking for fewer changes nothing else"


@both
def test_the_best_come_first_and_each_provision_once(snapshot: Snapshot) -> None:
    hits = find(snapshot, "fine for surrender of allowances 罚款", top_k=50)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len(set(provisions(hits))) == len(hits)


@both
@pytest.mark.parametrize(("question", "rendition"), [("What is the fine?", "digest.en"), ("罚款是多少？", "official.zh")])
def test_the_language_of_the_question_leads(snapshot: Snapshot, question: str, rendition: str) -> None:
    hit = next(hit for hit in find(snapshot, question) if hit.passage.document_id == REGULATIONS.id)
    assert (hit.passage.provision, hit.passage.rendition) == ("article-24", rendition)


@both
def test_the_language_of_the_answer_may_be_another(snapshot: Snapshot) -> None:
    hit = next(hit for hit in find(snapshot, "What is the fine?", language="zh") if hit.passage.document_id == REGULATIONS.id)
    assert hit.passage.rendition == "official.zh"


@both
@pytest.mark.parametrize(
    ("filters", "documents"),
    [
        (Filters(jurisdiction=("EU",)), {"cbam"}),
        (Filters(jurisdiction=("CN-GD",)), {"shenzhen"}),
        (Filters(jurisdiction=("CN",)), {"regulations", "order-19", "plan"}),
        (Filters(kind=("draft",)), {"plan"}),
        (Filters(sector=("steel",)), {"regulations", "order-19", "shenzhen", "cbam"}),
        (Filters(document_id=("plan", "cbam")), {"plan", "cbam"}),
        (Filters(status=("draft",)), {"plan"}),
        (Filters(jurisdiction=("US",)), set()),
        (Filters(jurisdiction=("EU",), kind=("draft",)), set()),
    ],
)
def test_nothing_outside_the_filters_is_found(snapshot: Snapshot, filters: Filters, documents: set[str]) -> None:
    question = "allowances report declaration cement regulation 配额 清缴 核查 水泥 条例"
    found = {hit.passage.document_id for hit in find(snapshot, question, filters=filters, top_k=50)}
    assert found <= documents
    assert bool(found) is bool(documents)


@both
def test_filters_hold_for_look_ups_too(snapshot: Snapshot) -> None:
    hits = find(snapshot, "Article 24 of the Interim Regulations", filters=Filters(jurisdiction=("EU",)))
    assert {hit.passage.document_id for hit in hits} <= {"cbam"}


@both
@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What does Article 24 of the Interim Regulations say about benchmarks for clinker?", "regulations#article-24"),
        ("19号令第二十四条关于罚款怎么规定？", "order-19#article-24"),
        ("水泥方案之外，暂行条例第一条说什么？", "regulations#article-1"),
        ("CBAM Regulation, Article 1: by when is the declaration submitted?", "cbam#article-1"),
    ],
)
def test_a_provision_that_is_named_comes_first(snapshot: Snapshot, question: str, expected: str) -> None:
    hits = find(snapshot, question)
    assert provisions(hits)[0] == expected
    assert all(hits[0].score > other.score for other in hits[1:])


@both
@pytest.mark.parametrize(
    ("question", "document"),
    [
        ("深圳的重点排放单位何时清缴配额？", "shenzhen"),
        ("When does a key emitting unit surrender allowances in Shenzhen?", "shenzhen"),
        ("全国的重点排放单位清缴配额有什么规定？", "regulations"),
        ("重点排放单位清缴配额有什么规定？", "regulations"),
    ],
)
def test_the_place_that_is_named_is_preferred(snapshot: Snapshot, question: str, document: str) -> None:
    assert find(snapshot, question)[0].passage.document_id == document


@both
def test_what_gave_way_comes_after_what_it_gave_way_to(snapshot: Snapshot) -> None:
    question = "未清缴配额的罚款"
    now = [name for name in provisions(find(snapshot, question)) if name in ("regulations#article-24", "order-19#article-40")]
    before = [
        name for name in provisions(find(snapshot, question, as_of=date(2023, 1, 1))) if name in ("regulations#article-24", "order-19#article-40")
    ]
    assert now == ["regulations#article-24", "order-19#article-40"]
    assert before == ["order-19#article-40", "regulations#article-24"]


def test_what_nothing_speaks_of_finds_nothing_by_keywords() -> None:
    assert find(KEYWORDS_ALONE, "sourdough bread recipe") == []


def test_an_embedder_that_does_not_know_the_language_of_the_question_has_no_say() -> None:
    english_only = library([FakeEmbedder(frozenset({"en"}), "english")])
    for hit in find(english_only, "原始记录要保存几年？", top_k=50):
        assert hit.dense == 0


def test_vectors_find_what_keywords_do_not() -> None:
    text = Text(CBAM.id, "official.en", {"article-1": "Importers declare goods.", "article-2": "Unrelated words entirely."})

    class Synonyms(FakeEmbedder):
        """Knows that to file is to declare."""

        def embed(self, texts: Sequence[str]) -> Vectors:
            return super().embed([text.replace("file papers", "importers declare goods") for text in texts])

    snapshot = snapshot_of([CBAM], [text], embedders=[Synonyms()])
    assert provisions(find(snapshot, "file papers"))[0] == "cbam#article-1"


def test_pieces_of_a_long_provision_count_once() -> None:
    long = Text("regulations", "digest.en", {"article-5": "The registry records. " * 3})
    rendition, (passage,) = long.rendition(), long.passages()
    middle = passage.start + 22
    pieces = [
        replace(passage, text=rendition.text[passage.start : middle], end=middle, piece=1),
        replace(passage, text=rendition.text[middle : passage.end], start=middle, piece=2),
    ]
    store = PassageStore(DOCUMENTS, [rendition], pieces, TERMS)
    snapshot = Snapshot(manifest_of(store, [], "g"), store, {"en": KeywordIndex.build([store.search_text(piece) for piece in pieces])}, [])
    assert provisions(find(snapshot, "What does the registry record?")) == ["regulations#article-5"]


def test_a_canary_finds_its_passage_and_no_other() -> None:
    for text in TEXTS:
        for passage in text.passages():
            assert find_canary(KEYWORDS_ALONE, passage.text, passage.id)
    assert not find_canary(KEYWORDS_ALONE, "sourdough bread", "cbam#article-6@official.en")
