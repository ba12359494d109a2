"""The OpenAPI document, made from the views themselves: what a view reads and replies stands beside it, once."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, TypeVar

from flask import Flask
from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema
from werkzeug.routing import Rule

from service.contract import Problem

View = TypeVar("View", bound=Callable[..., Any])
_ATTRIBUTE = "__operation__"
_METHODS = frozenset({"GET", "POST", "DELETE"})
_REFERENCE = "#/components/schemas/{model}"


@dataclass(frozen=True, slots=True)
class Operation:
    """What a view reads and what it replies."""

    summary: str
    reply: type[BaseModel]
    body: type[BaseModel] | None = None
    parameters: type[BaseModel] | None = None
    stream: str | None = None
    """What the reply is where it is streamed as server-sent events."""
    problems: tuple[int, ...] = ()
    also: tuple[str, ...] = ()
    """Other media types in which it replies where a parameter asks for them."""


def operation(
    summary: str,
    reply: type[BaseModel],
    *,
    body: type[BaseModel] | None = None,
    parameters: type[BaseModel] | None = None,
    stream: str | None = None,
    problems: tuple[int, ...] = (),
    also: tuple[str, ...] = (),
) -> Callable[[View], View]:
    """Say of a view what it reads and replies; the view itself stays as it is."""

    def mark(view: View) -> View:
        setattr(view, _ATTRIBUTE, Operation(summary, reply, body, parameters, stream, problems, also))
        return view

    return mark


def openapi_document(app: Flask, title: str, version: str) -> dict[str, Any]:
    """The OpenAPI 3.1 document of every view of an app that is marked as an operation."""
    described = [
        (rule, found) for rule in app.url_map.iter_rules() if (found := getattr(app.view_functions[rule.endpoint], _ATTRIBUTE, None)) is not None
    ]
    schemas, definitions = _schemas([found for _, found in described])
    paths: dict[str, Any] = {}
    for rule, found in sorted(described, key=lambda pair: pair[0].rule):
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        for method in sorted((rule.methods or set()) & _METHODS):
            paths.setdefault(path, {})[method.lower()] = _operation(rule, found, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": version},
        "paths": paths,
        "components": {"schemas": definitions},
    }


Schemas = dict[tuple[type[BaseModel], JsonSchemaMode], dict[str, Any]]


def _schemas(operations: list[Operation]) -> tuple[Schemas, dict[str, Any]]:
    read = {model for one in operations for model in (one.body, one.parameters) if model is not None}
    replied = {one.reply for one in operations} | {Problem}
    wanted: list[tuple[type[BaseModel], JsonSchemaMode]] = [(model, "validation") for model in sorted(read, key=_name)]
    wanted += [(model, "serialization") for model in sorted(replied, key=_name)]
    references, document = models_json_schema(wanted, ref_template=_REFERENCE)
    return {(model, mode): references[model, mode] for model, mode in wanted}, document["$defs"]


def _operation(rule: Rule, found: Operation, schemas: Schemas) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": rule.endpoint.rpartition(".")[2],
        "summary": found.summary,
        "responses": {"200": _content("OK", "application/json", schemas[found.reply, "serialization"])}
        | {
            str(status): _content(HTTPStatus(status).phrase, "application/problem+json", schemas[Problem, "serialization"])
            for status in (*found.problems, 500)
        },
    }
    described["responses"]["200"]["content"] |= {media_type: {"schema": {"type": "string"}} for media_type in found.also}
    if found.stream is not None:
        described["responses"]["200"]["content"]["text/event-stream"] = {"schema": {"type": "string", "description": found.stream}}
    parameters = [_path_parameter(name) for name in sorted(rule.arguments)] + _query_parameters(found.parameters)
    if parameters:
        described["parameters"] = parameters
    if found.body is not None:
        content = {"application/json": {"schema": schemas[found.body, "validation"]}}
        described["requestBody"] = {"required": True, "content": content}
    return described


def _content(description: str, media_type: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": description, "content": {media_type: {"schema": schema}}}


def _path_parameter(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def _query_parameters(model: type[BaseModel] | None) -> list[dict[str, Any]]:
    if model is None:
        return []
    schema = model.model_json_schema(ref_template=_REFERENCE)
    required = schema.get("required", [])
    return [{"name": name, "in": "query", "required": name in required, "schema": described} for name, described in schema["properties"].items()]


def _name(model: type[BaseModel]) -> str:
    return model.__name__
