"""The command ``carbonkb feedback``: what readers said of the answers."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from kb.settings import Settings
from service.answers import FILE, AnswerStore, Feedback

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def add_feedback_command(commands: Commands) -> None:
    """Add ``feedback [--unhelpful] [--json]`` to the commands of a parser."""
    feedback = commands.add_parser(
        "feedback",
        help="list what readers said of the answers",
        description="List what readers said of the answers, newest first. Each answer is at /a/ID of the service.",
    )
    feedback.add_argument("--unhelpful", action="store_true", help="only answers that did not help")
    feedback.add_argument("--json", action="store_true", help="print one JSON object a line")
    feedback.set_defaults(command=_feedback)


def _feedback(options: argparse.Namespace, settings: Settings) -> int:
    path = settings.data / FILE
    said = AnswerStore(path).feedback() if path.is_file() else []
    chosen = [one for one in said if not (options.unhelpful and one.helpful)]
    for one in chosen:
        print(json.dumps(asdict(one), ensure_ascii=False) if options.json else _readable(one))
    if not options.json:
        print(f"{len(chosen)} answers were commented on, {sum(not one.helpful for one in chosen)} of them as not helpful")
    return 0


def _readable(one: Feedback) -> str:
    verdict = "helpful" if one.helpful else f"NOT HELPFUL{f' ({one.reason})' if one.reason else ''}"
    lines = [f"{one.given_at}  {verdict}  /a/{one.answer_id}", f"  {one.question}  [{one.status}, as of {one.as_of}, generation {one.generation}]"]
    return "\n".join([*lines, *([f"  “{one.comment}”"] if one.comment else [])])
