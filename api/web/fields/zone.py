"""Time zones by their names in the IANA data base."""

from __future__ import annotations

from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from marshmallow import ValidationError

from api.services.imports.choices import UNKNOWN_ZONE
from api.web.fields.strict import StrictString

LONGEST_ZONE = 64
ZONE_PATTERN = r"^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}$"
_FAULT = "Must be a time zone such as Europe/Berlin."


class ZoneNameField(StrictString):
    """The name of a time zone, as it is stored."""

    def __init__(self, description: str, **kwargs: Any) -> None:
        metadata = {"description": description, "pattern": ZONE_PATTERN, "format": "iana-time-zone"}
        super().__init__(min_length=1, max_length=LONGEST_ZONE, metadata=metadata, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        name = super()._deserialize(value, attr, data, **kwargs)
        if name not in _known_names():
            raise ValidationError(_FAULT)
        return name


class ZoneField(ZoneNameField):
    """A time zone by its name, or the word for one that nobody knows."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if value == UNKNOWN_ZONE:
            return value
        return ZoneInfo(super()._deserialize(value, attr, data, **kwargs))

    def _validate(self, value: Any) -> None:
        """Leave the length to the name, which was read."""


@cache
def _known_names() -> frozenset[str]:
    return frozenset(available_timezones())
