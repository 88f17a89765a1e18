"""Parts of the API description that no view says: the headers of answers, and the one shape of problems."""

from __future__ import annotations

from typing import Any

from api.web.edge.problems import STATUSES

HEADERS: dict[str, Any] = {
    "Retry-After": {
        "description": "How many seconds to wait, with 429 and 503.",
        "schema": {"type": "string", "examples": ["7"]},
    },
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
    "Deprecation": {
        "description": "Since when something in this answer should no longer be used (RFC 9745).",
        "schema": {"type": "string", "examples": ["@1785542400"]},
    },
    "Sunset": {
        "description": "From when on it may be gone (RFC 8594).",
        "schema": {"type": "string", "examples": ["Mon, 01 Feb 2027 00:00:00 GMT"]},
    },
}

PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "RFC 9457 problem details; a page at `type` explains each kind.",
    "examples": [
        {
            "type": "/problems/invalid_input",
            "title": "The input is not valid",
            "status": 422,
            "detail": "/symptoms/pain_level: Must be a whole number.",
            "code": "invalid_input",
            "instance": "urn:forefoot:request:4f0c2c1d9a5e4d57",
            "errors": [{"pointer": "/symptoms/pain_level", "detail": "Must be a whole number.", "code": "invalid"}],
        }
    ],
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
