"""The question form of the pages, as a reader filled it in."""

from __future__ import annotations

from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from service.contract import QUESTION_LIMIT, QueryRequest
from service.interface import link

EARLIER_QUESTIONS = 3
FILTERS = ("jurisdiction", "sector", "kind")


@dataclass(frozen=True, slots=True)
class AskForm:
    """The question form as it was filled in, with what is wrong in it, by field."""

    question: str = ""
    as_of: str = ""
    """Empty where the reader left the day that the form came with, which is today's."""
    filters: tuple[tuple[str, str], ...] = ()
    """Name and value of each filter that is set."""
    earlier: tuple[str, ...] = ()
    errors: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def of(cls, values: MultiDict[str, str]) -> AskForm:
        """The form as a request carries it; ``shown`` is the day that it came with."""
        earlier = tuple(question.strip()[:QUESTION_LIMIT] for question in values.getlist("earlier"))
        as_of = values.get("as_of", "").strip()
        filters = tuple((name, values[name]) for name in FILTERS if values.get(name))
        return cls(
            values.get("question", "").strip(), "" if as_of == values.get("shown") else as_of, filters, earlier[-EARLIER_QUESTIONS:]
        )

    def asked(self) -> QueryRequest:
        """The same as the API takes it.

        Raises:
            ValidationError: where it is not a question that can be asked.
        """
        history = [{"role": "user", "content": question} for question in self.earlier]
        filters = {name: [value] for name, value in self.filters}
        return QueryRequest.model_validate(
            {"question": self.question, "as_of": self.as_of or None, "filters": filters, "history": history}
        )

    def address(self) -> str:
        """The address at which this question can be asked again."""
        earlier = list(self.earlier) or None
        return link("pages.ask", question=self.question, as_of=self.as_of or None, earlier=earlier, **dict(self.filters))
