"""The filters of the timeline and the calendar, as a form sends them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import request
from pydantic import ValidationError
from werkzeug.datastructures import MultiDict

from service.contract_dates import RangeParameters
from service.validation import invalid, parameters_of

_NO_FILTER = ("lang", "format", "language")
Model = TypeVar("Model", bound=RangeParameters)


@dataclass(frozen=True, slots=True)
class Filters(Generic[Model]):
    """What an address asks for, as far as it can be used."""

    wanted: Model
    chosen: Mapping[str, list[str]]
    """The filters that are used, by name."""
    wrong: tuple[str, ...]
    """Those that cannot be, and are left out."""


def read_filters(model: type[Model], defaults: Mapping[str, str]) -> Filters[Model]:
    """The filters of this request's address; empty ones do not count, and one that is not named at all has its default."""
    given = MultiDict([(name, value) for name, value in request.args.items(multi=True) if value and name not in _NO_FILTER])
    for name, value in defaults.items():
        if name not in request.args:
            given.add(name, value)
    known = {field.alias or name for name, field in model.model_fields.items()}
    wrong = [name for name in given if name not in known]
    while True:
        chosen = MultiDict([(name, value) for name, value in given.items(multi=True) if name not in wrong])
        try:
            return Filters(model.model_validate(parameters_of(chosen, model)), chosen.to_dict(flat=False), tuple(wrong))
        except ValidationError as error:
            wrong += {detail.pointer.split("/")[1] for detail in invalid(error, model).errors}
