"""Whether what was found is enough to answer from, and if not, why and which text would hold the answer."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kb.asked import holds_answer
from kb.features import HOME
from kb.glossary import Term
from kb.language import fold, terms
from kb.locators import format_locator
from kb.outside import outside
from kb.prompts import REFUSAL
from kb.question import Question
from kb.types import AbstentionReason, Hit, Language
from kb.validity import first_day

if TYPE_CHECKING:
    from kb.snapshot import Snapshot

LEAST_EVIDENCE = 1.3
"""Below this the best passages are no evidence; calibrated by ``benchmarks/calibrate.py`` on answerable and unanswerable questions together."""
_LOOKED_AT = 3
_ABSENT_TOPIC = "absent:topic-"
_LOCAL = re.compile(r"\b(?:pilot|local|regional)\b|试点|地方|碳市场|交易市场", re.IGNORECASE)
_LOCAL_MARKET = re.compile(r"\b(?:pilot|local|regional) |试点|地方|(?<!全国)碳市场|(?<!全国)碳排放权交易市场", re.IGNORECASE)
_FIGURE = re.compile(
    r"\bhow (?:much|many|high|big|large)\b"
    r"|\bwhat (?:is|are|was|were|power|heat)?\b.{0,40}\b(?:benchmarks?|values?|factors?|rates?|cap|total)\b"
    r"|多少|[几多]大|是几"
)
"""Asks for a figure, which a text for another year cannot give."""
_ABOUT_ONE = re.compile(r"\b(?:did|was|were|has|have|does|is|are|will)\s+(?:the\s+)?([A-Z][A-Za-z]+)")
_CHINESE_COMPANY = re.compile(r"(?:^|[，,。；在对由被向])([\u4e00-\u9fff]{2})(?:股份|集团|公司|水泥|钢铁|电力|电厂|能源|铝业)")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a question is not answered, in words, and which text would hold the answer, where that is known."""

    reason: AbstentionReason
    message: str
    would_hold: str | None = None


def why_not(snapshot: Snapshot, question: Question, hits: Sequence[Hit], least: float = LEAST_EVIDENCE) -> Refusal | None:
    """The reason for which a question cannot be answered from these hits; None where it can.

    Args:
        snapshot: The generation that answers.
        question: The question.
        hits: What was found, best first.
        least: How strong the evidence has to be.
    """
    if refusal := _by_question(snapshot, question):
        return refusal
    if any(_exists(snapshot, *pair) for pair in question.lookups):
        return None
    language = question.language
    pertinent = [hit for hit in hits if _is_pertinent(snapshot, question, hit)][:_LOOKED_AT]
    if not pertinent or strength(pertinent) < least:
        return Refusal("no_evidence", REFUSAL[language]["no_evidence"])
    if question.asks_for and not any(holds_answer(question.asks_for, fold(hit.passage.text)) for hit in pertinent):
        return Refusal("no_evidence", REFUSAL[language][f"no_{question.asks_for}"])
    if missing := _missing_years(snapshot, question, pertinent):
        return Refusal("no_evidence", REFUSAL[language]["no_year"].format(years=("、" if language == "zh" else ", ").join(missing)))
    return None


def evidence_of(snapshot: Snapshot, question: Question, hits: Sequence[Hit]) -> float:
    """How strong the evidence is for a question that is not refused for what it asks; infinite for a provision that it names."""
    if any(_exists(snapshot, *pair) for pair in question.lookups):
        return math.inf
    return strength([hit for hit in hits if _is_pertinent(snapshot, question, hit)][:_LOOKED_AT])


def strength(hits: Sequence[Hit]) -> float:
    """How strong the evidence of the first hits is: the best score, and the best share of the question's concepts."""
    return max(hit.score for hit in hits) + max(hit.coverage for hit in hits)


def _by_question(snapshot: Snapshot, question: Question) -> Refusal | None:
    """A refusal for which nothing need be searched: what the question asks for, or names and the knowledge base does not hold."""
    language = question.language
    if kind := outside(question.text):
        return Refusal("unclear" if kind == "gibberish" else "out_of_scope", REFUSAL[language][kind])
    if not question.concepts and not question.lookups:
        return Refusal("unclear", REFUSAL[language]["unclear"])
    if snapshot.store.glossary.terms and not _is_of_the_field(question):
        return Refusal("out_of_scope", REFUSAL[language]["other_field"])
    named_once = len(question.documents) == 1 and not question.asks_conflict
    if named_once and question.lookups and not any(_exists(snapshot, *pair) for pair in question.lookups):
        return _no_such_provision(snapshot, question)
    if not question.documents and (absent := _absent(snapshot, question)):
        reason: AbstentionReason = "out_of_scope" if absent.id.startswith(_ABSENT_TOPIC) else "no_evidence"
        name = absent.zh if language == "zh" else absent.en
        return Refusal(reason, REFUSAL[language]["absent"].format(name=name), absent.definition_zh if language == "zh" else absent.definition_en)
    if _is_elsewhere(snapshot, question):
        return Refusal("out_of_scope", REFUSAL[language]["elsewhere"].format(places=_places(snapshot, question)))
    if _is_about_one_company(snapshot, question):
        return Refusal("out_of_scope", REFUSAL[language]["company"])
    return None


def _is_of_the_field(question: Question) -> bool:
    """Whether a question names anything that this field knows: a term, a document, a place or a sector; words alone match anything."""
    named = question.documents or question.lookups or question.jurisdictions or question.sectors or question.absent
    return bool(named) or any(concept.is_term for concept in question.concepts)


def _exists(snapshot: Snapshot, document_id: str, provision: str) -> bool:
    """Whether a document has a provision; the articles of one that holds several instruments are found without its name too."""
    return any(
        passage.provision == provision
        or passage.provision.startswith((f"{provision}.", f"{provision}/"))
        or passage.provision.endswith(f"/{provision}")
        or _same_number(passage.provision, provision)
        for passage in snapshot.store.of_document(document_id)
    )


def _same_number(provision: str, wanted: str) -> bool:
    """``section-9`` and ``article-9`` are one way of naming."""
    unit, _, number = wanted.rpartition("/")[2].partition("-")
    return unit in ("article", "section") and provision.rpartition("/")[2] in (f"article-{number}", f"section-{number}")


def _no_such_provision(snapshot: Snapshot, question: Question) -> Refusal:
    document_id, provision = question.lookups[0]
    document, language = snapshot.documents[document_id], question.language
    title = document.title_original if language == "zh" and document.title_original else document.title
    last = snapshot.store.of_document(document_id)[-1].provision if snapshot.store.of_document(document_id) else ""
    said = REFUSAL[language]["no_provision"].format(
        title=title, locator=format_locator(provision.rpartition("/")[2], language), last=format_locator(last, language)
    )
    return Refusal("no_evidence", said)


def _absent(snapshot: Snapshot, question: Question) -> Term | None:
    """A text or a topic that the question names and the knowledge base is known not to hold."""
    return next((term for term in question.absent if term.id.removeprefix("absent:") not in snapshot.documents), None)


def _is_about_one_company(snapshot: Snapshot, question: Question) -> bool:
    """Whether a question asks for what a single company got, did or owes: a name that no text and no glossary knows."""
    if found := _ABOUT_ONE.search(question.text):
        return _is_unknown(snapshot, "en", found[1])
    found = _CHINESE_COMPANY.search(question.text)
    return bool(found and _is_unknown(snapshot, "zh", found[1]) and (question.asks_for or re.search(r"有没有|是否|是不是|被罚", question.text)))


def _is_unknown(snapshot: Snapshot, language: Language, name: str) -> bool:
    known = [term for term in terms(name) if len(term) > 1]
    return bool(known) and all(snapshot.keywords[other].frequency(term) == 0 for term in known for other in snapshot.keywords) and not any(
        snapshot.store.glossary.find(name, language)
    )


def _is_pertinent(snapshot: Snapshot, question: Question, hit: Hit) -> bool:
    """Whether a hit was there on the as-of date and lies in what the question names.

    That is a document, or a local market, whose rules nothing else can stand in for.
    """
    document = snapshot.documents[hit.passage.document_id]
    if document.issued and first_day(document.issued) > question.as_of:
        return False
    if question.documents:
        return document.id in question.documents or question.asks_conflict
    local = [place for place in question.jurisdictions if place.startswith(f"{HOME}-")]
    if local and _LOCAL_MARKET.search(question.text):
        return any(document.jurisdiction == place or document.jurisdiction.startswith(f"{place}-") for place in local)
    return True


def _missing_years(snapshot: Snapshot, question: Question, hits: Sequence[Hit]) -> list[str]:
    """The years for which a figure is asked and of which none of the first passages, titles or dates speaks."""
    if question.as_of_from == "question" or not (question.asks_for not in (None, "date") or _FIGURE.search(fold(question.text))):
        return []
    around = []
    for hit in hits:
        document = snapshot.documents[hit.passage.document_id]
        around += [snapshot.folded(hit.passage)[0], document.issued or "", document.effective_from or ""]
        around += [str(year) for year in snapshot.period(document.id)]
    text = " ".join(around)
    return [str(year) for year in question.years if str(year) not in text]


def _is_elsewhere(snapshot: Snapshot, question: Question) -> bool:
    """Whether a question names only places whose rules the knowledge base does not hold; a province has the national ones."""
    held = {document.jurisdiction for document in snapshot.documents.values()}
    named = [place for place in question.jurisdictions if place != HOME]
    if not named or question.documents or any(place in held for place in named):
        return False
    return _LOCAL.search(question.text) is not None or not any(place.startswith(f"{HOME}-") for place in named)


def _places(snapshot: Snapshot, question: Question) -> str:
    names = [
        term.zh if question.language == "zh" else term.en
        for place in question.jurisdictions
        for term in snapshot.store.glossary.terms
        if term.id == f"place:{place}"
    ]
    return ("、" if question.language == "zh" else ", ").join(names)
