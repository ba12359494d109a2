"""The corpus that ships, under all its checks, as ``carbonkb check corpus`` makes them."""

from __future__ import annotations

import argparse
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.check_corpus import check_corpus
from kb.settings import Settings
from service.cli_check import add_check_command

CORPUS = Path(__file__).parents[2] / "corpus"
SOURCES = Path(os.environ.get("KB_SOURCES") or CORPUS.parent.parent / "shared" / "sources")
needs_sources = pytest.mark.skipif(not SOURCES.is_dir(), reason="the official texts are not here: set KB_SOURCES to their folder")


def run(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    add_check_command(parser.add_subparsers())
    options = parser.parse_args(["check", "corpus", *arguments])
    command: Callable[[argparse.Namespace, Settings], int] = options.command
    return command(options, Settings())


def test_the_corpus_agrees_with_itself() -> None:
    report = check_corpus(CORPUS)
    assert [str(finding) for finding in report.findings] == []
    assert report.skipped


@needs_sources
def test_the_corpus_agrees_with_the_official_texts() -> None:
    report = check_corpus(CORPUS, SOURCES)
    assert [str(finding) for finding in report.findings] == []
    assert report.counts["numbers compared with official texts"] > 2_000
    assert report.skipped == ()


def test_a_broken_number_fails_the_command_naming_place_and_both_values(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = "documents/CN/cn-interim-regulations-2024"
    shutil.copytree(CORPUS / folder, tmp_path / "corpus" / folder)
    assert run() == 0
    digest = tmp_path / "corpus" / folder / "digest.en.md"
    text = digest.read_text(encoding="utf-8")
    before, mark, after = text.partition("## Article 33")
    assert "1 May 2024" in after
    digest.write_text(before + mark + after.replace("1 May 2024", "1 June 2024"), encoding="utf-8")
    capsys.readouterr()
    assert run() == 1
    printed = capsys.readouterr().out
    assert f"{folder}/digest.en.md: article-33: says 2024-06-01; the digest in zh does not, but has 2024-05-01\n" in printed
    assert "skipped: numbers, articles and wording against the official texts" in printed


@needs_sources
def test_the_command_holds_a_digest_against_its_official_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = "documents/CN/cn-interim-regulations-2024"
    shutil.copytree(CORPUS / folder, tmp_path / folder)
    digest = tmp_path / folder / "digest.en.md"
    before, mark, after = digest.read_text(encoding="utf-8").partition("## Article 24")
    digest.write_text(before + mark + after.replace("5 to 10 times", "6 to 10 times", 1), encoding="utf-8")
    assert run(str(tmp_path), "--sources", str(SOURCES)) == 1
    printed = capsys.readouterr().out
    assert f"{folder}/digest.en.md: article-24: says 6 times; the official text does not, but has 5 times\n" in printed
    assert "skipped" not in printed
