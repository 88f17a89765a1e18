"""What an answer carries besides what its reader needs now: ``?include=reasons,rules``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.advice.core.describe import INCLUDES
from api.web.edge.visit import visit
from api.web.fields.query import QueryWords
from api.web.fields.strict import RequestSchema


class IncludeQuery(RequestSchema):
    """What an answer carries besides what its reader needs now."""

    include = QueryWords(
        INCLUDES,
        metadata={
            "description": "What to answer besides, with commas between: `reasons`, the cards of the `rules` cited, "
            "the facts that a picture is `drawn_from`, or `all`.",
            "example": "reasons,rules",
        },
    )


def include_as(query: Mapping[str, Any]) -> None:
    """Let the answer to this request carry what its query asks for."""
    words = query.get("include")
    visit().include = frozenset(words.split(",")) if words else frozenset()
