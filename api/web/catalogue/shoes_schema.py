"""Shoes as accounts send them and as they are served; the plain fields of both follow from those of a shoe."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from api.advice.foot.feet import WIDTH_CLASSES
from api.advice.shoes.shoe import CATEGORIES, CUSHIONING_CLASSES, PLATES, STABILITY, TOE_BOX_CLASSES
from api.integrations.feeds.gtin import GtinFaultError, gtin14
from api.integrations.feeds.shoe_figures import FIGURES, PLAIN_FIELDS, Figure, PlainField
from api.services.catalogue.shoe_record import CARD_FIELDS, CARD_FIGURES, NOT_IN_BRIEF
from api.web.edge.paging import page_fields
from api.web.fields.derive import SERVED
from api.web.fields.query import QueryFlag, QueryNumber
from api.web.fields.strict import (
    LINK,
    RequestSchema,
    ResponseSchema,
    StrictBoolean,
    StrictChoice,
    StrictInteger,
    StrictList,
    StrictNumber,
    StrictString,
    one_line,
)
from api.web.fields.together import price_and_currency

CURRENCY = r"^[A-Z]{3}$"
GTIN = r"^(?:[0-9]{8}|[0-9]{12,14})$"
MOST_PRICE = 100_000

CURRENCY_FAULT = "Must be three capital letters such as USD."
_GTIN_FAULT = "Must be 8 to 14 digits."

_FIGURE_TEXTS = {
    "sample": (60, "What was measured, such as men's US 9."),
    "note": (200, "Anything to know about this figure."),
    "source": (200, "Who measured or published it; you, if left out."),
}


def _link() -> StrictString:
    return StrictString(
        max_length=500,
        allow_none=True,
        validate=validate.Regexp(LINK, error="Must be a http or https link."),
        metadata={"description": "Where it can be read.", "example": "https://example.com/test-report"},
    )


def _sent_figure_schema(figure: Figure, *, patch: bool) -> type[Schema]:
    needed = not patch
    parts: dict[str, fields.Field[Any]] = {
        "value": StrictNumber(low=figure.low, high=figure.high, required=needed, allow_none=patch),
        "unit": StrictChoice(figure.units, required=needed and figure.unit_needed, allow_none=not figure.unit_needed),
        "method": StrictChoice(
            figure.methods, required=needed and figure.method_needed, allow_none=not figure.method_needed
        ),
        **{name: one_line(most, allow_none=True, **_described(text)) for name, (most, text) in _FIGURE_TEXTS.items()},
        "source_url": _link(),
    }
    title = "".join(part.capitalize() for part in figure.name.split("_"))
    return RequestSchema.from_dict(parts, name=f"{title}{'Patch' if patch else 'Figure'}")


@cache
def _sent_figures_schema(*, patch: bool) -> type[Schema]:
    by_name: dict[str, fields.Field[Any]] = {
        name: fields.Nested(_sent_figure_schema(figure, patch=patch), allow_none=True)
        for name, figure in FIGURES.items()
    }
    return RequestSchema.from_dict(by_name, name=f"ShoeFigures{'Patch' if patch else ''}")


def _sent_figures(*, patch: bool) -> fields.Nested:
    return fields.Nested(
        _sent_figures_schema(patch=patch),
        allow_none=True,
        metadata={"description": "Measured figures. A width needs its method, a softness its scale as `unit`."},
    )


@dataclass(frozen=True, slots=True)
class _Texts:
    """What the description says of a plain field where it is sent and where it is served, and how long a text is."""

    sent: str | None = None
    served: str | None = None
    most: int = 0


_TEXTS: Mapping[str, _Texts] = {
    "external_ref": _Texts("Your own id of this shoe.", "Your own id of it.", 120),
    "brand": _Texts("Who makes it.", "Who makes it.", 80),
    "model": _Texts("The model, with its version.", "The model, with its version.", 120),
    "category": _Texts(None, "What it is for."),
    "subcategory": _Texts("Finer than the category, in words.", "Finer than the category.", 80),
    "gender": _Texts("For a model made for one sex only.", "For a model made for one sex only."),
    "stability": _Texts(None, "Whether it holds the foot's roll inwards."),
    "price": _Texts("In `currency`.", "List price, in `currency`."),
    "currency": _Texts(None, "Of the price."),
    "widths_sold": _Texts(None, "The widths it is sold in."),
    "midsole_foam": _Texts("What the midsole is made of.", "What the midsole is made of.", 120),
    "plate": _Texts(None, "A plate in the sole."),
    "rocker": _Texts("Whether the sole rolls forward.", "Whether the sole rolls forward."),
    "arch_support": _Texts("What it gives the arch, in words.", "What it gives the arch, as reported.", 200),
    "orthotic_friendly": _Texts("Whether an orthotic has room.", "Whether an orthotic has room."),
    "discontinued": _Texts(None, "Whether it is made no more."),
}
_LIMITS: Mapping[str, tuple[float, float]] = {"release_year": (1970, 2100), "price": (0, MOST_PRICE)}


def _described(description: str | None) -> dict[str, Any]:
    return {} if description is None else {"metadata": {"description": description}}


def _sent(field: PlainField, *, patch: bool) -> fields.Field[Any]:
    texts = _TEXTS.get(field.name, _Texts())
    how: dict[str, Any] = {"required": not patch} if field.needed else {"allow_none": True}
    if field.name == "currency":
        return StrictString(max_length=3, validate=validate.Regexp(CURRENCY, error=CURRENCY_FAULT), **how)
    if field.kind is tuple:
        more = {"uniqueItems": True}
        return StrictList(
            StrictChoice(field.choices), min_length=1, max_length=len(field.choices), metadata=more, **how
        )
    how |= _described(texts.sent)
    if field.choices:
        return StrictChoice(field.choices, **how)
    if field.kind is bool:
        return StrictBoolean(**how)
    if field.kind is str:
        return one_line(texts.most, **how)
    low, high = _LIMITS[field.name]
    if field.kind is int:
        return StrictInteger(low=int(low), high=int(high), **how)
    return StrictNumber(low=low, high=high, **how)


def _served(field: PlainField, *, always: bool = True) -> fields.Field[Any]:
    texts = _TEXTS.get(field.name, _Texts())
    how: dict[str, Any] = {"required": always, "allow_none": not field.needed, **_described(texts.served)}
    if field.kind is tuple:
        return fields.List(fields.String(validate=validate.OneOf(field.choices)), **how)
    if field.choices:
        return fields.String(validate=validate.OneOf(field.choices), **how)
    return _SERVED_KIND[field.kind](**how)


_SERVED_KIND: Mapping[type, type[fields.Field[Any]]] = {
    str: fields.String,
    int: fields.Integer,
    float: fields.Float,
    bool: fields.Boolean,
}


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
    return {
        **{field.name: _sent(field, patch=patch) for field in PLAIN_FIELDS.values()},
        "gtins": _gtins(),
        "figures": _sent_figures(patch=patch),
    }


def _check_gtin(text: str) -> None:
    try:
        gtin14(text)
    except GtinFaultError as fault:
        raise ValidationError(str(fault)) from None


class _ShoeRules(RequestSchema):
    """What holds between the fields of a shoe."""

    refused = price_and_currency()

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
            validate=[validate.Length(equal=3), validate.Regexp(CURRENCY, error=CURRENCY_FAULT)],
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


# As they are served


def _text(description: str, *, none: bool = True) -> fields.String:
    return fields.String(required=True, allow_none=none, metadata={"description": description})


def _choice(choices: tuple[str, ...], description: str, *, none: bool = True) -> fields.String:
    return fields.String(
        required=True, allow_none=none, validate=validate.OneOf(choices), metadata={"description": description}
    )


def _list(inner: fields.Field[Any], description: str, *, none: bool = False) -> fields.List[Any]:
    return fields.List(inner, required=True, allow_none=none, metadata={"description": description})


_SOURCE_NAMED: dict[str, fields.Field[Any]] = {
    "id": _text("What figures refer to.", none=False),
    "title": _text("What it is.", none=False),
    "url": _text("Where it can be read."),
}

CardSourceSchema = ResponseSchema.from_dict(_SOURCE_NAMED, name="CardSource")

SourceSchema = ResponseSchema.from_dict(
    {
        **_SOURCE_NAMED,
        "publisher": _text("Who published it."),
        "kind": _choice(("lab", "brand", "reviewer", "press", "own"), "Who speaks.", none=False),
        "accessed": _text("As of when, as far as it is known."),
    },
    name="FigureSource",
)


def _figure_parts(figure: Figure) -> dict[str, fields.Field[Any]]:
    return {
        "value": fields.Float(required=True),
        "unit": _choice(figure.units, "In this unit, or on this scale.", none=False),
        "method": _choice(figure.methods, "How it was measured; figures of two methods do not compare."),
        "sources": _list(fields.String(), "Ids of `sources`: who measured it."),
    }


def _figure(figure: Figure, *, card: bool) -> fields.Nested:
    parts = _figure_parts(figure)
    if not card:
        parts |= {"sample": _text("What was measured."), "note": _text("Anything to know about it.")}
    title = "".join(part.capitalize() for part in figure.name.split("_"))
    schema = ResponseSchema.from_dict(parts, name=f"{title}{'Card' if card else 'Shown'}")
    return fields.Nested(schema, required=True, allow_none=True)


def _figures(names: tuple[str, ...], *, card: bool) -> fields.Nested:
    by_name: dict[str, fields.Field[Any]] = {name: _figure(FIGURES[name], card=card) for name in names}
    schema: type[Schema] = ResponseSchema.from_dict(by_name, name="CardFigures" if card else "AllFigures")
    # A consultation leaves them out of a card unless its reasons are asked for.
    return fields.Nested(
        schema,
        required=not card,
        metadata={"description": "Each figure with its source; `null` where nobody measured."},
    )


def _card_fields(*, card: bool) -> dict[str, fields.Field[Any]]:
    return {
        "id": fields.String(required=True, metadata={"example": "hoka-clifton-10"}),
        "shared": fields.Boolean(
            required=True, metadata={"description": "Of the shared catalogue, which is read-only; else your own."}
        ),
        **{name: _served(PLAIN_FIELDS[name], always=not (card and name in NOT_IN_BRIEF)) for name in CARD_FIELDS},
        "toe_box": _choice(TOE_BOX_CLASSES, "How wide among shoes measured the same way (rule FIT-01)."),
        "forefoot_cushioning": _choice(CUSHIONING_CLASSES, "How well cushioned under the forefoot (rule FIT-02)."),
    }


ShoeCardSchema = ResponseSchema.from_dict(
    {
        **_card_fields(card=True),
        "figures": _figures(CARD_FIGURES, card=True),
        "sources": fields.List(
            fields.Nested(CardSourceSchema), metadata={"description": "Who measured the figures above."}
        ),
    },
    name="ShoeCard",
)
SERVED["shoe_card"] = partial(fields.Nested, ShoeCardSchema)

ShoeSchema = ResponseSchema.from_dict(
    {
        **_card_fields(card=False),
        **{name: _served(field) for name, field in PLAIN_FIELDS.items() if name not in CARD_FIELDS},
        "basis": _text("What the figures of a shared shoe rest on, as it was recorded."),
        "gtins": _list(fields.String(), "Article numbers of its sizes and colours."),
        "figures": _figures(tuple(FIGURES), card=False),
        "sources": _list(fields.Nested(SourceSchema), "Where all figures of this shoe come from."),
        "created_at": fields.DateTime(required=True),
        "updated_at": fields.DateTime(required=True),
    },
    name="Shoe",
)

ShoeListSchema = ResponseSchema.from_dict(
    {
        "items": _list(fields.Nested(ShoeCardSchema), "Shoes in order of brand and model; with `q`, best find first."),
        "next_cursor": _text("Send it back for the next page; `null` on the last."),
    },
    name="ShoeList",
)

ShoeLookupSchema = ResponseSchema.from_dict(
    {
        "gtin": _text("In 14 digits.", none=False),
        "shoe": fields.Nested(ShoeCardSchema, required=True),
        "size": fields.Nested(
            ResponseSchema.from_dict(
                {"system": _text("As labelled.", none=False), "value": fields.Float(required=True)}, name="LabelledSize"
            ),
            required=True,
            allow_none=True,
            metadata={"description": "The size behind this number, where a store's stock says it."},
        ),
        "width": _text("The width behind this number, as the label says it."),
    },
    name="ShoeLookup",
)
