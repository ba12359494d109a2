"""A knowledge base of a few documents that answers from a script, without a model or an index."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from kb.answer_changes import AnswerChanges
from kb.changes import Changes
from kb.facts import Fact, Relation
from kb.glossary import Glossary, Term
from kb.types import (
    Abstention,
    Answer,
    AnswerSentence,
    AnswerStep,
    Citation,
    Document,
    Hit,
    Language,
    Passage,
    ProvisionText,
    Query,
    Rendition,
    Retrieved,
    Status,
    Understood,
)
from kb.validity import status_on

TODAY = date(2026, 11, 22)

REGULATIONS = Document(
    id="cn-interim-regulations-2024",
    title="Interim Regulations on the Administration of Carbon Emission Trading",
    title_original="碳排放权交易管理暂行条例",
    number="State Council Decree No. 775",
    issuer="State Council",
    kind="regulation",
    jurisdiction="CN",
    issued="2024-01-25",
    effective_from="2024-05-01",
    url="https://example.org/decree-775",
    completeness="all 33 articles",
    aliases=("Interim Regulations", "暂行条例"),
)
ORDER_19 = Document(
    id="cn-order-19-2021",
    title="Measures for the Administration of Carbon Emission Trading (Trial)",
    title_original="碳排放权交易管理办法（试行）",
    number="MEE Order No. 19",
    issuer="Ministry of Ecology and Environment",
    kind="measure",
    jurisdiction="CN",
    issued="2020-12-31",
    effective_from="2021-02-01",
    effective_to="2024-04-30",
    superseded_by="cn-interim-regulations-2024",
)
DRAFT = Document(
    id="cn-allocation-draft",
    title="Allocation plan for cement, steel and aluminium (draft for comment)",
    title_original="水泥、钢铁、电解铝行业配额分配方案（征求意见稿）",
    issuer="Ministry of Ecology and Environment",
    kind="draft",
    jurisdiction="CN",
    sectors=("cement", "steel", "aluminium"),
    issued="2026-09",
)
CBAM = Document(
    id="eu-cbam",
    title="Regulation (EU) 2023/956 establishing a carbon border adjustment mechanism",
    number="Regulation (EU) 2023/956",
    issuer="European Parliament and Council",
    kind="regulation",
    jurisdiction="EU",
    sectors=("cement", "steel", "aluminium"),
    issued="2023-05-10",
    effective_from="2023-10-01",
)
SHENZHEN = Document(
    id="cn-shenzhen-measures",
    title="Shenzhen Measures",
    kind="measure",
    jurisdiction="CN-GD-SZ",
    issued="2022",
    effective_from="2022-07-01",
)

FACTS = (
    Fact(
        id="cn-fine-2024",
        topic="penalty",
        jurisdiction="CN",
        statement="The fine is 5 to 10 times the average market price of the month before the deadline.",
        statement_zh="罚款为清缴时限前1个月市场交易平均成交价格的5倍以上10倍以下。",
        provision="cn-interim-regulations-2024#article-24",
        quote="The fine is 5 to 10 times the average market price",
        valid_from="2024-05-01",
    ),
)
RELATIONS = (
    Relation(
        "supersedes",
        "cn-interim-regulations-2024#article-24",
        "cn-order-19-2021#article-40",
        "2024-05-01",
        "A regulation outranks an order.",
        "行政法规的位阶高于部门规章。",
    ),
    Relation("implements", "cn-shenzhen-measures", "cn-interim-regulations-2024", None, "The city carries it out.", "该市落实条例。"),
)
TERMS = (
    Term("allowance", "allowance", "碳排放配额", ("carbon emission allowance", "CEA"), ("配额",), "The right to emit one tonne.", "排放一吨的权利。"),
    Term("surrender", "surrender of allowances", "清缴", (), (), "Handing in allowances for what was emitted.", "为排放量上缴配额。"),
    Term("place:CN", "China", "中国", ("PRC",), ("全国",), "The People's Republic of China.", "中华人民共和国。"),
    Term("document:cn-order-19-2021", "Order 19", "19号令", ("the old measures",), ("旧办法",)),
)

_OFFICIAL = """\
碳排放权交易管理暂行条例

第一章 总则

第一条 为了规范碳排放权交易及相关活动，加强对温室气体排放的控制，制定本条例。

第二十四条 重点排放单位未按照规定清缴其碳排放配额的，由生态环境主管部门责令改正，\
处未清缴的碳排放配额清缴时限前1个月市场交易平均成交价格5倍以上10倍以下的罚款；\
拒不改正的，按照未清缴的碳排放配额等量核减其下一年度碳排放配额，可以责令停产整治。
"""
_DIGEST = """## Article 1 — Purpose
The Interim Regulations set rules for carbon emission trading and related activities.

## Article 24 — Fine for not surrendering allowances
A key emitting unit that does not surrender its allowances is ordered to put this right and is fined. \
The fine is 5 to 10 times the average market price of the month before the \
deadline, on the missing allowances.
"""
_ORDER = """第四十条 重点排放单位未按时足额履行清缴义务的，\
由其生产经营场所所在地设区的市级以上地方生态环境主管部门责令限期改正，处二万元以上三万元以下的罚款。
"""
_CBAM = """Article 1
Subject matter
This Regulation establishes a carbon border adjustment mechanism.

Article 6
CBAM declaration
By 30 September of each year, each authorised declarant shall submit a declaration.
| Good | Code |
| Cement | 2523 |
"""
_DRAFT = "一、总体要求\n本方案适用于水泥、钢铁、电解铝行业。\n"


def _passage(document: Document, rendition: Rendition, provision: str, locator: str, begins: str, ends: str) -> Passage:
    start = rendition.text.index(begins)
    end = rendition.text.index(ends, start) + len(ends)
    pages = [page for page, at in enumerate(rendition.page_starts, 1) if at <= start]
    return Passage(
        document_id=document.id,
        rendition=rendition.name,
        language=rendition.language,
        provision=provision,
        locator=locator,
        title_path=("第一章 总则",) if provision == "article-1" and rendition.language == "zh" else (),
        text=rendition.text[start:end],
        start=start,
        end=end,
        page=pages[-1] if pages else None,
    )


def _library() -> tuple[dict[str, Document], dict[str, dict[str, Rendition]], list[Passage]]:
    official = Rendition(REGULATIONS.id, "official", "zh", _OFFICIAL)
    digest = Rendition(REGULATIONS.id, "digest", "en", _DIGEST)
    order = Rendition(ORDER_19.id, "official", "zh", _ORDER)
    cbam = Rendition(CBAM.id, "official", "en", _CBAM, page_starts=(0, _CBAM.index("Article 6")))
    draft = Rendition(DRAFT.id, "official", "zh", _DRAFT)
    shenzhen = Rendition(SHENZHEN.id, "digest", "en", "Nothing much.")
    passages = [
        _passage(REGULATIONS, official, "article-1", "第一条", "第一条", "制定本条例。"),
        _passage(REGULATIONS, official, "article-24", "第二十四条", "第二十四条", "停产整治。"),
        _passage(REGULATIONS, digest, "article-1", "Article 1", "## Article 1", "activities."),
        _passage(REGULATIONS, digest, "article-24", "Article 24", "## Article 24", "missing allowances."),
        _passage(ORDER_19, order, "article-40", "第四十条", "第四十条", "罚款。"),
        _passage(CBAM, cbam, "article-1", "Article 1", "Article 1", "mechanism."),
        _passage(CBAM, cbam, "article-6", "Article 6", "Article 6", "2523 |"),
        _passage(DRAFT, draft, "part-1", "一", "一、", "行业。"),
    ]
    documents = {document.id: document for document in (REGULATIONS, ORDER_19, DRAFT, CBAM, SHENZHEN)}
    renditions: dict[str, dict[str, Rendition]] = {}
    for rendition in (official, digest, order, cbam, draft, shenzhen):
        renditions.setdefault(rendition.document_id, {})[rendition.name] = rendition
    return documents, renditions, passages


@dataclass
class FakeSnapshot:
    """A snapshot of whatever documents, renditions and passages it is given."""

    documents: Mapping[str, Document]
    texts: Mapping[str, Mapping[str, Rendition]]
    indexed: Sequence[Passage]
    facts: Sequence[Fact] = FACTS
    relations: Sequence[Relation] = RELATIONS
    glossary: Glossary = field(default_factory=lambda: Glossary(TERMS))
    generation: str = "20261122-fake"
    embedding_model: str = "none"
    complete_to: date = TODAY

    @classmethod
    def of_library(cls) -> FakeSnapshot:
        """The few documents of this module."""
        return cls(*_library())

    @property
    def passage_count(self) -> int:
        """How many passages there are."""
        return len(self.indexed)

    def renditions(self, document_id: str) -> Mapping[str, Rendition]:
        """The renditions of a document."""
        return self.texts[document_id]

    def passages(self, document_id: str, rendition: str | None = None) -> Sequence[Passage]:
        """The passages of a document."""
        return [one for one in self.indexed if one.document_id == document_id and rendition in (None, one.rendition)]

    def of_provision(self, document_id: str, provision: str, rendition: str) -> Sequence[Passage]:
        """The passages of a provision; nothing lies in any of them."""
        return [one for one in self.passages(document_id, rendition) if one.provision == provision]

    def provision_text(self, passage: Passage, rendition: str) -> ProvisionText | None:
        """A provision's text in a rendition."""
        found = self.of_provision(passage.document_id, passage.provision, rendition)
        return ProvisionText(rendition, found[0].text, found[0].start, found[0].end) if found else None

    def superseding(self, passage: Passage, on: date) -> Relation | None:
        """The relation by which a passage's provision had been superseded."""
        over = f"{passage.document_id}#{passage.provision}"
        return next((one for one in self.relations if one.kind == "supersedes" and one.over == over and (one.since or "") <= on.isoformat()), None)

    def status(self, document_id: str, on: date) -> Status:
        """The status of a document, from its dates."""
        return status_on(self.documents[document_id], on)

    def passage(self, document_id: str, provision: str, rendition: str) -> Passage:
        """One passage."""
        return next(one for one in self.passages(document_id, rendition) if one.provision == provision)


@dataclass
class FakeKnowledgeBase:
    """Answers a question about a fine or a penalty, and refuses every other; what it was asked stays in ``asked``."""

    served: FakeSnapshot = field(default_factory=FakeSnapshot.of_library)
    failure: Exception | None = None
    ready: bool = True
    changed: Changes | None = None
    answers_changed: AnswerChanges | None = None
    asked: list[Query] = field(default_factory=list)

    def snapshot(self) -> FakeSnapshot:
        """The one snapshot, or the failure that was asked for."""
        if self.failure is not None:
            raise self.failure
        return self.served

    def changes(self, snapshot: FakeSnapshot) -> Changes | None:
        """What the test says has changed."""
        return self.changed

    def answer_changes(self, changes: Changes) -> AnswerChanges | None:
        """What the test says became of the questions."""
        return self.answers_changed

    def canary(self, snapshot: FakeSnapshot) -> bool:
        """Whether the fake is to be ready."""
        return self.ready

    def answering(self, snapshot: FakeSnapshot, query: Query) -> Iterator[AnswerStep]:
        """The same answer in steps."""
        answer = self.answer(snapshot, query)
        yield Retrieved(answer.hits)
        yield from answer.sentences
        yield answer

    def answer(self, snapshot: FakeSnapshot, query: Query) -> Answer:
        """An answer in the language of the question: of the regulations, or before them of Order 19."""
        self.asked.append(query)
        language: Language = query.language or ("zh" if not query.question.isascii() else "en")
        as_of = query.as_of or TODAY
        if not any(word in query.question for word in ("fine", "penalty", "罚款")):
            return _refuse(snapshot, query, language, as_of)
        if "2023" in query.question:
            return _answer_from_order_19(snapshot, query, language, as_of)
        return _answer_from_regulations(snapshot, query, language, as_of)


def _answer_from_regulations(snapshot: FakeSnapshot, query: Query, language: Language, as_of: date) -> Answer:
    lead, other = ("official.zh", "digest.en") if language == "zh" else ("digest.en", "official.zh")
    passage = snapshot.passage(REGULATIONS.id, "article-24", lead)
    beside = snapshot.passage(REGULATIONS.id, "article-24", other)
    also = (ProvisionText(other, beside.text, beside.start, beside.end),)
    within = passage.text.find("The fine is") if language == "en" else 0
    citation = Citation(1, passage, passage.text[within:], passage.start + within, passage.end, also)
    hits = (Hit(passage, 0.83), Hit(beside, 0.6), Hit(snapshot.indexed[0], 0.4))
    in_force = snapshot.status(REGULATIONS.id, as_of) == "in_force"
    warnings = () if in_force else ("The Interim Regulations are in force from 2024-05-01.",)
    return _compose(query, language, as_of, citation, hits, warnings)


def _answer_from_order_19(snapshot: FakeSnapshot, query: Query, language: Language, as_of: date) -> Answer:
    passage = snapshot.passage(ORDER_19.id, "article-40", "official.zh")
    citation = Citation(1, passage, passage.text, passage.start, passage.end)
    warnings = ("Order 19 Article 40 has been superseded since 2024-05-01 by the Interim Regulations.",)
    return _compose(query, language, as_of, citation, (Hit(passage, 0.7),), warnings)


def _compose(query: Query, language: Language, as_of: date, citation: Citation, hits: tuple[Hit, ...], warnings: tuple[str, ...]) -> Answer:
    text = citation.quote
    sentences = (AnswerSentence(text, 0, len(text), (citation.number,)),)
    timings = {"retrieve": 14.21, "answer": 3.14}
    return Answer(query.question, _understood(query, as_of), language, as_of, text, sentences, (citation,), hits, None, warnings, timings)


def _understood(query: Query, as_of: date) -> Understood:
    return Understood(query.question, as_of, "query" if query.as_of else "today")


def _refuse(snapshot: FakeSnapshot, query: Query, language: Language, as_of: date) -> Answer:
    hits = tuple(Hit(passage, round(0.3 - at / 100, 2)) for at, passage in enumerate(snapshot.indexed[: query.top_k]))
    abstention = Abstention("no_evidence", "Nothing found says who wins.", len(snapshot.documents), snapshot.complete_to)
    return Answer(query.question, _understood(query, as_of), language, as_of, None, (), (), hits, abstention)


def hostile_library(text: str) -> FakeSnapshot:
    """The library with a text put into every place of the regulations, and of what rests on them, that a page shows."""
    snapshot = FakeSnapshot.of_library()
    document = replace(
        REGULATIONS,
        title=text,
        title_original=text,
        number=text,
        issuer=text,
        url=f"javascript:{text}",
        completeness=text,
        note=text,
    )
    digest = Rendition(REGULATIONS.id, "digest", "en", f"## Article 24 — {text}\nThe fine is {text}. An allowance.\n", notes=(text,))
    passage = _passage(document, digest, "article-24", "Article 24", "## Article 24", f"is {text}.")
    official = Rendition(REGULATIONS.id, "official", "zh", f"第二十四条 {text}")
    beside = _passage(document, official, "article-24", "第二十四条", "第二十四条", text)
    texts = {**snapshot.texts, document.id: {digest.name: digest, official.name: official}}
    superseding = Relation("supersedes", f"{ORDER_19.id}#article-40", f"{document.id}#article-24", "2024-05-01", text, text)
    return FakeSnapshot(
        {**snapshot.documents, document.id: document},
        texts,
        [passage, beside],
        facts=[replace(fact, statement=text, statement_zh=text) for fact in FACTS],
        relations=[*(replace(relation, why=text, why_zh=text) for relation in RELATIONS), superseding],
        glossary=Glossary([Term("allowance", "allowance", text, (text,), (text,), text, text), Term("x", text, text, (), (), text, text)]),
    )
