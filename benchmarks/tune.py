"""Find the weights of ranking on questions with known answers, by cross-validation, and show what each feature adds.

Usage: ``KB_DATA=… python benchmarks/tune.py [QUESTIONS.jsonl …]`` over an index that ``carbonkb ingest`` made; by default the questions of
``tests/quality`` and, where they are there, those of ``../shared/eval``. It prints the weights to put into ``kb/weights.py``.

The weights maximise the probability of a gold provision under a softmax over all that was found (ListNet with one list a question,
Cao et al. 2007), with a quadratic penalty; scipy's L-BFGS finds them.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from running import QUESTIONS, ROOT
from scipy.optimize import minimize

from kb.evaluate import EvaluationQuestion, is_gold, read_questions
from kb.features import Features
from kb.question import understand
from kb.relevance import Relevance
from kb.retrieve import rank_provisions
from kb.settings import read_settings
from kb.snapshot import Snapshot
from kb.validity import today
from kb.weights import WEIGHTS
from kb.wire import open_knowledge_base

SHARPNESS = 10.0
PENALTY = 0.1
FOLDS = 5
Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Case:
    """One question: the features of what was found, shape ``(provisions, features)``, and which of it is gold."""

    features: Matrix
    gold: npt.NDArray[np.bool_]


def main(arguments: Sequence[str]) -> int:
    """Print the cross-validated figures, what each feature adds, and the weights."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("questions", nargs="*", type=Path, help="files of questions")
    options = parser.parse_args(arguments)
    files = options.questions or [*sorted((ROOT / "tests" / "quality").glob("*.jsonl")), *([QUESTIONS] if QUESTIONS.exists() else [])]
    snapshot = open_knowledge_base(read_settings()).snapshot()
    cases = [case for file in files for case in _cases(snapshot, read_questions(file))]
    names = list(Features._fields)
    print(f"{len(cases)} questions\n\n{'':<24}{'hit@1':>8}{'hit@5':>8}{'MRR':>8}")
    _print("weights in use", _figures(cases, np.array(WEIGHTS)))
    _print("cross-validated", _validated(cases, names))
    for name in names:
        _print(f"  without {name}", _validated(cases, [other for other in names if other != name]))
    print()
    for name, weight in zip(names, _fit(cases, names), strict=True):
        print(f"    {name}={weight:.2f},")
    return 0


def _cases(snapshot: Snapshot, questions: Iterable[EvaluationQuestion]) -> Iterable[Case]:
    for asked in questions:
        if not asked.answerable or not {gold.document for gold in asked.gold} <= set(snapshot.documents):
            continue
        query = asked.query()
        question = understand(query, snapshot, today())
        found = rank_provisions(snapshot, question, query, Relevance(snapshot, question))
        gold = np.array([is_gold(snapshot, one.key, asked.gold) for one in found], dtype=np.bool_)
        if gold.any():
            yield Case(np.array([one.features for one in found]), gold)


def _fit(cases: Sequence[Case], names: Sequence[str]) -> Matrix:
    """The weights of all features, those not named held at 0."""
    kept = np.array([field in names for field in Features._fields])

    def loss(weights: Matrix) -> tuple[float, Matrix]:
        total, gradient = PENALTY * float(weights @ weights), 2 * PENALTY * weights
        for case in cases:
            scores = SHARPNESS * case.features[:, kept] @ weights
            likelihood = np.exp(scores - scores.max())
            everything, right = likelihood / likelihood.sum(), np.where(case.gold, likelihood, 0.0)
            total -= float(np.log(right.sum() / likelihood.sum() + 1e-12)) / len(cases)
            gradient = gradient + SHARPNESS * (everything - right / (right.sum() + 1e-12)) @ case.features[:, kept] / len(cases)
        return total, gradient

    weights = np.zeros(len(kept))
    weights[kept] = minimize(loss, np.zeros(int(kept.sum())), jac=True, method="L-BFGS-B").x
    return weights


def _validated(cases: Sequence[Case], names: Sequence[str]) -> Matrix:
    """Mean hit@1, hit@5 and MRR of every fold under the weights of the others."""
    order = np.random.default_rng(0).permutation(len(cases))
    figures = np.zeros(3)
    for fold in range(FOLDS):
        held_out = set(order[fold::FOLDS].tolist())
        weights = _fit([case for at, case in enumerate(cases) if at not in held_out], names)
        figures += len(held_out) * _figures([cases[at] for at in sorted(held_out)], weights)
    return figures / len(cases)


def _figures(cases: Sequence[Case], weights: Matrix) -> Matrix:
    ranks = [int(np.flatnonzero(case.gold[np.argsort(-(case.features @ weights), kind="stable")])[0]) for case in cases]
    return np.array([np.mean([rank == 0 for rank in ranks]), np.mean([rank < 5 for rank in ranks]), np.mean([1 / (rank + 1) for rank in ranks])])


def _print(name: str, figures: Matrix) -> None:
    print(f"{name:<24}" + "".join(f"{figure:8.3f}" for figure in figures), flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
