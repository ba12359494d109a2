"""Measuring answers on questions with known answers, and saying of each failure where it was lost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from kb.answer import answer_question
from kb.evaluate import ANSWER_WINDOW, EvaluationQuestion, is_gold, is_gold_passage, states
from kb.evidence import why_not
from kb.question import understand
from kb.relevance import Relevance
from kb.retrieve import rank_provisions
from kb.types import Answer
from kb.validity import today

if TYPE_CHECKING:
    from kb.snapshot import Snapshot

Loss = Literal["not_indexed", "not_retrieved", "not_ranked", "refused", "checked_away", "not_selected", "not_stated", "answered"]
"""Where a question was lost: ``not_selected`` quotes another provision, ``not_stated`` quotes the right one without the fact."""
FIGURES = ("hit1", "hit5", "mrr", "correct", "cited", "cite_prec", "verbatim", "refused", "false_ref")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one question went: its figures, each 0 to 1 and absent where it does not apply, and where it was lost."""

    id: str
    category: str
    language: str
    figures: dict[str, float]
    lost: Loss | None
    answer: str

    @property
    def passed(self) -> bool:
        """Whether it was answered rightly, or rightly refused."""
        return bool(self.figures.get("correct", self.figures.get("refused", 0.0)))


def evaluate(snapshot: Snapshot, questions: Iterable[EvaluationQuestion]) -> list[Outcome]:
    """Ask every question of one generation."""
    return [_outcome(snapshot, asked, answer_question(snapshot, asked.query())) for asked in questions]


def table(outcomes: Sequence[Outcome]) -> str:
    """The mean of every figure, overall, by language and by category."""
    groups: dict[str, list[Outcome]] = {"all": list(outcomes)}
    for outcome in outcomes:
        groups.setdefault(f"language {outcome.language}", []).append(outcome)
    for outcome in sorted(outcomes, key=lambda one: one.category):
        groups.setdefault(outcome.category, []).append(outcome)
    lines = [f"{'':<20}{'n':>5}" + "".join(f"{name:>10}" for name in FIGURES)]
    for name, group in groups.items():
        cells = (_mean([one.figures[figure] for one in group if figure in one.figures]) for figure in FIGURES)
        lines.append(f"{name:<20}{len(group):>5}" + "".join(f"{cell:>10.3f}" if cell is not None else f"{'-':>10}" for cell in cells))
    return "\n".join(lines)


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _outcome(snapshot: Snapshot, asked: EvaluationQuestion, answer: Answer) -> Outcome:
    answered = answer.status == "answered"
    text = answer.text or ""
    verbatim = [_is_verbatim(snapshot, answer, index) for index in range(len(answer.citations))]
    figures: dict[str, float] = {"verbatim": sum(verbatim) / len(verbatim)} if verbatim else {}
    if not asked.answerable:
        figures["refused"] = float(not answered)
        return Outcome(asked.id, asked.category, asked.lang, figures, "answered" if answered else None, text)
    keys = [(hit.passage.document_id, hit.passage.provision) for hit in answer.hits]
    rank = next((at for at, key in enumerate(keys, start=1) if is_gold(snapshot, key, asked.gold)), None)
    stated = all(any(states(text[:ANSWER_WINDOW], way) for way in fact) for fact in asked.facts)
    wrong = any(states(text[:ANSWER_WINDOW], way) for way in asked.wrong)
    cited = any(is_gold_passage(citation.passage, gold) for citation in answer.citations for gold in asked.gold)
    documents = {gold.document for gold in asked.gold}
    figures |= {
        "hit1": float(rank == 1),
        "hit5": float(rank is not None and rank <= 5),
        "mrr": 1 / rank if rank else 0.0,
        "correct": float(answered and stated and not wrong),
        "cited": float(cited),
        "false_ref": float(not answered),
    }
    if answer.citations:
        figures["cite_prec"] = sum(citation.passage.document_id in documents for citation in answer.citations) / len(answer.citations)
    lost = None if figures["correct"] and figures["cited"] else _where(snapshot, asked, answer, cited=cited, rank=rank)
    return Outcome(asked.id, asked.category, asked.lang, figures, lost, text)


def _where(snapshot: Snapshot, asked: EvaluationQuestion, answer: Answer, *, cited: bool, rank: int | None) -> Loss:
    if not any(is_gold_passage(passage, gold) for gold in asked.gold for passage in snapshot.store.of_document(gold.document)):
        return "not_indexed"
    query = asked.query()
    question = understand(query, snapshot, today())
    if rank is None:
        ranked = rank_provisions(snapshot, question, query, Relevance(snapshot, question))
        return "not_ranked" if any(is_gold(snapshot, one.key, asked.gold) for one in ranked) else "not_retrieved"
    if answer.abstention:
        return "refused" if why_not(snapshot, question, answer.hits) else "checked_away"
    return "not_stated" if cited else "not_selected"


def _is_verbatim(snapshot: Snapshot, answer: Answer, index: int) -> bool:
    citation = answer.citations[index]
    text = snapshot.renditions(citation.passage.document_id)[citation.passage.rendition].text
    return text[citation.start : citation.end] == citation.quote
