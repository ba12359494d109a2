"""Generations on disk: what is served, what is kept, and how to go back."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from kb.errors import DamagedIndexError, NoIndexError
from kb.generation import FORMAT, Generations, Manifest, SourceFile, read_manifest, write_manifest

MANIFEST = Manifest(
    generation="g1", created="2026-11-22T00:00:00Z", complete_to="2026-11-22", documents=2, passages={"en": 3, "zh": 4},
    embedders={"minilm": ["en"], "use": ["zh"]}, sources=(SourceFile("a", "digest.en", "digest.en.md", "0" * 64),),
    roots=("/corpus", "/文件"), versions={"numpy": "2"}, canaries={"何时清缴？": "a#article-1@official.zh"}, failures=(("x.pdf", "is empty"),),
)  # fmt: skip


@pytest.fixture
def generations(tmp_path: Path) -> Generations:
    return Generations(tmp_path / "data")


def publish(generations: Generations, name: str) -> None:
    folder = generations.begin(name)
    write_manifest(folder, replace(MANIFEST, generation=name))
    generations.publish(folder)


def test_before_the_first_there_is_none(generations: Generations) -> None:
    with pytest.raises(NoIndexError, match="carbonkb ingest"):
        generations.current()
    assert generations.finished() == []
    generations.discard_unfinished()


def test_what_is_published_is_served(generations: Generations) -> None:
    publish(generations, "g1")
    assert generations.current() == "g1"
    assert read_manifest(generations.path("g1")).generation == "g1"
    publish(generations, "g2")
    assert generations.current() == "g2"


def test_what_is_unfinished_counts_for_nothing(generations: Generations) -> None:
    publish(generations, "g1")
    write_manifest(generations.begin("g2"), MANIFEST)
    assert generations.current() == "g1"
    assert generations.finished() == ["g1"]
    with pytest.raises(NoIndexError):
        generations.rollback()
    generations.discard_unfinished()
    assert [path.name for path in generations.folder.iterdir()] == ["g1"]
    assert generations.path("g1").is_dir()


def test_the_one_before_is_kept_and_older_ones_go(generations: Generations) -> None:
    for name in ("g1", "g2", "g3", "g4"):
        publish(generations, name)
    assert generations.finished() == ["g3", "g4"]
    assert sorted(path.name for path in generations.folder.iterdir()) == ["g3", "g4"]


def test_rollback_serves_the_one_before(generations: Generations) -> None:
    publish(generations, "g1")
    publish(generations, "g2")
    assert generations.rollback() == "g1"
    assert generations.current() == "g1"
    assert generations.finished() == ["g1", "g2"]
    with pytest.raises(NoIndexError, match="no older generation"):
        generations.rollback()
    assert generations.current() == "g1"


def test_after_a_rollback_the_good_one_stays_when_a_new_one_comes(generations: Generations) -> None:
    for name in ("g1", "g2"):
        publish(generations, name)
    generations.rollback()
    publish(generations, "g3")
    assert generations.current() == "g3"
    assert generations.rollback() == "g1", "the one that was served before, not the bad one"


@pytest.mark.parametrize("name", ["", "nothing", "../g1"])
def test_a_generation_that_is_not_there_is_not_served(generations: Generations, name: str) -> None:
    publish(generations, "g1")
    with pytest.raises(DamagedIndexError):
        generations.point_to(name)
    assert generations.current() == "g1"


def test_a_pointer_to_nothing_says_what_to_do(generations: Generations) -> None:
    publish(generations, "g1")
    (generations.data / "CURRENT").write_text("g9\n")
    with pytest.raises(DamagedIndexError, match="ingest again, or `carbonkb rollback`"):
        generations.path(generations.current())


@pytest.mark.parametrize("content", [b"", b"\xff\xfe"])
def test_a_damaged_pointer_is_damage_not_emptiness(generations: Generations, content: bytes) -> None:
    publish(generations, "g1")
    (generations.data / "CURRENT").write_bytes(content)
    with pytest.raises(DamagedIndexError):
        generations.path(generations.current())


def test_a_manifest_is_read_as_it_was_written(tmp_path: Path) -> None:
    write_manifest(tmp_path, MANIFEST)
    read = read_manifest(tmp_path)
    assert read == MANIFEST
    assert read.passage_count == 7
    assert read.content_hash == MANIFEST.content_hash


def test_the_content_hash_tells_content_from_circumstance() -> None:
    assert replace(MANIFEST, generation="g2", created="2027-01-01T00:00:00Z", roots=("/elsewhere",)).content_hash == MANIFEST.content_hash
    other = SourceFile("a", "digest.en", "digest.en.md", "1" * 64)
    assert replace(MANIFEST, sources=(other,)).content_hash != MANIFEST.content_hash
    assert replace(MANIFEST, embedders={"bge-m3": ["en", "zh"]}).content_hash != MANIFEST.content_hash


@pytest.mark.parametrize("number", [FORMAT + 1, FORMAT - 1, None, "1"])
def test_a_manifest_of_another_format_says_so(tmp_path: Path, number: object) -> None:
    write_manifest(tmp_path, MANIFEST)
    values = json.loads((tmp_path / "manifest.json").read_text())
    (tmp_path / "manifest.json").write_text(json.dumps(values | {"format": number, "something": "new"}))
    with pytest.raises(DamagedIndexError, match=f"has format {number}, this program reads {FORMAT}: ingest again"):
        read_manifest(tmp_path)


BARE = {"format": FORMAT, "sources": [], "roots": [], "failures": []}


@pytest.mark.parametrize("content", [None, "", "{", "[]", "{}", json.dumps({"format": FORMAT}), json.dumps(BARE)])
def test_a_damaged_manifest_is_damage(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "manifest.json").write_text(content)
    with pytest.raises(DamagedIndexError, match="cannot be read: ingest again"):
        read_manifest(tmp_path)
