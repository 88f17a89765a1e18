"""The API description: what flask-smorest gathers from the views, finished so that it says all that is true.

Each operation gets its id, its security, the headers every answer carries and every error it can answer with.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from typing import Any

import flask_smorest
import yaml
from flask import Flask

from api.rulebook.load import shipped_rulebook
from api.web.edge.conditional import ETAGS_MAX_LENGTH
from api.web.edge.deprecation import deprecation_of_view
from api.web.edge.prefer import PREFER_MAX_LENGTH
from api.web.edge.problems import STATUSES, help_of, title_of
from api.web.edge.uploads_schema import ANY_VALUE

METHODS = ("get", "post", "put", "patch", "delete")
_MAX_PATH_PARAMETER = 100

INFO = {
    "description": (
        "Shoes, pads, mileage and care advice for runners whose forefoot hurts.\n\n"
        "Every advice says why, names the rules behind it, and is advice, never a diagnosis. Unknown output fields "
        "may be added at any time: ignore what you do not know. Unknown input fields are refused by name."
    ),
    "license": {"name": "MIT", "identifier": "MIT"},
}


class Api(flask_smorest.Api):  # type: ignore[misc]
    """flask-smorest without its own error body and default response."""

    DEFAULT_ERROR_RESPONSE_NAME = None

    def _register_error_handlers(self) -> None:
        """Leave errors to ``api.web.edge.errors``."""


def new_api(app: Flask, version: str) -> Api:
    """Return the Api that gathers the description of ``app``."""
    app.config.update(API_TITLE="Forefoot", API_VERSION=version, OPENAPI_VERSION="3.1.0")
    return Api(app, spec_kwargs={"info": INFO})


def finished_spec(app: Flask, api: Api) -> dict[str, Any]:
    """Return the whole OpenAPI 3.1 document of the app as plain data."""
    # What flask-smorest gathered stays as it is: finishing twice must give the same document.
    spec: dict[str, Any] = deepcopy(api.spec.to_dict())
    spec["servers"] = [{"url": "/"}]
    components = spec.setdefault("components", {})
    components["securitySchemes"] = {
        "apiKey": {"type": "http", "scheme": "bearer", "description": "An API key of an account."}
    }
    components.setdefault("schemas", {}).update(Problem=_PROBLEM, AnyValue=ANY_VALUE)
    components["responses"] = {code: _problem_response(code) for code in STATUSES}
    components["headers"] = _HEADERS
    for path, item in spec["paths"].items():
        _bound_path_parameters(item)
        for method in METHODS:
            if method in item:
                _finish_operation(item[method], method, path, app.view_functions[_endpoint(app, path, method)])
    return spec


# libyaml writes the same text as the slow dumper, ten times as fast, where it is there.
_FastDumper: type[yaml.SafeDumper] = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class _SafeDumper(_FastDumper):  # type: ignore[misc, valid-type]
    """Writes everything out: an alias is hard to read, and not every reader of OpenAPI knows one."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def as_yaml(spec: dict[str, Any]) -> str:
    """Return the document as YAML, keys in the order they were made."""
    return str(yaml.dump(spec, Dumper=_SafeDumper, sort_keys=False, allow_unicode=True, width=120))


def _endpoint(app: Flask, path: str, method: str) -> str:
    for rule in app.url_map.iter_rules():
        plain = str(rule)
        for argument in rule.arguments:
            plain = plain.replace(f"<{argument}>", "{" + argument + "}")
        if plain == path and method.upper() in (rule.methods or ()):
            return str(rule.endpoint)
    raise LookupError(path)


def _bound_path_parameters(item: dict[str, Any]) -> None:
    for parameter in item.get("parameters", []):
        if parameter["in"] == "path":
            parameter["schema"] = {"type": "string", "minLength": 1, "maxLength": _MAX_PATH_PARAMETER}
            parameter.setdefault("description", f"Id of the {parameter['name'].removesuffix('_id')}.")


def _finish_operation(operation: dict[str, Any], method: str, path: str, view: Any) -> None:
    scope = view.forefoot_scope
    operation["operationId"] = view.__name__
    operation["security"] = [{"apiKey": []}] if scope else []
    if scope:
        operation["description"] = f"{operation.get('description', '')}\n\nScope: `{scope}`.".strip()
    if getattr(view, "forefoot_deprecated_route", None):
        operation["deprecated"] = True
    _add_header_parameters(operation, method, view)
    responses = operation.setdefault("responses", {})
    for status in [status for status in responses if str(status)[0] in "45"]:
        del responses[status]
    _call_for_examples([operation.get("requestBody", {}), *responses.values()])
    _add_headers(responses.values(), path, scoped=bool(scope), deprecated=bool(deprecation_of_view(view)))
    if getattr(view, "forefoot_links", None):
        responses["201"]["links"] = view.forefoot_links
    by_status: dict[int, list[str]] = {}
    for code in _problems_of(operation, method, path, view):
        by_status.setdefault(STATUSES[code], []).append(code)
    for status, codes in sorted(by_status.items()):
        responses[str(status)] = _answer_of(codes)
    operation["responses"] = {str(status): responses[status] for status in sorted(responses, key=str)}


def _add_headers(responses: Iterable[Any], path: str, *, scoped: bool, deprecated: bool) -> None:
    for response in responses:
        if isinstance(response, dict) and "$ref" not in response:
            response.setdefault("headers", {}).update(_common_headers(scoped))
            if deprecated:
                response["headers"].update(_DEPRECATION_HEADERS)
            if _speaks(path, response):
                response["headers"]["Content-Language"] = {"$ref": "#/components/headers/Content-Language"}


def _speaks(path: str, response: dict[str, Any]) -> bool:
    """Return whether an answer is advice that a person reads, and so in a language."""
    return path.startswith("/v1/advice/") and "application/json" in response.get("content", {})


def _call_for_examples(described: Iterable[Any]) -> None:
    """Put in the examples that are functions: a fault in one of them must not keep the service from starting."""
    for part in described:
        for media in part.get("content", {}).values() if isinstance(part, dict) else ():
            if callable(media.get("example")):
                media["example"] = media["example"]()


def _add_header_parameters(operation: dict[str, Any], method: str, view: Any) -> None:
    parameters = operation.setdefault("parameters", [])
    if getattr(view, "forefoot_creates", False):
        key = {"type": "string", "minLength": 16, "maxLength": 255, "pattern": "^[ -~]+$"}
        parameters.append(_header("Idempotency-Key", "Makes sending again safe: one key, one effect.", key))
    if getattr(view, "forefoot_goes_on", False):
        wait = {"type": "string", "maxLength": PREFER_MAX_LENGTH, "example": "respond-async"}
        parameters.append(_header("Prefer", "`respond-async`: answer at once with 202 (RFC 7240).", wait))
    if "304" in {str(status) for status in operation.get("responses", {})}:
        parameters.append(_etags("If-None-Match", "The ETag you have; answers 304 if it is still current."))
    if method in ("patch", "delete"):
        parameters.append(_etags("If-Match", "The ETag you hold; answers 412 if it is stale."))
    if not parameters:
        del operation["parameters"]


def _etags(name: str, description: str) -> dict[str, Any]:
    return _header(name, description, {"type": "string", "maxLength": ETAGS_MAX_LENGTH})


def _header(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"in": "header", "name": name, "required": False, "description": description, "schema": schema}


def _problems_of(operation: dict[str, Any], method: str, path: str, view: Any) -> list[str]:
    codes = ["unknown_parameter", "address_too_long", "headers_too_large", "internal_error"]
    if view.forefoot_scope:
        codes += ["no_key", "invalid_key", "missing_scope", "too_many_requests", "unavailable"]
    if "{" in path or getattr(view, "forefoot_not_found", False):
        codes.append("not_found")
    if "requestBody" in operation:
        codes += ["malformed_json", "too_large", "wrong_content_type", "invalid_input"]
    if operation.get("parameters"):
        codes.append("invalid_input")
    if any(parameter.get("name") == "cursor" for parameter in operation.get("parameters", [])):
        codes.append("bad_cursor")
    if method in ("patch", "delete"):
        codes += ["stale", "read_only"]
    if method == "patch" or getattr(view, "forefoot_creates", False) or getattr(view, "forefoot_conflict", False):
        codes += ["conflict"]
    if getattr(view, "forefoot_creates", False):
        codes += ["in_flight", "key_reused"]
    return list(dict.fromkeys(codes))


def _title(code: str) -> str:
    return title_of(code, shipped_rulebook().wording)


def _answer_of(codes: list[str]) -> dict[str, Any]:
    if len(codes) == 1:
        return {"$ref": f"#/components/responses/{codes[0]}"}
    examples = {code: {"value": _example(code)} for code in codes}
    description = " Or: ".join(f"{_title(code)} (`{code}`)." for code in codes)
    return _with_headers(description, examples)


def _problem_response(code: str) -> dict[str, Any]:
    return _with_headers(f"{_title(code)} (`{code}`).", {code: {"value": _example(code)}})


def _with_headers(description: str, examples: dict[str, Any]) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        "description": description,
        "headers": _common_headers(limited=False),
        "content": {"application/problem+json": {"schema": schema, "examples": examples}},
    }


def _example(code: str) -> dict[str, Any]:
    return {
        "type": f"/problems/{code}",
        "title": _title(code),
        "status": STATUSES[code],
        "detail": help_of(code, shipped_rulebook().wording),
        "code": code,
        "instance": "urn:forefoot:request:4f0c2c1d9a5e4d57",
    }


def _common_headers(limited: bool) -> dict[str, Any]:
    names = ["Rulebook-Version", "X-Request-Id", *(("RateLimit", "RateLimit-Policy") if limited else ())]
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


_HEADERS = {
    "Content-Language": {
        "description": "The language of the sentences, the best of ours that `Accept-Language` asks for.",
        "schema": {"type": "string", "examples": ["en"]},
    },
    "Rulebook-Version": {
        "description": "The rulebook this answer was made with.",
        "schema": {"type": "string", "examples": ["1.0.0+ab12cd34"]},
    },
    "X-Request-Id": {"description": "Name it when you report a fault.", "schema": {"type": "string"}},
    "RateLimit": {
        "description": "What is left of the limit (structured field).",
        "schema": {"type": "string", "examples": ['"default";r=1199;t=60']},
    },
    "RateLimit-Policy": {
        "description": "The limit (structured field).",
        "schema": {"type": "string", "examples": ['"default";q=1200;w=60']},
    },
}

_DEPRECATION_HEADERS = {
    "Deprecation": {
        "description": "Since when something in this answer should no longer be used (RFC 9745).",
        "schema": {"type": "string", "examples": ["@1785542400"]},
    },
    "Sunset": {
        "description": "From when on it may be gone (RFC 8594).",
        "schema": {"type": "string", "examples": ["Mon, 01 Feb 2027 00:00:00 GMT"]},
    },
}

_PROBLEM = {
    "type": "object",
    "description": "RFC 9457 problem details.",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string"},
        "code": {"type": "string", "enum": sorted(STATUSES)},
        "instance": {"type": "string", "format": "uri"},
        "existing": {
            "type": "object",
            "description": "What has the name already, where you may see it.",
            "required": ["id", "href"],
            "properties": {"id": {"type": "string"}, "href": {"type": "string", "format": "uri-reference"}},
        },
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["detail", "code"],
                "properties": {
                    "pointer": {"type": "string", "description": "JSON Pointer to the field of the body."},
                    "parameter": {"type": "string", "description": "Name of the query parameter."},
                    "header": {"type": "string", "description": "Name of the header."},
                    "detail": {"type": "string"},
                    "code": {"type": "string"},
                },
            },
        },
    },
}
