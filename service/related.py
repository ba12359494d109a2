"""What may be asked next: the provisions found beside an answer, and the rule before this one; only what is really answered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice

from kb.locators import format_locator
from kb.types import Answer, Document, Language, Query
from kb.validity import first_day
from service.contract import QueryResponse
from service.contract_answers import RelatedQuestion
from service.knowledge import KnowledgeBase, Snapshot

SUGGESTED = 3
TRIED = 8
"""Each suggestion is asked before it is made: no more than these."""

_RULES = ("law", "regulation", "measure")
"""Kinds of document that take the place of one another; a notice is of its year."""

_LOOK_UP: dict[Language, str] = {"en": "What does {locator} of the {title} say?", "zh": "《{title}》{locator}怎么规定？"}
_BARE: dict[Language, str] = {"en": "What does {locator} of {title} say?", "zh": "《{title}》{locator}怎么规定？"}
_TITLE_MARK = re.compile(r"^#{1,6}[ \t]+")
_NUMBERED = re.compile(r"(?:article|part)-[\d.]+")
_NOUN_LIKE = ("Regulations", "Measures", "Notice", "Plan", "Order", "Rules", "Guidelines")


def related_questions(kb: KnowledgeBase[Snapshot], snapshot: Snapshot, body: QueryResponse, language: Language) -> list[RelatedQuestion]:
    """Up to three questions near an answer, in the language of the page; each has been asked and was answered."""
    suggested: list[RelatedQuestion] = []
    for candidate in islice(_candidates(snapshot, body, language), TRIED):
        answer = kb.answer(snapshot, Query(candidate.question, as_of=candidate.as_of or body.as_of))
        if _is_news(answer, body, another_document=candidate.as_of is not None):
            suggested.append(candidate)
        if len(suggested) == SUGGESTED:
            break
    return suggested


def _candidates(snapshot: Snapshot, body: QueryResponse, language: Language) -> Iterator[RelatedQuestion]:
    if body.abstention and body.abstention.reason in ("out_of_scope", "unclear"):
        return
    yield from _before(body)
    cited = {(citation.document.id, _provision(citation.passage_id)) for citation in body.citations}
    asked_for = {tuple(named.split("#", 1)) for named in body.understood.provisions}
    near = dict.fromkeys((found.document_id, _provision(found.passage_id)) for found in body.passages)
    for document_id, provision in sorted(near, key=lambda place: _is_elsewhere(snapshot, place[0], body)):
        document = snapshot.documents.get(document_id)
        if document and (document_id, provision) not in cited | asked_for and _can_be_named(snapshot, document, provision, body.as_of):
            question = _question(document, provision, language)
            yield RelatedQuestion(question=question, as_of=None, about=_heading(snapshot, document_id, provision, language))


def _before(body: QueryResponse) -> Iterator[RelatedQuestion]:
    """The same question for the day before the rule that leads the answer came into force."""
    for lead in body.citations[:1]:
        start = lead.document.effective_from
        if start and lead.document.kind in _RULES and (day := first_day(start)) <= body.as_of:
            yield RelatedQuestion(question=body.understood.question, as_of=day - timedelta(days=1), about=None)


def _is_elsewhere(snapshot: Snapshot, document_id: str, body: QueryResponse) -> bool:
    """Whether a document is of another market than what leads the answer."""
    lead = body.citations[0].document.jurisdiction if body.citations else None
    document = snapshot.documents.get(document_id)
    return lead is not None and (document is None or document.jurisdiction != lead)


def _can_be_named(snapshot: Snapshot, document: Document, provision: str, on: date) -> bool:
    """Whether a question can name a provision by its number, of a document that holds on the day."""
    return _NUMBERED.fullmatch(provision) is not None and snapshot.status(document.id, on) in ("in_force", "in_part")


def _question(document: Document, provision: str, language: Language) -> str:
    title = document.title_original if language == "zh" and document.title_original else document.title
    short = [name for name in document.aliases if title.startswith(name) and name != title] if language == "en" else []
    title = max(short, key=len, default=title)
    phrase = _LOOK_UP if title.startswith(("Interim", "National")) or title.endswith(_NOUN_LIKE) else _BARE
    return phrase[language].format(locator=format_locator(provision, language), title=title)


def _heading(snapshot: Snapshot, document_id: str, provision: str, language: Language) -> str | None:
    """What a digest in this language heads the provision with, beyond its number."""
    for passage in snapshot.passages(document_id, f"digest.{language}") if f"digest.{language}" in snapshot.renditions(document_id) else ():
        if passage.provision == provision:
            _, dash, heading = _TITLE_MARK.sub("", passage.text.partition("\n")[0]).partition("—")
            return heading.strip() or None if dash else None
    return None


def _provision(passage_id: str) -> str:
    return passage_id.partition("#")[2].partition("@")[0].partition("~")[0]


def _is_news(answer: Answer, body: QueryResponse, *, another_document: bool) -> bool:
    """Whether an answer quotes what the one at hand does not: other words, or even another document."""
    if another_document:
        known = {citation.document.id for citation in body.citations}
        return any(citation.passage.document_id not in known for citation in answer.citations[:1])
    quoted = {citation.quote for citation in body.citations}
    return any(citation.quote not in quoted for citation in answer.citations)
