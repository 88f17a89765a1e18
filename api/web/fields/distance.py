"""Distances: in, exactly one of kilometres, miles and metres; out, all three."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields

from api.advice.core.distance import Distance
from api.web.fields.strict import RequestSchema, ResponseSchema, StrictNumber

MOST_KM = 100_000
MOST_MI = 62_000
MOST_M = 100_000_000


class DistanceInSchema(RequestSchema):
    """A distance in one unit."""

    km = StrictNumber(low=0, high=MOST_KM)
    mi = StrictNumber(low=0, high=MOST_MI)
    m = StrictNumber(low=0, high=MOST_M)


class LimitInSchema(RequestSchema):
    """A distance of one kilometre or more, in one unit."""

    km = StrictNumber(low=1, high=MOST_KM)
    mi = StrictNumber(low=1, high=MOST_MI)
    m = StrictNumber(low=1000, high=MOST_M)


class DistanceSchema(ResponseSchema):
    """A distance in every unit. What a client sent comes back unchanged in its own."""

    km = fields.Float(required=True, metadata={"minimum": 0})
    mi = fields.Float(required=True, metadata={"minimum": 0})
    m = fields.Float(required=True, metadata={"minimum": 0})


class DistanceField(fields.Nested):
    """An object with exactly one of ``km``, ``mi`` and ``m``, read into a ``Distance``."""

    default_error_messages = {  # noqa: RUF012 - marshmallow's own form
        "one_unit": "Give exactly one of km, mi and m.",
    }

    def __init__(self, description: str, schema: type[RequestSchema] = DistanceInSchema, **kwargs: Any) -> None:
        super().__init__(schema, metadata={"description": description}, **kwargs)

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, partial: Any = None, **kwargs: Any
    ) -> Distance:
        if not isinstance(value, Mapping):
            raise ValidationError('Must be a JSON object such as {"km": 8.5}.')
        units = self.schema.load_fields
        unknown = {name: [self.schema.error_messages["unknown"]] for name in value if name not in units}
        if unknown:
            raise ValidationError(unknown)
        if len(value) != 1:
            raise self.make_error("one_unit", input=value)
        ((unit, number),) = value.items()
        try:
            size: Any = units[unit].deserialize(number)
        except ValidationError as error:
            raise ValidationError({unit: error.messages}) from error
        return Distance.of(size, unit)
