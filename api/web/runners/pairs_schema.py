"""Pairs of shoes of a runner: as they are sent and as they are shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from api.advice.core.running import ROLES
from api.advice.retirement.request import FEELS, FOAMS, KINDS, Inspection, WornPair
from api.web.catalogue.shoes_schema import CURRENCY, CURRENCY_FAULT, MOST_PRICE
from api.web.fields import pair  # noqa: F401 - brings the limit of a pair
from api.web.fields.derive import part_schema, request_fields
from api.web.fields.distance import DistanceField, DistanceSchema, LimitInSchema
from api.web.fields.feet import SizeSchema
from api.web.fields.strict import (
    RequestSchema,
    ResponseSchema,
    StrictChoice,
    StrictDate,
    StrictList,
    StrictNumber,
    StrictString,
    one_line,
)
from api.web.fields.together import alone, none_of, price_and_currency
from api.web.runners.runners_schema import SizePatchSchema

_NOT_KNOWN = "`null`: not known, and then no answer calls the pair good."
_OF_ADVICE = request_fields(WornPair)
"""Fields of a pair as the advice takes them."""


def _word(choices: tuple[str, ...], description: str) -> StrictChoice:
    return StrictChoice(choices, allow_none=True, metadata={"description": description})


class PairFields(RequestSchema):
    """The facts of a pair."""

    shoe_id = StrictString(
        min_length=1, max_length=80, allow_none=True, metadata={"description": "A shoe of the catalogue."}
    )
    description = one_line(
        200, "What shoe it is, in your own words, where the catalogue does not have it.", allow_none=True
    )
    nickname = one_line(80, "What the runner calls the pair.", allow_none=True)
    external_ref = one_line(
        120,
        "Your own id of it, such as the gear id of an app; no two pairs of a runner have it.",
        allow_none=True,
    )
    size = fields.Nested(SizeSchema, allow_none=True)
    foam = _word(FOAMS, "The foam of the midsole, where the catalogue does not tell.")
    kind = _word(KINDS, "What the pair is made for, where the catalogue does not tell.")
    started_on = StrictDate(allow_none=True, metadata={"description": "The first day in use."})
    starting_distance = DistanceField(
        f"What the pair had run before its runs were logged here; nothing if left out. {_NOT_KNOWN}", allow_none=True
    )
    limit = DistanceField("The runner's own limit for this pair.", LimitInSchema, allow_none=True)
    limit_age_months = _OF_ADVICE["limit_age_months"]
    limit_hours = _OF_ADVICE["limit_hours"]
    roles = StrictList(
        StrictChoice(ROLES),
        max_length=len(ROLES),
        allow_none=True,
        metadata={"uniqueItems": True, "description": "What the pair is used for."},
    )
    default_for = StrictList(
        StrictChoice(ROLES),
        max_length=len(ROLES),
        allow_none=True,
        metadata={
            "uniqueItems": True,
            "description": "The kinds of run for which it is the runner's usual pair; `everyday` is any other run. "
            "Another pair that was the usual one for a kind is so no longer.",
        },
    )
    price = StrictNumber(low=0, high=MOST_PRICE, allow_none=True, metadata={"description": "In `currency`."})
    currency = StrictString(max_length=3, allow_none=True, validate=validate.Regexp(CURRENCY, error=CURRENCY_FAULT))
    feel = _word(FEELS, "How the foam felt at the last look.")
    inspection = fields.Nested(part_schema(Inspection), allow_none=True)
    retired_on = StrictDate(
        allow_none=True,
        metadata={"description": "The last day in use: no run after it counts. `null` brings the pair back."},
    )
    retired_reason = one_line(200, "Why it was retired, in words.", allow_none=True)


class PairRequestSchema(PairFields):
    """A pair: a shoe of the catalogue (``shoe_id``) or a ``description``."""

    replaces = StrictString(
        min_length=1,
        max_length=40,
        allow_none=True,
        metadata={
            "description": "The pair of the runner whose place it takes: it takes over roles, `default_for`, size and "
            "limits as far as they are not sent."
        },
    )

    refused = (none_of("shoe_id", "description"), *price_and_currency(), alone("retired_reason", "retired_on"))

    @validates_schema(skip_on_field_errors=False)
    def _is_some_shoe(self, data: Mapping[str, Any], **_: Any) -> None:
        if data.get("shoe_id") is None and data.get("description") is None:
            raise ValidationError("Needed, unless a shoe_id is given.", "description")

    @validates_schema(skip_on_field_errors=False)
    def _fields_agree(self, data: Mapping[str, Any], **_: Any) -> None:
        for one, other in (("price", "currency"), ("currency", "price"), ("retired_reason", "retired_on")):
            if data.get(one) is not None and data.get(other) is None:
                raise ValidationError(f"Needed beside {one}.", other)
        started, retired = data.get("started_on"), data.get("retired_on")
        if started is not None and retired is not None and retired < started:
            raise ValidationError("Lies before started_on.", "retired_on")
        for name in ("roles", "default_for"):
            words = data.get(name) or []
            if len(set(words)) < len(words):
                raise ValidationError("Holds an entry twice.", name)


class PairPatchSchema(PairFields):
    """A merge patch to a pair: absent leaves, ``null`` removes. A distance is replaced whole."""

    size = fields.Nested(SizePatchSchema, allow_none=True)


class CostSchema(ResponseSchema):
    """What something has cost so far for what it has run."""

    per_km = fields.Float(required=True)
    per_mi = fields.Float(required=True)
    currency = fields.String(required=True)


class PairSchema(ResponseSchema):
    """A pair with its distances."""

    id = fields.String(required=True)
    runner_id = fields.String(required=True)
    name = fields.String(required=True, metadata={"description": "Nickname, description or name of the shoe."})
    shoe_id = fields.String(required=True, allow_none=True)
    shoe_name = fields.String(required=True, allow_none=True)
    replaces = fields.String(required=True, allow_none=True)
    description = fields.String(required=True, allow_none=True)
    nickname = fields.String(required=True, allow_none=True)
    external_ref = fields.String(required=True, allow_none=True)
    size = fields.Nested(SizeSchema, required=True, allow_none=True)
    foam = fields.String(required=True, allow_none=True)
    kind = fields.String(required=True, allow_none=True)
    started_on = fields.Date(required=True, allow_none=True)
    starting_distance = fields.Nested(DistanceSchema, required=True, allow_none=True)
    recorded_distance = fields.Nested(
        DistanceSchema, required=True, metadata={"description": "The exact sum of the pair's runs."}
    )
    total_distance = fields.Nested(
        DistanceSchema,
        required=True,
        allow_none=True,
        metadata={"description": "Starting and recorded distance; null while the starting distance is not known."},
    )
    run_count = fields.Integer(required=True)
    limit = fields.Nested(DistanceSchema, required=True, allow_none=True)
    limit_age_months = fields.Integer(required=True, allow_none=True)
    limit_hours = fields.Float(required=True, allow_none=True)
    roles = fields.List(fields.String(), required=True)
    default_for = fields.List(fields.String(), required=True)
    price = fields.Float(required=True, allow_none=True)
    currency = fields.String(required=True, allow_none=True)
    feel = fields.String(required=True, allow_none=True)
    inspection = fields.Nested(part_schema(Inspection), required=True, allow_none=True)
    retired_on = fields.Date(required=True, allow_none=True)
    retired_reason = fields.String(required=True, allow_none=True)
    cost = fields.Nested(
        CostSchema,
        required=True,
        allow_none=True,
        metadata={"description": "What the pair has cost so far for what it has run; null while that is not known."},
    )
    created_at = fields.DateTime(required=True)
    updated_at = fields.DateTime(required=True)


class PairListSchema(ResponseSchema):
    """Pairs of a runner, oldest first."""

    items = fields.List(fields.Nested(PairSchema), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


_NOTHING = {"km": 0.0, "mi": 0.0, "m": 0.0}
PAIR_REQUEST = {
    "description": "Brooks Ghost 17, men's",
    "nickname": "The blue ones",
    "size": {"system": "us_men", "value": 9.5},
    "foam": "eva",
    "kind": "trainer",
    "started_on": "2026-06-01",
    "starting_distance": {"km": 120},
    "external_ref": "gear-1",
    "roles": ["easy", "long"],
    "default_for": ["easy"],
    "price": 150,
    "currency": "USD",
}
PAIR = {
    "id": "pair_3q8z5n6b0d7c2m9k4v1x",
    "runner_id": "runner_7c2m9k4v1x8q3z5n6b0d",
    "name": "The blue ones",
    "shoe_id": None,
    "shoe_name": None,
    **PAIR_REQUEST,
    "starting_distance": {"km": 120.0, "mi": 74.56454306848008, "m": 120000.0},
    "recorded_distance": _NOTHING,
    "total_distance": {"km": 120.0, "mi": 74.56454306848008, "m": 120000.0},
    "run_count": 0,
    "limit": None,
    "limit_age_months": None,
    "limit_hours": None,
    "feel": None,
    "inspection": None,
    "retired_on": None,
    "retired_reason": None,
    "replaces": None,
    "cost": {"per_km": 1.25, "per_mi": 2.0117, "currency": "USD"},
    "created_at": "2026-09-01T08:00:00+00:00",
    "updated_at": "2026-09-01T08:00:00+00:00",
}
