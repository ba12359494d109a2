"""Asking two generations the same questions: which they answer differently, and why."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from kb.answer import answer_question
from kb.answer_changes import AnswerChange, AnswerChanges, AnswerSide, QuestionFileError, Why
from kb.changes import Changes
from kb.snapshot import Snapshot
from kb.types import LANGUAGES, Answer, Query


def compare_answers(before: Snapshot, after: Snapshot, changes: Changes, questions: Sequence[Query], day: date) -> AnswerChanges:
    """Ask both generations the same questions.

    Args:
        before: The older generation, opened.
        after: The newer one.
        changes: What differs between the two.
        questions: What to ask.
        day: The day that counts where a question names none: the same for both.
    """
    found = []
    for query in questions:
        old, new = answer_question(before, query, day), answer_question(after, query, day)
        if old.text != new.text:
            why, because = _why(old, new, changes, after)
            found.append(AnswerChange(query.question, new.as_of.isoformat(), _side(old), _side(new), why, because))
    return AnswerChanges(len(questions), tuple(found))


def read_questions(path: Path) -> list[Query]:
    """The questions of a file: one a line, as text or as JSON with ``question`` and perhaps ``as_of`` and ``language``.

    Raises:
        QuestionFileError: where the file, or a line of it, cannot be read.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionFileError(f"the file of questions cannot be read: {path.name}: give a text file in UTF-8") from error
    return [_question(line.strip(), number) for number, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")]


def _question(line: str, number: int) -> Query:
    if not line.startswith("{"):
        return Query(line)
    try:
        values = json.loads(line)
        as_of = date.fromisoformat(values["as_of"]) if values.get("as_of") else None
        language = values.get("language")
        if not isinstance(values["question"], str) or language not in (None, *LANGUAGES):
            raise ValueError("not a question")
        return Query(values["question"], as_of=as_of, language=language)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        message = f'line {number} is no question: write text, or {{"question": "…", "as_of": "2026-11-22", "language": "en"}}'
        raise QuestionFileError(message) from error


def _side(answer: Answer) -> AnswerSide:
    return AnswerSide(answer.text, tuple(citation.passage.id for citation in answer.citations))


def _why(old: Answer, new: Answer, changes: Changes, after: Snapshot) -> tuple[Why, tuple[str, ...]]:
    """Of several reasons the first one counts: what the answers rest on, then what is known about it, then what is found."""
    passages = [citation.passage for answer in (old, new) for citation in answer.citations]
    cited = {f"{passage.document_id}#{passage.provision}@{passage.rendition}" for passage in passages}
    if texts := _sorted(cited & changes.provisions.ids()):
        return "texts", texts
    if documents := _sorted({passage.document_id for passage in passages} & changes.documents.ids()):
        return "texts", documents
    places = {f"{passage.document_id}#{passage.provision}" for passage in passages}
    if facts := _sorted({fact.id for fact in after.facts if fact.provision in places} & changes.facts.ids()):
        return "facts", facts
    return ("program" if _side(old).cited == _side(new).cited else "found"), ()


def _sorted(ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(ids))
