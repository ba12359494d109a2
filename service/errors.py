"""Every error as problem+json (RFC 9457), or as a page where a person with a browser asked for one."""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass
from http import HTTPStatus

from flask import Flask, Response, g, render_template, request
from werkzeug.exceptions import HTTPException, InternalServerError

from kb.errors import CarbonKBError, DamagedIndexError, NoIndexError, UnknownDocumentError
from service.answers import AnswerStoreError, UnknownAnswerError, WrongKeyError
from service.contract import Problem, ProblemDetail
from service.interface import Interface, interface
from service.validation import InvalidRequestError

_log = logging.getLogger(__name__)

_NAMESPACE = "urn:carbonkb:problem:"
_API_PATHS = ("/api/", "/healthz", "/readyz", "/version", "/openapi.json", "/metrics", "/static/")
_DETAILS = {
    400: "The request could not be understood.",
    404: "There is nothing at this address.",
    405: "This address does not take this method; the Allow header names those it takes.",
    413: "The request is larger than 64 kB.",
    415: "Send the question as JSON, with the header Content-Type: application/json.",
    500: "Something went wrong here. It has been logged under this request id; please try again.",
}


class NotAvailableError(Exception):
    """A part of the contract that this version does not serve yet; the message says what to send instead."""


class NotReadyError(Exception):
    """There is an index, but a question with a known answer does not find its passage."""


class TooBusyError(Exception):
    """As many answers are being streamed as the service takes at once."""


@dataclass(frozen=True, slots=True)
class Problems:
    """The problems that a response which has begun may end with."""

    request_id: str

    @classmethod
    def of_request(cls) -> Problems:
        """Those of the request being handled."""
        return cls(request_id())

    def internal(self) -> Problem:
        """A bug; the log says which."""
        status = HTTPStatus.INTERNAL_SERVER_ERROR
        return Problem(type="about:blank", title=status.phrase, status=status, detail=_DETAILS[500], request_id=self.request_id)

    def too_slow(self) -> Problem:
        """An answer that took too long."""
        detail = "The answer took too long and was given up; please ask again."
        return Problem(type=f"{_NAMESPACE}too-slow", title="Too slow", status=504, detail=detail, request_id=self.request_id)


def init_app(app: Flask) -> None:
    """Give every error of an app its form."""
    app.register_error_handler(InvalidRequestError, _invalid)
    app.register_error_handler(NotAvailableError, _not_available)
    app.register_error_handler(NotReadyError, _not_ready)
    app.register_error_handler(TooBusyError, _too_busy)
    app.register_error_handler(UnknownAnswerError, _unknown_answer)
    app.register_error_handler(WrongKeyError, _wrong_key)
    app.register_error_handler(AnswerStoreError, _answer_store)
    app.register_error_handler(UnknownDocumentError, _unknown_document)
    app.register_error_handler(NoIndexError, _no_index)
    app.register_error_handler(DamagedIndexError, _damaged_index)
    app.register_error_handler(InternalServerError, _internal)
    app.register_error_handler(HTTPException, _http)


def request_id() -> str:
    """The id of this request, made on first use: it stands in the log, in a header and in a problem."""
    if "request_id" not in g:
        g.request_id = secrets.token_hex(8)
    identity: str = g.request_id
    return identity


def _invalid(error: InvalidRequestError) -> Response:
    return _respond(400, "invalid-request", "The request is not valid", "What is wrong stands in errors.", error.errors)


def _not_available(error: NotAvailableError) -> Response:
    return _respond(501, "not-available", "Not yet available", str(error))


def _unknown_document(error: UnknownDocumentError) -> Response:
    return _respond(404, "unknown-document", "Unknown document", str(error))


def _too_busy(error: TooBusyError) -> Response:
    response = _respond(503, "too-busy", "Too busy", "Many answers are being written at the moment: ask again in a few seconds.")
    response.headers["Retry-After"] = "2"
    return response


def _unknown_answer(error: UnknownAnswerError) -> Response:
    detail = "No answer is kept under this id: it was deleted, or is too old. Ask the question again."
    return _respond(404, "unknown-answer", "Unknown answer", detail)


def _wrong_key(error: WrongKeyError) -> Response:
    detail = "Only the one who asked can delete an answer: send the Answer-Key that came with it."
    return _respond(403, "wrong-key", "Wrong key", detail)


def _answer_store(error: AnswerStoreError) -> Response:
    _log.error("request %s: %s", request_id(), error)
    detail = "The answers that were kept cannot be read at the moment. Questions are answered all the same."
    return _respond(503, "answer-store", "Kept answers are not available", detail)


def _no_index(error: NoIndexError) -> Response:
    _log.error("request %s: no index: %s", request_id(), error)
    return _respond(503, "no-index", "No index yet", "There is nothing to search yet: run carbonkb ingest with the documents.")


def _damaged_index(error: DamagedIndexError) -> Response:
    _log.error("request %s: damaged index: %s", request_id(), error)
    detail = "The index is damaged: ingest the documents again or roll back to an earlier generation."
    return _respond(503, "damaged-index", "Damaged index", detail)


def _not_ready(error: NotReadyError) -> Response:
    _log.error("request %s: the canary question did not find its passage", request_id())
    return _respond(503, "not-ready", "Not ready", "A question with a known answer did not find its passage.")


def _internal(error: InternalServerError) -> Response:
    cause = error.original_exception
    advice = f" ({cause})" if isinstance(cause, CarbonKBError) else ""
    _log.error("request %s failed%s", request_id(), advice)
    return _respond(500, None, HTTPStatus.INTERNAL_SERVER_ERROR.phrase, _DETAILS[500])


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400:
        return Response(error.get_response(request.environ).get_data(), status, headers=error.get_headers(request.environ))
    detail = _DETAILS.get(status, f"{error.name}.")
    response = _respond(status, None, error.name, detail)
    for name, value in error.get_headers(request.environ):
        if name.lower() in ("allow", "retry-after"):
            response.headers[name] = value
    return response


def _respond(status: int, kind: str | None, title: str, detail: str, errors: list[ProblemDetail] | None = None) -> Response:
    """A problem; without a kind it is what its HTTP status says and no more (``about:blank``)."""
    problem = Problem(
        type=f"{_NAMESPACE}{kind}" if kind else "about:blank",
        title=title,
        status=status,
        detail=detail,
        request_id=request_id(),
        errors=errors,
    )
    response = _page(problem) if _wants_page() else _json(problem)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = "30"
    return response


def _json(problem: Problem) -> Response:
    return Response(problem.model_dump_json(exclude_none=True), problem.status, content_type="application/problem+json")


def _page(problem: Problem) -> Response:
    shown: Interface = interface()
    key = f"error.{problem.status}"
    key = key if key in shown else "error.other"
    html = render_template("error.html", problem=problem, title=shown[f"{key}.title"], detail=shown[f"{key}.detail"])
    return Response(html, problem.status)


def _wants_page() -> bool:
    if request.path.startswith(_API_PATHS):
        return False
    accepted = request.accept_mimetypes
    return accepted["text/html"] > 0 and accepted.best_match(["application/problem+json", "application/json", "text/html"]) == "text/html"
