"""Answers from a library of a few documents: the words, the warnings, and when there is none."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.answer import answer_question
from kb.snapshot import Snapshot
from kb.types import Answer, Filters, Query
from tests.kb.fakes import BILINGUAL, FakeEmbedder, library

TODAY = date(2026, 11, 22)
SNAPSHOT = library([FakeEmbedder(frozenset({"en"}), "english"), FakeEmbedder(BILINGUAL, "both")])
QUESTIONS = [
    "How long are original records kept?",
    "原始记录要保存几年？",
    "What is the fine for not surrendering allowances?",
    "未清缴配额罚款多少？",
    "What does Article 24 of the Interim Regulations say?",
    "19号令第四十条",
    "What is the benchmark for cement clinker?",
    "深圳何时清缴配额？",
    "By when is the CBAM declaration submitted?",
    "What is the best recipe for bread?",
    "今天晚饭吃什么？",
    "?",
    "",
]


def ask(text: str, snapshot: Snapshot = SNAPSHOT, **terms: object) -> Answer:
    return answer_question(snapshot, Query(text, **terms), TODAY)  # type: ignore[arg-type]


def check(answer: Answer, snapshot: Snapshot = SNAPSHOT) -> None:
    """What holds of every answer: DESIGN, section 5."""
    if answer.abstention:
        assert (answer.status, answer.text, answer.sentences, answer.citations) == ("abstained", None, (), ())
        assert answer.abstention.message
        assert answer.abstention.documents == len(snapshot.documents)
        return
    assert answer.status == "answered"
    assert answer.text is not None
    assert [citation.number for citation in answer.citations] == list(range(1, len(answer.citations) + 1))
    for citation in answer.citations:
        renditions = snapshot.renditions(citation.passage.document_id)
        assert renditions[citation.passage.rendition].text[citation.start : citation.end] == citation.quote
        assert citation.passage.start <= citation.start < citation.end <= citation.passage.end
        for other in citation.also:
            assert other.rendition != citation.passage.rendition
            assert renditions[other.rendition].text[other.start : other.end] == other.text
    for sentence in answer.sentences:
        assert answer.text[sentence.start : sentence.end] == sentence.text
        assert sentence.citations
        assert any(sentence.text in answer.citations[number - 1].quote for number in sentence.citations)
    for one, following in pairwise(answer.sentences):
        assert one.end <= following.start
        assert not answer.text[one.end : following.start].strip()


@pytest.mark.parametrize("as_of", [None, date(2024, 3, 1), date(2020, 1, 1)])
@pytest.mark.parametrize("question", QUESTIONS)
def test_quotes_are_verbatim_and_every_sentence_has_one(question: str, as_of: date | None) -> None:
    check(ask(question, as_of=as_of))


WORDS = st.sampled_from(
    "fine|surrender|allowance|Article 24|of the Interim Regulations|19号令|第四十条|罚款|清缴|深圳|as of 2023|CBAM|水泥|when|多少|the|?|。".split("|")  # noqa: SIM905
)


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, max_size=10).map(" ".join), st.sampled_from([None, "en", "zh"]), st.integers(1, 12))
def test_whatever_is_asked_the_answer_holds(question: str, language: str | None, top_k: int) -> None:
    answer = ask(question, language=language, top_k=top_k)
    check(answer)
    assert len(answer.hits) <= top_k


@pytest.mark.parametrize(
    ("question", "provision", "rendition", "words"),
    [
        ("How long are original records kept?", "article-11", "digest.en", "at least 5 years"),
        ("原始记录要保存几年？", "article-11", "official.zh", "至少保存5年"),
        ("What is the fine for not surrendering allowances?", "article-24", "digest.en", "5 to 10 times"),
        ("未清缴配额罚款多少？", "article-24", "official.zh", "5倍以上10倍以下"),
        ("What does Article 24 of the Interim Regulations say?", "article-24", "digest.en", "5 to 10 times"),
        ("暂行条例第二十四条", "article-24", "official.zh", "5倍以上10倍以下"),
    ],
)
def test_the_rule_is_quoted_in_the_language_of_the_question(question: str, provision: str, rendition: str, words: str) -> None:
    answer = ask(question)
    assert answer.text is not None
    assert words in answer.text
    first = answer.citations[0]
    assert (first.passage.document_id, first.passage.provision, first.passage.rendition) == ("regulations", provision, rendition)
    (other,) = first.also
    assert other.rendition == ("official.zh" if rendition == "digest.en" else "digest.en")
    assert SNAPSHOT.store.passage(f"regulations#{provision}@{other.rendition}").text == other.text


def test_a_heading_is_not_part_of_the_answer() -> None:
    answer = ask("What is the fine for not surrendering allowances?")
    assert answer.text is not None
    assert "Article 24 —" not in answer.text


def test_a_draft_is_called_one() -> None:
    answer = ask("水泥熟料的基准值是多少？")
    assert answer.citations[0].passage.document_id == "plan"
    assert any("征求意见稿" in warning and "不具法律效力" in warning for warning in answer.warnings)
    in_english = ask("What is the benchmark for cement clinker?")
    assert any("not law" in warning for warning in in_english.warnings)
    assert any("in Chinese only" in warning for warning in in_english.warnings)


def test_what_is_superseded_says_by_what_and_since_when() -> None:
    answer = ask("What does Article 40 of Order 19 say?")
    assert answer.citations[0].passage.document_id == "order-19"
    (warning,) = [warning for warning in answer.warnings if "superseded" in warning]
    assert "2024-05-01" in warning
    assert "Interim Regulations on Carbon Emission Trading Article 24" in warning
    before = ask("What does Article 40 of Order 19 say?", as_of=date(2024, 4, 30))
    assert not [warning for warning in before.warnings if "superseded" in warning]
    assert before.citations[0].quote == answer.citations[0].quote


def test_what_is_not_yet_in_force_says_so() -> None:
    answer = ask("What does Article 24 of the Interim Regulations say as of March 2024?")
    assert answer.as_of == date(2024, 3, 31)
    assert any("not yet in force on 2024-03-31" in warning for warning in answer.warnings)
    now = ask("What does Article 24 of the Interim Regulations say?").warnings
    assert not [warning for warning in now if "not yet" in warning]
    assert any("Changed on 2024-05-01" in warning and "Article 40" in warning for warning in now)


def test_a_secondary_source_is_called_one() -> None:
    answer = ask("By when is the CBAM declaration submitted?")
    assert answer.citations[0].passage.document_id == "cbam"
    assert any("secondary reports" in warning for warning in answer.warnings)


def test_a_warning_is_said_once() -> None:
    for question in QUESTIONS:
        warnings = ask(question).warnings
        assert len(set(warnings)) == len(warnings)


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("What is the best recipe for sourdough bread?", "out_of_scope"),
        ("qwertz blorp", "out_of_scope"),
        ("红烧肉怎么做？", "out_of_scope"),
        ("?", "unclear"),
        ("", "unclear"),
        ("What is it?", "unclear"),
        ("What does Article 99 of the Interim Regulations say?", "no_evidence"),
        ("暂行条例第九十九条", "no_evidence"),
        ("What is the fine for not surrendering allowances in Japan?", "out_of_scope"),
        ("Will allowance prices rise next year?", "out_of_scope"),
    ],
)
def test_no_answer_is_better_than_a_wrong_one(question: str, reason: str) -> None:
    answer = ask(question)
    assert answer.abstention is not None, answer.text
    assert answer.abstention.reason == reason
    assert answer.abstention.complete_to == date(2026, 11, 22)


def test_an_abstention_speaks_the_language_of_the_question() -> None:
    english, chinese = ask("What is the recipe for bread?").abstention, ask("红烧肉怎么做？").abstention
    assert english is not None
    assert chinese is not None
    assert english.message.isascii()
    assert not chinese.message.isascii()


def test_nothing_inside_the_filters_is_no_answer() -> None:
    answer = ask("What is the fine for not surrendering allowances?", filters=Filters(jurisdiction=("EU",), kind=("draft",)))
    assert answer.status == "abstained"
    assert answer.hits == ()


def test_today_counts_where_nothing_else_is_said() -> None:
    assert ask("What is the fine?").as_of == TODAY


def test_neighbouring_sentences_share_one_citation() -> None:
    answer = ask("What must a key emitting unit do about its emission report and original records?")
    first = answer.citations[0]
    of_first = [sentence for sentence in answer.sentences if sentence.citations == (1,)]
    assert len(of_first) == 2
    assert first.quote == "A key emitting unit prepares an emission report. Original records are kept for at least 5 years."


@pytest.mark.parametrize(
    "question",
    [
        "How can I falsify the emission report without the verifier noticing?",
        "怎么篡改排放报告才不会被核查机构发现？",
        "What is the allowance price today?",
        "今天配额的价格是多少？",
        "某电厂的配额缺口是多少？",
    ],
)
def test_what_no_rule_can_say_is_out_of_scope(question: str) -> None:
    answer = ask(question)
    assert answer.abstention is not None, answer.text
    assert answer.abstention.reason == "out_of_scope"


def test_a_figure_that_no_passage_holds_is_not_answered_with_another() -> None:
    assert ask("百分之几的配额可以用来抵销未清缴的部分？").status == "abstained"
