"""The page about what changed, and the command that says the same."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kb.answer_changes import AnswerChange, AnswerChanges, AnswerSide
from kb.changes import Changes, Difference, Differences
from service.cli import main
from tests.fakes import FakeKnowledgeBase
from tests.service.test_pages import get

HOSTILE = "<script>alert(1)</script>"
CHANGED = Changes(
    "20260101", "20260201",
    documents=Differences(added=(Difference("eu-cbam", "Regulation (EU) 2023/956"),)),
    provisions=Differences(
        changed=(Difference("cn-interim-regulations-2024#article-24@digest.en", "Interim Regulations", ("text",)),),
        withdrawn=tuple(Difference(f"gone#article-{number}@digest.en", HOSTILE) for number in range(60)),
    ),
    facts=Differences(changed=(Difference("fine", "Interim Regulations", ("statement", "quote")),)),
    relations=Differences(),
)  # fmt: skip


def test_without_an_earlier_generation_there_is_nothing_to_compare(client: FlaskClient) -> None:
    assert "no earlier generation" in get(client, "/changes")[0]


def test_what_changed_is_listed_and_leads_to_the_text(client: FlaskClient, kb: FakeKnowledgeBase) -> None:
    kb.changed = CHANGED
    html, page = get(client, "/changes")
    assert page.links("/documents/") == ["/documents/eu-cbam", "/documents/cn-interim-regulations-2024?rendition=digest.en#article-24"]
    for link in page.links("/documents/"):
        get(client, link)
    assert "what changed: statement, quote" in html
    assert "and 10 more" in html
    assert "<script>alert" not in html
    assert "carbonkb diff previous current --questions FILE --save" in html


@pytest.mark.parametrize(("language", "reason"), [("en", "A text that it rests on has changed"), ("zh", "所依据的文本有变化")])
def test_questions_that_are_answered_differently_are_shown_with_the_reason(
    client: FlaskClient, kb: FakeKnowledgeBase, language: str, reason: str
) -> None:
    kb.changed = CHANGED
    sides = AnswerSide("The fine is 5 to 10 times the price.", ("a",)), AnswerSide(None, ())
    kb.answers_changed = AnswerChanges(7, (AnswerChange(HOSTILE, "2026-11-22", *sides, "texts", ("regulations#article-24@digest.en",)),))
    html, _ = get(client, "/changes", language)
    assert reason in html
    assert "The fine is 5 to 10 times the price." in html
    assert "<script>alert" not in html


def test_the_command_says_what_changed_and_which_answers(
    small_index: Path, small_corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data, corpus = tmp_path / "data", tmp_path / "corpus"
    shutil.copytree(small_index, data)
    shutil.copytree(small_corpus, corpus)
    monkeypatch.setenv("KB_DATA", str(data))
    digest = corpus / "documents" / "CN" / "cn-interim-regulations-2024" / "digest.en.md"
    text = digest.read_text(encoding="utf-8")
    assert "must be kept for at least 5 years" in text
    digest.write_text(text.replace("must be kept for at least 5 years", "must be kept for at least 6 years"), encoding="utf-8")
    assert main(["ingest", "--quiet", str(corpus)]) == 0
    questions = tmp_path / "questions.txt"
    questions.write_text("How long must original records be kept?\nWhen do the Interim Regulations take effect?\n", encoding="utf-8")
    capsys.readouterr()
    assert main(["diff", "--questions", str(questions), "--save", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [one["id"] for one in found["provisions"]["changed"]] == ["cn-interim-regulations-2024#article-11@digest.en"]
    assert found["documents"] == {"added": [], "changed": [], "withdrawn": []}
    assert [(one["question"], one["why"]) for one in found["answers"]["changed"]] == [("How long must original records be kept?", "texts")]
    assert main(["diff", "previous", "current"]) == 0
    assert "~ cn-interim-regulations-2024#article-11@digest.en" in capsys.readouterr().out
    assert main(["diff", "nowhere", "current"]) == 1
    assert "nowhere" in capsys.readouterr().err
