"""Which saved questions two generations answer differently, and why."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal, get_args

from kb.changes import Changes
from kb.errors import CarbonKBError

FOLDER = "changes"
Why = Literal["texts", "facts", "found", "program"]
"""``texts`` and ``facts`` that it rests on changed; others are ``found``; or the same texts are read differently by the ``program``."""


class QuestionFileError(CarbonKBError):
    """A file of saved questions, or of what became of them, cannot be read; says what to do."""


@dataclass(frozen=True, slots=True)
class AnswerSide:
    """What one generation answers."""

    text: str | None
    """None: it refuses."""
    cited: tuple[str, ...]
    """Ids of the passages it cites."""


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """One question that is answered differently."""

    question: str
    as_of: str
    before: AnswerSide
    after: AnswerSide
    why: Why
    because: tuple[str, ...]
    """Ids of the provisions and facts that changed, where those are why."""


@dataclass(frozen=True, slots=True)
class AnswerChanges:
    """What became of a file of questions."""

    asked: int
    changed: tuple[AnswerChange, ...]


def save_answer_changes(data: Path, changes: Changes, answers: AnswerChanges) -> Path:
    """Keep what became of the questions, for the page that shows it; returns the file."""
    path = _path(data, changes)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(asdict(answers), ensure_ascii=False, indent=1), encoding="utf-8")
    return path


def saved_answer_changes(data: Path, changes: Changes) -> AnswerChanges | None:
    """What was kept for these two generations; None where nothing was.

    Raises:
        QuestionFileError: where it cannot be read.
    """
    path = _path(data, changes)
    if not path.is_file():
        return None
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        return AnswerChanges(values["asked"], tuple(_change(one) for one in values["changed"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise QuestionFileError(f"{path.name} cannot be read: run carbonkb diff with --save again") from error


def _path(data: Path, changes: Changes) -> Path:
    return data / FOLDER / f"{changes.before}..{changes.after}.json"


def _change(values: dict[str, object]) -> AnswerChange:
    if values["why"] not in get_args(Why):
        raise ValueError("unknown reason")
    sides = {name: AnswerSide(values[name]["text"], tuple(values[name]["cited"])) for name in ("before", "after")}  # type: ignore[index]
    return AnswerChange(str(values["question"]), str(values["as_of"]), sides["before"], sides["after"], values["why"], tuple(values["because"]))  # type: ignore[arg-type]
