"""Whether what was found is enough to answer from, and if not, why."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kb.asked import holds_answer
from kb.language import fold
from kb.question import Question
from kb.types import AbstentionReason, Hit

if TYPE_CHECKING:
    from kb.snapshot import Snapshot

LEAST_EVIDENCE = 0.51
"""Below this the best passages are no evidence; calibrated on answerable and unanswerable questions together."""
_COVERAGE = 0.27
"""Share of the coverage in the evidence; the rest is the first hit's score."""
_LOOKED_AT = 3
_FIGURES = ("share", "tonnes", "money", "count")
_HOME = "CN"
_FORECAST = re.compile(
    r"\b(?:forecast|predict|outlook|expected price)|\bwill .{0,40}\bprices?\b"
    r"|\bprices?\b.{0,30}\b(?:will|be in 20[3-9]\d|tomorrow|next (?:week|month|year))"
    r"|\bprices?\b.{0,20}\b(?:right now|at the moment|this morning|today)\b|\b(?:today's|latest|current) .{0,20}\bprices?\b"
    r"|预测|预计.{0,8}价|价格?.{0,8}(?:走势|会涨|会跌|能不能涨|涨破|跌破|明天|下周|下个月|明年)"
    r"|(?:今天|现在|当前|实时|最新).{0,10}(?:价|行情)|(?:价|行情).{0,4}(?:今天|实时)"
)
"""Prices of the day and forecasts, which no rule holds."""
_LOCAL = re.compile(r"\b(?:pilot|local|regional)\b|试点|地方|碳市场|交易市场", re.IGNORECASE)
_LOCAL_MARKET = re.compile(r"\b(?:pilot|local|regional) |试点|地方|(?<!全国)碳市场|(?<!全国)碳排放权交易市场", re.IGNORECASE)
_EVASION = re.compile(
    r"\b(?:fake|forge|falsify|manipulate|hack|evade|cheat|malware)\b.{0,60}\b(?:without|so that (?:no|the)|undetected|unnoticed|into)\b"
    r"|怎么(?:样)?(?:篡改|造假|伪造|逃避|作弊)|(?:不被|不会被|才不会被).{0,8}(?:发现|查)"
)
"""Asks how to break a rule unseen."""
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SINGLE_COMPANY = re.compile(r"某(?:家)?(?:电厂|钢厂|水泥厂|企业|公司|集团)")


def why_not(snapshot: Snapshot, question: Question, hits: Sequence[Hit]) -> AbstentionReason | None:
    """The reason for which a question cannot be answered from these hits; None where it can."""
    folded = fold(question.text)
    if not question.concepts and not question.lookups:
        return "unclear"
    if question.lookups and not any(hit.score >= 1 for hit in hits):
        return "no_evidence"
    if _is_elsewhere(snapshot, question) or any(pattern.search(folded) for pattern in (_FORECAST, _SINGLE_COMPANY, _EVASION)):
        return "out_of_scope"
    pertinent = [hit for hit in hits if _is_pertinent(snapshot, question, hit)][:_LOOKED_AT]
    if not pertinent or strength(pertinent) < LEAST_EVIDENCE:
        return "no_evidence"
    if question.asks_for and not any(holds_answer(question.asks_for, fold(hit.passage.text)) for hit in pertinent):
        return "no_evidence"
    if question.asks_for in _FIGURES and any(not _speaks_of_year(snapshot, year, pertinent) for year in _YEAR.findall(folded)):
        return "no_evidence"
    return None


def _is_pertinent(snapshot: Snapshot, question: Question, hit: Hit) -> bool:
    """Whether a hit lies in what the question names: a document, or a local market, whose rules nothing else can stand in for."""
    document = snapshot.documents[hit.passage.document_id]
    if question.documents:
        return document.id in question.documents
    local = [place for place in question.jurisdictions if place.startswith(f"{_HOME}-")]
    if local and _LOCAL_MARKET.search(question.text):
        return any(document.jurisdiction == place or document.jurisdiction.startswith(f"{place}-") for place in local)
    return True


def strength(hits: Sequence[Hit]) -> float:
    """How strong the evidence of the first hits is: the best score, and the best share of the question's concepts."""
    return (1 - _COVERAGE) * max(hit.score for hit in hits) + _COVERAGE * max(hit.coverage for hit in hits)


def _speaks_of_year(snapshot: Snapshot, year: str, hits: Sequence[Hit]) -> bool:
    """Whether one of the first passages, its title or its document's dates hold a year that the question names."""
    for hit in hits:
        document = snapshot.documents[hit.passage.document_id]
        if year in snapshot.folded(hit.passage)[0] or year in (document.issued or "") or year in (document.effective_from or ""):
            return True
    return False


def _is_elsewhere(snapshot: Snapshot, question: Question) -> bool:
    """Whether a question names only places whose rules the knowledge base does not hold; a province has the national ones."""
    held = {document.jurisdiction for document in snapshot.documents.values()}
    named = [place for place in question.jurisdictions if place != _HOME]
    if not named or question.documents or any(place in held for place in named):
        return False
    return _LOCAL.search(question.text) is not None or not any(place.startswith(f"{_HOME}-") for place in named)
