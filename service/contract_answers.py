"""The JSON contract of kept answers: what readers say of them, what may be asked next, and the source beside them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, get_args

from pydantic import Field, StringConstraints

from kb.types import Language
from service.contract import Body, Parameters, Reply

Reason = Literal["wrong", "outdated", "incomplete", "off_topic", "unclear", "other"]
REASONS: tuple[Reason, ...] = get_args(Reason)
COMMENT_LIMIT = 1000


class FeedbackRequest(Body):
    """What a reader says of an answer."""

    helpful: bool
    reason: Reason | None = None
    comment: Annotated[str, StringConstraints(strip_whitespace=True, max_length=COMMENT_LIMIT)] = ""


class FeedbackReceipt(Reply):
    """What was said has been kept."""

    id: str
    helpful: bool


class DeletionReceipt(Reply):
    """The answer has been forgotten."""

    id: str
    deleted: Literal[True] = True


class RelatedParameters(Parameters):
    """In which language to suggest."""

    language: Language = Field(default="en")


class RelatedQuestion(Reply):
    """A question that the documents answer."""

    question: str
    as_of: date | None = Field(description="The day to ask it for, where that is the point of it")
    about: str | None = Field(description="The heading of the provision it asks for")


class RelatedQuestions(Reply):
    """What may be asked next."""

    questions: list[RelatedQuestion]
