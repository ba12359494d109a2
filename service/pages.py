"""The pages: ask, browse, read. They work without JavaScript."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from flask import Blueprint, Flask, Response, redirect, render_template, request
from pydantic import TypeAdapter, ValidationError
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from kb.types import KINDS, SECTORS, STATUSES, Passage
from kb.validity import today
from service import interface
from service.ask_form import AskForm
from service.asking import Asking
from service.catalogue import find_document, find_documents, find_rendition
from service.contract import QUESTION_LIMIT, Day, QueryRequest, QueryResponse
from service.contract_answers import COMMENT_LIMIT, REASONS
from service.contract_documents import DocumentParameters
from service.convert import to_cited, to_query
from service.interface import link
from service.knowledge import Snapshot, knowledge_base
from service.page_words import page_words
from service.reading import provision_at, quoted_range, read_blocks
from service.validation import invalid, parameters_of

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
    app.add_template_filter(web_address)
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
