"""Query parameters: numbers and flags have one plain spelling each; nothing is guessed from text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from marshmallow import fields, validate

from api.pictures.drawing.png import WIDTH, WIDTHS

PNG_TYPE = "image/png"
PNG_SCHEMA = {"type": "string", "format": "binary"}

_NUMBER = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,40})?([eE][-+]?[0-9]{1,3})?")
_FLAGS = {"true": True, "false": False}


class QueryNumber(fields.Float):
    """A number from ``low`` to ``high``, both allowed, written as in JSON: ``8``, ``7.5``, ``-0.5``."""

    default_error_messages = {"invalid": "Must be a number such as 8 or 7.5."}  # noqa: RUF012 - marshmallow's own form

    def __init__(self, *, low: float, high: float, **kwargs: Any) -> None:
        super().__init__(validate=validate.Range(low, high), **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> float:
        if not isinstance(value, str) or not _NUMBER.fullmatch(value):
            raise self.make_error("invalid", input=value)
        return float(value)


def width_px() -> QueryNumber:
    """Return the field that says how wide a picture in pixels is to be."""
    metadata = {"description": "How many pixels wide; the height follows."}
    return QueryNumber(low=WIDTHS[0], high=WIDTHS[1], load_default=WIDTH, metadata=metadata)


class QueryFlag(fields.Boolean):
    """``true`` or ``false``."""

    default_error_messages = {"invalid": "Must be true or false."}  # noqa: RUF012

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> bool:
        try:
            return _FLAGS[value]
        except (KeyError, TypeError):
            raise self.make_error("invalid", input=value) from None


class QueryWords(fields.String):
    """Words of a closed list with commas between them, each once."""

    default_error_messages = {"choice": "Must be some of: {choices}, with commas between them."}  # noqa: RUF012

    def __init__(self, choices: tuple[str, ...], **kwargs: Any) -> None:
        self._choices = choices
        longest = sum(map(len, choices)) + len(choices)
        one = "|".join(choices)
        metadata = {"pattern": f"^({one})(,({one}))*$", **(kwargs.pop("metadata", None) or {})}
        super().__init__(validate=validate.Length(max=longest), metadata=metadata, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        words = str(value).split(",")
        if any(word not in self._choices for word in words):
            raise self.make_error("choice", choices=", ".join(self._choices))
        return str(value)
