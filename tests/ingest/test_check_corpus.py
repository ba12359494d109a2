"""Each check of the corpus, passing and failing, on a corpus of one document."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.check_corpus import CorpusReport, check_corpus
from kb.errors import MetadataError

ID = "cn-sample-measures"
FOLDER = f"documents/CN/{ID}"
OFFICIAL = """样本管理办法

第一条 年度排放量达到2.6万吨二氧化碳当量的单位，列入名录。
第二条 重点排放单位应当于每年3月31日前报送上一年度排放报告，原始记录和管理台账至少保存五年。
第三条 违反本办法的，处五万元以上二十万元以下的罚款。
第四条 本办法自2024年5月1日起施行。
"""
ENGLISH = """A digest in our own words.

## Article 1 — Who is listed
A unit that emits 26,000 tonnes of CO2 equivalent is put on the list.

## Article 2 — Report
The report is due by 31 March; records are kept for 5 years.

## Article 3 — Fine
A breach costs CNY 50,000 to 200,000.

## Article 4 — Start
The measures apply from 1 May 2024.
"""
CHINESE = """本文为摘要。

## 第一条 — 列入名录
排放2.6万吨二氧化碳当量的，进入名录。

## 第二条 — 报告
报告期限为3月31日，记录要留存5年。

## 第三条 — 罚款
违规的罚款为5万元至20万元。

## 第四条 — 施行
施行日期是2024年5月1日。
"""
DOCUMENT = f"""
id = "{ID}"
title = "Sample Measures"
title_original = "样本管理办法"
kind = "measure"
jurisdiction = "CN"
issued = "2024-01-25"
effective_from = "2024-05-01"
basis = "official"
"""
GLOSSARY = """id,en,en_variants,zh,zh_variants,definition_en,definition_zh
fine,fine,penalty,罚款,处罚,Money to be paid.,须缴纳的款项。
ledger,management ledger,,原始记录和管理台账,,The books of a unit.,单位的账册。
"""
FACT = f"""
[[fact]]
id = "fine"
topic = "penalty"
jurisdiction = "CN"
statement = "From 1 May 2024 the fine is CNY 50,000 to 200,000."
statement_zh = "自2024年5月1日起，罚款为5万元至20万元。"
basis = "official"
provision = "{ID}#article-3"
quote = "CNY 50,000 to 200,000"
quote_zh = "5万元至20万元"
"""
RELATION = f"""
[[relation]]
kind = "implements"
provision = "{ID}#article-3"
over = "{ID}"
from = 2024-05-01
why = "It sets the fine."
"""
EXCEPTION = f"""
[[exception]]
document = "{ID}"
provision = "article-1"
value = "27000"
reason = "The copy of the official text is damaged here."
"""


class Sample:
    """A corpus and its sources in a temporary folder, to be damaged file by file."""

    def __init__(self, folder: Path) -> None:
        self.corpus, self.sources = folder / "corpus", folder / "sources"
        self.write(f"{FOLDER}/document.toml", DOCUMENT)
        self.write(f"{FOLDER}/digest.en.md", ENGLISH)
        self.write(f"{FOLDER}/digest.zh.md", CHINESE)
        self.write("glossary.csv", GLOSSARY)
        self.write("facts/penalties.toml", FACT)
        self.write("relations.toml", RELATION)
        self.sources.mkdir()
        (self.sources / f"{ID}.txt").write_text(OFFICIAL, encoding="utf-8")
        manifest = f"id\tfile\ttitle\tkind\tjurisdiction\tlanguage\n{ID}\t{ID}.txt\tSample Measures\tmeasure\tCN\tzh\n"
        (self.sources / "manifest.tsv").write_text(manifest, encoding="utf-8")

    def write(self, name: str, text: str) -> None:
        path = self.corpus / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def change(self, name: str, old: str, new: str) -> None:
        text = (self.corpus / name).read_text(encoding="utf-8")
        assert old in text
        self.write(name, text.replace(old, new))

    def check(self) -> CorpusReport:
        return check_corpus(self.corpus, self.sources)

    def findings(self) -> list[str]:
        return [str(finding) for finding in self.check().findings]


@pytest.fixture
def sample(tmp_path: Path) -> Sample:
    return Sample(tmp_path)


def test_a_sound_corpus_has_no_findings_and_is_counted(sample: Sample) -> None:
    report = sample.check()
    assert report.findings == ()
    assert report.skipped == ()
    assert report.counts == {
        "documents": 1, "provisions in en": 4, "provisions in zh": 4, "terms": 2, "facts": 1, "relations": 1,
        "numbers compared between languages": 12, "numbers compared with official texts": 12,
        "documents without an official text to compare": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("language", "old", "new", "provision", "said", "official"),
    [
        ("en", "26,000", "27,000", "article-1", "27000", "26000"),
        ("en", "31 March", "30 March", "article-2", "--03-30", "--03-31"),
        ("en", "for 5 years", "for 6 years", "article-2", "6 years", "5 years"),
        ("zh", "5万元", "6万元", "article-3", "60000", "50000"),
        ("zh", "2024年5月1日", "2024年5月2日", "article-4", "2024-05-02", "2024-05-01"),
    ],
)
def test_a_wrong_number_is_found_with_both_values(
    sample: Sample, language: str, old: str, new: str, provision: str, said: str, official: str
) -> None:
    file = f"{FOLDER}/digest.{language}.md"
    other = "zh" if language == "en" else "en"
    (sample.corpus / "facts/penalties.toml").unlink()
    sample.change(file, old, new)
    findings = sample.findings()
    assert f"{file}: {provision}: says {said}; the official text does not, but has {official}" in findings
    assert f"{file}: {provision}: says {said}; the digest in {other} does not, but has {official}" in findings


def test_without_sources_the_languages_are_compared_and_the_rest_is_said_to_be_skipped(sample: Sample) -> None:
    sample.change(f"{FOLDER}/digest.en.md", "26,000", "27,000")
    report = check_corpus(sample.corpus)
    assert [finding.provision for finding in report.findings] == ["article-1", "article-1"]
    assert len(report.skipped) == 1


@pytest.mark.parametrize("change", ['basis = "secondary"', None])
def test_a_document_without_an_official_text_is_counted_as_such(sample: Sample, change: str | None) -> None:
    for language, text in (("en", ENGLISH), ("zh", CHINESE)):
        sample.write(f"{FOLDER}/digest.{language}.md", text.replace("26,000", "27,000").replace("2.6万", "2.7万"))
    if change:
        sample.change(f"{FOLDER}/document.toml", 'basis = "official"', change)
    else:
        (sample.sources / "manifest.tsv").write_text("id\tfile\n", encoding="utf-8")
    report = sample.check()
    assert report.findings == ()
    assert report.counts["documents without an official text to compare"] == 1


def test_the_whole_official_text_stands_in_for_a_provision_it_does_not_number(sample: Sample) -> None:
    for language, text in (("en", "## Annex 1 — Sizes\nThe size is 26,000 tonnes.\n"), ("zh", "## 附件1 — 规模\n规模为2.6万吨。\n")):
        sample.write(f"{FOLDER}/digest.{language}.md", (ENGLISH if language == "en" else CHINESE) + "\n" + text)
    assert sample.findings() == []
    sample.change(f"{FOLDER}/digest.en.md", "size is 26,000", "size is 28,000")
    assert any(finding.startswith(f"{FOLDER}/digest.en.md: annex-1: says 28000; the official text") for finding in sample.findings())


def test_an_exception_allows_a_number_and_must_be_needed(sample: Sample) -> None:
    sample.write("check-exceptions.toml", EXCEPTION)
    assert sample.findings() == [f"check-exceptions.toml: {ID}#article-1: the exception for 27000 is not needed: take it out"]
    sample.change(f"{FOLDER}/digest.en.md", "26,000", "27,000")
    sample.change(f"{FOLDER}/digest.zh.md", "2.6万", "2.7万")
    assert sample.findings() == []
    sample.change("check-exceptions.toml", '"27000"', '["27000", "28000"]')
    assert sample.findings() == [f"check-exceptions.toml: {ID}#article-1: the exception for 28000 is not needed: take it out"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [("reason", "why", "exception.0.reason: Field required"), ('"27000"', "27000", "exception.0.value"), ("[[exception]]", "[", "not valid TOML")],
)
def test_an_exceptions_file_that_cannot_be_read_is_a_finding(sample: Sample, old: str, new: str, message: str) -> None:
    sample.write("check-exceptions.toml", EXCEPTION.replace(old, new))
    assert [message in finding for finding in sample.findings()] == [True]


def test_an_article_left_out_is_found_in_each_language(sample: Sample) -> None:
    sample.write(f"{FOLDER}/digest.en.md", ENGLISH.partition("## Article 4")[0])
    findings = sample.findings()
    assert f"{FOLDER}/digest.en.md: article-4: the digest leaves out this article" in findings
    assert f"{FOLDER}/digest.zh.md: article-4: the digest in en has no such provision" in findings


def test_copied_wording_is_found_and_names_are_set_aside(sample: Sample) -> None:
    sample.change(f"{FOLDER}/digest.zh.md", "报告期限为3月31日", "重点排放单位应当于每年3月31日前报送上一年度排放报告")
    assert [finding.split(": ")[1:3] for finding in sample.findings()] == [["article-2", "copies the official text"]]


@pytest.mark.parametrize("text", ["《重点排放单位应当于每年3月31日前报送上一年度排放报告》", "上一年度排放报告，原始记录和管理台账至少保存五年"])
def test_titles_and_terms_are_no_copies(sample: Sample, text: str) -> None:
    sample.change(f"{FOLDER}/digest.zh.md", "报告期限为3月31日，记录要留存5年", f"{text}；3月31日，5年")
    assert sample.findings() == []


def test_copied_english_is_found(sample: Sample) -> None:
    copied = "the report of the previous year shall be handed in to the authority of the place before spring"
    sample.change(f"{FOLDER}/digest.en.md", "The report is due", f"Here {copied}. The report is due")
    assert sample.findings() == []
    text = f"Article 1 Scope\nIt applies to 26,000.\nArticle 2 Report\nAs {copied}, 31 March, 5 years.\nArticle 3 Fine\nCNY 50,000 to 200,000.\n"
    (sample.sources / "english.txt").write_text(text + "Article 4 Start\n1 May 2024.\n", encoding="utf-8")
    with (sample.sources / "manifest.tsv").open("a", encoding="utf-8") as manifest:
        manifest.write(f"{ID}\tenglish.txt\tSample Measures\tmeasure\tCN\ten\n")
    assert [copied in finding for finding in sample.findings()] == [True]


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("facts/penalties.toml", "#article-3", "#article-9", "there is no such provision in the corpus"),
        ("facts/penalties.toml", f"{ID}#", "cn-other#", "there is no such provision in the corpus"),
        ("facts/penalties.toml", '"CNY 50,000 to 200,000"', '"CNY 50,000 or 200,000"', "the quote is not in the digest in en"),
        ("facts/penalties.toml", '"5万元至20万元"', '"5万元到20万元"', "the quote is not in the digest in zh"),
        ("facts/penalties.toml", 'quote_zh = "5万元至20万元"\n', "", "has no quote from the digest in zh"),
        ("facts/penalties.toml", "is CNY 50,000", "is CNY 60,000", "the statement in en says 60000, which the provision does not"),
        ("facts/penalties.toml", "罚款为5万元", "罚款为6万元", "the statement in zh says 60000, which the provision does not"),
        ("facts/penalties.toml", '"penalty"', '"fine"', "topic: Input should be"),
        ("facts/penalties.toml", "[[fact]]", "[[fact]", "not valid TOML"),
        ("facts/penalties.toml", "basis", "valid_from = 2024-02-30\nbasis", "not valid TOML"),
        ("facts/penalties.toml", "basis", 'valid_from = "2024-02-30"\nbasis', "valid_from: '2024-02-30' is not a date"),
        ("relations.toml", "#article-3", "#article-9", f"{ID}#article-9 is not in the corpus"),
        ("relations.toml", f'over = "{ID}"', 'over = "cn-other"', "cn-other is not in the corpus"),
        ("relations.toml", f'over = "{ID}"', f'over = "{ID}#article-3"', "a provision cannot stand in a relation to itself"),
        ("relations.toml", "implements", "repeals", "kind: Input should be"),
        ("glossary.csv", "ledger,", "fine,", "the id 'fine' stands twice"),
        (f"{FOLDER}/document.toml", '"measure"', '"decree"', "kind: Input should be"),
        (f"{FOLDER}/document.toml", "basis", 'sectors = ["tea"]\nbasis', "sectors.0: Input should be"),
    ],
)
def test_what_is_wrong_with_facts_relations_glossary_and_metadata(sample: Sample, file: str, old: str, new: str, message: str) -> None:
    sample.change(file, old, new)
    assert any(message in finding for finding in sample.findings())


def test_a_fact_id_stands_once(sample: Sample) -> None:
    sample.write("facts/more.toml", FACT)
    assert sample.findings() == [f"facts/penalties.toml: {ID}#article-3: id 'fine' stands in facts/more.toml already"]


def test_a_fact_may_state_the_days_on_which_its_provision_gave_way(sample: Sample) -> None:
    sample.change("facts/penalties.toml", "From 1 May 2024", "Until 30 June 2025")
    assert len(sample.findings()) == 1
    sample.change("relations.toml", "2024-05-01", "2025-07-01")
    assert sample.findings() == []


def test_facts_and_relations_may_be_absent(sample: Sample) -> None:
    (sample.corpus / "facts/penalties.toml").unlink()
    (sample.corpus / "relations.toml").unlink()
    report = sample.check()
    assert (report.findings, report.counts["facts"], report.counts["relations"]) == ((), 0, 0)


def test_a_folder_that_is_no_corpus_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MetadataError, match="there is no corpus here"):
        check_corpus(tmp_path)
    (tmp_path / "documents").mkdir()
    with pytest.raises(MetadataError, match="no such folder of sources"):
        check_corpus(tmp_path, tmp_path / "sources")
