"""Read what a client sent into the contract's models; what does not fit is an InvalidRequestError."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any, TypeVar, get_args

from flask import request
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import RequestEntityTooLarge, UnsupportedMediaType

from service.contract import ProblemDetail

Model = TypeVar("Model", bound=BaseModel)


class InvalidRequestError(Exception):
    """A request does not follow the contract; ``errors`` say where, and never repeat what was sent."""

    def __init__(self, errors: list[ProblemDetail]) -> None:
        """Keep the errors."""
        super().__init__("the request does not follow the contract")
        self.errors = errors


def read_body(model: type[Model]) -> Model:
    """The JSON body of the request as a model.

    Raises:
        UnsupportedMediaType: where the body does not claim to be JSON.
        RequestEntityTooLarge: where it is larger than the app takes.
        InvalidRequestError: where it is not JSON, or not what the model wants.
    """
    if not request.is_json:
        raise UnsupportedMediaType
    body = request.get_data()
    if request.content_length is None and len(body) >= (request.max_content_length or len(body) + 1):
        raise RequestEntityTooLarge  # a body sent in chunks, of which Werkzeug gives no more than the limit
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        raise invalid(error, model) from None


def read_parameters(model: type[Model]) -> Model:
    """The query string as a model.

    Raises:
        InvalidRequestError: where it is not what the model wants.
    """
    try:
        return model.model_validate(parameters_of(request.args, model))
    except ValidationError as error:
        raise invalid(error, model) from None


def parameters_of(arguments: MultiDict[str, str], model: type[BaseModel]) -> dict[str, Any]:
    """Parameters by name, as a list where the model wants one or where a parameter is repeated."""
    return {name: values if len(values) > 1 or _is_list(model, name) else values[0] for name, values in arguments.lists()}


def invalid(error: ValidationError, model: type[BaseModel]) -> InvalidRequestError:
    """What pydantic found, without the input that it found it in."""
    return InvalidRequestError([_detail(one, model) for one in error.errors(include_input=False, include_url=False)])


def _detail(error: ErrorDetails, model: type[BaseModel]) -> ProblemDetail:
    location = error["loc"]
    if error["type"] == "extra_forbidden":
        return ProblemDetail(pointer=_pointer(location[:-1]), detail=_unknown_field(str(location[-1]), location[:-1], model))
    return ProblemDetail(pointer=_pointer(location), detail=_sentence(error["msg"]))


def _pointer(location: tuple[int | str, ...]) -> str:
    return "#" + "".join(f"/{step}" for step in location)


def _sentence(message: str) -> str:
    text = message.removeprefix("Value error, ")
    return text[:1].upper() + text[1:] + "."


def _unknown_field(name: str, parents: tuple[int | str, ...], model: type[BaseModel]) -> str:
    known = [field.alias or one for one, field in _model_at(model, parents).model_fields.items()]
    near = get_close_matches(name, known, n=1)
    return f"There is a field that is not known; did you mean {near[0]}?" if near else f"Known fields are {', '.join(known)}."


def _model_at(model: type[BaseModel], parents: tuple[int | str, ...]) -> type[BaseModel]:
    for step in parents:
        if isinstance(step, str):
            model = next(one for one in _models_in(model.model_fields[step].annotation))
    return model


def _models_in(annotation: object) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for argument in get_args(annotation) for model in _models_in(argument)]


def _is_list(model: type[BaseModel], name: str) -> bool:
    field = model.model_fields.get(name)
    return field is not None and getattr(field.annotation, "__origin__", None) is list
