"""What every advice answer has in common on its way out."""

from __future__ import annotations

from flask import Response

from api.advice.answer import Answer
from api.web.json import json_response
from api.web.parts import parts
from api.web.visit import cite


def advice_response(answer: Answer) -> Response:
    """Answer an advice as JSON, and note the ids of the rules it cites (nothing else of it) for the log."""
    cite(answer.cited())
    return json_response(answer.as_dict(parts().rulebook))
