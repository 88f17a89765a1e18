"""The API description: what flask-smorest gathers from the views, finished so that it says all that is true.

Each operation gets its id, its security, the headers every answer carries and every error it can answer with.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from copy import deepcopy
from typing import Any

import flask_smorest
import yaml
from flask import Flask

from api.rulebook.load import shipped_rulebook
from api.web.edge.conditional import ETAGS_MAX_LENGTH
from api.web.edge.deprecation import deprecation_of_view
from api.web.edge.openapi_parts import HEADERS, PROBLEM
from api.web.edge.openapi_sharing import share
from api.web.edge.prefer import PREFER_MAX_LENGTH
from api.web.edge.problems import STATUSES, title_of
from api.web.edge.signed_addresses import addresses_as_they_are
from api.web.edge.uploads import ANY_VALUE
from api.web.fields.together import described

METHODS = ("get", "post", "put", "patch", "delete")
_MAX_PATH_PARAMETER = 100
UNITS = ("km", "mi", "m")

INFO = {
    "description": (
        "Shoes, pads, mileage and care advice for runners whose forefoot hurts. Every advice says why, names the rules "
        "behind it, and is advice, never a diagnosis. What it is meant for, what it rests on and what it must not be "
        "used for: [/docs/intended-use](/docs/intended-use).\n\n"
        "**Start.** Send `Authorization: Bearer <key>` with every request; on this page press Authorize first. One "
        "call for a kiosk: `POST /v1/advice/consultation`. For an app: `POST /v1/runners`, its pairs, its runs, then "
        "`GET /v1/pairs/{pair_id}/retirement`.\n\n"
        "**Fields.** What is left out or `null` is not known, and never means no. A distance is sent in one unit and "
        "comes back in three: km, miles of exactly 1609.344 m, metres. `text`, `summary` and `title` are for people; "
        "`code` and other words in lower case are stable, for machines. What is sent for advice is neither stored nor "
        "logged. Unknown input fields are refused by name; ignore output fields you do not know: they may "
        "be added at any time. Examples are real answers whose lists are cut.\n\n"
        "**Size.** An answer brings what a screen needs; `?include=reasons,rules,drawn_from` or `all` brings the rest. "
        "Answers over 1 KB are compressed for a client that takes gzip. An address that ends in `.svg`, `.png`, `.pdf` "
        "or `.ics` answers that, whatever `Accept` asks for.\n\n"
        "**Headers.** Every answer has `X-Request-Id` and `Rulebook-Version`, sentences have `Content-Language`, and "
        "with a key come `RateLimit` and `RateLimit-Policy`. Lists go on at `next_cursor` and in `Link`.\n\n"
        "**Errors.** One shape, `application/problem+json`, in the language of `Accept-Language`. Switch on `code`; "
        "each entry of `errors[]` names its field. Send again after `Retry-After` on 429 and 503. A POST that creates "
        "is safe to send again with the same `Idempotency-Key`."
    ),
    "contact": {"name": "The maintainers of Forefoot"},
    "license": {"name": "MIT", "identifier": "MIT"},
}


class Api(flask_smorest.Api):  # type: ignore[misc]
    """flask-smorest without its own error body and default response."""

    DEFAULT_ERROR_RESPONSE_NAME = None

    def _register_error_handlers(self) -> None:
        """Leave errors to ``api.web.edge.errors``."""


def new_api(app: Flask, version: str, messages: dict[str, Any]) -> Api:
    """Return the Api that gathers the description of ``app``; ``messages`` are what the service sends by itself."""
    app.config.update(API_TITLE="Forefoot", API_VERSION=version, OPENAPI_VERSION="3.1.0")
    return Api(app, spec_kwargs={"info": INFO, "webhooks": messages})


def finished_spec(app: Flask, api: Api) -> dict[str, Any]:
    """Return the whole OpenAPI 3.1 document of the app as plain data."""
    # What flask-smorest gathered stays as it is: finishing twice must give the same document.
    spec: dict[str, Any] = deepcopy(api.spec.to_dict())
    spec["servers"] = [{"url": "/"}]
    spec["security"] = [{"apiKey": []}]
    components = spec.setdefault("components", {})
    components["securitySchemes"] = {
        "apiKey": {"type": "http", "scheme": "bearer", "description": "An API key of an account."},
        "signedAddress": {
            "type": "apiKey",
            "in": "query",
            "name": "signature",
            "description": "Pictures, calendars and paper that an answer names open for a day, without a key.",
        },
    }
    components.setdefault("schemas", {}).update(Problem=PROBLEM, AnyValue=ANY_VALUE)
    _ask_for_one_unit(components["schemas"].values())
    for key, name in api.ma_plugin.converter.refs.items():
        components["schemas"][name] |= described(getattr(key[0], "refused", ()))
    components["responses"] = {ANY_PROBLEM: _any_problem()}
    components["headers"] = deepcopy(HEADERS)
    for path, item in spec["paths"].items():
        _bound_path_parameters(item)
        for method in METHODS:
            if method in item:
                view = app.view_functions[_endpoint(app, path, method)]
                _finish_operation(item[method], method, path, view, components["responses"])
    share(spec)
    return spec


def _ask_for_one_unit(schemas: Iterable[dict[str, Any]]) -> None:
    """Say of every distance that is sent that it stands in one unit: no makers of clients look beside a reference."""
    for schema in schemas:
        if schema.get("properties", {}).keys() == set(UNITS) and schema.get("additionalProperties") is False:
            schema |= {"minProperties": 1, "maxProperties": 1}


# libyaml writes the same text as the slow dumper, ten times as fast, where it is there.
_FastDumper: type[yaml.SafeDumper] = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


_LIKE_A_NUMBER = re.compile(r"[-+]?[0-9.]+([eE][-+]?[0-9]+)?|0[ox][0-9a-fA-F]+")
_INDENTED = re.compile(r"^( +)", re.MULTILINE)
_LINE = 3_000
_LINE_OF_FIELDS = 1_600


class _SafeDumper(_FastDumper):  # type: ignore[misc, valid-type]
    """Writes everything out: an alias is hard to read, and not every reader of OpenAPI knows one.

    What fits on a line stands on one, and so does a list; of many fields of an object each stands on its own.
    """

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def represent_scalar(self, tag: str, value: str, style: str | None = None) -> yaml.ScalarNode:
        """Quote digits: YAML 1.2 reads numbers where 1.1 reads words."""
        like_a_number = tag.endswith(":str") and _LIKE_A_NUMBER.fullmatch(value)
        node: yaml.ScalarNode = super().represent_scalar(tag, value, "'" if like_a_number else style)
        return node

    def represent_number(self, value: float) -> yaml.ScalarNode:
        """Write 100 for 100.0: JSON knows one kind of number."""
        whole = value.is_integer()
        node: yaml.ScalarNode = self.represent_int(int(value)) if whole else self.represent_float(value)
        return node

    def represent_mapping(self, tag: str, mapping: Any, flow_style: bool | None = None) -> yaml.MappingNode:
        node: yaml.MappingNode = super().represent_mapping(tag, mapping, flow_style)
        for key, value in node.value:
            if key.value == "properties" and _length(value) > _LINE_OF_FIELDS:
                value.flow_style = False
        node.flow_style = _length(node) <= _LINE
        return node

    def represent_sequence(self, tag: str, sequence: Any, flow_style: bool | None = None) -> yaml.SequenceNode:
        node: yaml.SequenceNode = super().represent_sequence(tag, sequence, True)
        return node


_SafeDumper.add_representer(float, _SafeDumper.represent_number)


def _length(node: yaml.CollectionNode) -> int:
    """Return how many characters a node takes on one line."""
    parts = node.value if isinstance(node, yaml.SequenceNode) else [part for pair in node.value for part in pair]
    return sum(map(_width, parts)) + 2


def _width(node: yaml.Node) -> int:
    """Return the same of a part; one that stands on several lines is wider than any line."""
    if isinstance(node, yaml.CollectionNode):
        return _length(node) if node.flow_style else _LINE + 1
    return len(node.value) + 2


def as_yaml(spec: dict[str, Any]) -> str:
    """Return the document as YAML, keys in the order they were made, a field on a line, each level one blank deeper."""
    text = str(yaml.dump(spec, Dumper=_SafeDumper, sort_keys=False, allow_unicode=True, width=_LINE * 10))
    return _INDENTED.sub(lambda blanks: " " * (len(blanks[1]) // 2), text)


def _endpoint(app: Flask, path: str, method: str) -> str:
    for rule in app.url_map.iter_rules():
        plain = str(rule)
        for argument in rule.arguments:
            plain = plain.replace(f"<{argument}>", "{" + argument + "}")
        if plain == path and method.upper() in (rule.methods or ()):
            return str(rule.endpoint)
    raise LookupError(path)


_IDS_OF_ALL = {"exercise_id": "wall_calf_stretch", "rule_id": "PAD-02"}
"""Ids that no account has made: an example of them can be called."""


def _bound_path_parameters(item: dict[str, Any]) -> None:
    for parameter in item.get("parameters", []):
        if parameter["in"] == "path":
            parameter["schema"] = {"type": "string", "minLength": 1, "maxLength": _MAX_PATH_PARAMETER}
            if parameter["name"] in _IDS_OF_ALL:
                parameter["example"] = _IDS_OF_ALL[parameter["name"]]


def _finish_operation(operation: dict[str, Any], method: str, path: str, view: Any, problems: dict[str, Any]) -> None:
    scope = view.forefoot_scope
    operation["operationId"] = view.__name__.removesuffix("_view")
    if getattr(view, "forefoot_signed", False):
        operation["security"] = [{"apiKey": []}, {"signedAddress": []}]
    if not scope:
        operation["security"] = []
    else:
        operation["description"] = f"{_flowing(operation.get('description', ''))} Scope: `{scope}`.".strip()
    if getattr(view, "forefoot_deprecated_route", None):
        operation["deprecated"] = True
    _add_header_parameters(operation, method, view)
    responses = operation.setdefault("responses", {})
    for status in [status for status in responses if str(status)[0] in "45"]:
        del responses[status]
    _call_for_examples([operation.get("requestBody", {}), *responses.values()])
    _add_headers(responses.values(), deprecated=bool(deprecation_of_view(view)))
    if getattr(view, "forefoot_links", None):
        responses["201"]["links"] = view.forefoot_links
    by_status: dict[int, list[str]] = {}
    for code in _problems_of(operation, method, path, view) or ["invalid_key"]:
        by_status.setdefault(STATUSES[code], []).append(code)
    for status, codes in by_status.items():
        responses[str(status)] = {"$ref": f"#/components/responses/{_problem_named(codes, problems)}"}
    operation["responses"] = {str(status): responses[status] for status in sorted(responses, key=str)}
    operation["responses"]["default"] = {"$ref": f"#/components/responses/{ANY_PROBLEM}"}


def _flowing(text: str) -> str:
    """Return a description with each paragraph on one line, as Markdown reads it anyway."""
    return _WITHIN_PARAGRAPH.sub(" ", text)


_WITHIN_PARAGRAPH = re.compile(r"(?<!\n)\n(?![\n\s*|-])")


def _add_headers(responses: Iterable[Any], *, deprecated: bool) -> None:
    for response in responses:
        if deprecated and isinstance(response, dict) and "$ref" not in response:
            response.setdefault("headers", {}).update(_headers_named(_DEPRECATION))


_SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 360 448" role="img">...</svg>'


def _call_for_examples(described: Iterable[Any]) -> None:
    """Put in the examples that are functions: a fault in one of them must not keep the service from starting."""
    for part in (one for one in described if isinstance(one, dict)):
        for media in part.get("content", {}).values():
            if callable(media.get("example")):
                with addresses_as_they_are():
                    media["example"] = media["example"]()
        if svg := part.get("content", {}).get("image/svg+xml"):
            svg["example"] = _SVG


def _add_header_parameters(operation: dict[str, Any], method: str, view: Any) -> None:
    parameters = operation.setdefault("parameters", [])
    for parameter in parameters:
        if parameter.get("required") is False:
            del parameter["required"]  # as every parameter is that does not say so
    if getattr(view, "forefoot_creates", False):
        key = {"type": "string", "minLength": 16, "maxLength": 255, "pattern": "^[ -~]+$"}
        parameters.append(
            _header(
                "Idempotency-Key",
                "Makes sending again safe: one key, one effect. A repeated answer has `Idempotency-Replayed`.",
                key,
            )
        )
    if getattr(view, "forefoot_goes_on", False):
        wait = {"type": "string", "maxLength": PREFER_MAX_LENGTH, "example": "respond-async"}
        parameters.append(_header("Prefer", "`respond-async`: answer at once with 202 (RFC 7240).", wait))
    if "304" in {str(status) for status in operation.get("responses", {})}:
        parameters.append(_etags("If-None-Match", "The ETag you have; answers 304 if it is still current."))
    if method in ("patch", "put", "delete") and not getattr(view, "forefoot_unconditional", False):
        parameters.append(_etags("If-Match", "The ETag you hold; answers 412 if it is stale."))
    if not parameters:
        del operation["parameters"]


def _etags(name: str, description: str) -> dict[str, Any]:
    return _header(name, description, {"type": "string", "maxLength": ETAGS_MAX_LENGTH})


def _header(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"in": "header", "name": name, "description": description, "schema": schema}


def _problems_of(operation: dict[str, Any], method: str, path: str, view: Any) -> list[str]:
    codes = []
    if "{" in path or getattr(view, "forefoot_not_found", False):
        codes.append("not_found")
    if "requestBody" in operation:
        codes.append("invalid_input")
    if operation.get("parameters"):
        codes.append("invalid_input")
    if method in ("patch", "put", "delete"):
        codes.append("stale")
    if method == "patch" or getattr(view, "forefoot_creates", False) or getattr(view, "forefoot_conflict", False):
        codes.append("conflict")
    if getattr(view, "forefoot_creates", False):
        codes += ["in_flight", "key_reused"]
    return list(dict.fromkeys(codes))


def _title(code: str) -> str:
    return title_of(code, shipped_rulebook().wording)


def _problem_named(codes: list[str], problems: dict[str, Any]) -> str:
    """Return the name of the response that answers one of ``codes``: its last code, all where that name is taken."""
    response = _problem_response(" Or: ".join(f"{_title(code)} (`{code}`)." for code in codes))
    name = codes[-1] if problems.get(codes[-1], response) == response else "_or_".join(codes)
    problems[name] = response
    return name


def _any_problem() -> dict[str, Any]:
    codes = ", ".join(f"{STATUSES[code]} `{code}`" for code in WITH_ANY_OPERATION)
    response = _problem_response(f"What any operation can answer: {codes}. The `code` says which.")
    return response | {"headers": _headers_named(["Retry-After", *OF_EVERY_ANSWER])}


def _problem_response(description: str) -> dict[str, Any]:
    return {
        "description": description,
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _headers_named(names: Iterable[str]) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


WITH_ANY_OPERATION = (
    "malformed_json",
    "unknown_parameter",
    "bad_cursor",
    "no_key",
    "invalid_key",
    "missing_scope",
    "read_only",
    "invalid_link",
    "method_not_allowed",
    "too_slow",
    "too_large",
    "address_too_long",
    "wrong_content_type",
    "too_many_requests",
    "headers_too_large",
    "internal_error",
    "unavailable",
)
"""Problems that do not depend on what is asked."""

ANY_PROBLEM = "problem"

OF_EVERY_ANSWER = ("Rulebook-Version", "X-Request-Id", "Content-Language", "RateLimit", "RateLimit-Policy")
_DEPRECATION = ("Deprecation", "Sunset")
