"""What a reader must know beside an answer: status on the date, what changed and when, basis, language, figures taken for granted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from kb.facts import Relation
from kb.locators import format_locator
from kb.numbers import unsupported
from kb.prompts import (
    CHANGED_WARNING,
    CHANGES_WARNING,
    OTHER_LANGUAGE_WARNING,
    PREMISE_WARNING,
    SECONDARY_WARNING,
    STATUS_WARNING,
    SUPERSEDED_WARNING,
)
from kb.question import Question
from kb.types import Citation, Document, Language
from kb.validity import status_on

if TYPE_CHECKING:
    from kb.snapshot import Snapshot

_PREMISE = re.compile(r"\b(?:since|because|given that|now that|as)\b|,? right\?|既然|因为|由于|已经|对吧|是吧|不是.{0,20}吗|吧[?？]|是不是")
"""Words that take something for granted."""


def caveats(snapshot: Snapshot, question: Question, citations: Sequence[Citation]) -> list[str]:
    """The warnings of an answer, each said once, in the reader's language."""
    said: list[str] = []
    for citation in citations:
        said += _on_status(snapshot, question, citation)
    for citation in citations:
        said += _on_change(snapshot, question, citation)
        document = snapshot.documents[citation.passage.document_id]
        if document.basis == "secondary":
            said.append(SECONDARY_WARNING[question.language].format(title=title_of(document, question.language)))
    if any(citation.passage.language != question.language for citation in citations):
        said.append(OTHER_LANGUAGE_WARNING[question.language])
    return list(dict.fromkeys([*_on_premise(question, citations), *said]))


def title_of(document: Document, language: Language) -> str:
    """A document's title in a language, where it has one."""
    return document.title_original if language == "zh" and document.title_original else document.title


def _on_status(snapshot: Snapshot, question: Question, citation: Citation) -> list[str]:
    document, language = snapshot.documents[citation.passage.document_id], question.language
    if relation := snapshot.superseding(citation.passage, question.as_of):
        successor = _named(snapshot, relation.provision, language)
        since = relation.since or snapshot.documents[relation.provision.partition("#")[0]].effective_from or ""
        said = SUPERSEDED_WARNING[language].format(
            title=title_of(document, language), locator=citation.passage.locator, since=since, by=successor
        )
        return [_with_reason(said, relation, language)]
    phrase = STATUS_WARNING[language].get(status_on(document, question.as_of))
    return [phrase.format(title=title_of(document, language), as_of=question.as_of.isoformat())] if phrase else []


def _on_change(snapshot: Snapshot, question: Question, citation: Citation) -> list[str]:
    """What held before a cited provision, and what has held after it, where relations say so."""
    language = question.language
    here = f"{citation.passage.document_id}#{citation.passage.provision}"
    said = []
    for relation in snapshot.supersessions(citation.passage):
        if relation.provision == here and relation.since and relation.since <= question.as_of.isoformat():
            before = CHANGED_WARNING[language].format(since=relation.since, over=_named(snapshot, relation.over, language))
            said.append(_with_reason(before, relation, language))
        elif relation.over == here and relation.since and relation.since > question.as_of.isoformat():
            after = CHANGES_WARNING[language].format(since=relation.since, by=_named(snapshot, relation.provision, language))
            said.append(_with_reason(after, relation, language))
    return said


def _on_premise(question: Question, citations: Sequence[Citation]) -> list[str]:
    """The figures that a question takes for granted and that no quote states."""
    if not citations or not _PREMISE.search(question.text.lower()):
        return []
    stated = unsupported(question.text, "\n".join(_words(citations)))
    figures = [str(found) for found in stated if found.unit not in ("date", "time") and not _is_year(found.value)]
    if not figures:
        return []
    joined = ("、" if question.language == "zh" else ", ").join(figures)
    return [PREMISE_WARNING[question.language].format(figures=joined)]


def _words(citations: Iterable[Citation]) -> Iterable[str]:
    for citation in citations:
        yield citation.quote
        yield from (other.text for other in citation.also)


def _is_year(value: str) -> bool:
    return re.fullmatch(r"(?:19|20)\d\d", value) is not None


def _named(snapshot: Snapshot, reference: str, language: Language) -> str:
    """A provision or a document in words."""
    document_id, _, provision = reference.partition("#")
    locator = format_locator(provision, language) if provision else ""
    return " ".join([title_of(snapshot.documents[document_id], language), locator]).strip()


def _with_reason(said: str, relation: Relation, language: Language) -> str:
    why = (relation.why_zh if language == "zh" else relation.why).strip()
    return f"{said}{why}" if language == "zh" else f"{said} {why}".strip()
