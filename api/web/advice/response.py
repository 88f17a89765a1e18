"""What every advice answer has in common on its way out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from flask import Response

from api.advice.core.answer import DISCLAIMER_RULE, Answer
from api.advice.core.describe import ALONE
from api.advice.core.rules import Rulebook
from api.web.edge.context import cite, parts, say_language, visit
from api.web.edge.json import dumps, json_response, plain, served

EXAMPLE_VERSION = "1.0.0+ab12cd34"
"""Stands in the examples of the API description, which must not change with every word of the rulebook."""


BRIEF: frozenset[str] = frozenset()
"""What is included where nothing is asked for."""


def example_of(answer: Answer, book: Rulebook, *, alone: bool = True) -> dict[str, Any]:
    """Return an advice as the API description shows it: what comes where nothing is asked for."""
    include = BRIEF | {ALONE} if alone else BRIEF
    shown: dict[str, Any] = plain(served(answer, book, include), include)
    return shown | {"rulebook_version": EXAMPLE_VERSION}


def advice_response(answer: Answer, *, alone: bool = True) -> Response:
    """Return an advice as JSON, and note the ids of the rules it cites (nothing else of it) for the log.

    ``alone``: it is a topic's own advice, and no consultation, which is briefer.
    """
    book, include = parts().rulebook, visit().include | ({ALONE} if alone else BRIEF)
    cite((*answer.cited(), DISCLAIMER_RULE))
    return say_language(json_response(dumps(served(answer, book, include), include)), book.wording.language)


def query_of(values: Mapping[str, object]) -> str:
    """Return facts as the query of an address; what is ``None`` is left out, lists are joined with commas."""
    return urlencode({name: _query_value(value) for name, value in values.items() if value is not None}, safe=",")


def _query_value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return ",".join(map(str, value))
    return f"{value:.10g}" if isinstance(value, float) else str(value)
