"""The page about what changed between the generation being served and the one before it."""

from __future__ import annotations

from flask import Blueprint, render_template

from service.knowledge import knowledge_base

SHOWN = 50
"""How many of one kind are listed; the command line lists all."""

changes_pages = Blueprint("changes", __name__)


@changes_pages.get("/changes")
def page() -> str:
    """What was added, changed and withdrawn."""
    kb = knowledge_base()
    snapshot = kb.snapshot()
    changes = kb.changes(snapshot)
    answers = kb.answer_changes(changes) if changes else None
    return render_template("changes.html", snapshot=snapshot, changes=changes, answers=answers, shown=SHOWN)
