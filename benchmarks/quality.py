"""Score the answers: the official texts alone, then the shipped corpus with them, each served for real and asked ``dev.jsonl``.

Usage: ``python benchmarks/quality.py [--gate] [--data FOLDER]``. The texts are those of ``KB_SOURCES`` or ``../shared/sources``, the questions
and the scorer those of ``../shared/eval``; where they are absent nothing is measured. ``--data`` keeps embeddings between runs.
"""

from __future__ import annotations

import argparse
import operator
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from running import CORPUS, EVALUATION, QUESTIONS, SOURCES, first_answer, ingest, serving

Floor = tuple[str, Callable[[float, float], bool], float]
INDEXES: Mapping[str, Sequence[Path]] = {"sources alone": [SOURCES], "corpus and sources": [CORPUS, SOURCES]}
FLOORS: Mapping[str, Sequence[Floor]] = {
    "sources alone": [("hit5", operator.ge, 0.80), ("verbatim", operator.ge, 1.0)],
    "corpus and sources": [
        ("hit5", operator.ge, 0.88),
        ("correct", operator.ge, 0.70),
        ("cited", operator.ge, 0.75),
        ("refused", operator.ge, 0.85),
        ("verbatim", operator.ge, 1.0),
        ("false_ref", operator.le, 0.06),
    ],
}
"""What ``--gate`` asks for."""
_CACHE = "embeddings.sqlite"


def main(arguments: Sequence[str]) -> int:
    """Print the scorer's tables; 1 where ``--gate`` is given and a floor is missed."""
    options = _options(arguments)
    if absent := [path for path in (SOURCES, EVALUATION / "score.py", QUESTIONS) if not path.exists()]:
        print(f"nothing to measure: {absent[0].name} is not there (set KB_SOURCES; the questions come from {EVALUATION.parent.name}/)")
        return 0
    missed: list[str] = []
    for name, paths in INDEXES.items():
        print(f"\n## {name}\n", flush=True)
        table = _table(paths, options.data)
        print(table, flush=True)
        missed += _missed(name, table)
    print("\n".join(["", *missed]) if missed else "\nall floors are met")
    return 1 if missed and options.gate else 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Score the answers on the questions of ../shared/eval/dev.jsonl.")
    parser.add_argument("--gate", action="store_true", help="exit with 1 where a floor is missed")
    parser.add_argument("--data", type=Path, help="folder in which embeddings are kept between runs")
    return parser.parse_args(arguments)


def _table(paths: Sequence[Path], kept: Path | None) -> str:
    """What the scorer prints of an index of these paths."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        if kept and (kept / _CACHE).is_file():
            shutil.copy(kept / _CACHE, data)
        ingest(data, paths)
        if kept:
            kept.mkdir(parents=True, exist_ok=True)
            shutil.copy(data / _CACHE, kept)
        with serving(data) as (process, url):
            first_answer(process, url, "What is an allowance?")
            command = [sys.executable, str(EVALUATION / "score.py"), "--url", url, "--questions", str(QUESTIONS)]
            return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def _missed(name: str, table: str) -> list[str]:
    """The floors that the row ``all`` of a table does not reach."""
    head, overall = table.splitlines()[:2]
    figures = dict(zip(head.split(), overall.split()[1:], strict=True))
    return [
        f"MISSED {name}: {figure} is {figures[figure]}, wanted {'at least' if holds is operator.ge else 'at most'} {wanted}"
        for figure, holds, wanted in FLOORS[name]
        if figures[figure] == "-" or not holds(float(figures[figure]), wanted)
    ]


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
