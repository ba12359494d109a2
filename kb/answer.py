"""Answering by quoting: the sentences of the best passages that say what is asked, each with its citation, or an abstention."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from kb.evidence import why_not
from kb.language import BULLET
from kb.locators import format_locator
from kb.prompts import ABSTENTION, OTHER_LANGUAGE_WARNING, SECONDARY_WARNING, STATUS_WARNING, SUPERSEDED_WARNING
from kb.question import Question, understand
from kb.retrieve import find_passages
from kb.select import Quote, select_quotes
from kb.types import Abstention, AbstentionReason, Answer, AnswerSentence, Citation, Document, Hit, Language, ProvisionText, Query
from kb.validity import status_on, today

if TYPE_CHECKING:
    from kb.snapshot import Snapshot



def answer_question(snapshot: Snapshot, query: Query, day: date | None = None) -> Answer:
    """The answer to a question from one generation: understand, find, select, cite.

    Args:
        snapshot: The generation that answers.
        query: The question and its terms.
        day: The day that counts where the question names none; by default today in China (UTC+8).
    """
    started = time.perf_counter()
    question = understand(query, snapshot, day or today())
    hits = find_passages(snapshot, question, query)
    found = time.perf_counter()
    reason = why_not(snapshot, question, hits)
    quotes = [] if reason else select_quotes(snapshot, question, hits)
    citations, sentences, text = _compose(snapshot, quotes)
    done = time.perf_counter()
    return Answer(
        question=query.question,
        understood=question.understood(),
        language=question.language,
        as_of=question.as_of,
        text=text or None,
        sentences=tuple(sentences),
        citations=tuple(citations),
        hits=tuple(hits),
        abstention=None if quotes else _abstain(snapshot, question, hits, reason or "no_evidence"),
        warnings=tuple(_warnings(snapshot, question, citations)),
        timings_ms={"retrieve": 1000 * (found - started), "answer": 1000 * (done - found), "total": 1000 * (done - started)},
    )


def _compose(snapshot: Snapshot, quotes: Sequence[Quote]) -> tuple[list[Citation], list[AnswerSentence], str]:
    """One citation a quote, numbered in reading order; its sentences joined as their language joins sentences, each quote a paragraph."""
    citations: list[Citation] = []
    sentences: list[AnswerSentence] = []
    text = ""
    for number, quote in enumerate(quotes, 1):
        rendition = snapshot.renditions(quote.passage.document_id)[quote.passage.rendition]
        words = rendition.text[quote.start : quote.end]
        citations.append(Citation(number, quote.passage, words, quote.start, quote.end, _also(snapshot, quote)))
        for index, (start, end) in enumerate(quote.sentences):
            body = rendition.text[start:end]
            if text:
                opens_line = index == 0 or body.startswith("|") or rendition.text.startswith(BULLET, start - len(BULLET))
                text += "\n" if opens_line else ("" if rendition.language == "zh" else " ")
            sentences.append(AnswerSentence(body, len(text), len(text) + len(body), (number,)))
            text += body
    return citations, sentences, text


def _also(snapshot: Snapshot, quote: Quote) -> tuple[ProvisionText, ...]:
    others = (name for name in snapshot.renditions(quote.passage.document_id) if name != quote.passage.rendition)
    texts = (snapshot.store.provision_text(quote.passage, name) for name in others)
    return tuple(text for text in texts if text is not None)


def _abstain(snapshot: Snapshot, question: Question, hits: Sequence[Hit], reason: AbstentionReason) -> Abstention:
    statuses = {snapshot.status_of(hit.passage, question.as_of) for hit in hits[:5]}
    if reason == "no_evidence" and statuses == {"not_yet_in_force"}:
        reason = "not_in_force"
    return Abstention(reason, ABSTENTION[question.language][reason], len(snapshot.documents), snapshot.complete_to)


def _warnings(snapshot: Snapshot, question: Question, citations: Sequence[Citation]) -> list[str]:
    """What a reader must know of the texts that are cited: status on the date, what came after, basis, language; each said once."""
    said: list[str] = []
    for citation in citations:
        said += _status_warnings(snapshot, question, citation)
        document = snapshot.documents[citation.passage.document_id]
        if document.basis == "secondary":
            said.append(SECONDARY_WARNING[question.language].format(title=_title(document, question.language)))
    if any(citation.passage.language != question.language for citation in citations):
        said.append(OTHER_LANGUAGE_WARNING[question.language])
    return list(dict.fromkeys(said))


def _status_warnings(snapshot: Snapshot, question: Question, citation: Citation) -> list[str]:
    document = snapshot.documents[citation.passage.document_id]
    title, language = _title(document, question.language), question.language
    if relation := snapshot.superseding(citation.passage, question.as_of):
        successor, _, provision = relation.provision.partition("#")
        by = " ".join([_title(snapshot.documents[successor], language), format_locator(provision, language) if provision else ""]).strip()
        since = relation.since or snapshot.documents[successor].effective_from or ""
        return [SUPERSEDED_WARNING[language].format(title=title, locator=citation.passage.locator, since=since, by=by)]
    phrase = STATUS_WARNING[language].get(status_on(document, question.as_of))
    return [phrase.format(title=title, as_of=question.as_of.isoformat())] if phrase else []


def _title(document: Document, language: Language) -> str:
    return document.title_original if language == "zh" and document.title_original else document.title
