"""Instants as RFC 3339 writes them, always with their offset from UTC."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from marshmallow import fields

INSTANT = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})$"
_INSTANT = re.compile(INSTANT)


class StrictInstant(fields.DateTime):
    """A moment with its offset, such as 2026-09-01T18:30:00+02:00: a wall clock alone tells no moment."""

    default_error_messages = {  # noqa: RUF012 - marshmallow's own form
        "invalid": "Must be a moment with its offset, such as 2026-09-01T18:30:00+02:00."
    }

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> datetime:
        if not isinstance(value, str) or not _INSTANT.fullmatch(value):
            raise self.make_error("invalid", input=value)
        try:
            moment = datetime.fromisoformat(value)
            moment.astimezone(None)
        except (ValueError, OverflowError):
            raise self.make_error("invalid", input=value) from None
        return moment
