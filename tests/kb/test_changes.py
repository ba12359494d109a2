"""What differs between two generations, and which questions they answer differently."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kb.answer_changes import QuestionFileError, save_answer_changes, saved_answer_changes
from kb.ask_again import compare_answers, read_questions
from kb.changes import Changes, compare_generations, compare_stores, previous_generation
from kb.errors import DamagedIndexError, NoIndexError
from kb.facts import Fact
from kb.generation import Generations
from kb.snapshot import Snapshot
from kb.types import Query
from tests.kb.fakes import (
    DOCUMENTS,
    ORDER_19,
    SHENZHEN,
    SUPERSEDES,
    TERMS,
    TEXTS,
    FakeEmbedder,
    Text,
    snapshot_of,
    store_of,
    write_generation,
    write_parts,
)

DAY = date(2026, 11, 22)
FINE = Fact("fine", "penalty", "CN", "5 to 10 times.", "5至10倍。", "regulations#article-24", "5 to 10 times")
RECORDS = Fact("records", "obligation", "CN", "5 years.", "5年。", "regulations#article-11", "5 years")


def text_with(document: str, name: str, provision: str, words: str | None) -> list[Text]:
    """The texts with one provision changed, or left out."""
    changed = []
    for text in TEXTS:
        if (text.document, text.name) == (document, name):
            provisions = {key: value for key, value in text.provisions.items() if key != provision or words is not None}
            text = replace(text, provisions={key: words if key == provision and words else value for key, value in provisions.items()})
        changed.append(text)
    return changed


def opened(texts: list[Text], generation: str, facts: list[Fact] | None = None) -> Snapshot:
    return snapshot_of(DOCUMENTS, texts, TERMS, facts=facts or [], relations=[SUPERSEDES], embedders=[FakeEmbedder()], generation=generation)


def changes_between(before: Snapshot, after: Snapshot) -> Changes:
    return compare_stores(before.generation, before.store, after.generation, after.store)


def test_equal_stores_do_not_differ() -> None:
    assert not changes_between(opened(list(TEXTS), "a"), opened(list(TEXTS), "b"))


def test_documents_provisions_facts_and_relations_are_compared() -> None:
    old = store_of(DOCUMENTS, TEXTS, facts=[FINE], relations=[SUPERSEDES])
    documents = [replace(ORDER_19, effective_to="2024-04-30") if one is ORDER_19 else one for one in DOCUMENTS if one is not SHENZHEN]
    changed = text_with("regulations", "digest.en", "article-24", "Article 24 — Fine\nIt is higher now.")
    texts = [text for text in changed if text.document != "shenzhen"]
    new = store_of(documents, texts, facts=[replace(FINE, statement="6 to 10 times."), RECORDS], relations=[replace(SUPERSEDES, since="2024-06-01")])
    found = compare_stores("a", old, "b", new)
    assert found
    assert [one.id for one in found.documents.withdrawn] == ["shenzhen"]
    assert [(one.id, one.title, one.fields) for one in found.documents.changed] == [("order-19", ORDER_19.title, ("effective_to",))]
    assert [one.id for one in found.provisions.changed] == ["regulations#article-24@digest.en"]
    assert [one.id for one in found.provisions.withdrawn] == ["shenzhen#article-30@official.zh", "shenzhen#article-31@official.zh"]
    assert [(one.id, one.fields) for one in found.facts.changed] == [("fine", ("statement",))]
    assert [(one.id, one.title) for one in found.facts.added] == [("records", "Interim Regulations on Carbon Emission Trading")]
    assert [(one.id, one.fields) for one in found.relations.changed] == [
        ("supersedes regulations#article-24 order-19#article-40", ("since",))
    ]


def test_a_provision_that_only_moved_has_not_changed() -> None:
    longer = text_with("regulations", "digest.en", "article-1", "Article 1 — Purpose\nThe Interim Regulations now say a good deal more.")
    found = changes_between(opened(list(TEXTS), "a"), opened(longer, "b"))
    assert found.provisions.ids() == {"regulations#article-1@digest.en"}


def test_generations_on_disk_are_compared_and_the_older_one_is_found(tmp_path: Path) -> None:
    generations = Generations(tmp_path / "data")
    write_generation(generations, "20260101", write_parts(tmp_path / "one", store_of(DOCUMENTS, TEXTS)))
    with pytest.raises(NoIndexError, match="no older generation"):
        previous_generation(generations, "20260101")
    texts = text_with("regulations", "digest.en", "article-11", None)
    write_generation(generations, "20260102", write_parts(tmp_path / "two", store_of(DOCUMENTS, texts)))
    assert previous_generation(generations, "20260102") == "20260101"
    found = compare_generations(generations, "20260101", "20260102")
    assert [one.id for one in found.provisions.withdrawn] == ["regulations#article-11@digest.en"]
    with pytest.raises(DamagedIndexError):
        compare_generations(generations, "20250101", "20260102")


QUESTIONS = [Query("What is the fine for not surrendering allowances?"), Query("What is the best recipe for bread?")]


def test_a_question_that_is_answered_as_before_is_not_named() -> None:
    before, after = opened(list(TEXTS), "a"), opened(list(TEXTS), "b")
    assert compare_answers(before, after, changes_between(before, after), QUESTIONS, DAY).changed == ()


def test_a_changed_text_is_named_as_the_reason() -> None:
    words = "Article 24 — Fine\nA key emitting unit that does not surrender its allowances is fined 6 to 12 times the average price."
    before, after = opened(list(TEXTS), "a"), opened(text_with("regulations", "digest.en", "article-24", words), "b")
    found = compare_answers(before, after, changes_between(before, after), QUESTIONS, DAY)
    assert found.asked == 2
    assert [(one.question, one.why, one.because) for one in found.changed] == [
        (QUESTIONS[0].question, "texts", ("regulations#article-24@digest.en",))
    ]
    assert "5 to 10" in (found.changed[0].before.text or "")
    assert "6 to 12" in (found.changed[0].after.text or "")


def test_what_became_of_the_questions_is_kept(tmp_path: Path) -> None:
    words = "Article 24 — Fine\nA key emitting unit that does not surrender its allowances is fined 6 to 12 times the average price."
    before, after = opened(list(TEXTS), "a"), opened(text_with("regulations", "digest.en", "article-24", words), "b")
    changes = changes_between(before, after)
    found = compare_answers(before, after, changes, QUESTIONS, DAY)
    assert saved_answer_changes(tmp_path, changes) is None
    path = save_answer_changes(tmp_path, changes, found)
    assert saved_answer_changes(tmp_path, changes) == found
    path.write_text("{", encoding="utf-8")
    with pytest.raises(QuestionFileError, match="--save again"):
        saved_answer_changes(tmp_path, changes)


def test_questions_are_read_as_text_and_as_json(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text('# mine\nWhat is due?\n\n{"question": "罚款？", "as_of": "2024-03-01", "language": "zh", "note": "x"}\n', encoding="utf-8")
    assert read_questions(path) == [Query("What is due?"), Query("罚款？", as_of=date(2024, 3, 1), language="zh")]


@pytest.mark.parametrize("line", ['{"question": 5}', '{"q": "x"}', '{"question": "x", "as_of": "soon"}', '{"question": "x", "language": "fr"}', "{"])
def test_a_line_that_is_no_question_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(f"What is due?\n{line}\n", encoding="utf-8")
    with pytest.raises(QuestionFileError, match=r"^line 2 is no question"):
        read_questions(path)
    with pytest.raises(QuestionFileError, match="cannot be read"):
        read_questions(tmp_path / "nowhere")
