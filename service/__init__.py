"""The web service: a JSON API and pages over the knowledge base."""

from __future__ import annotations

from typing import Any

from flask import Flask

from service import browse, errors, headers, pages
from service.api import api
from service.calendar import calendar_pages
from service.changes import changes_pages
from service.coverage import coverage_pages
from service.knowledge import EXTENSION, KnowledgeBase
from service.timeline import timeline_pages

BODY_LIMIT = 64 * 1024


def create_app(kb: KnowledgeBase[Any] | None = None) -> Flask:
    """The service over a knowledge base; without one, over the one that the settings name."""
    if kb is None:
        from kb.settings import read_settings
        from kb.wire import open_knowledge_base

        kb = open_knowledge_base(read_settings())
    app = Flask(__name__)
    app.config.update(MAX_CONTENT_LENGTH=BODY_LIMIT, MAX_FORM_MEMORY_SIZE=BODY_LIMIT)
    app.json.sort_keys = False  # type: ignore[attr-defined]  # the default provider has it
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.extensions[EXTENSION] = kb
    errors.init_app(app)
    headers.init_app(app)
    app.register_blueprint(api)
    browse.init_app(app)
    pages.init_app(app)
    for blueprint in (timeline_pages, calendar_pages, changes_pages, coverage_pages):
        app.register_blueprint(blueprint)
    return app
