"""The page on the intended use: one text in the wording files, as a page of the service and as Markdown in docs/."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from html import escape

from flask import Blueprint, Response

from api.advice.core.wording import Wording
from api.web.edge.auth import public
from api.web.edge.conditional import PUBLIC
from api.web.edge.context import rulebook
from api.web.service.docs import PAGE_POLICY

blueprint = Blueprint("intended_use", __name__)

SECTIONS = ("for_whom", "for_what", "not_for", "rests_on", "weak", "review", "kept")
LINE = 120

_STYLE = "body{font:1.1rem/1.5 system-ui,sans-serif;max-width:45rem;margin:3rem auto;padding:0 1rem}li{margin:.4rem 0}"


@blueprint.get("/docs/intended-use")
@public
def intended_use_page() -> Response:
    """Show for whom and for what the service is meant, what it rests on, and what it must not be used for."""
    wording = rulebook().wording
    return Response(
        _html(wording),
        content_type="text/html; charset=utf-8",
        headers={"Content-Security-Policy": PAGE_POLICY, "Cache-Control": PUBLIC},
    )


def as_markdown(wording: Wording) -> str:
    """Return the page as the repository holds it."""
    lines = [f"# {wording.text('intended_use.title')}", "", *textwrap.wrap(wording.text("intended_use.lead"), LINE)]
    for heading, points in _sections(wording):
        lines += ["", f"## {heading}"]
        for point in points:
            lines += textwrap.wrap(f"- {point}", LINE, subsequent_indent="  ")
    return "\n".join(lines) + "\n"


def _sections(wording: Wording) -> Iterator[tuple[str, list[str]]]:
    for section in SECTIONS:
        prefix = f"intended_use.{section}"
        yield wording.text(prefix), [wording.text(key) for key in wording.keys(f"{prefix}.")]


def _html(wording: Wording) -> str:
    title = escape(wording.text("intended_use.title"))
    sections = "".join(
        f"<h2>{escape(heading)}</h2><ul>{''.join(f'<li>{_with_code(point)}</li>' for point in points)}</ul>"
        for heading, points in _sections(wording)
    )
    return (
        f"<!doctype html><html lang='{wording.language}'><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        f"<title>{title}</title><style>{_STYLE}</style>"
        f"<h1>{title}</h1><p>{escape(wording.text('intended_use.lead'))}</p>{sections}</html>"
    )


def _with_code(text: str) -> str:
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))
