"""Putting an answer together: a leading sentence, then quotes, each sentence with its citations, and nothing that its quotes do not carry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kb.conflicts import Conflict, find_conflict
from kb.language import BULLET
from kb.lead import find_lead
from kb.question import Question
from kb.quotes import rests_on
from kb.select import LENGTH, Quote, select_quotes
from kb.types import AnswerSentence, Citation, Hit, ProvisionText

if TYPE_CHECKING:
    from kb.snapshot import Snapshot


class Composition:
    """An answer as it grows: text, sentences and citations, numbered in reading order."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self.text = ""
        self.sentences: list[AnswerSentence] = []
        self.citations: list[Citation] = []

    def say(self, text: str, citations: Sequence[Citation]) -> None:
        """Add a sentence of our own on a line of its own, unless its citations do not carry its figures."""
        if not rests_on(text, [citation.quote for citation in citations]):
            return
        self._append(text, "\n", tuple(self._cite(citation) for citation in citations))

    def quote(self, quote: Quote, *, again: bool = False) -> None:
        """Add the sentences of a quote as they stand; those whose words are cited already are not repeated, unless told to."""
        rendition = self._snapshot.renditions(quote.passage.document_id)[quote.passage.rendition]
        fresh = [span for span in quote.sentences if again or not self._is_quoted(quote, *span)]
        if not fresh:
            return
        number = self._cite(_citation(self._snapshot, Quote(quote.passage, tuple(fresh))))
        for index, (start, end) in enumerate(fresh):
            body = rendition.text[start:end]
            opens_line = index == 0 or body.startswith("|") or rendition.text.startswith(BULLET, start - len(BULLET))
            self._append(body, "\n" if opens_line else "" if rendition.language == "zh" else " ", (number,))

    def _append(self, text: str, joint: str, citations: tuple[int, ...]) -> None:
        self.text += joint if self.text else ""
        self.sentences.append(AnswerSentence(text, len(self.text), len(self.text) + len(text), citations))
        self.text += text

    def _cite(self, citation: Citation) -> int:
        """The number of a citation, a new one where these words are not cited yet."""
        for known in self.citations:
            if (known.passage.id, known.start, known.end) == (citation.passage.id, citation.start, citation.end):
                return known.number
        number = len(self.citations) + 1
        self.citations.append(Citation(number, citation.passage, citation.quote, citation.start, citation.end, citation.also))
        return number

    def _is_quoted(self, quote: Quote, start: int, end: int) -> bool:
        return any(
            cited.passage.document_id == quote.passage.document_id
            and cited.passage.rendition == quote.passage.rendition
            and cited.start < end
            and start < cited.end
            for cited in self.citations
        )


def compose(snapshot: Snapshot, question: Question, hits: Sequence[Hit]) -> Composition:
    """The answer from what was found, most direct sentence first."""
    answer = Composition(snapshot)
    room = LENGTH[hits[0].passage.language]
    if conflict := find_conflict(snapshot, question, hits):
        _decide(answer, snapshot, question, conflict, hits)
        return answer
    if lead := find_lead(snapshot, question, hits):
        text, citation = lead
        answer.say(text, [citation])
        room -= len(answer.text)
    for quote in select_quotes(snapshot, question, hits, room):
        answer.quote(quote)
    return answer


def _decide(answer: Composition, snapshot: Snapshot, question: Question, conflict: Conflict, hits: Sequence[Hit]) -> None:
    """Which text prevails and why, then the words of both."""
    by_passage = {hit.passage.id: hit for hit in hits}
    both = [by_passage[passage.id] for passage in (conflict.prevailing, conflict.yielding)]
    room = LENGTH[question.language] // 2
    quotes = [quote for hit in both for quote in select_quotes(snapshot, question, [hit], room)]
    for reason in conflict.reasons:
        answer.say(reason, [_citation(snapshot, quote) for quote in quotes])
        if answer.sentences:
            break
    for quote in quotes:
        answer.quote(quote, again=True)


def _citation(snapshot: Snapshot, quote: Quote) -> Citation:
    rendition = snapshot.renditions(quote.passage.document_id)[quote.passage.rendition]
    words = rendition.text[quote.start : quote.end]
    return Citation(0, quote.passage, words, quote.start, quote.end, _also(snapshot, quote))


def _also(snapshot: Snapshot, quote: Quote) -> tuple[ProvisionText, ...]:
    others = (name for name in snapshot.renditions(quote.passage.document_id) if name != quote.passage.rendition)
    texts = (snapshot.store.provision_text(quote.passage, name) for name in others)
    return tuple(text for text in texts if text is not None)
