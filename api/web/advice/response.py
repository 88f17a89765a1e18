"""What every advice answer has in common on its way out."""

from __future__ import annotations

from typing import Any

from flask import Response

from api.advice.core.answer import Answer
from api.advice.core.rules import Rulebook
from api.web.edge.json import json_response
from api.web.edge.parts import parts
from api.web.edge.visit import cite
from api.web.fields.encode import plain, served

EXAMPLE_VERSION = "1.0.0+ab12cd34"
"""Stands in the examples of the API description, which must not change with every word of the rulebook."""


def example_of(answer: Answer, book: Rulebook) -> dict[str, Any]:
    """Answer an advice as the API description shows it."""
    shown: dict[str, Any] = plain(served(answer, book))
    return shown | {"rulebook_version": EXAMPLE_VERSION}


def advice_response(answer: Answer) -> Response:
    """Answer an advice as JSON, and note the ids of the rules it cites (nothing else of it) for the log."""
    told = served(answer, parts().rulebook)
    cite(tuple(told["rules"]))
    return json_response(told)
