"""A snapshot in memory: texts written in the test, an embedder that hashes words, a vector index that looks at every vector."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from kb.facts import Fact, Relation
from kb.generation import KEYWORDS, PASSAGES, VECTORS, Generations, Manifest, read_manifest, write_manifest
from kb.glossary import Term
from kb.keywords import KeywordIndex
from kb.language import terms
from kb.locators import format_locator
from kb.passages import PassageStore
from kb.snapshot import Snapshot
from kb.types import LANGUAGES, Document, Language, Passage, Rendition, RenditionKind, Vectors
from kb.vectors import close_vectors, collection_name, write_vectors

DIMENSION = 64
BILINGUAL: frozenset[Language] = frozenset(LANGUAGES)


class FakeEmbedder:
    """Texts that share search terms are near to each other; the same text has the same vector in every process."""

    def __init__(self, languages: frozenset[Language] = BILINGUAL, name: str = "fake") -> None:
        self.name = name
        self.languages = languages

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Each term adds one to a place of its own; a constant keeps a text without terms from being nothing."""
        vectors = np.zeros((len(texts), DIMENSION), dtype=np.float32)
        vectors[:, 0] = 0.1
        for row, text in zip(vectors, texts, strict=True):
            for term in terms(text):
                row[1 + int.from_bytes(hashlib.sha256(term.encode()).digest()[:4]) % (DIMENSION - 1)] += 1
        normed: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return normed


class FakeVectorIndex:
    """Exact search."""

    def __init__(self, ids: Sequence[str], vectors: Vectors) -> None:
        self._ids = list(ids)
        self._vectors = vectors

    def nearest(self, vector: Vectors, count: int) -> list[tuple[str, float]]:
        """The nearest by cosine similarity, all vectors being of unit length."""
        if not self._ids:
            return []
        similarities = self._vectors @ vector / np.linalg.norm(vector)
        return [(self._ids[row], float(similarities[row])) for row in np.argsort(-similarities, kind="stable")[:count]]

    def count(self) -> int:
        """How many there are."""
        return len(self._ids)


@dataclass
class Text:
    """A rendition, written as its provisions in order, each with its id."""

    document: str
    name: str
    provisions: dict[str, str]

    @property
    def kind(self) -> RenditionKind:
        """Official or digest."""
        return "official" if self.name.startswith("official") else "digest"

    @property
    def language(self) -> Language:
        """That of its name."""
        return "zh" if self.name.endswith(".zh") else "en"

    def rendition(self) -> Rendition:
        """The provisions, one below the other, under a line that belongs to none."""
        return Rendition(self.document, self.kind, self.language, "\n".join(["…", *self.provisions.values()]))

    def passages(self) -> list[Passage]:
        """One for each provision."""
        found, start = [], 2
        for provision, text in self.provisions.items():
            locator = format_locator(provision, self.language)
            found.append(Passage(self.document, self.name, self.language, provision, locator, (), text, start, start + len(text)))
            start += len(text) + 1
        return found


def store_of(
    documents: Iterable[Document],
    texts: Sequence[Text],
    glossary: Iterable[Term] = (),
    facts: Iterable[Fact] = (),
    relations: Iterable[Relation] = (),
) -> PassageStore:
    """A passage store of these."""
    passages = [passage for text in texts for passage in text.passages()]
    return PassageStore(documents, [text.rendition() for text in texts], passages, glossary, facts, relations)


def manifest_of(store: PassageStore, embedders: Sequence[FakeEmbedder], generation: str) -> Manifest:
    """The manifest of a generation that holds a store."""
    counts = {language: sum(passage.language == language for passage in store.passages) for language in LANGUAGES}
    passages: dict[str, int] = {language: count for language, count in counts.items() if count}
    known: dict[str, list[str]] = {embedder.name: [] for embedder in embedders}
    for language in passages:
        if first := next((embedder.name for embedder in embedders if language in embedder.languages), None):
            known[first].append(language)
    return Manifest(
        generation=generation, created="2026-11-22T00:00:00Z", complete_to="2026-11-22", documents=len(store.documents),
        passages=passages, embedders=known, sources=(), roots=(),
    )  # fmt: skip


def snapshot_of(
    documents: Iterable[Document],
    texts: Sequence[Text],
    glossary: Iterable[Term] = (),
    *,
    facts: Iterable[Fact] = (),
    relations: Iterable[Relation] = (),
    embedders: Sequence[FakeEmbedder] = (),
    generation: str = "fake",
) -> Snapshot:
    """A generation of these texts, opened; without an embedder it searches by keywords alone."""
    store = store_of(documents, texts, glossary, facts, relations)
    manifest = manifest_of(store, embedders, generation)
    keywords = {language: KeywordIndex.build(_texts(store, [language])) for language in LANGUAGES if language in manifest.passages}
    vectors = [(embedder, FakeVectorIndex(*_embedded(store, manifest, embedder))) for embedder in embedders]
    return Snapshot(manifest, store, keywords, vectors)


def write_generation(generations: Generations, generation: str, parts: Path) -> None:
    """Publish a generation of what ``write_parts`` wrote."""
    folder = generations.begin(generation)
    shutil.copytree(parts, folder, dirs_exist_ok=True)
    write_manifest(folder, replace(read_manifest(parts), generation=generation))
    generations.publish(folder)


def write_parts(folder: Path, store: PassageStore, embedders: Sequence[FakeEmbedder] = (FakeEmbedder(),)) -> Path:
    """Write the files of a generation that holds a store, as a builder does."""
    folder.mkdir()
    manifest = manifest_of(store, embedders, "any")
    store.save(folder / PASSAGES)
    for language in LANGUAGES:
        if language in manifest.passages:
            KeywordIndex.build(_texts(store, [language])).save(folder / KEYWORDS / language)
    for embedder in embedders:
        ids, vectors = _embedded(store, manifest, embedder)
        write_vectors(folder / VECTORS, collection_name(embedder.name), ids, [{"language": "any"}] * len(ids), vectors)
    close_vectors(folder / VECTORS)
    write_manifest(folder, manifest)
    return folder


def _embedded(store: PassageStore, manifest: Manifest, embedder: FakeEmbedder) -> tuple[list[str], Vectors]:
    languages = manifest.embedders[embedder.name]
    return [passage.id for passage in store.passages if passage.language in languages], embedder.embed(_texts(store, languages))


def _texts(store: PassageStore, languages: Sequence[str]) -> list[str]:
    return [store.search_text(passage) for passage in store.passages if passage.language in languages]


REGULATIONS = Document(
    "regulations", "Interim Regulations on Carbon Emission Trading", "regulation", "CN", title_original="碳排放权交易管理暂行条例",
    number="State Council Decree No. 775", issued="2024-01-25", effective_from="2024-05-01", aliases=("Interim Regulations", "暂行条例", "条例"),
)  # fmt: skip
ORDER_19 = Document(
    "order-19", "Measures for the Administration of Carbon Emission Trading (Trial)", "measure", "CN",
    title_original="碳排放权交易管理办法（试行）", number="MEE Order No. 19", issued="2020-12-31", effective_from="2021-02-01",
    aliases=("Order 19", "19号令"),
)  # fmt: skip
PLAN = Document(
    "plan", "Allocation Plan for Cement", "draft", "CN", title_original="水泥行业配额分配方案（征求意见稿）", sectors=("cement",), issued="2026-09-01"
)
SHENZHEN = Document(
    "shenzhen", "Shenzhen Measures for Carbon Emission Trading", "measure", "CN-GD-SZ",
    title_original="深圳市碳排放权交易管理办法", issued="2022-05-29", effective_from="2022-07-01",
)  # fmt: skip
CBAM = Document(
    "cbam", "Regulation (EU) 2023/956 establishing a carbon border adjustment mechanism", "regulation", "EU", number="Regulation (EU) 2023/956",
    sectors=("cement", "steel"), issued="2023-05-10", effective_from="2023-10-01", basis="secondary", aliases=("CBAM Regulation",),
)  # fmt: skip
DOCUMENTS = (REGULATIONS, ORDER_19, PLAN, SHENZHEN, CBAM)
TEXTS = (
    Text(
        "regulations",
        "official.zh",
        {
            "article-1": "第一条 为了规范碳排放权交易活动，制定本条例。",
            "article-11": "第十一条 重点排放单位应当编制年度排放报告。原始记录和管理台账应当至少保存5年。",
            "article-24": "第二十四条 重点排放单位未按照规定清缴配额的，处市场交易平均成交价格5倍以上10倍以下的罚款。",
        },
    ),
    Text(
        "regulations",
        "digest.en",
        {
            "article-1": "Article 1 — Purpose\nThe Interim Regulations set rules for carbon emission trading.",
            "article-11": "Article 11 — Report\nA key emitting unit prepares an emission report. Original records are kept for at least 5 years.",
            "article-24": "Article 24 — Fine\nA key emitting unit that does not surrender its allowances is fined 5 to 10 times the average price.",
        },
    ),
    Text(
        "order-19",
        "official.zh",
        {
            "article-12": "第十二条 省级生态环境主管部门确定配额数量，书面通知重点排放单位。",
            "article-24": "第二十四条 交易机构应当公布交易行情。",
            "article-40": "第四十条 重点排放单位未足额清缴配额的，处二万元以上三万元以下的罚款。",
        },
    ),
    Text("plan", "official.zh", {"part-1": "一、水泥熟料的基准值为每吨0.8吨二氧化碳。", "part-2": "二、水泥企业的配额预分配比例为70%。"}),
    Text(
        "shenzhen",
        "official.zh",
        {"article-30": "第三十条 深圳的重点排放单位应当于每年6月30日前清缴配额。", "article-31": "第三十一条 核查机构应当出具核查报告。"},
    ),
    Text(
        "cbam",
        "official.en",
        {
            "article-1": "Article 1\nThis Regulation establishes a carbon border adjustment mechanism for imported goods.",
            "article-6": "Article 6\nBy 30 September of each year, each authorised declarant submits a CBAM declaration.",
        },
    ),
)
TERMS = (
    Term("key-emitting-unit", "key emitting unit", "重点排放单位", ("covered entity",)),
    Term("surrender", "surrender", "清缴"),
    Term("allowance", "allowance", "配额", ("quota",), ("碳配额",)),
    Term("fine", "fine", "罚款", ("penalty",)),
    Term("record", "original record", "原始记录"),
    Term("verification", "verification", "核查", ("verifier",)),
    Term("report", "emission report", "排放报告"),
    Term("benchmark", "benchmark", "基准值"),
    Term("cement", "cement", "水泥"),
    Term("clinker", "clinker", "熟料"),
    Term("place:CN", "China", "中国", ("national",), ("全国",)),
    Term("place:CN-GD-SZ", "Shenzhen", "深圳"),
    Term("place:EU", "EU", "欧盟", ("European Union",)),
    Term("place:JP", "Japan", "日本"),
    Term("document:cbam", "CBAM", "碳边境调节机制"),
)
SUPERSEDES = Relation("supersedes", "regulations#article-24", "order-19#article-40", "2024-05-01", "higher authority")


def library(embedders: Sequence[FakeEmbedder] = (), generation: str = "fake") -> Snapshot:
    """The few documents of this module, opened."""
    return snapshot_of(DOCUMENTS, TEXTS, TERMS, relations=[SUPERSEDES], embedders=embedders, generation=generation)
