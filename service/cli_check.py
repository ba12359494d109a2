"""The command ``carbonkb check``: whether the corpus is what it says it is."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.check_corpus import CorpusReport, check_corpus
from kb.settings import Settings

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

_DEFAULT_CORPUS = Path("corpus")
_DEFAULT_SOURCES = Path("../shared/sources")


def add_check_command(commands: Commands) -> None:
    """Add ``check corpus [PATH] [--sources DIR]`` to the commands of a parser."""
    check = commands.add_parser("check", help="check the corpus", description="Check what ships with the knowledge base.")
    kinds = check.add_subparsers(required=True, metavar="WHAT")
    corpus = kinds.add_parser(
        "corpus", help="check digests, facts, relations and glossary",
        description="Check the corpus: every number of a digest against the official text and the other language, articles left "
        "out, wording copied, and that facts and relations rest on what the digests say. Exit code 1 where something is found.",
    )  # fmt: skip
    corpus.add_argument("path", nargs="?", type=Path, default=_DEFAULT_CORPUS, metavar="PATH", help="default: ./corpus")
    corpus.add_argument(
        "--sources", type=Path, metavar="DIR",
        help="the folder of the official texts (default: KB_SOURCES, or ../shared/sources where it exists)",
    )  # fmt: skip
    corpus.set_defaults(command=_check_corpus)


def _check_corpus(options: argparse.Namespace, settings: Settings) -> int:
    sources: Path | None = options.sources or settings.sources
    if sources is None and _DEFAULT_SOURCES.is_dir():
        sources = _DEFAULT_SOURCES
    report = check_corpus(options.path, sources)
    print(_readable(report))
    return 1 if report.findings else 0


def _readable(report: CorpusReport) -> str:
    lines = [str(finding) for finding in report.findings]
    lines += [f"{name}: {count}" for name, count in report.counts.items()]
    lines += [f"skipped: {check}" for check in report.skipped]
    return "\n".join([*lines, f"{len(report.findings)} findings"])
