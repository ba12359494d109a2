"""Reading files as users have them: every format, and every way a file can be wrong."""

from __future__ import annotations

import io
import os
import re
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import blocks
from ingest.read import READABLE_SUFFIXES, read_file
from ingest.source import SourceText
from kb.errors import UnreadableFile
from kb.locators import chinese_number
from tests.ingest.pdf_maker import make_pdf

SOURCES = Path(os.environ.get("KB_SOURCES", Path(__file__).parents[3] / "shared" / "sources"))
needs_sources = pytest.mark.skipif(not SOURCES.is_dir(), reason=f"no source documents in {SOURCES} (set KB_SOURCES)")
Writer = Callable[[str, str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Writer:
    """Writes a file and gives its path."""

    def write_file(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write_file


def headings(source: SourceText) -> list[tuple[int, str]]:
    return [(heading.level, source.text[heading.start : heading.end]) for heading in source.headings]


def read_or_refuse(path: Path) -> SourceText | None:
    """What is read, if anything: any other error than the one that says why not fails the test."""
    try:
        source = read_file(path)
    except UnreadableFile:
        return None
    assert_well_formed(source)
    return source


def assert_well_formed(source: SourceText) -> None:
    """What every reader promises."""
    lines = source.text.split("\n")
    assert all(line and line == line.strip() for line in lines)
    assert not [character for character in source.text if unicodedata.category(character) == "Cc" and character != "\n"]
    assert len(source.text.splitlines()) == len(lines)
    assert list(source.page_starts) == sorted(source.page_starts)
    for heading in source.headings:
        assert 0 <= heading.start < heading.end <= len(source.text)
        assert "\n" not in source.text[heading.start : heading.end]


class TestMarkdown:
    def test_structure(self, write: Writer) -> None:
        source = read_file(
            write(
                "a.md",
                "---\ntitle: T\n---\n# Notice\n\n<!-- INFO END -->\n\nSome *emphasis* and a [link](http://x).\n\n"
                "**A question?**\n\n- one\n- two\n\n1. first\n\n| a | b |\n|---|---|\n| 1 | **2** |\n",
            )
        )
        assert source.text.split("\n") == [
            "Notice", "Some emphasis and a link.", "A question?", "- one", "- two", "1. first", "| a | b |", "| 1 | 2 |",
        ]  # fmt: skip
        assert headings(source) == [(1, "Notice"), (3, "A question?")]
        assert (source.format, source.title, source.front_matter) == ("markdown", "Notice", "title: T")
        assert_well_formed(source)

    def test_wrapped_english_is_one_block(self, write: Writer) -> None:
        assert read_file(write("a.md", "A sentence that\ngoes on.\n")).text == "A sentence that goes on."

    def test_short_chinese_lines_stay_apart(self, write: Writer) -> None:
        assert read_file(write("a.md", "生态环境部办公厅\n2025年4月11日\n（此件社会公开）\n")).text.count("\n") == 2

    def test_windows_line_ends(self, write: Writer) -> None:
        assert headings(read_file(write("a.md", "# One\r\n\r\ntext\r\n"))) == [(1, "One")]

    def test_scripts_are_no_text(self, write: Writer) -> None:
        assert "alert" not in read_file(write("a.md", "text\n\n<script>alert(1)</script>\n")).text


class TestText:
    def test_byte_order_mark_and_encodings(self, write: Writer) -> None:
        words = "碳排放权交易管理暂行条例"
        assert read_file(write("a.txt", b"\xef\xbb\xbf" + words.encode())).text == words
        other = read_file(write("b.txt", words.encode("gb18030")))
        assert (other.text, other.notes) == (words, ("read as GB18030",))

    def test_articles_run_together_get_their_own_lines(self, write: Writer) -> None:
        text = "办法 第一章 总 则 第一条 为了规范。 第二条 依照第八条 规定办理。 第三条 本办法自公布之日起施行。"
        lines = read_file(write("a.txt", text)).text.split("\n")
        assert [line[:3] for line in lines] == ["办法", "第一章", "第一条", "第二条", "第三条"]

    def test_title_is_the_first_sensible_line(self, write: Writer) -> None:
        assert (
            read_file(write("a.txt", "来源: https://example.cn/x\n2024-01-01\n碳市场扩围的通知\n\n正文。")).title
            == "碳市场扩围的通知"
        )

    @given(text=st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=400))
    def test_any_text_keeps_its_characters(self, text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
        path = tmp_path_factory.mktemp("any") / "a.txt"
        path.write_bytes(text.encode())
        source = read_or_refuse(path)
        if source is None:
            return
        kept = re.sub(r"[\s\x00-\x1f\x7f-\x9f\u00ad\u200b\u2060\ufeff\ufffe\uffff-]", "", text)
        if not re.search(r"\.{4}|…{2}|·{4}|(?:[.·…] ){4}", text):
            assert re.sub(r"[\s-]", "", source.text) == kept


class TestHtml:
    PAGE = """<!doctype html><html><head><meta charset="utf-8"><title>Notice - Site</title><style>p{}</style></head><body>
    <nav><a href="/">Home</a></nav><script>var secret = 1</script><h1>Notice on allowances</h1><article>
    <p>The provincial authority shall complete the surrender of allowances by <b>31 December 2025</b>, and shall report
    the result to the ministry without delay.</p><h2>Table</h2>
    <table><tr><th>Unit</th><th>Value</th></tr><tr><td>Coal</td><td>0.79</td></tr></table>
    <ul><li>first of the items in this list</li><li>second of the items in this list</li></ul></article>
    <footer>Copyright</footer></body></html>"""

    def test_article_without_menus_and_scripts(self, write: Writer) -> None:
        source = read_file(write("a.html", self.PAGE))
        assert "| Unit | Value |\n| Coal | 0.79 |" in source.text
        assert "by 31 December 2025, and" in source.text
        assert (1, "Notice on allowances") in headings(source)
        assert (2, "Table") in headings(source)
        assert not re.search("secret|Home|Copyright|p\\{", source.text)
        assert source.title == "Notice on allowances"
        assert_well_formed(source)

    def test_chinese_page_in_its_declared_encoding(self, write: Writer) -> None:
        page = "<html><head><meta charset=gb2312></head><body><p>碳排放权交易管理\n暂行条例</p></body></html>"
        assert read_file(write("a.htm", page.encode("gb2312"))).text == "碳排放权交易管理暂行条例"

    @pytest.mark.parametrize("page", ["<p>unclosed <b>bold", "</div></div>text", "<table><tr><td>one", "<p>" * 500 + "deep"])
    def test_careless_markup_is_read(self, write: Writer, page: str) -> None:
        assert_well_formed(read_file(write("a.html", page)))


class TestPdf:
    FULL = "重点排放单位应当控制温室气体排放报告碳排放数据清缴碳排放配额"

    def test_pages_furniture_and_mending(self, write: Writer) -> None:
        pages = [
            [
                (250, 800, 10, "Running Title"),
                (104, 700, 12, f"第一条 {self.FULL}"),
                (80, 680, 12, f"达到 2.6 万吨的，{self.FULL}"),
                (280, 40, 10, "— 1 —"),
            ],
            [(250, 800, 10, "Running Title"), (80, 700, 12, "依法处理。"), (104, 680, 12, "第二条 完。"), (280, 40, 10, "— 2 —")],
            [(250, 800, 10, "Running Title"), (104, 700, 12, "第三条 另行规定。"), (280, 40, 10, "— 3 —")],
        ]
        source = read_file(write("a.pdf", make_pdf(pages)))
        first = f"第一条 {self.FULL}达到2.6万吨的，{self.FULL}依法处理。"
        assert source.text.split("\n") == [first, "第二条 完。", "第三条 另行规定。"]
        assert [source.text[start:][:3] for start in source.page_starts] == ["第一条", "依法处", "第三条"]
        assert_well_formed(source)

    def test_a_ruled_table_becomes_rows(self, write: Writer) -> None:
        cells = [("Unit", "Value", 665), ("Coal", "0.79", 645), ("Gas", "0.32", 625)]
        texts = [(80, 700, 12, "Table 1")] + [(x, y, 12, row[order]) for *row, y in cells for order, x in enumerate((85, 205))]
        rules = [(80.0, y, 320.0, y) for y in (680.0, 660.0, 640.0, 620.0)] + [(x, 620.0, x, 680.0) for x in (80.0, 200.0, 320.0)]
        source = read_file(write("a.pdf", make_pdf([texts], [rules])))
        assert source.text.split("\n") == ["Table 1", "| Unit | Value |", "| Coal | 0.79 |", "| Gas | 0.32 |"]

    def test_footnotes_do_not_cut_the_sentence_across_the_page(self, write: Writer) -> None:
        line = "the Commission shall adopt implementing acts on the declarations"
        first = [
            (80, 700, 10, f"(7) In the year 2027 likewise {line}"),
            (80, 688, 10, f"and for the following year 2028 {line} ("),
        ]
        first += [(80 + 5 * len(first[1][3]), 691, 6, "9"), (83 + 5 * len(first[1][3]), 688, 10, ")")]
        note = [(80, 60, 8, "("), (84, 63, 5, "9"), (86.5, 60, 8, ") OJ L 1, p. 2.")]
        source = read_file(write("a.pdf", make_pdf([[*first, *note], [(80, 700, 10, "under this Regulation.")]])))
        assert source.text.endswith("declarations (⁹) under this Regulation.\n(⁹) OJ L 1, p. 2.")

    def test_encrypted(self, write: Writer) -> None:
        writer = pypdf.PdfWriter()
        writer.add_blank_page(200, 200)
        writer.encrypt("secret", algorithm="RC4-128")
        buffer = io.BytesIO()
        writer.write(buffer)
        with pytest.raises(UnreadableFile, match="encrypted: save it without a password"):
            read_file(write("a.pdf", buffer.getvalue()))

    def test_a_scan_without_text(self, write: Writer) -> None:
        with pytest.raises(UnreadableFile, match="OCR"):
            read_file(write("a.pdf", make_pdf([[]])))

    @pytest.mark.parametrize("kept", [60, 400, 0.5, 0.9])
    def test_truncated_files_never_crash(self, write: Writer, kept: float) -> None:
        data = make_pdf([[(80, 700, 12, "text")]])
        cut = data[: int(kept if kept > 1 else len(data) * kept)]
        read_or_refuse(write("a.pdf", cut))

    @pytest.mark.parametrize("turn", [90, 180, 270])
    def test_turned_pages_read_like_upright_ones(self, write: Writer, turn: int) -> None:
        reader = pypdf.PdfReader(io.BytesIO(make_pdf([[(80, 700, 12, "first line."), (80, 600, 12, "second line.")]])))
        writer = pypdf.PdfWriter()
        writer.add_page(reader.pages[0].rotate(turn))
        writer.pages[0].transfer_rotation_to_content()
        buffer = io.BytesIO()
        writer.write(buffer)
        assert read_file(write("a.pdf", buffer.getvalue())).text == "first line.\nsecond line."


class TestDocx:
    @staticmethod
    def document() -> bytes:
        document = docx.Document()
        document.add_heading("Allocation plan", 1)
        document.add_paragraph("Allowances are free.")
        table = document.add_table(2, 2)
        for cell, words in zip(
            [cell for row in table.rows for cell in row.cells], ["Unit", "Value", "Coal", "0.79"], strict=True
        ):
            cell.text = words
        document.add_heading("Surrender", 2)
        document.add_paragraph("by December", style="List Bullet")
        buffer = io.BytesIO()
        document.save(buffer)
        return buffer.getvalue()

    def test_paragraphs_and_tables_in_order(self, write: Writer) -> None:
        source = read_file(write("a.docx", self.document()))
        assert source.text.split("\n") == [
            "Allocation plan", "Allowances are free.", "| Unit | Value |", "| Coal | 0.79 |", "Surrender", "- by December",
        ]  # fmt: skip
        assert headings(source) == [(1, "Allocation plan"), (2, "Surrender")]
        assert source.title == "Allocation plan"

    @pytest.mark.parametrize("data", [b"not a zip at all", None])
    def test_damaged(self, write: Writer, data: bytes | None) -> None:
        with pytest.raises(UnreadableFile, match=r"damaged or truncated.*save it again"):
            read_file(write("a.docx", data or self.document()[:3000]))

    def test_another_archive(self, write: Writer) -> None:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("readme.txt", "hello")
        with pytest.raises(UnreadableFile, match="no Word document"):
            read_file(write("a.docx", buffer.getvalue()))

    def test_a_bomb_is_refused_before_it_is_unpacked(self, write: Writer) -> None:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("word/document.xml", b"\0" * 201_000_000)
        with pytest.raises(UnreadableFile, match="unpacks to more than 200 MB"):
            read_file(write("a.docx", buffer.getvalue()))

    def test_old_word(self, write: Writer) -> None:
        with pytest.raises(UnreadableFile, match="old Word format"):
            read_file(write("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600))


class TestXml:
    ACT = """<?xml version="1.0" encoding="utf-8"?><Statute><Identification><LongTitle>An Act about carbon</LongTitle>
    <ShortTitle>Carbon Act</ShortTitle></Identification><Body>
    <Heading level="1"><Label>PART 1</Label><TitleText>Charge</TitleText></Heading>
    <Section><MarginalNote>Charge owed</MarginalNote><Label>3</Label>
      <Subsection><Label>(1)</Label><Text>The charge for CO<Sub>2</Sub> is</Text>
        <Paragraph><Label>(a)</Label><Text>ten dollars; or</Text></Paragraph></Subsection>
      <Subsection><MarginalNote>Formula</MarginalNote><Label>(2)</Label><Text>It is</Text><FormulaGroup><Formula>
        <FormulaText>A × B</FormulaText></Formula><FormulaConnector>where</FormulaConnector>
        <FormulaDefinition><FormulaTerm>A</FormulaTerm><Text>is the amount per m<Sup>3</Sup>.</Text></FormulaDefinition>
      </FormulaGroup></Subsection>
      <HistoricalNote><HistoricalNoteSubItem>2018, c. 12</HistoricalNoteSubItem></HistoricalNote></Section>
    <Section type="amending"><Label>4</Label><Text>Section 9 of that Act is replaced:</Text>
      <AmendedText><Section><Label>9</Label><Text>quoted</Text></Section></AmendedText></Section></Body>
    <Schedule><ScheduleFormHeading><Label>SCHEDULE 1</Label><TitleText>Rates</TitleText></ScheduleFormHeading>
      <TableGroup><table><tgroup cols="2"><colspec colname="1"/><colspec colname="2"/>
      <thead><row><entry>Year</entry><entry>Rate</entry></row></thead>
      <tbody><row><entry morerows="1">2025</entry><entry>95</entry></row><row><entry>96</entry></row></tbody></tgroup></table>
      </TableGroup></Schedule>
    <RecentAmendments><Amendment/></RecentAmendments></Statute>"""

    def test_sections_and_schedules(self, write: Writer) -> None:
        source = read_file(write("a.xml", self.ACT))
        assert source.text.split("\n") == [
            "Carbon Act", "An Act about carbon", "PART 1 — Charge", "Section 3 — Charge owed", "(1) The charge for CO2 is",
            "(a) ten dollars; or", "Formula", "(2) It is", "A × B", "where", "A is the amount per m³.", "Section 4",
            "Section 9 of that Act is replaced:", "Schedule 1 — Rates", "| Year | Rate |", "| 2025 | 95 |", "| 2025 | 96 |",
        ]  # fmt: skip
        provisions = [heading.provision for heading in source.headings if heading.provision]
        assert provisions == ["section-3", "section-4", "schedule-1"]
        assert source.title == "Carbon Act"
        assert_well_formed(source)

    @pytest.mark.parametrize(
        ("data", "message"),
        [
            ("<note><to>you</to></note>", "only acts and regulations of Justice Canada"),
            ("<Statute><Body>", "not well-formed"),
            ("not xml", "not well-formed"),
            ('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><Statute><Body>&e;</Body></Statute>', "document type"),
            ("<Statute><Identification/><Body/></Statute>", "without a title"),
        ],
    )
    def test_other_xml(self, write: Writer, data: str, message: str) -> None:
        with pytest.raises(UnreadableFile, match=message):
            read_file(write("a.xml", data))


class TestWrongFiles:
    @pytest.mark.parametrize(
        ("name", "content", "message"),
        [
            ("a.txt", b"", "is empty"),
            ("a.md", b" \n\t\n", "is empty"),
            ("a.md", b"<!-- nothing -->", "no text"),
            ("a.txt", b"a\0b", "NUL"),
            ("a.txt", "Café crème brûlée, été".encode("latin-1"), "neither UTF-8 nor GB 18030"),
            ("a.txt", "碳排放".encode()[:-1], "neither UTF-8 nor GB 18030"),
            ("a.txt", bytes(range(1, 32)) * 20, "control characters"),
            ("a.txt", b"%PDF-1.7 ...", "is a PDF, not what its suffix"),
            ("a.pdf", b"PK\x03\x04 ...", "is a zip archive"),
            ("a.pdf", b"hello", "is not a PDF"),
            ("a.md", b"<!DOCTYPE html><html></html>", "is a web page"),
            ("a.xlsx", b"x", "suffix that is not read"),
        ],
    )
    def test_message_says_what_is_wrong_in_one_line(self, write: Writer, name: str, content: bytes, message: str) -> None:
        with pytest.raises(UnreadableFile, match=message) as caught:
            read_file(write(name, content))
        assert "\n" not in str(caught.value)

    def test_missing_file(self, tmp_path: Path) -> None:
        with pytest.raises(UnreadableFile, match="cannot be opened"):
            read_file(tmp_path / "none.txt")

    def test_too_large(self, write: Writer) -> None:
        with pytest.raises(UnreadableFile, match="larger than 20 MB"):
            read_file(write("a.txt", b"x" * (blocks.MAX_TEXT + 1)))

    @pytest.mark.parametrize("suffix", sorted(READABLE_SUFFIXES))
    @given(data=st.binary(min_size=1, max_size=300))
    def test_garbage_never_crashes(self, suffix: str, data: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
        path = tmp_path_factory.mktemp("garbage") / f"a{suffix}"
        path.write_bytes(data)
        read_or_refuse(path)


@needs_sources
class TestRealDocuments:
    ARTICLES = (
        ("cn-interim-regulations-2024.md", 33),
        ("cn-mee-order19-2021-ets-measures.pdf", 43),
        ("cn-ccer-measures-2023.txt", 51),
        ("cn-shenzhen-ets-measures-2022.pdf", 56),
        ("cn-energy-law-2024.md", 80),
        ("cn-energy-conservation-law-2018.md", 87),
        ("cn-shaanxi-ets-implementing-rules.pdf", 24),
        ("cn-shenyang-ets-measures.pdf", 26),
        ("cn-hubei-verifier-measures-2022.pdf", 16),
        ("cn-guangdong-carbon-inclusive-measures.pdf", 24),
        ("cn-guangdong-ets-measures-2014.txt", 43),
    )

    @pytest.mark.parametrize(("name", "count"), ARTICLES)
    def test_every_article_opens_a_line(self, name: str, count: int) -> None:
        numbers = re.findall(r"^第([一二三四五六七八九十百零]+)条", read_file(SOURCES / name).text, re.MULTILINE)
        assert [chinese_number(number) for number in numbers] == list(range(1, count + 1))

    def test_three_sets_of_rules_in_one_file(self) -> None:
        text = read_file(SOURCES / "cn-registration-trading-settlement-rules-2021.pdf").text
        numbers = [chinese_number(number) for number in re.findall(r"^第([一二三四五六七八九十百]+)条", text, re.MULTILINE)]
        assert numbers == [*range(1, 32), *range(1, 43), *range(1, 23)]

    def test_official_journal(self) -> None:
        source = read_file(SOURCES / "eu-cbam-regulation-2023-956.pdf")
        lines = source.text.split("\n")
        assert [int(line.split()[1]) for line in lines if re.fullmatch(r"Article \d+", line)] == list(range(1, 37))
        assert lines[lines.index("Article 6") + 1] == "CBAM declaration"
        recitals = [found[1] for line in lines[: lines.index("Article 1")] if (found := re.match(r"\((\d+)\) [A-Z]", line))]
        assert [int(number) for number in recitals] == list(range(1, 83))
        assert "Official Journal of the European Union L 130" not in source.text
        assert "| 2523 10 00 – Cement clinkers | Carbon dioxide |" in lines
        assert len(source.page_starts) == 53

    @pytest.mark.parametrize(("name", "sections"), [("ca-ggppa-act.xml", 273), ("ca-obps-regulations.xml", 105)])
    def test_each_section_once(self, name: str, sections: int) -> None:
        provisions = [heading.provision for heading in read_file(SOURCES / name).headings if heading.provision]
        assert len(provisions) == len(set(provisions))
        assert sum(provision.startswith("section-") for provision in provisions) == sections

    @pytest.mark.parametrize("name", sorted(path.name for path in SOURCES.glob("*") if path.suffix in READABLE_SUFFIXES))
    def test_every_file_is_well_formed(self, name: str) -> None:
        source = read_file(SOURCES / name)
        assert_well_formed(source)
        assert source.title
