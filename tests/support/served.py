"""An advice as it is served, for tests that look at what a client gets."""

from __future__ import annotations

from typing import Any

from api.advice.core.answer import Answer
from api.advice.core.rules import Rulebook
from api.web.edge.response import plain, served


def shown(answer: Answer, book: Rulebook) -> dict[str, Any]:
    """Return the whole advice as a client reads it."""
    body: dict[str, Any] = plain(served(answer, book))
    return body
