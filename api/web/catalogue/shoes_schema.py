"""Shoes as accounts send them: a shoe of one's own, a patch to it, and what a list may be filtered by."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from api.advice.foot.feet import SEXES, WIDTH_CLASSES
from api.advice.shoes.classes import CUSHIONING_CLASSES, TOE_BOX_CLASSES
from api.advice.shoes.shoe import CATEGORIES, PLATES, STABILITY
from api.integrations.feeds.gtin import GtinFaultError, gtin14
from api.integrations.feeds.shoe_figures import FIGURES, Figure
from api.web.edge.paging import page_fields
from api.web.fields.query import QueryFlag, QueryNumber
from api.web.fields.strict import (
    RequestSchema,
    StrictBoolean,
    StrictChoice,
    StrictInteger,
    StrictList,
    StrictNumber,
    StrictString,
)

_BLANKS = r"\u0000-\u0020\u007f-\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_CONTROLS = r"\u0000-\u001f\u007f-\u009f\u2028\u2029"

NAME = rf"^[^{_BLANKS}](?:[^{_CONTROLS}]*[^{_BLANKS}])?$"
"""A name begins and ends with something that can be seen, and stands on one line.

Spelt out, because ``\\s`` and ``.`` mean different characters to different readers of the description.
"""

LINK = rf"^https?://[^{_BLANKS}]+$"
CURRENCY = r"^[A-Z]{3}$"
GTIN = r"^(?:[0-9]{8}|[0-9]{12,14})$"
MOST_PRICE = 100_000

NAME_FAULT = "Must stand on one line, without blanks at its ends."
_CURRENCY_FAULT = "Must be three capital letters such as USD."
_GTIN_FAULT = "Must be 8 to 14 digits."

_FIGURE_TEXTS = {
    "sample": (60, "What was measured, such as men's US 9."),
    "note": (200, "Anything to know about this figure."),
    "source": (200, "Who measured or published it; you, if left out."),
}


def _name(length: int, description: str, **kwargs: Any) -> StrictString:
    kwargs.setdefault("metadata", {})["description"] = description
    return StrictString(max_length=length, min_length=1, validate=validate.Regexp(NAME, error=NAME_FAULT), **kwargs)


def _link() -> StrictString:
    return StrictString(
        max_length=500,
        allow_none=True,
        validate=validate.Regexp(LINK, error="Must be a http or https link."),
        metadata={"description": "Where it can be read.", "example": "https://example.com/test-report"},
    )


def _figure_schema(figure: Figure, *, patch: bool) -> type[Schema]:
    needed = not patch
    parts: dict[str, fields.Field[Any]] = {
        "value": StrictNumber(low=figure.low, high=figure.high, required=needed, allow_none=patch),
        "unit": StrictChoice(figure.units, required=needed and figure.unit_needed, allow_none=not figure.unit_needed),
        "method": StrictChoice(
            figure.methods, required=needed and figure.method_needed, allow_none=not figure.method_needed
        ),
        **{name: _name(most, says, allow_none=True) for name, (most, says) in _FIGURE_TEXTS.items()},
        "source_url": _link(),
    }
    title = "".join(part.capitalize() for part in figure.name.split("_"))
    return RequestSchema.from_dict(parts, name=f"{title}{'Patch' if patch else 'Figure'}")


@cache
def _figures_schema(*, patch: bool) -> type[Schema]:
    by_name: dict[str, fields.Field[Any]] = {
        name: fields.Nested(_figure_schema(figure, patch=patch), allow_none=True) for name, figure in FIGURES.items()
    }
    return RequestSchema.from_dict(by_name, name=f"ShoeFigures{'Patch' if patch else ''}")


def _figures(*, patch: bool) -> fields.Nested:
    return fields.Nested(
        _figures_schema(patch=patch),
        allow_none=True,
        metadata={"description": "Measured figures. A width needs its method, a softness its scale as `unit`."},
    )


def _currency() -> StrictString:
    return StrictString(max_length=3, allow_none=True, validate=validate.Regexp(CURRENCY, error=_CURRENCY_FAULT))


def _widths_sold() -> StrictList:
    return StrictList(
        StrictChoice(WIDTH_CLASSES),
        min_length=1,
        max_length=len(WIDTH_CLASSES),
        allow_none=True,
        metadata={"uniqueItems": True},
    )


def _gtins() -> StrictList:
    return StrictList(
        StrictString(max_length=14, validate=[validate.Regexp(GTIN, error=_GTIN_FAULT), _check_gtin]),
        max_length=300,
        allow_none=True,
        metadata={
            "description": "Article numbers of its sizes and colours: 8, 12, 13 or 14 digits.",
            "uniqueItems": True,
        },
    )


def _shoe_fields(*, patch: bool) -> dict[str, fields.Field[Any]]:
    needed: dict[str, Any] = {"required": not patch}
    return {
        "external_ref": _name(120, "Your own id of this shoe.", allow_none=True),
        "brand": _name(80, "Who makes it.", **needed),
        "model": _name(120, "The model, with its version.", **needed),
        "category": StrictChoice(CATEGORIES, **needed),
        "subcategory": _name(80, "Finer than the category, in words.", allow_none=True),
        "gender": StrictChoice(SEXES, allow_none=True, metadata={"description": "For a model made for one sex only."}),
        "stability": StrictChoice(STABILITY, allow_none=True),
        "release_year": StrictInteger(low=1970, high=2100, allow_none=True),
        "price": StrictNumber(low=0, high=MOST_PRICE, allow_none=True, metadata={"description": "In `currency`."}),
        "currency": _currency(),
        "widths_sold": _widths_sold(),
        "midsole_foam": _name(120, "What the midsole is made of.", allow_none=True),
        "plate": StrictChoice(PLATES, allow_none=True),
        "rocker": StrictBoolean(allow_none=True, metadata={"description": "Whether the sole rolls forward."}),
        "arch_support": _name(200, "What it gives the arch, in words.", allow_none=True),
        "orthotic_friendly": StrictBoolean(allow_none=True, metadata={"description": "Whether an orthotic has room."}),
        "discontinued": StrictBoolean(allow_none=True),
        "gtins": _gtins(),
        "figures": _figures(patch=patch),
    }


def _check_gtin(text: str) -> None:
    try:
        gtin14(text)
    except GtinFaultError as fault:
        raise ValidationError(str(fault)) from None


class _ShoeRules(RequestSchema):
    """What holds between the fields of a shoe."""

    @validates_schema(skip_on_field_errors=False)
    def _price_has_currency(self, data: Mapping[str, Any], **_: Any) -> None:
        for one, other in (("price", "currency"), ("currency", "price")):
            if data.get(one) is not None and data.get(other) is None:
                raise ValidationError(f"Needed beside {one}.", other)

    @validates_schema(skip_on_field_errors=False)
    def _nothing_twice(self, data: Mapping[str, Any], **_: Any) -> None:
        for name in ("widths_sold", "gtins"):
            given = data.get(name) or []
            if len(set(given)) < len(given):
                raise ValidationError("Holds an entry twice.", name)


ShoeRequestSchema = _ShoeRules.from_dict(_shoe_fields(patch=False), name="ShoeRequest")
"""A shoe of one's own. What is left out or ``null`` is not known."""

ShoePatchSchema = RequestSchema.from_dict(_shoe_fields(patch=True), name="ShoePatch")
"""A merge patch to a shoe: absent leaves, ``null`` removes. The outcome must be a valid shoe."""

ShoesQuery = RequestSchema.from_dict(
    {
        "q": fields.String(
            validate=validate.Length(1, 100),
            metadata={"description": "Brand and model, tolerant of typos.", "example": "hokka cliffton"},
        ),
        "brand": fields.String(validate=validate.Length(1, 80), metadata={"example": "HOKA"}),
        "category": fields.String(validate=validate.OneOf(CATEGORIES)),
        "stability": fields.String(validate=validate.OneOf(STABILITY)),
        "toe_box": fields.String(validate=validate.OneOf(TOE_BOX_CLASSES)),
        "forefoot_cushioning": fields.String(validate=validate.OneOf(CUSHIONING_CLASSES)),
        "width_sold": fields.String(validate=validate.OneOf(WIDTH_CLASSES)),
        "max_price": QueryNumber(
            low=0, high=MOST_PRICE, metadata={"description": "In `currency`; a shoe priced in another is left out."}
        ),
        "currency": fields.String(
            validate=[validate.Length(equal=3), validate.Regexp(CURRENCY, error=_CURRENCY_FAULT)],
            metadata={"description": "Only shoes priced in it; `USD` beside a `max_price` without one."},
        ),
        "max_drop_mm": QueryNumber(low=-30, high=50),
        "plate": fields.String(validate=validate.OneOf(PLATES)),
        "rocker": QueryFlag(metadata={"description": "`false` finds only shoes known to have none."}),
        "discontinued": QueryFlag(metadata={"description": "`false` finds only shoes known to be made still."}),
        **page_fields(),
    },
    name="ShoesQuery",
)

LookupQuery = RequestSchema.from_dict(
    {
        "gtin": fields.String(
            required=True,
            validate=[validate.Length(8, 14), validate.Regexp(GTIN, error=_GTIN_FAULT)],
            metadata={"description": "8, 12, 13 or 14 digits with their check digit.", "example": "4006381333931"},
        )
    },
    name="LookupQuery",
)

ShoeRowSchema = RequestSchema.from_dict(_shoe_fields(patch=True), name="ShoeRow")
"""A row of an import: a new shoe whole, a known one as far as it changes."""
