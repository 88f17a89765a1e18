"""A reader of the API description: its operations, their parameters, bodies, examples."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml
from flask import Flask
from openapi_schema_validator import OAS31Validator

from api.app import create_app
from api.config import Settings
from api.web.edge.openapi import as_yaml, finished_spec

METHODS = ("get", "put", "post", "delete", "patch", "head", "options", "trace")
JSON_TYPES = ("application/json", "application/merge-patch+json")

Spec = dict[str, Any]


@dataclass(frozen=True)
class Operation:
    """One operation of a description. ``parameters`` holds those of the path and of the operation, resolved."""

    path: str
    method: str
    body: Spec
    parameters: tuple[Spec, ...]

    @property
    def name(self) -> str:
        return f"{self.method.upper()} {self.path}"

    def parameters_in(self, place: str) -> list[Spec]:
        """Return the parameters that stand in ``path``, ``query`` or ``header``."""
        return [parameter for parameter in self.parameters if parameter["in"] == place]

    def success(self) -> tuple[int, Spec] | None:
        """Return the first 2xx response as (status, response), None if there is none."""
        for status, response in self.body.get("responses", {}).items():
            if str(status).startswith("2"):
                return int(status), response
        return None

    def json_body(self) -> Spec | None:
        """Return the media type object of a JSON request body, None when the operation takes none."""
        content = self.body.get("requestBody", {}).get("content", {})
        return next((content[kind] for kind in JSON_TYPES if kind in content), None)


def generated_spec(app: Flask) -> Spec:
    """Return the description that the code makes, as a reader of the YAML gets it."""
    loaded: Spec = yaml.load(generated_yaml(app), Loader=yaml.CSafeLoader)
    return loaded


def generated_yaml(app: Flask) -> str:
    """Return the description that the code makes, as YAML."""
    return as_yaml(finished_spec(app, app.extensions["forefoot-api"]))


@cache
def spec_of_code() -> Spec:
    """Return the description of the service as it is in this checkout; treat it as read-only."""
    return generated_spec(create_app(Settings(database_url="sqlite://", log_level="error")))


def operations(spec: Spec) -> Iterator[Operation]:
    """Yield every operation of the description."""
    for path, item in spec["paths"].items():
        for method in METHODS:
            if method in item:
                given = [*item.get("parameters", []), *item[method].get("parameters", [])]
                yield Operation(path, method, item[method], tuple(resolve(spec, each) for each in given))


def resolve(spec: Spec, node: Spec) -> Spec:
    """Return what a reference stands for, the node itself when it is none."""
    while isinstance(node, dict) and "$ref" in node:
        target: Any = spec
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part.replace("~1", "/").replace("~0", "~")]
        node = target
    return node


def faults_against(spec: Spec, schema: Spec, value: object) -> list[str]:
    """Return why ``value`` does not hold to ``schema``, a line each; none means that it does."""
    validator = OAS31Validator({**schema, "components": spec.get("components", {})})
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]


def examples_of(spec: Spec, media: Spec) -> list[object]:
    """Return every example that a media type object or its schema gives; a list shows the examples of its entries."""
    schema = resolve(spec, media.get("schema", {}))
    found = [media["example"]] if "example" in media else []
    found += [resolve(spec, each)["value"] for each in media.get("examples", {}).values()]
    found += schema.get("examples", [])
    entries = resolve(spec, schema.get("properties", {}).get("items", {}).get("items", {})).get("examples", [])
    return found or [{"items": [each], "next_cursor": None} for each in entries]
