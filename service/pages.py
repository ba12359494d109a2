"""The pages that answer questions, and what all pages share. They work without JavaScript."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, Flask, Response, redirect, render_template, request
from pydantic import ValidationError
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from kb.types import Answer
from service import interface
from service.contract import QUESTION_LIMIT, QueryRequest
from service.convert import to_query
from service.interface import link
from service.knowledge import Snapshot, knowledge_base
from service.validation import invalid

EARLIER_QUESTIONS = 3
ADDRESS_LIMIT = 4000
"""Longer addresses are not sent to by redirect: browsers take them, servers and proxies may not."""
NEAREST = 5

_HEADING_MARK = re.compile(r"^#{1,6}[ \t]+", re.MULTILINE)

pages = Blueprint("pages", __name__)


@dataclass(frozen=True, slots=True)
class AskForm:
    """The question form as it was filled in, with what is wrong in it, by field."""

    question: str = ""
    as_of: str = ""
    earlier: tuple[str, ...] = ()
    errors: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def of(cls, values: MultiDict[str, str]) -> AskForm:
        """The form as a request carries it."""
        earlier = tuple(question.strip()[:QUESTION_LIMIT] for question in values.getlist("earlier"))
        return cls(values.get("question", "").strip(), values.get("as_of", "").strip(), earlier[-EARLIER_QUESTIONS:])

    def asked(self) -> QueryRequest:
        """The same as the API takes it.

        Raises:
            ValidationError: where it is not a question that can be asked.
        """
        history = [{"role": "user", "content": question} for question in self.earlier]
        return QueryRequest.model_validate({"question": self.question, "as_of": self.as_of or None, "history": history})

    def address(self) -> str:
        """The address at which this question can be asked again."""
        values: dict[str, Any] = {"question": self.question, "as_of": self.as_of or None, "earlier": list(self.earlier) or None}
        return link("pages.ask", **values)


def init_app(app: Flask) -> None:
    """Add the pages to an app."""
    interface.init_app(app)
    app.add_template_filter(excerpt)
    app.add_template_filter(plain)
    app.register_blueprint(pages)


@pages.get("/")
def home() -> str:
    """The empty question form."""
    return _ask_page(knowledge_base().snapshot(), AskForm())


@pages.route("/ask", methods=["GET", "POST"])
def ask() -> AnyResponse:
    """The answer to a question; a form that was posted gets an address of its own, unless that would be too long."""
    form = AskForm.of(request.values)
    kb = knowledge_base()
    snapshot = kb.snapshot()
    try:
        asked = form.asked()
    except ValidationError as error:
        fields = frozenset(detail.pointer.split("/")[1] for detail in invalid(error, QueryRequest).errors)
        return Response(_ask_page(snapshot, AskForm(form.question, form.as_of, form.earlier, fields)), 400)
    if request.method == "POST" and len(form.address()) <= ADDRESS_LIMIT:
        return redirect(form.address(), 303)
    return Response(_ask_page(snapshot, form, kb.answer(snapshot, to_query(asked))))


def excerpt(text: str, length: int = 280) -> str:
    """The beginning of a text, cut between words where there are any."""
    text = " ".join(plain(text).split())
    if len(text) <= length:
        return text
    cut = text[:length]
    head, space, _ = cut.rpartition(" ")
    return f"{head if space and len(head) > length // 2 else cut} …"


def plain(text: str) -> str:
    """A text without the marks of Markdown headings, for showing."""
    return _HEADING_MARK.sub("", text)


def _ask_page(snapshot: Snapshot, form: AskForm, answer: Answer | None = None) -> str:
    cited = {(citation.passage.document_id, citation.passage.provision) for citation in answer.citations} if answer else set()
    others = [hit.passage for hit in answer.hits if (hit.passage.document_id, hit.passage.provision) not in cited] if answer else []
    return render_template(
        "ask.html",
        snapshot=snapshot,
        form=form,
        answer=answer,
        others=others[:NEAREST],
        question_limit=QUESTION_LIMIT,
    )
