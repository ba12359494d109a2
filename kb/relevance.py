"""How much of a question a text speaks of: the share of the question's concepts that it names, each weighed by its rarity."""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING

from kb.asked import AnswerKind, holds_answer
from kb.question import Concept, Question
from kb.types import Language, Passage

if TYPE_CHECKING:
    from kb.snapshot import Snapshot

_FRAGMENT = 0.25
"""Weight of a Chinese bigram that is no term: one word gives several, and many straddle two words."""


class Relevance:
    """The concepts of one question with their weights in one generation."""

    def __init__(self, snapshot: Snapshot, question: Question) -> None:
        self._snapshot = snapshot
        self._concepts = [(concept, self._weight(concept)) for concept in question.concepts]

    def of_passage(self, passage: Passage) -> float:
        """The share, 0 to 1, of the concepts by weight that a passage or its headings name."""
        return self.of_text(passage.language, *self._snapshot.folded(passage))

    def of_text(self, language: Language, folded: str, words: frozenset[str]) -> float:
        """The same for a text given folded and as the set of its terms."""
        if not self.total:
            return 0.0
        return sum(weight for concept, weight in self._concepts if concept.named_in(language, folded, words)) / self.total

    def of_heading(self, passage: Passage) -> float:
        """The same for a passage's headings and its first words."""
        return self.of_text(passage.language, *self._snapshot.heading(passage))

    def of_sentences(self, passage: Passage, kind: AnswerKind | None) -> list[tuple[int, int, float, bool]]:
        """Start, end and share of each sentence of a passage, headings left out, and whether it holds what is asked for."""
        return [
            (start, end, self.of_text(passage.language, folded, words), kind is not None and holds_answer(kind, folded))
            for start, end, folded, words in self._snapshot.sentences(passage)
        ]

    @cached_property
    def total(self) -> float:
        """The weights of all concepts together; 0 where the question names none."""
        return sum(weight for _, weight in self._concepts)

    def _weight(self, concept: Concept) -> float:
        """Inverse document frequency of a name's rarest word, in the language that knows the concept best."""
        rarity = [
            max((_idf(self._snapshot, language, term) for term in names[0]), default=0.0)
            for language, names in concept.terms.items()
            if language in self._snapshot.keywords
        ]
        if concept.is_term:
            return min(rarity, default=0.0)
        fragment = "en" not in concept.names
        return max(rarity, default=0.0) * (_FRAGMENT if fragment else 1.0)


def _idf(snapshot: Snapshot, language: Language, term: str) -> float:
    """Inverse document frequency (Robertson's, as Lucene has it)."""
    size = snapshot.manifest.passages[language]
    frequency = snapshot.keywords[language].frequency(term)
    return math.log(1 + (size - frequency + 0.5) / (frequency + 0.5))
