"""The JSON API of kept answers: read one again, delete it, say whether it helped, see what may be asked next."""

from __future__ import annotations

from flask import Blueprint, Response, request
from pydantic import BaseModel

from service.answers import answer_store
from service.asking import KEY_HEADER
from service.contract import QueryResponse
from service.contract_answers import (
    DeletionReceipt,
    FeedbackReceipt,
    FeedbackRequest,
    RelatedParameters,
    RelatedQuestions,
)
from service.knowledge import knowledge_base
from service.openapi import operation
from service.related import related_questions
from service.validation import read_body, read_parameters

answers = Blueprint("answers", __name__)


@answers.get("/api/answers/<answer_id>")
@operation("Read an answer again", QueryResponse, problems=(404, 503))
def read_answer(answer_id: str) -> Response:
    """The answer as it was given."""
    return _json(answer_store().find(answer_id))


@answers.delete("/api/answers/<answer_id>")
@operation("Delete an answer, with the key that its Answer-Key header gave", DeletionReceipt, problems=(403, 404, 503))
def delete_answer(answer_id: str) -> Response:
    """The answer and what was said of it are forgotten."""
    answer_store().delete(answer_id, request.headers.get(KEY_HEADER, ""))
    return _json(DeletionReceipt(id=answer_id))


@answers.post("/api/answers/<answer_id>/feedback")
@operation("Say whether an answer helped", FeedbackReceipt, body=FeedbackRequest, problems=(400, 404, 413, 415, 503))
def say(answer_id: str) -> Response:
    """What a reader says of an answer; the last word counts."""
    said = read_body(FeedbackRequest)
    answer_store().say(answer_id, helpful=said.helpful, reason=said.reason, comment=said.comment or None)
    return _json(FeedbackReceipt(id=answer_id, helpful=said.helpful))


@answers.get("/api/answers/<answer_id>/related")
@operation("What may be asked next", RelatedQuestions, parameters=RelatedParameters, problems=(400, 404, 503))
def related(answer_id: str) -> Response:
    """Questions near an answer, or near what was found instead of one; the documents answer each of them."""
    wanted = read_parameters(RelatedParameters)
    kb = knowledge_base()
    body = answer_store().find(answer_id)
    return _json(RelatedQuestions(questions=related_questions(kb, kb.snapshot(), body, wanted.language)))


def _json(model: BaseModel) -> Response:
    response = Response(model.model_dump_json(), content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response
