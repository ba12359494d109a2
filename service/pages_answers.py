"""The pages of kept answers: an answer at its own address, and what a reader says of it."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, redirect, request
from pydantic import ValidationError
from werkzeug.wrappers import Response as AnyResponse

from service.answers import answer_store
from service.ask_form import AskForm
from service.contract_answers import FeedbackRequest
from service.interface import link
from service.knowledge import knowledge_base
from service.pages import ask_page
from service.validation import invalid

kept = Blueprint("kept", __name__)


def init_app(app: Flask) -> None:
    """Add the pages to an app."""
    app.register_blueprint(kept)


@kept.get("/a/<answer_id>")
def answer(answer_id: str) -> Response:
    """The answer as it was given, whatever the documents say by now."""
    body = answer_store().find(answer_id)
    form = AskForm.of(request.args)
    response = Response(ask_page(knowledge_base().snapshot(), AskForm(body.question, body.as_of.isoformat(), earlier=form.earlier), body, kept=True))
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@kept.post("/a/<answer_id>/feedback")
def say(answer_id: str) -> AnyResponse:
    """What a reader says of an answer, by a form."""
    values = {name: request.form[name] for name in ("reason", "comment") if request.form.get(name)}
    try:
        said = FeedbackRequest.model_validate({**values, "helpful": request.form.get("helpful") == "yes"})
    except ValidationError as error:
        raise invalid(error, FeedbackRequest) from None
    answer_store().say(answer_id, helpful=said.helpful, reason=said.reason, comment=said.comment or None)
    return redirect(link("kept.answer", answer_id=answer_id, said="yes"), 303)
