"""An answer as server-sent events: ``retrieval`` first, each ``sentence`` once it is checked, then ``done`` with the whole, or ``error``."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import ExitStack
from itertools import chain

from flask import Flask, Response, current_app
from pydantic import BaseModel

from kb.types import AnswerSentence, AnswerStep, Retrieved
from kb.validity import today
from service.asking import KEY_HEADER, Asking
from service.contract import CitedDocument, FoundPassage, Reply
from service.convert import to_cited, to_found, to_sentence
from service.errors import Problems, TooBusyError

EXTENSION = "streams"
STREAMS = 6
"""Streams at once: fewer than the threads of the server, so that pages and plain requests still get through."""
SECONDS = 60.0
"""A stream that takes longer ends with an error."""
MEDIA_TYPE = "text/event-stream"


class RetrievalEvent(Reply):
    """What was found, citable passages first, and the documents that hold it."""

    passages: list[FoundPassage]
    documents: list[CitedDocument]


def init_app(app: Flask) -> None:
    """Give an app its count of free streams."""
    app.extensions[EXTENSION] = threading.BoundedSemaphore(STREAMS)


def stream_answer(asking: Asking, seconds: float = SECONDS) -> Response:
    """The answer to a question as a stream of events. What goes wrong before the first event is a response of its own.

    Raises:
        TooBusyError: where as many answers are being streamed as the service takes at once.
    """
    free: threading.BoundedSemaphore = current_app.extensions[EXTENSION]
    if not free.acquire(blocking=False):
        raise TooBusyError
    with ExitStack() as stack:
        stack.callback(free.release)
        steps = asking.steps()
        if isinstance(steps, Generator):
            stack.callback(steps.close)
        first = next(steps)
        events = _events(asking, chain([first], steps), time.monotonic() + seconds, Problems.of_request())
        response = Response(events, content_type=f"{MEDIA_TYPE}; charset=utf-8")
        # Closing the response, which the server also does when the client has left, closes the steps and frees the place.
        response.call_on_close(stack.pop_all().close)
    response.headers[KEY_HEADER] = asking.key
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"
    return response


def _events(asking: Asking, steps: Iterator[AnswerStep], deadline: float, problems: Problems) -> Iterator[str]:
    try:
        for step in steps:
            if time.monotonic() > deadline:
                yield _event("error", problems.too_slow())
                return
            yield _said(asking, step)
    except Exception:
        # The response has begun, so no error handler of the app is asked any more: the client is told here, and the server logs it.
        yield _event("error", problems.internal())
        raise


def _said(asking: Asking, step: AnswerStep) -> str:
    if isinstance(step, Retrieved):
        return _event("retrieval", _retrieved(asking, step))
    if isinstance(step, AnswerSentence):
        return _event("sentence", to_sentence(step))
    body = asking.converted(step)
    asking.keep(body)
    return _event("done", body)


def _retrieved(asking: Asking, step: Retrieved) -> RetrievalEvent:
    snapshot, on = asking.snapshot, asking.query.as_of or today()
    held_in = dict.fromkeys(hit.passage.document_id for hit in step.hits)
    return RetrievalEvent(
        passages=[to_found(hit) for hit in step.hits],
        documents=[to_cited(snapshot, snapshot.documents[document], on) for document in held_in],
    )


def _event(name: str, data: BaseModel) -> str:
    """One event; JSON holds no line break, so the data is one line."""
    return f"event: {name}\ndata: {json.dumps(data.model_dump(mode='json'), ensure_ascii=False)}\n\n"
