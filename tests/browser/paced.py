"""A knowledge base whose answers come as slowly as a test wants, that reads follow-ups, looks articles up and can cite several documents."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from kb.types import Answer, AnswerSentence, AnswerStep, Citation, Passage, Query, Retrieved
from tests.fakes import CBAM, ORDER_19, REGULATIONS, FakeKnowledgeBase, FakeSnapshot

PATIENCE_S = 15


def _open_gate() -> threading.Event:
    gate = threading.Event()
    gate.set()
    return gate


@dataclass
class PacedKnowledgeBase(FakeKnowledgeBase):
    """Answers wait at a gate after their first sentence.

    A question that says "both" is answered from two documents, one that says "CBAM" from a document with pages, "Article" from Order 19.
    """

    gate: threading.Event = field(default_factory=_open_gate)

    def answer(self, snapshot: FakeSnapshot, query: Query) -> Answer:
        earlier = [turn.content for turn in query.history if turn.role == "user"]
        if earlier and query.question.startswith(("And ", "那")):
            whole = replace(query, question=f"{query.question} ({earlier[-1]})", history=())
            answer = self.answer(snapshot, whole)
            return replace(answer, question=query.question, understood=replace(answer.understood, question=whole.question))
        cited = _cited(snapshot, query.question)
        if cited:
            return _quoting(FakeKnowledgeBase.answer(self, snapshot, replace(query, question=f"fine: {query.question}")), query.question, cited)
        return _dated(FakeKnowledgeBase.answer(self, snapshot, query), query)

    def answering(self, snapshot: FakeSnapshot, query: Query) -> Iterator[AnswerStep]:
        answer = self.answer(snapshot, query)
        yield Retrieved(answer.hits)
        for number, sentence in enumerate(answer.sentences):
            if number:
                self.gate.wait(PATIENCE_S)
            yield sentence
        self.gate.wait(PATIENCE_S)
        yield answer


def _cited(snapshot: FakeSnapshot, question: str) -> list[Passage]:
    order = snapshot.passage(ORDER_19.id, "article-40", "official.zh")
    if "both" in question:
        return [snapshot.passage(REGULATIONS.id, "article-24", "digest.en"), order]
    if "CBAM" in question:
        return [snapshot.passage(CBAM.id, "article-6", "official.en")]
    return [order] if "Article" in question else []


def _quoting(answer: Answer, question: str, passages: list[Passage]) -> Answer:
    """An answer that quotes whole passages, a line each."""
    sentences: list[AnswerSentence] = []
    text = ""
    for number, passage in enumerate(passages, 1):
        start = len(text) + 1 if text else 0
        text = f"{text}\n{passage.text}" if text else passage.text
        sentences.append(AnswerSentence(passage.text, start, len(text), (number,)))
    citations = tuple(Citation(number, one, one.text, one.start, one.end) for number, one in enumerate(passages, 1))
    understood = replace(answer.understood, question=question)
    return replace(answer, question=question, understood=understood, text=text, sentences=tuple(sentences), citations=citations)


def _dated(answer: Answer, query: Query) -> Answer:
    """A question that says "in 2023" is asked for that year, unless its form says otherwise."""
    if "2023" not in query.question or query.as_of:
        return answer
    then = answer.as_of.replace(year=2023)
    return replace(answer, as_of=then, understood=replace(answer.understood, as_of=then, as_of_from="question"))
