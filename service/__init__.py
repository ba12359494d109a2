"""The web service: a JSON API and pages over the knowledge base."""

from __future__ import annotations

from typing import Any

from flask import Flask

from service import answers, browse, errors, headers, pages, pages_answers, stream
from service.answers import AnswerStore
from service.api import api
from service.api_answers import answers as api_answers
from service.calendar import calendar_pages
from service.changes import changes_pages
from service.coverage import coverage_pages
from service.knowledge import EXTENSION, KnowledgeBase
from service.timeline import timeline_pages

BODY_LIMIT = 64 * 1024


def create_app(kb: KnowledgeBase[Any] | None = None, store: AnswerStore | None = None) -> Flask:
    """The service over a knowledge base and a store of answers.

    Args:
        kb: the knowledge base; by default the one that the settings name, with its store beside it.
        store: keeps the answers; by default, where there is a knowledge base to test with, memory does.
    """
    if kb is None:
        from kb.settings import read_settings
        from kb.wire import open_knowledge_base

        settings = read_settings()
        kb = open_knowledge_base(settings)
        store = store or AnswerStore(settings.data / answers.FILE)
    app = Flask(__name__)
    app.config.update(MAX_CONTENT_LENGTH=BODY_LIMIT, MAX_FORM_MEMORY_SIZE=BODY_LIMIT)
    app.json.sort_keys = False  # type: ignore[attr-defined]  # the default provider has it
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.extensions[EXTENSION] = kb
    app.extensions[answers.EXTENSION] = store or AnswerStore()
    stream.init_app(app)
    errors.init_app(app)
    headers.init_app(app)
    app.register_blueprint(api)
    app.register_blueprint(api_answers)
    browse.init_app(app)
    pages.init_app(app)
    for blueprint in (timeline_pages, calendar_pages, changes_pages, coverage_pages):
        app.register_blueprint(blueprint)
    pages_answers.init_app(app)
    return app
