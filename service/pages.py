"""The pages that answer questions, and what all pages share. They work without JavaScript."""

from __future__ import annotations

import re
from dataclasses import replace

from flask import Blueprint, Flask, Response, redirect, render_template, request
from pydantic import ValidationError
from werkzeug.wrappers import Response as AnyResponse

from kb.types import KINDS, SECTORS, Passage
from kb.validity import today
from service import interface
from service.ask_form import AskForm
from service.asking import Asking
from service.contract import QUESTION_LIMIT, QueryRequest, QueryResponse
from service.contract_answers import COMMENT_LIMIT, REASONS
from service.convert import to_cited, to_query
from service.interface import link
from service.knowledge import Snapshot, knowledge_base
from service.page_words import page_words
from service.validation import invalid

ADDRESS_LIMIT = 4000
"""Longer addresses are not sent to by redirect: browsers take them, servers and proxies may not."""
NEAREST = 5

_HEADING_MARK = re.compile(r"^#{1,6}[ \t]+", re.MULTILINE)

pages = Blueprint("pages", __name__)


def init_app(app: Flask) -> None:
    """Add the pages to an app."""
    interface.init_app(app)
    app.add_template_filter(excerpt)
    app.add_template_filter(plain)
    app.register_blueprint(pages)


@pages.get("/")
def home() -> str:
    """The question form: empty, or with a question to change."""
    return ask_page(knowledge_base().snapshot(), AskForm.of(request.args))


@pages.route("/ask", methods=["GET", "POST"])
def ask() -> AnyResponse:
    """The answer to a question. One that was posted is kept and found at its own address; one that an address asks is not kept."""
    form = AskForm.of(request.values)
    try:
        asked = form.asked()
    except ValidationError as error:
        fields = frozenset(detail.pointer.split("/")[1] for detail in invalid(error, QueryRequest).errors)
        return Response(ask_page(knowledge_base().snapshot(), replace(form, errors=fields)), 400)
    asking = Asking.of(to_query(asked))
    body = asking.answered()
    if request.method == "GET" or not asking.keep(body):
        return Response(ask_page(asking.snapshot, form, body))
    address = link("kept.answer", answer_id=body.id, earlier=list(form.earlier) or None)
    return redirect(address if len(address) <= ADDRESS_LIMIT else link("kept.answer", answer_id=body.id), 303)


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


def ask_page(snapshot: Snapshot, form: AskForm, body: QueryResponse | None = None, *, kept: bool = False) -> str:
    """The question form, with an answer where there is one; ``kept`` says whether the answer has an address of its own."""
    return render_template(
        "ask.html",
        snapshot=snapshot,
        form=form,
        body=body,
        kept=kept,
        sources=_sources(snapshot, body) if body else [],
        others=_uncited(snapshot, body)[:NEAREST] if body else [],
        question_limit=QUESTION_LIMIT,
        today=today(),
        choices=filter_choices(snapshot),
        words=page_words(interface.interface()),
        reasons=REASONS,
        comment_limit=COMMENT_LIMIT,
    )


def _sources(snapshot: Snapshot, body: QueryResponse) -> list[dict[str, object]]:
    """The documents that hold what was found."""
    held_in = dict.fromkeys(found.document_id for found in body.passages)
    documents = [snapshot.documents[one] for one in held_in if one in snapshot.documents]
    return [to_cited(snapshot, document, body.as_of).model_dump(mode="json") for document in documents]


def _uncited(snapshot: Snapshot, body: QueryResponse) -> list[Passage]:
    """What was found and not cited, of what the documents still hold."""
    cited = {citation.passage_id for citation in body.citations}
    wanted = [found for found in body.passages if found.passage_id not in cited and found.document_id in snapshot.documents]
    held = {passage.id: passage for document in {found.document_id for found in wanted} for passage in snapshot.passages(document)}
    return [held[found.passage_id] for found in wanted if found.passage_id in held]


def filter_choices(snapshot: Snapshot) -> dict[str, list[str]]:
    """The values that each filter of the question form offers."""
    return {
        "jurisdiction": sorted({document.jurisdiction for document in snapshot.documents.values()}),
        "sector": list(SECTORS),
        "kind": list(KINDS),
    }
