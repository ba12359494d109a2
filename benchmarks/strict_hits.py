"""hit@5 as ``score.py --strict`` counts it: a passage counts by its words alone."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from running import EVALUATION, QUESTIONS

Search = Callable[[Mapping[str, Any]], Sequence[tuple[str, str]]]


def share_of_hits(search: Search) -> float:
    """The share of answerable questions for which one of the passages found is the gold one."""
    specification = importlib.util.spec_from_file_location("score", EVALUATION / "score.py")
    assert specification is not None
    assert specification.loader is not None
    score = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(score)
    questions = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines() if line.strip()]
    answerable = [question for question in questions if question["answerable"]]
    hits = [any(score.same_passage(document, None, text, question["gold"]) for document, text in search(question)) for question in answerable]
    return sum(hits) / len(hits)
