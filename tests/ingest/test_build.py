"""Building: what comes of a second build, a changed or a deleted file, another directory, another builder, and of failure at any step."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from ingest.build import Built, build
from ingest.verify import verify
from kb.errors import BusyError, CarbonKBError, DamagedIndexError
from kb.generation import MANIFEST, PASSAGES, POINTER, UNFINISHED, VECTORS, Generations
from tests.ingest.fake_embedder import FakeEmbedder, ask, first_hits, indexed_text, served

ROOT = Path(__file__).parents[2]
QUESTIONS = ("By when are allowances surrendered?", "What is the fine for cement plants?", "重点排放单位何时清缴配额？")
TEXTS = {
    "power.md": "# Power rules\n\n## Article 1\nPower plants surrender by 31 December.\n\n## Article 2\nThe fine is five times the price.\n",
    "cement.md": "# Cement rules\n\n## Article 1\nCement plants report emissions by 31 March.\n\n## Article 2\nThe fine is ten times the price.\n",
    "rules.txt": "碳排放权交易办法\n第一条 重点排放单位应当在12月31日前清缴配额。\n第二条 逾期不清缴的，处二万元以上三万元以下的罚款。\n",
}


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    folder = tmp_path / "documents-of-mine"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture(autouse=True)
def verified_here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Verification in this process, since to start a child takes a second; the tests of ``in_child`` start it."""
    if "in_child" not in request.node.name:
        monkeypatch.setattr("ingest.build.verify_in_child", verify)


def ingest(data: Path, *paths: Path, add: bool = False) -> Built:
    return build(data, paths, [FakeEmbedder()], add=add)


def answers(data: Path) -> list[object]:
    snapshot = served(data)
    return [(first_hits(snapshot, question), ask(snapshot, question).text) for question in QUESTIONS]


def generations_on_disk(data: Path) -> list[str]:
    return sorted(path.name for path in (data / "generations").iterdir())


def test_ingesting_twice_in_child_changes_nothing(data: Path, documents: Path) -> None:
    first = ingest(data, documents)
    again = ingest(data, documents)
    assert (first.is_new, again.is_new) == (True, False)
    assert again.manifest == first.manifest
    assert generations_on_disk(data) == [first.manifest.generation]


def test_touching_a_file_changes_nothing(data: Path, documents: Path) -> None:
    ingest(data, documents)
    os.utime(documents / "power.md", (1, 1))
    assert not ingest(data, documents).is_new


def test_a_changed_file_leaves_no_old_passage(data: Path, documents: Path) -> None:
    ingest(data, documents)
    (documents / "power.md").write_text(TEXTS["power.md"].replace("31 December", "30 June"), encoding="utf-8")
    assert ingest(data, documents).is_new
    text = indexed_text(served(data))
    assert "30 June" in text
    assert "31 December" not in text


def test_a_deleted_file_leaves_no_passage(data: Path, documents: Path) -> None:
    ingest(data, documents)
    (documents / "cement.md").unlink()
    assert ingest(data, documents).is_new
    snapshot = served(data)
    assert "cement" not in snapshot.documents
    assert "Cement" not in indexed_text(snapshot)


def test_the_index_holds_exactly_what_was_given_last(data: Path, documents: Path) -> None:
    ingest(data, documents / "power.md")
    ingest(data, documents / "cement.md")
    assert set(served(data).documents) == {"cement"}


def test_add_keeps_what_was_there(data: Path, documents: Path) -> None:
    ingest(data, documents / "power.md")
    ingest(data, documents / "cement.md", add=True)
    ingest(data, documents / "rules.txt", add=True)
    assert set(served(data).documents) == {"power", "cement", "rules"}
    assert not ingest(data, documents / "power.md", add=True).is_new


def test_what_is_given_twice_goes_in_once(data: Path, documents: Path) -> None:
    built = ingest(data, documents / "power.md", documents, documents)
    assert list(built.failures) == []
    assert built.manifest.documents == len(TEXTS)
    assert list(ingest(data, documents / "cement.md", add=True).failures) == []


def test_add_keeps_what_an_index_of_another_format_held(data: Path, documents: Path) -> None:
    generation = ingest(data, documents / "power.md").manifest.generation
    manifest = data / "generations" / generation / MANIFEST
    manifest.write_text(manifest.read_text(encoding="utf-8").replace('"format": ', '"format": 9'), encoding="utf-8")
    ingest(data, documents / "cement.md", add=True)
    assert set(served(data).documents) == {"power", "cement"}


def test_nothing_is_added_to_an_index_that_does_not_say_what_it_held(data: Path, documents: Path) -> None:
    generation = ingest(data, documents / "power.md").manifest.generation
    (data / "generations" / generation / MANIFEST).write_text("{}", encoding="utf-8")
    with pytest.raises(CarbonKBError, match="ingest all your folders without --add"):
        ingest(data, documents / "cement.md", add=True)
    ingest(data, documents)
    assert set(served(data).documents) == {"power", "cement", "rules"}


def test_documents_that_were_moved_are_found_by_add(data: Path, documents: Path, tmp_path: Path) -> None:
    ingest(data, documents / "power.md")
    moved = shutil.move(documents / "power.md", tmp_path / "power.md")
    ingest(data, Path(moved))
    ingest(data, documents / "cement.md", add=True)
    assert set(served(data).documents) == {"power", "cement"}


def test_a_path_that_is_missing_is_said_even_where_nothing_else_has_changed(data: Path, documents: Path) -> None:
    ingest(data, documents)
    built = ingest(data, documents, documents / "missing.md")
    assert [failure.file for failure in built.failures] == ["documents-of-mine/missing.md"]
    assert list(ingest(data, documents).failures) == []


def test_two_generations_are_kept(data: Path, documents: Path) -> None:
    kept: list[str] = []
    for price in ("six", "seven", "eight", "nine"):
        (documents / "power.md").write_text(TEXTS["power.md"].replace("five", price), encoding="utf-8")
        kept.append(ingest(data, documents).manifest.generation)
    assert generations_on_disk(data) == kept[-2:]
    assert Generations(data).rollback() == kept[-2]
    assert "eight times" in indexed_text(served(data))


def test_the_build_after_a_rollback_keeps_the_one_that_was_served(data: Path, documents: Path) -> None:
    good = ingest(data, documents).manifest.generation
    (documents / "power.md").unlink()
    bad = ingest(data, documents).manifest.generation
    assert Generations(data).rollback() == good
    (documents / "cement.md").unlink()
    new = ingest(data, documents).manifest.generation
    assert generations_on_disk(data) == sorted([good, new])
    assert bad not in generations_on_disk(data)


def test_the_same_documents_elsewhere_give_the_same_index(data: Path, documents: Path, tmp_path: Path) -> None:
    first = ingest(data, documents).manifest
    shutil.copytree(documents, tmp_path / "elsewhere" / "other-name")
    second = ingest(tmp_path / "other-data", tmp_path / "elsewhere" / "other-name").manifest
    assert second.content_hash == first.content_hash
    assert second.generation != first.generation
    assert answers(tmp_path / "other-data") == answers(data)


def test_other_contents_under_the_same_names_give_another_hash(data: Path, documents: Path) -> None:
    first = ingest(data, documents).manifest
    texts = [(documents / name).read_text(encoding="utf-8") for name in ("power.md", "cement.md")]
    for name, text in zip(("cement.md", "power.md"), texts, strict=True):
        (documents / name).write_text(text, encoding="utf-8")
    assert ingest(data, documents).manifest.content_hash != first.content_hash


def test_progress_sums_up(data: Path, documents: Path) -> None:
    shutil.copy(documents / "power.md", documents / "power-again.md")
    units: Counter[str] = Counter()
    done: Counter[str] = Counter()

    @contextmanager
    def progress(step: str, count: int) -> Iterator[Callable[[int], None]]:
        units[step] += count
        yield lambda more: done.update({step: more})

    for text in ("five", "six"):
        (documents / "cement.md").write_text(TEXTS["cement.md"].replace("ten", text), encoding="utf-8")
        build(data, [documents], [FakeEmbedder()], progress)
    assert list(units) == ["reading", "embedding (en, zh)"]
    assert done == units


def test_a_second_build_embeds_only_what_has_changed(data: Path, documents: Path) -> None:
    embedder = FakeEmbedder()
    build(data, [documents], [embedder])
    assert len(embedder.asked) == served(data).passage_count
    embedder.asked.clear()
    (documents / "power.md").write_text(TEXTS["power.md"].replace("five", "six"), encoding="utf-8")
    build(data, [documents], [embedder])
    assert len(embedder.asked) == 1
    assert "six times" in embedder.asked[0]


def test_another_model_embeds_everything_anew(data: Path, documents: Path) -> None:
    build(data, [documents], [FakeEmbedder()])
    other = FakeEmbedder("another")
    assert build(data, [documents], [other]).is_new
    assert len(other.asked) == served(data, other).passage_count


def test_a_damaged_cache_is_made_anew(data: Path, documents: Path) -> None:
    ingest(data, documents / "power.md")
    (data / "embeddings.sqlite").write_bytes(b"no database at all" * 100)
    ingest(data, documents)
    assert set(served(data).documents) == {"power", "cement", "rules"}


@pytest.mark.parametrize("lost", [PASSAGES, VECTORS, "keywords", MANIFEST])
def test_ingesting_again_mends_a_damaged_generation(data: Path, documents: Path, lost: str) -> None:
    before = answers_after(data, documents)
    path = data / "generations" / Generations(data).current() / lost
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert ingest(data, documents).is_new
    assert answers(data) == before


def answers_after(data: Path, documents: Path) -> list[object]:
    ingest(data, documents)
    return answers(data)


STEPS = {
    "reading": "ingest.build.load",
    "writing the passages": "kb.passages.PassageStore.save",
    "writing the keywords": "kb.keywords.KeywordIndex.save",
    "embedding": "tests.ingest.fake_embedder.FakeEmbedder.embed",
    "writing the vectors": "ingest.build.write_vectors",
    "writing the manifest": "ingest.build.write_manifest",
    "verifying": "ingest.build.verify_in_child",
    "syncing": "kb.generation._sync_tree",
    "naming": "pathlib.Path.rename",
    "pointing": "kb.generation.Generations.point_to",
}


@pytest.mark.parametrize(
    ("step", "error"),
    [(step, OSError(28, "No space left on device")) for step in STEPS]
    + [("verifying", DamagedIndexError("it does not verify")), ("embedding", KeyboardInterrupt())],
)
def test_a_build_that_fails_leaves_everything_as_it_was(
    data: Path, documents: Path, monkeypatch: pytest.MonkeyPatch, step: str, error: BaseException
) -> None:
    before = answers_after(data, documents)
    current = (data / POINTER).read_text(encoding="ascii")
    (documents / "power.md").write_text(TEXTS["power.md"].replace("December", "June"), encoding="utf-8")

    def fail(*arguments: object, **named: object) -> None:
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(STEPS[step], fail)
        with pytest.raises(type(error)):
            ingest(data, documents)
    assert (data / POINTER).read_text(encoding="ascii") == current
    assert not [name for name in generations_on_disk(data) if name.startswith(UNFINISHED)]
    assert answers(data) == before
    assert ingest(data, documents).is_new
    assert "30 June" not in indexed_text(served(data))
    assert "31 June" in indexed_text(served(data))
    assert len(generations_on_disk(data)) == 2


def test_a_generation_that_does_not_verify_in_child_is_not_served(data: Path, documents: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = answers_after(data, documents)
    (documents / "power.md").unlink()
    monkeypatch.setattr("ingest.build._canaries", lambda snapshot: {"emissions": "no-such-document#article-1@official.en"})
    with pytest.raises(CarbonKBError, match=r"does not verify .*the current one stays"):
        ingest(data, documents)
    assert answers(data) == before


def test_documents_that_hardly_differ_are_no_reason_to_refuse_an_index(data: Path, documents: Path) -> None:
    for name in ("power.md", "cement.md"):
        (documents / name).unlink()
    for number in range(6):
        lines = [f"## Article {n}\nPlant {n} of rule {number} surrenders by {n} May; the fine is {n + 2} times." for n in range(1, 6)]
        (documents / f"rule-{number}.md").write_text(f"# Rule {number}, version 1\n\n" + "\n\n".join(lines), encoding="utf-8")
    assert ingest(data, documents).manifest.documents == 7


BUILDER = """
import sys
from pathlib import Path
from ingest.build import build
from tests.ingest.fake_embedder import FakeEmbedder

class Waiting(FakeEmbedder):
    def embed(self, texts):
        print("embedding", flush=True)
        sys.stdin.readline()
        return super().embed(texts)

build(Path(sys.argv[1]), [Path(sys.argv[2])], [Waiting()])
"""


def start_builder(data: Path, documents: Path) -> subprocess.Popen[str]:
    command: Sequence[str] = [sys.executable, "-c", BUILDER, str(data), str(documents)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_a_second_builder_is_told_who_is_at_work(data: Path, documents: Path) -> None:
    with start_builder(data, documents) as first:
        assert first.stdin is not None
        assert first.stdout is not None
        assert first.stdout.readline() == "embedding\n"
        with pytest.raises(BusyError, match=rf"process {first.pid} since .* UTC\): wait for it, or use another KB_DATA"):
            ingest(data, documents)
        first.stdin.write("\n")
        first.stdin.flush()
        assert first.wait(60) == 0
    assert set(served(data).documents) == {"power", "cement", "rules"}
    assert not ingest(data, documents).is_new
    assert not (data / "BUILD.owner").exists()


def test_two_corpora_with_one_glossary_are_one(tmp_path: Path) -> None:
    header = "id,en,en_variants,zh,zh_variants,definition_en,definition_zh\n"
    for name in ("one", "two"):
        folder = tmp_path / name / "documents" / name
        folder.mkdir(parents=True)
        (folder / "document.toml").write_text(f'id = "{name}"\ntitle = "{name}"\nkind = "notice"\njurisdiction = "CN"\n', encoding="utf-8")
        (folder / "digest.en.md").write_text("A digest.\n\n## Article 1 — Duty\nUnits surrender allowances.\n", encoding="utf-8")
        (tmp_path / name / "glossary.csv").write_text(header + "allowance,allowance,,配额,,,\n", encoding="utf-8")
    built = build(tmp_path / "data", [tmp_path / "one", tmp_path / "two"], [FakeEmbedder()])
    assert (list(built.failures), built.manifest.documents) == ([], 2)
    (tmp_path / "two" / "glossary.csv").write_text(header + "allowance,permit,,许可,,,\n", encoding="utf-8")
    built = build(tmp_path / "data", [tmp_path / "one", tmp_path / "two"], [FakeEmbedder()])
    assert [failure.reason for failure in built.failures] == [
        "facts and terms: the id 'allowance' stands for two different things: give one another id"
    ]
