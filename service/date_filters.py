"""The filters of the timeline and the calendar, as a form sends them."""

from __future__ import annotations

from flask import request
from pydantic import BaseModel, ValidationError
from werkzeug.datastructures import MultiDict

from service.validation import invalid

_NO_FILTER = ("lang", "format", "language")


def chosen_arguments(defaults: dict[str, str]) -> MultiDict[str, str]:
    """What the address of a page asks for, without what was left empty; a filter that it does not name at all has its default."""
    chosen = MultiDict([(name, value) for name, value in request.args.items(multi=True) if value and name not in _NO_FILTER])
    for name, value in defaults.items():
        if name not in request.args:
            chosen.add(name, value)
    return chosen


def faults(error: ValidationError, model: type[BaseModel]) -> list[str]:
    """The names of the filters that cannot be used, each once."""
    pointers = (detail.pointer.split("/") for detail in invalid(error, model).errors)
    return list(dict.fromkeys(steps[1] if len(steps) > 1 else "" for steps in pointers))
