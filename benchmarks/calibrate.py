"""How refusing trades against answering: the share refused of the unanswerable and of the answerable questions, by threshold.

Usage: ``KB_DATA=… python benchmarks/calibrate.py [QUESTIONS.jsonl …]`` over an index that ``carbonkb ingest`` made; by default the questions of
``tests/quality`` and, where they are there, those of ``../shared/eval``. ``kb.evidence.LEAST_EVIDENCE`` is chosen on this curve.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from running import QUESTIONS, ROOT

from kb.computed import compute
from kb.evaluate import read_questions
from kb.evidence import LEAST_EVIDENCE, evidence_of, why_not
from kb.question import understand
from kb.retrieve import find_passages
from kb.settings import read_settings
from kb.snapshot import Snapshot
from kb.validity import today
from kb.wire import open_knowledge_base

THRESHOLDS = (0.0, 0.9, 1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.8)


def main(arguments: Sequence[str]) -> int:
    """Print the curve; the first row is what is refused whatever was found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("questions", nargs="*", type=Path, help="files of questions")
    options = parser.parse_args(arguments)
    files = options.questions or [*sorted((ROOT / "tests" / "quality").glob("*.jsonl")), *([QUESTIONS] if QUESTIONS.exists() else [])]
    measured = list(_strengths(open_knowledge_base(read_settings()).snapshot(), files))
    answerable = np.array([strength for strength, can in measured if can])
    unanswerable = np.array([strength for strength, can in measured if not can])
    print(f"{len(answerable)} answerable, {len(unanswerable)} unanswerable; in use: {LEAST_EVIDENCE}\n")
    print(f"{'least evidence':>14}{'refused':>10}{'false_ref':>11}")
    for threshold in THRESHOLDS:
        print(f"{threshold:>14.2f}{np.mean(unanswerable < threshold):>10.3f}{np.mean(answerable < threshold):>11.3f}")
    return 0


def _strengths(snapshot: Snapshot, files: Sequence[Path]) -> Iterator[tuple[float, bool]]:
    """The strength of the evidence of each question, -inf where it is refused whatever was found, and whether it can be answered."""
    for asked in (question for file in files for question in read_questions(file)):
        query = asked.query()
        question = understand(query, snapshot, today())
        hits = find_passages(snapshot, question, query)
        if compute(snapshot, question):
            yield np.inf, asked.answerable
        elif why_not(snapshot, question, hits, least=-np.inf):
            yield -np.inf, asked.answerable
        else:
            yield evidence_of(snapshot, question, hits), asked.answerable


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
