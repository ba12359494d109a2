"""The command ``carbonkb diff``: what changed between two generations, and which saved questions are answered differently."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from kb.answer_changes import AnswerChanges, save_answer_changes
from kb.ask_again import compare_answers, read_questions
from kb.changes import Changes, Differences, compare_generations, previous_generation
from kb.errors import SettingsError
from kb.generation import Generations
from kb.settings import Settings
from kb.validity import today
from kb.wire import make_embedders, open_snapshot
from service.interface import Interface

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

_WORDS = Interface("en")


def add_diff_command(commands: Commands) -> None:
    """Add ``diff GENERATION GENERATION [--questions FILE [--save]] [--json]`` to the commands of a parser."""
    diff = commands.add_parser(
        "diff", help="say what changed between two generations",
        description="Say which documents, provisions, facts and relations were added, changed or withdrawn between two generations of the index, "
        "and which questions of a file are answered differently, and why. `carbonkb status` names the generations; `previous` and `current` do too.",
    )  # fmt: skip
    diff.add_argument("before", nargs="?", default="previous", metavar="GENERATION", help="the older one (default: previous)")
    diff.add_argument("after", nargs="?", default="current", metavar="GENERATION", help="the newer one (default: current)")
    diff.add_argument("--questions", type=Path, metavar="FILE", help="a question a line, as text or as JSON with question, as_of, language")
    diff.add_argument("--save", action="store_true", help="keep what became of the questions, for the page /changes")
    diff.add_argument("--json", action="store_true", help="print everything as JSON")
    diff.set_defaults(command=_diff)


def _diff(options: argparse.Namespace, settings: Settings) -> int:
    if options.save and not options.questions:
        raise SettingsError("--save keeps what became of questions: give --questions FILE too")
    generations = Generations(settings.data)
    before, after = (_named(generations, name) for name in (options.before, options.after))
    changes = compare_generations(generations, before, after)
    answers = _compare_answers(generations, changes, options.questions, settings) if options.questions else None
    if options.save and answers:
        save_answer_changes(settings.data, changes, answers)
    if options.json:
        print(json.dumps(asdict(changes) | {"answers": asdict(answers) if answers else None}, ensure_ascii=False, indent=2))
    else:
        print(_readable(changes, answers))
    return 0


def _named(generations: Generations, name: str) -> str:
    if name == "current":
        return generations.current()
    return previous_generation(generations, generations.current()) if name == "previous" else name


def _compare_answers(generations: Generations, changes: Changes, questions: Path, settings: Settings) -> AnswerChanges:
    asked = read_questions(questions)
    embedders = make_embedders(settings)
    before, after = (open_snapshot(generations, generation, embedders) for generation in (changes.before, changes.after))
    return compare_answers(before, after, changes, asked, today())


def _readable(changes: Changes, answers: AnswerChanges | None) -> str:
    lines = [_WORDS["changes.between"].format(before=changes.before, after=changes.after)]
    if not changes:
        lines.append(_WORDS["changes.nothing"])
    for kind in ("documents", "provisions", "facts", "relations"):
        lines += _lines(kind, getattr(changes, kind))
    if answers:
        lines += _answer_lines(answers)
    return "\n".join(lines)


def _lines(kind: str, found: Differences) -> list[str]:
    if not found:
        return []
    lines = ["", _WORDS[f"changes.{kind}"]]
    for sign, name in (("+", "added"), ("~", "changed"), ("-", "withdrawn")):
        for one in getattr(found, name):
            fields = f"  ({', '.join(one.fields)})" if one.fields and one.fields != ("text",) else ""
            lines.append(f"  {sign} {one.id}{fields}")
    return lines


def _answer_lines(answers: AnswerChanges) -> list[str]:
    lines = ["", f"{_WORDS['changes.answers']}: {len(answers.changed)} of {answers.asked} are answered differently"]
    for one in answers.changed:
        because = f": {', '.join(one.because)}" if one.because else ""
        lines += [
            f"  {one.question}",
            f"    {_WORDS['changes.answer.before']}: {_short(one.before.text)}",
            f"    {_WORDS['changes.answer.after']}: {_short(one.after.text)}",
            f"    {_WORDS[f'changes.why.{one.why}']}{because}",
        ]
    return lines


def _short(text: str | None) -> str:
    if text is None:
        return _WORDS["changes.answer.refused"]
    line = " ".join(text.split())
    return line if len(line) <= 160 else f"{line[:160]} …"
