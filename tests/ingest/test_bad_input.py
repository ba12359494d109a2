"""Bad files beside good ones: each bad one gives one line that names it and says what to do, the good ones go in, nothing crashes."""

from __future__ import annotations

import io
import os
import random
import re
import sys
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import docx
import pypdf
import pytest

from ingest.build import Built, build
from kb.errors import CarbonKBError
from kb.generation import Generations
from tests.ingest.fake_embedder import FakeEmbedder, indexed_text, served
from tests.ingest.pdf_maker import make_pdf

MARK = "trespasser"
"""A word that stands in bad files only: it must never be indexed."""
GOOD = "# Rules on {}\n\n## Article 1\nA key emitting unit surrenders its allowances for {} by 31 December.\n"
COLUMNS = "id\tfile\ttitle\tkind\tjurisdiction\tlanguage\tissued\n"
TOML = 'id = "{}"\ntitle = "A title"\nkind = "regulation"\njurisdiction = "CN"\n'
STATUTE = "<Statute><Identification><ShortTitle>An Act</ShortTitle></Identification><Body><Section><Text>{}</Text></Section></Body></Statute>"


def noise(length: int, least: int = 0) -> bytes:
    """Random bytes, the same in every run."""
    chance = random.Random(1)
    return bytes(chance.randint(least, 255) for _ in range(length))


def encrypted_pdf() -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(make_pdf([[(50, 700, 12, MARK)]])))
    writer.encrypt("secret", algorithm="RC4-128")
    return written(writer)


def blank_pdf() -> bytes:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    return written(writer)


def written(writer: pypdf.PdfWriter) -> bytes:
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def word_file() -> bytes:
    document = docx.Document()
    document.add_paragraph(f"{MARK} " * 500)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def archive(name: str, size: int) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed, packed.open(name, "w") as entry:
        for _ in range(0, size, 1_000_000):
            entry.write(MARK.ljust(1_000).encode() * 1_000)
    return file.getvalue()


def laughs() -> str:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else MARK}">' for n in range(10))
    return f"<!DOCTYPE Statute [{entities}]>" + STATUTE.format("&l9;")


def front_matter(lines: str) -> str:
    return f"---\n{lines}\n---\n# A title\n\n{MARK} stands here.\n"


FILES: Mapping[str, tuple[Callable[[], str | bytes], str]] = {
    "empty.md": (lambda: "", "is empty: check that it is the file you mean"),
    "blank.txt": (lambda: " \n\t \r\n\n", "is empty: check"),
    "noise.txt": (lambda: noise(5_000), "NUL bytes, so it is not text: give it the suffix of its real format"),
    "control.md": (lambda: f"{MARK}\x01\x02\x03\x04\x05" * 50, "control characters as binary files do: give it the suffix"),
    "noise.pdf": (lambda: noise(5_000), "is not a PDF, .*: give it the suffix of its real format"),
    "locked.pdf": (encrypted_pdf, "is encrypted: save it without a password"),
    "scan.pdf": (blank_pdf, "has no text layer .*: run it through OCR"),
    "cut.pdf": (lambda: make_pdf([[(50, 700, 12, MARK)]])[:400], "damaged or truncated PDF: download it again"),
    "cut.docx": (lambda: word_file()[:-2_000], "damaged or truncated Word document: open it in Word"),
    "archive.docx": (lambda: archive("readme.txt", 1), "is an archive but no Word document: save it as .docx"),
    "bomb.docx": (lambda: archive("word/document.xml", 201_000_000), "unpacks to more than 200 MB: remove its pictures"),
    "plain.docx": (lambda: MARK * 100, "damaged or truncated Word document: open it in Word"),
    "utf16.txt": (lambda: f"{MARK} emissions trading".encode("utf-16-le"), "NUL bytes.*save it as UTF-8"),
    "latin.txt": (lambda: noise(2_000, least=0xC0), "neither UTF-8 nor GB 18030: save it as UTF-8"),
    "huge.txt": (lambda: f"{MARK} ".encode() * 4_600_000, "is larger than 20 MB: split it and ingest the parts"),
    "wordless.txt": (lambda: "??? --- !!!\n", "holds no words that could be cited: check"),
    "scripts.html": (lambda: f"<html><body><script>var a = '{MARK}'</script></body></html>", "holds no text: check"),
    "page.txt": (lambda: f"<!doctype html><p>{MARK}</p>", "is a web page, .*: rename it to .html"),
    "feed.xml": (lambda: f"<rss><item>{MARK}</item></rss>", "XML of a kind that is not read: .*save others as HTML or PDF"),
    "broken.xml": (lambda: f"<Statute><Body>{MARK}</Statute>", "is not well-formed XML .*: download it again"),
    "laughs.xml": (laughs, "(declares a document type|not well-formed XML).*: (remove the DOCTYPE|download it again)"),
    "external.xml": (
        lambda: '<!DOCTYPE Statute [<!ENTITY secret SYSTEM "file:///etc/passwd">]>' + STATUTE.format("&secret;"),
        "declares a document type, .*: remove the DOCTYPE",
    ),
    "table.xlsx": (lambda: archive("xl/workbook.xml", 1), "has a suffix that is not read: convert it to one of .docx"),
    "front-yaml.md": (lambda: front_matter("kind: [law"), "the front matter is not valid YAML"),
    "front-list.md": (lambda: front_matter("- law"), "the front matter must be a list of `field: value` lines"),
    "front-field.md": (lambda: front_matter("knid: law"), "^knid: unknown field"),
    "front-kind.md": (lambda: front_matter("kind: decree"), "^kind: .*'law', 'regulation'"),
    "front-date.md": (lambda: front_matter("issued: '2024-02-30'"), r"^issued: '2024-02-30' is not a date: write a day \(2024-05-01\)"),
    "front-language.md": (lambda: front_matter("language: fr"), "^language: 'fr' is not one of en, zh"),
    "twin.txt": (lambda: f"{MARK} stands here.\n", "^id: 'twin' has a rendition official.en already, .*: give this one another id"),
}
"""Files in a plain folder: what they hold, and what is said of them."""

METADATA: Mapping[str, tuple[str, str | bytes, str]] = {
    "bad-date/bad.md": ("manifest.tsv", "bad\tbad.md\tT\tlaw\tCN\ten\t2024-13-01\n", "line 3: issued: '2024-13-01' is not a date: write a day"),
    "bad-kind/bad.md": ("manifest.tsv", "bad\tbad.md\tT\tdecree\tCN\ten\t2024\n", "line 3: kind: .*'law', 'regulation'"),
    "double-id/bad.md": ("manifest.tsv", "double-id\tbad.md\tT\tlaw\tCN\ten\t2024\n", "line 3: id: 'double-id' stands on line 2 already"),
    "bad-id/bad.md": ("manifest.tsv", "../../up\tbad.md\tT\tlaw\tCN\ten\t2024\n", "line 3: id: .*pattern"),
    "bad-language/bad.md": ("manifest.tsv", "bad\tbad.md\tT\tlaw\tCN\tfr\t2024\n", "line 3: language: 'fr' is not one of en, zh"),
    "no-file/gone.md": ("manifest.tsv", "bad\tgone.md\tT\tlaw\tCN\ten\t2024\n", "line 3: file: there is no file 'gone.md' beside the manifest"),
    "no-column/manifest.csv": ("manifest.csv", "id,title\na,b\n", "column 'file' is missing: a manifest has at least id, file"),
    "not-utf8/manifest.csv": ("manifest.csv", "id,file,title\na,a.md,条例\n".encode("gbk"), "not a table in UTF-8"),
    "toml-field/document.toml": ("document.toml", TOML.format("a") + 'knid = "law"\n', "^knid: unknown field"),
    "toml-date/document.toml": ("document.toml", TOML.format("b") + 'issued = "last May"\n', "^issued: 'last May' is not a date: write a day"),
    "toml-broken/document.toml": ("document.toml", 'id = "c\n', "^not valid TOML: .*line 1"),
    "toml-gbk/document.toml": ("document.toml", 'title = "条例"'.encode("gbk"), "^not valid TOML"),
    "toml-alone/document.toml": ("document.toml", TOML.format("d"), "no rendition beside it: name it official.zh.pdf or digest.en.md"),
}
"""Metadata in folders of their own: by the file that is named, the metadata file, what it holds, and what is said of it."""

PLACES: Mapping[str, str] = {
    "plain/folder.pdf": "is a folder without any document: check the path",
    "plain/loop.md": "no such file or folder .*link that leads nowhere.*: check the path",
    "plain/nowhere.md": "no such file or folder .*link that leads nowhere.*: check the path",
    "plain/pipe.txt": "no such file or folder .*a pipe.*: check the path",
    "given/missing.md": "no such file or folder .*: check the path",
    "given/loop": "no such file or folder .*link that leads nowhere.*: check the path",
    "toml-folder/official.en.md": "no such file or folder .*: check the path",
}
"""What is no file at all."""

EXPECTED: Mapping[str, str] = (
    {f"plain/{name}": said for name, (_, said) in FILES.items()} | {name: said for name, (_, _, said) in METADATA.items()} | PLACES
)
GOOD_IDS = {"good", "page", "twin", "bad-date", "bad-kind", "double-id", "bad-id", "bad-language", "no-file", "toml-folder"}

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links and pipes")


def ingest(folder: Path) -> Built:
    return build(folder / "data", [folder / name for name in ("root", "given/missing.md", "given/loop")], [FakeEmbedder()])


def put(path: Path, content: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def write_good(root: Path) -> None:
    put(root / "plain" / "good.md", GOOD.format("power", "power"))
    put(root / "plain" / "twin.md", GOOD.format("twins", "twins"))
    put(root / "plain" / "page.html", f"<script>{MARK}()</script><h1>Rules on cement</h1><p onclick='{MARK}()'>Cement plants report.</p>")
    (root / "plain" / "again").symlink_to(root, target_is_directory=True)


def write_bad(root: Path) -> None:
    for name, (content, _) in FILES.items():
        put(root / "plain" / name, content())
    for name, (file, content, _) in METADATA.items():
        folder = (root / name).parent
        if isinstance(content, str) and file == "manifest.tsv":
            content = f"{COLUMNS}{folder.name}\tgood.md\tGood rules\tlaw\tCN\ten\t2024\n{content}"
            put(folder / "good.md", GOOD.format(folder.name, folder.name))
            put(folder / "bad.md", MARK)
        put(folder / file, content)
    put(root / "toml-folder" / "document.toml", TOML.format("toml-folder"))
    put(root / "toml-folder" / "digest.en.md", GOOD.format("folders", "folders"))
    (root / "toml-folder" / "official.en.md").mkdir()
    (root / "plain" / "folder.pdf").mkdir()
    (root / "plain" / "loop.md").symlink_to("loop.md")
    (root / "plain" / "nowhere.md").symlink_to("no-such-file.md")
    os.mkfifo(root / "plain" / "pipe.txt")


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Built]:
    """A data directory built of the good and the bad, and what was said of it."""
    folder = tmp_path_factory.mktemp("bad")
    write_good(folder / "root")
    write_bad(folder / "root")
    (folder / "given").mkdir()
    (folder / "given" / "loop").symlink_to(folder / "given" / "loop")
    return folder / "data", ingest(folder)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_bad_file_gives_one_line_that_says_what_to_do(everything: tuple[Path, Built], name: str) -> None:
    said = [failure.reason for failure in everything[1].failures if failure.file == name]
    assert len(said) == 1, everything[1].failures
    assert re.search(EXPECTED[name], said[0])
    assert "\n" not in said[0]
    assert len(said[0]) < 300
    assert str(everything[0].parent) not in said[0]


def test_nothing_else_fails(everything: tuple[Path, Built]) -> None:
    assert {failure.file for failure in everything[1].failures} == set(EXPECTED)


def test_the_good_ones_go_in_and_nothing_of_the_bad_ones(everything: tuple[Path, Built]) -> None:
    snapshot = served(everything[0])
    assert set(snapshot.documents) == GOOD_IDS
    text = indexed_text(snapshot)
    assert MARK not in text
    assert "Cement plants report." in text


def test_the_failures_are_said_again_where_nothing_has_changed(everything: tuple[Path, Built]) -> None:
    data, built = everything
    again = ingest(data.parent)
    assert not again.is_new
    assert list(again.failures) == list(built.failures)


@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_and_an_unreadable_folder(tmp_path: Path) -> None:
    put(tmp_path / "in" / "good.md", GOOD.format("power", "power"))
    put(tmp_path / "in" / "secret.md", MARK)
    put(tmp_path / "in" / "hidden" / "secret.md", MARK)
    (tmp_path / "in" / "secret.md").chmod(0)
    (tmp_path / "in" / "hidden").chmod(0)
    built = build(tmp_path / "data", [tmp_path / "in"], [FakeEmbedder()])
    (tmp_path / "in" / "hidden").chmod(0o700)
    assert sorted(failure.file for failure in built.failures) == ["in/hidden", "in/secret.md"]
    assert all("cannot be opened" in failure.reason and "may be read" in failure.reason for failure in built.failures)


def test_a_name_that_is_not_utf8(tmp_path: Path) -> None:
    put(tmp_path / "in" / "good.md", GOOD.format("power", "power"))
    try:
        put(tmp_path / "in" / os.fsdecode("条例.md".encode("gbk")), MARK)
    except OSError:
        pytest.skip("this file system takes UTF-8 only")
    built = build(tmp_path / "data", [tmp_path / "in"], [FakeEmbedder()])
    assert [failure.reason for failure in built.failures] == ["has a name that is not UTF-8: rename it and ingest it again"]


@pytest.mark.parametrize("date", ["2024-13-45", "2024-02-30"])
def test_an_impossible_date_without_quotes(tmp_path: Path, date: str) -> None:
    put(tmp_path / "in" / "good.md", GOOD.format("power", "power"))
    put(tmp_path / "in" / "bad.md", front_matter(f"issued: {date}"))
    built = build(tmp_path / "data", [tmp_path / "in"], [FakeEmbedder()])
    assert [failure.file for failure in built.failures] == ["in/bad.md"]


def test_front_matter_nested_without_end(tmp_path: Path) -> None:
    put(tmp_path / "in" / "bad.md", front_matter("kind: " + "[" * 3_000))
    with pytest.raises(CarbonKBError, match=r"in/bad\.md: "):
        build(tmp_path / "data", [tmp_path / "in"], [FakeEmbedder()])


def test_two_files_with_chinese_names_are_two_documents(tmp_path: Path) -> None:
    put(tmp_path / "in" / "暂行条例.md", "# 暂行条例\n\n第一条 为了规范碳排放权交易，制定本条例。\n")
    put(tmp_path / "in" / "管理办法.md", "# 管理办法\n\n第一条 重点排放单位应当清缴配额。\n")
    built = build(tmp_path / "data", [tmp_path / "in"], [FakeEmbedder()])
    assert list(built.failures) == []


@pytest.mark.parametrize("content", ["", "??? !!!", "of and the"])
def test_bad_files_alone_leave_the_index_as_it_was(tmp_path: Path, content: str) -> None:
    put(tmp_path / "in" / "good.md", GOOD.format("power", "power"))
    before = build(tmp_path / "data", [tmp_path / "in"], [FakeEmbedder()]).manifest.generation
    put(tmp_path / "bad" / "bad.md", content)
    with pytest.raises(CarbonKBError, match=r"bad/bad\.md: .*\nnothing could be indexed: the current index stays"):
        build(tmp_path / "data", [tmp_path / "bad"], [FakeEmbedder()])
    assert Generations(tmp_path / "data").current() == before


def test_a_data_directory_that_cannot_be_one(tmp_path: Path) -> None:
    put(tmp_path / "in" / "good.md", GOOD.format("power", "power"))
    put(tmp_path / "data", "a file")
    with pytest.raises(CarbonKBError, match=r"cannot be written to .*: choose another with KB_DATA"):
        build(tmp_path / "data", [tmp_path / "in"], [FakeEmbedder()])
