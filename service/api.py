"""The JSON API: ask, list and read documents, and say how the service is."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from flask import Blueprint, Response, current_app, jsonify, request
from pydantic import BaseModel

from kb.errors import UnknownDocumentError
from kb.validity import today
from service.asking import KEY_HEADER, Asking
from service.catalogue import find_document, find_documents, find_rendition
from service.contract import ProblemDetail, QueryRequest, QueryResponse
from service.contract_aligned import AlignedParameters, AlignedText
from service.contract_documents import (
    DocumentList,
    DocumentParameters,
    DocumentText,
    Health,
    PassageList,
    PassageParameters,
    Readiness,
    TextParameters,
    Version,
)
from service.convert import to_aligned, to_indexed, to_query, to_summary, to_text
from service.errors import NotAvailableError, NotReadyError
from service.knowledge import knowledge_base
from service.openapi import openapi_document, operation
from service.stream import MEDIA_TYPE, stream_answer
from service.validation import InvalidRequestError, read_body, read_parameters

DISTRIBUTION = "carbonkb"
TITLE = "Carbon policy knowledge base"
EVENTS = (
    "Server-sent events, where stream is true or text/event-stream is accepted: retrieval (what was found, and the documents that hold it), "
    "sentence (each once it is checked), then done (the whole answer) or error (a problem)."
)

api = Blueprint("api", __name__)


@api.post("/api/query")
@operation("Ask a question", QueryResponse, body=QueryRequest, stream=EVENTS, problems=(400, 413, 415, 501, 503))
def query() -> Response:
    """Answer a question with cited passages, or refuse; whole, or as a stream of events."""
    asked = read_body(QueryRequest)
    if asked.mode == "generative":
        raise NotAvailableError("Generative answers are not yet available; send mode=extractive.")
    asking = Asking.of(to_query(asked))
    if asked.stream or request.accept_mimetypes.best == MEDIA_TYPE:
        return stream_answer(asking)
    body = asking.answered()
    response = _json(body)
    if asking.keep(body):
        response.headers[KEY_HEADER] = asking.key
    return response


@api.get("/api/documents")
@operation("List the documents", DocumentList, parameters=DocumentParameters, problems=(400, 503))
def documents() -> Response:
    """A page of the documents that match, newest first."""
    wanted = read_parameters(DocumentParameters)
    snapshot = knowledge_base().snapshot()
    try:
        found, following = find_documents(snapshot, wanted)
    except UnknownDocumentError:
        detail = "The cursor is not known; start again without one."
        raise InvalidRequestError([ProblemDetail(pointer="#/cursor", detail=detail)]) from None
    on = wanted.as_of or today()
    return _json(DocumentList(documents=[to_summary(snapshot, document, on) for document in found], next=following))


@api.get("/api/documents/<document_id>")
@operation("Read a document", DocumentText, parameters=TextParameters, problems=(400, 404, 503))
def document(document_id: str) -> Response:
    """A document with the whole text of one rendition."""
    wanted = read_parameters(TextParameters)
    snapshot = knowledge_base().snapshot()
    found = find_document(snapshot, document_id)
    rendition = find_rendition(snapshot, found, wanted.rendition)
    return _json(to_text(snapshot, found, rendition, wanted.as_of or today()))


@api.get("/api/documents/<document_id>/passages")
@operation("List the passages of a document", PassageList, parameters=PassageParameters, problems=(400, 404, 503))
def passages(document_id: str) -> Response:
    """The passages of a document, as they are indexed."""
    wanted = read_parameters(PassageParameters)
    snapshot = knowledge_base().snapshot()
    found = find_document(snapshot, document_id)
    if wanted.rendition is not None:
        find_rendition(snapshot, found, wanted.rendition)
    listed = [to_indexed(passage) for passage in snapshot.passages(document_id, wanted.rendition)]
    return _json(PassageList(document_id=document_id, passages=listed))


@api.get("/api/documents/<document_id>/aligned")
@operation("Read a document beside another text of it", AlignedText, parameters=AlignedParameters, problems=(400, 404, 503))
def aligned(document_id: str) -> Response:
    """The whole text of a rendition in blocks, the same provisions of another beside it, and a quote marked."""
    wanted = read_parameters(AlignedParameters)
    snapshot = knowledge_base().snapshot()
    found = find_document(snapshot, document_id)
    lead = find_rendition(snapshot, found, wanted.rendition)
    beside = find_rendition(snapshot, found, wanted.beside) if wanted.beside else None
    quote = None if wanted.start is None or wanted.end is None else (wanted.start, wanted.end)
    return _json(to_aligned(snapshot, found, lead, beside, quote, wanted.as_of or today()))


@api.get("/healthz")
@operation("Whether the process answers", Health)
def healthz() -> Response:
    """The process answers; it need not have an index."""
    return _json(Health())


@api.get("/readyz")
@operation("Whether questions can be answered", Readiness, problems=(503,))
def readyz() -> Response:
    """There is an index, and a question with a known answer finds its passage."""
    kb = knowledge_base()
    snapshot = kb.snapshot()
    if not kb.canary(snapshot):
        raise NotReadyError
    return _json(Readiness(generation=snapshot.generation))


@api.get("/version")
@operation("Which program this is", Version)
def program_version() -> Response:
    """Name and version of the program."""
    return _json(Version(name=DISTRIBUTION, version=installed_version()))


@api.get("/openapi.json")
def openapi() -> Response:
    """This API, described."""
    return jsonify(openapi_document(current_app, TITLE, installed_version()))


def installed_version() -> str:
    """Version of the installed distribution; ``0`` where it runs from a checkout that is not installed."""
    try:
        return version(DISTRIBUTION)
    except PackageNotFoundError:
        return "0"


def _json(model: BaseModel) -> Response:
    return Response(model.model_dump_json(), content_type="application/json")
