"""Days as ISO 8601 writes them: 2026-09-01 and nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from marshmallow import fields

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class StrictDate(fields.Date):
    """A day of the calendar, year, month and day with hyphens; no time, no week, no other order."""

    default_error_messages = {"invalid": "Must be a day such as 2026-09-01."}  # noqa: RUF012 - marshmallow's own form

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> date:
        if not isinstance(value, str) or not _DAY.fullmatch(value):
            raise self.make_error("invalid", input=value)
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise self.make_error("invalid", input=value) from None
