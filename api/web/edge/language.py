"""The language of an answer: the best of ours that ``Accept-Language`` asks for, English where nothing fits."""

from __future__ import annotations

from flask import Response, has_request_context, request

from api.advice.core.rules import Rulebook
from api.rulebook.load import ENGLISH, shipped_languages, shipped_rulebook

LANGUAGES = shipped_languages()


def language() -> str:
    """Return the language of the request that is being served; English outside one."""
    if not has_request_context():
        return ENGLISH
    # werkzeug falls back to main languages by itself: de-AT is German.
    return request.accept_languages.best_match(LANGUAGES) or ENGLISH


def rulebook() -> Rulebook:
    """Return the rulebook in the language of the request."""
    return shipped_rulebook(language())


def say_language(response: Response, spoken: str) -> Response:
    """Name the language of an answer that a person reads; other languages are other answers of the same address."""
    response.headers["Content-Language"] = spoken
    response.vary.add("Accept-Language")
    return response
