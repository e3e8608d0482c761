"""The OpenAPI 3.1 document, made of the operations and of the types that validate them.

OpenAPI 3.1's schemas are JSON Schema 2020-12, which is what pydantic writes; so nothing stands
between the two.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Literal

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from vaha.web.access.guard import CHANGING, HEADER
from vaha.web.shapes.convert import API
from vaha.web.shapes.payloads import Problem
from vaha.web.shapes.problems import MEDIA_TYPE

JSON = "application/json"
BINARY: Mapping[str, Any] = {"type": "string", "format": "binary"}
ID_PATTERN = r"^[A-Za-z0-9_-]{1,64}$"

Media = type[BaseModel] | Mapping[str, Any]
"""What stands in a body: a type that validates it, or a schema."""

Mode = Literal["validation", "serialization"]


@dataclass(frozen=True)
class Operation:
    """One thing that the API does; `body` and `answer` name what stands in each media type.

    `problems` are the statuses of its own problems; those that every operation has are added.
    `reads_picture` is true of what reads a camera frame while it is asked.
    """

    method: str
    rule: str
    summary: str
    view: Callable[..., Any]
    status: int = 200
    answer: Mapping[str, Media] = field(default_factory=dict)
    query: type[BaseModel] | None = None
    body: Mapping[str, Media] = field(default_factory=dict)
    body_needed: bool = True
    problems: Sequence[int] = ()
    reads_picture: bool = False

    @property
    def name(self) -> str:
        return self.view.__name__

    @property
    def all_problems(self) -> list[int]:
        common = {400, 401, 403, 421, 429, 500, 503} | set(self.problems)
        if self.query or self.body:
            common |= {413, 415, 422}
        if "<" in self.rule:
            common.add(404)
        return sorted(common)


def openapi_document(operations: Sequence[Operation], version: str) -> dict[str, Any]:
    """The whole document, as JSON can hold it."""
    models = list(dict.fromkeys(_models_of(operations)))
    schemas, definitions = models_json_schema(models, ref_template="#/components/schemas/{model}")
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        path = API + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", operation.rule)
        paths.setdefault(path, {})[operation.method.lower()] = _described(operation, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "VAHA's studio",
            "version": version,
            "description": "A face goes in, paintings of its mood come out. See docs/api.md.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {"schemas": definitions.get("$defs", {})},
    }


Schemas = Mapping[tuple[Any, Mode], Mapping[str, Any]]
"""By the type, and by whether it is read or written."""


def _models_of(operations: Sequence[Operation]) -> list[tuple[type[BaseModel], Mode]]:
    models: list[tuple[type[BaseModel], Mode]] = [(Problem, "serialization")]
    for operation in operations:
        answers, bodies = operation.answer.values(), operation.body.values()
        models += [(one, "serialization") for one in answers if isinstance(one, type)]
        models += [(one, "validation") for one in bodies if isinstance(one, type)]
        if operation.query:
            models.append((operation.query, "validation"))
    return models


def _described(operation: Operation, schemas: Schemas) -> dict[str, Any]:
    problem = {MEDIA_TYPE: {"schema": schemas[Problem, "serialization"]}}
    answer: dict[str, Any] = {"description": HTTPStatus(operation.status).phrase}
    if operation.answer:
        answer["content"] = _content(operation.answer, schemas, "serialization")
    described: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "parameters": [*_path_parameters(operation), *_parameters(operation, schemas)],
        "responses": {str(operation.status): answer}
        | {
            str(status): {"description": HTTPStatus(status).phrase, "content": problem}
            for status in operation.all_problems
        },
    }
    if operation.body:
        described["requestBody"] = {
            "required": operation.body_needed,
            "content": _content(operation.body, schemas, "validation"),
        }
    return described


def _content(body: Mapping[str, Media], schemas: Schemas, mode: Mode) -> dict[str, Any]:
    return {media: {"schema": _schema(kind, schemas, mode)} for media, kind in body.items()}


def _schema(kind: Media, schemas: Schemas, mode: Mode) -> Mapping[str, Any]:
    return schemas[kind, mode] if isinstance(kind, type) else kind


def _path_parameters(operation: Operation) -> list[dict[str, Any]]:
    kinds = {"id": {"type": "string", "pattern": ID_PATTERN}, "int": {"type": "integer"}}
    return [
        {"name": name, "in": "path", "required": True, "schema": kinds[kind]}
        for kind, name in re.findall(r"<(\w+):(\w+)>", operation.rule)
    ]


def _parameters(operation: Operation, schemas: Schemas) -> list[dict[str, Any]]:
    parameters: list[dict[str, Any]] = []
    if operation.method in CHANGING:
        parameters.append(
            {
                "name": HEADER,
                "in": "header",
                "required": True,
                "schema": {"type": "string", "enum": ["1"]},
                "description": "Shows that no other site's form has sent this.",
            }
        )
    if operation.query:
        properties = operation.query.model_json_schema()["properties"]
        parameters += [
            {"name": name, "in": "query", "required": False, "schema": schema}
            for name, schema in properties.items()
        ]
    return parameters
