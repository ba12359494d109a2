"""The command ``carbonkb eval``: how well the index answers questions with known answers, and where the others are lost."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kb.diagnosis import Outcome, evaluate, table
from kb.errors import MetadataError
from kb.evaluate import read_questions
from kb.settings import Settings
from kb.wire import open_knowledge_base

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

_SHOWN = 160


def add_eval_command(commands: Commands) -> None:
    """Add ``eval QUESTIONS.jsonl… [--json FILE] [--compare FILE]`` to the commands of a parser."""
    command = commands.add_parser(
        "eval", help="measure the answers on questions with known answers",
        description="Ask the index every question of these files and print the means of hit@1, hit@5, MRR, correct, cited and the others, "
        "and of each failure where it was lost: not_indexed, not_retrieved, not_ranked, refused, checked_away, not_selected, not_stated, answered.",
    )  # fmt: skip
    command.add_argument("questions", nargs="+", type=Path, metavar="QUESTIONS.jsonl")
    command.add_argument("--json", type=Path, metavar="FILE", help="write every outcome here, for a later --compare")
    command.add_argument("--compare", type=Path, metavar="FILE", help="an earlier run's --json: list the questions gained and lost since")
    command.set_defaults(command=_eval)


def _eval(options: argparse.Namespace, settings: Settings) -> int:
    for path in (*options.questions, *([options.compare] if options.compare else [])):
        if not path.is_file():
            raise MetadataError(f"{path}: there is no such file")
    questions = [asked for path in options.questions for asked in read_questions(path)]
    earlier = _read(options.compare) if options.compare else {}
    outcomes = evaluate(open_knowledge_base(settings).snapshot(), questions)
    print(table(outcomes))
    asked = {question.id: question.question for question in questions}
    for outcome in outcomes:
        if outcome.lost:
            print(f"\n{outcome.id} [{outcome.category}] {outcome.lost}: {asked[outcome.id]}\n  -> {outcome.answer[:_SHOWN]!r}")
    if options.compare:
        print(_compared(outcomes, earlier, asked))
    if options.json:
        options.json.write_text(json.dumps([asdict(one) | {"passed": one.passed} for one in outcomes], ensure_ascii=False, indent=1), "utf-8")
    return 0


def _read(path: Path) -> dict[str, bool]:
    """Whether each question passed in an earlier run."""
    try:
        rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
        return {str(row["id"]): bool(row["passed"]) for row in rows}
    except (ValueError, KeyError, TypeError) as error:
        raise MetadataError(f"{path.name}: not what `carbonkb eval --json` writes") from error


def _compared(outcomes: list[Outcome], earlier: dict[str, bool], asked: dict[str, str]) -> str:
    known = [one for one in outcomes if one.id in earlier]
    gained = [one.id for one in known if one.passed and not earlier[one.id]]
    lost = [one.id for one in known if not one.passed and earlier[one.id]]
    lines = [f"\ncompared on {len(known)} questions: {len(gained)} gained, {len(lost)} lost"]
    lines += [f"  gained {name}: {asked[name]}" for name in gained]
    lines += [f"  lost   {name}: {asked[name]}" for name in lost]
    return "\n".join(lines)
