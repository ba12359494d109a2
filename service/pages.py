"""The pages: ask, browse, read. They work without JavaScript."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import Blueprint, Flask, Response, redirect, render_template, request
from pydantic import TypeAdapter, ValidationError
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from kb.types import KINDS, SECTORS, STATUSES, Answer
from kb.validity import today
from service import interface
from service.catalogue import find_document, find_documents, find_rendition
from service.contract import QUESTION_LIMIT, Day, QueryRequest
from service.contract_documents import DocumentParameters
from service.convert import to_query
from service.interface import link
from service.knowledge import Snapshot, knowledge_base
from service.reading import provision_at, quoted_range, read_blocks
from service.validation import invalid, parameters_of

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
    app.add_template_filter(web_address)
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


@pages.get("/documents")
def documents() -> AnyResponse:
    """The documents that match the filters, newest first."""
    snapshot = knowledge_base().snapshot()
    chosen = MultiDict([(name, value) for name, value in request.args.items(multi=True) if value and name != "lang"])
    try:
        wanted, status = DocumentParameters.model_validate(parameters_of(chosen, DocumentParameters)), 200
        if wanted.cursor:
            find_document(snapshot, wanted.cursor)
    except ValidationError:
        wanted, status = DocumentParameters(), 400
    found, following = find_documents(snapshot, wanted.model_copy(update={"limit": 200}))
    html = render_template(
        "documents.html",
        snapshot=snapshot,
        documents=found,
        on=wanted.as_of or today(),
        wanted=wanted,
        following=following and {**chosen.to_dict(flat=False), "cursor": following},
        failed=status == 400,
        choices={
            "jurisdiction": sorted({document.jurisdiction for document in snapshot.documents.values()}),
            "sector": SECTORS,
            "kind": KINDS,
            "status": STATUSES,
        },
    )
    return Response(html, status)


@pages.get("/documents/<document_id>")
def document(document_id: str) -> str:
    """The whole text of a rendition, with a quote marked where the address asks for one."""
    snapshot = knowledge_base().snapshot()
    found = find_document(snapshot, document_id)
    rendition = find_rendition(snapshot, found, request.args.get("rendition"), interface.interface().language)
    passages = snapshot.passages(document_id, rendition.name)
    quote = quoted_range(rendition, request.args.get("start"), request.args.get("end"))
    return render_template(
        "document.html",
        snapshot=snapshot,
        document=found,
        rendition=rendition,
        blocks=read_blocks(rendition, passages, quote, (found.title, found.title_original)),
        contents={passage.provision: passage for passage in reversed(passages)},
        quoted=quote is not None,
        provision=provision_at(passages, quote[0]) if quote else None,
        superseding=snapshot.documents.get(found.superseded_by or ""),
        on=_chosen_day(request.args.get("as_of")),
    )


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


def web_address(url: str | None) -> str | None:
    """An address that may be linked to; None for anything but http and https."""
    return url if url and url.startswith(("https://", "http://")) else None


def _chosen_day(text: str | None) -> date:
    """The day that an address names; today where it names none."""
    try:
        return TypeAdapter(Day).validate_python(text, strict=True)
    except ValidationError:
        return today()


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
