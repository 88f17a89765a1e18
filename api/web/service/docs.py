"""The API page, which works with no internet, the description it shows, and a page for every kind of problem."""

from __future__ import annotations

from functools import cache
from html import escape
from pathlib import Path

import flask_swagger_ui
import orjson
from flask import Blueprint, Response, current_app, redirect, send_from_directory

from api.web.edge.auth import public
from api.web.edge.conditional import PUBLIC
from api.web.edge.context import language, rulebook
from api.web.edge.errors import Problem, problem_body
from api.web.edge.openapi import as_yaml, finished_spec
from api.web.edge.problems import STATUSES, help_of, title_of

blueprint = Blueprint("docs", __name__)

_ASSETS = Path(flask_swagger_ui.__file__).parent / "dist"
_SERVED_ASSETS = frozenset(
    {"swagger-ui.css", "index.css", "swagger-ui-bundle.js", "favicon-16x16.png", "favicon-32x32.png"}
)
_OWN_ASSETS = frozenset({"docs.js", "docs.css"})
_STATIC = Path(__file__).parent / "static"

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)


@blueprint.get("/docs")
@public
def docs_page() -> Response:
    """Show every operation, to read and to try."""
    return _page((_STATIC / "docs.html").read_text(encoding="utf-8"))


@blueprint.get("/docs/")
@public
def docs_folder() -> Response:
    """Lead to the page: its files are named beside it."""
    answer = redirect("/docs", 308)
    answer.headers["Cache-Control"] = PUBLIC
    return answer  # type: ignore[return-value]


@blueprint.get("/docs/<name>")
@public
def docs_asset(name: str) -> Response:
    """Serve the files of the API page."""
    if name in _OWN_ASSETS:
        return send_from_directory(_STATIC, name, max_age=3600)
    if name not in _SERVED_ASSETS:
        raise Problem("no_such_page")
    return send_from_directory(_ASSETS, name, max_age=3600)


@blueprint.get("/openapi.yaml")
@public
def openapi_yaml() -> Response:
    """Serve the API description as YAML: byte for byte the committed file."""
    return Response(_documents()[0], content_type="application/yaml", headers={"Cache-Control": PUBLIC})


@blueprint.get("/openapi.json")
@public
def openapi_json() -> Response:
    """Serve the API description as JSON."""
    return Response(_documents()[1], content_type="application/json", headers={"Cache-Control": PUBLIC})


@blueprint.get("/problems/<code>")
@public
def problem_page(code: str) -> Response:
    """Explain one kind of problem: the page behind the ``type`` of every error."""
    if code not in STATUSES:
        raise Problem("no_such_page")
    return _page(_problem_html(code))


def _documents() -> tuple[bytes, bytes]:
    return _rendered(current_app._get_current_object())  # type: ignore[attr-defined]


@cache
def _rendered(app: object) -> tuple[bytes, bytes]:
    api = app.extensions["forefoot-api"]  # type: ignore[attr-defined]
    spec = finished_spec(app, api)  # type: ignore[arg-type]
    return as_yaml(spec).encode(), orjson.dumps(spec)


def _page(html: str) -> Response:
    return Response(
        html,
        content_type="text/html; charset=utf-8",
        headers={"Content-Security-Policy": PAGE_POLICY, "Cache-Control": PUBLIC},
    )


def _problem_html(code: str) -> str:
    wording = rulebook().wording
    title = escape(title_of(code, wording))
    return (
        f"<!doctype html><html lang='{language()}'><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        f"<title>{title}</title>"
        "<style>body{font:1.1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem}</style>"
        "<style>pre{padding:.8rem;overflow:auto;background:#f2f2f2;color:#111}</style>"
        f"<h1>{title}</h1><p>{escape(help_of(code, wording))}</p><pre>{escape(_example_of(code))}</pre>"
        f"<p>HTTP status {STATUSES[code]}, code <code>{code}</code>. "
        "<a href='/docs'>All operations</a></p></html>"
    )


def _example_of(code: str) -> str:
    """Return the problem as an answer holds it, for people to read."""
    errors = [{"pointer": "/symptoms/pain_level", "detail": "Must be a whole number.", "code": "invalid"}]
    body = problem_body(Problem(code, errors=errors if code == "invalid_input" else ()), None)
    return orjson.dumps(body, option=orjson.OPT_INDENT_2).decode()
