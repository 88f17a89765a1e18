"""Shoes as they are shown: one with everything known of it, a card in a list."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from api.advice.foot.feet import SEXES, WIDTH_CLASSES
from api.advice.shoes.classes import CUSHIONING_CLASSES, TOE_BOX_CLASSES
from api.advice.shoes.shoe import CATEGORIES, PLATES, STABILITY
from api.integrations.feeds.shoe_figures import FIGURES, Figure
from api.services.catalogue.shoe_record import CARD_FIGURES
from api.web.fields.strict import ResponseSchema


def _text(description: str, *, none: bool = True) -> fields.String:
    return fields.String(required=True, allow_none=none, metadata={"description": description})


def _choice(choices: tuple[str, ...], description: str, *, none: bool = True) -> fields.String:
    return fields.String(
        required=True, allow_none=none, validate=validate.OneOf(choices), metadata={"description": description}
    )


def _flag(description: str) -> fields.Boolean:
    return fields.Boolean(required=True, allow_none=True, metadata={"description": description})


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
    return fields.Nested(
        schema, required=True, metadata={"description": "Each figure with its source; `null` where nobody measured."}
    )


def _card_fields() -> dict[str, fields.Field[Any]]:
    return {
        "id": fields.String(required=True, metadata={"example": "hoka-clifton-10"}),
        "shared": fields.Boolean(
            required=True, metadata={"description": "Of the shared catalogue, which is read-only; else your own."}
        ),
        "brand": _text("Who makes it.", none=False),
        "model": _text("The model, with its version.", none=False),
        "category": _choice(CATEGORIES, "What it is for.", none=False),
        "subcategory": _text("Finer than the category."),
        "gender": _choice(SEXES, "For a model made for one sex only."),
        "stability": _choice(STABILITY, "Whether it holds the foot's roll inwards."),
        "release_year": fields.Integer(required=True, allow_none=True),
        "price": fields.Float(required=True, allow_none=True, metadata={"description": "List price, in `currency`."}),
        "currency": _text("Of the price."),
        "widths_sold": _list(
            fields.String(validate=validate.OneOf(WIDTH_CLASSES)), "The widths it is sold in.", none=True
        ),
        "plate": _choice(PLATES, "A plate in the sole."),
        "rocker": _flag("Whether the sole rolls forward."),
        "discontinued": _flag("Whether it is made no more."),
        "toe_box": _choice(TOE_BOX_CLASSES, "How wide among shoes measured the same way (rule FIT-01)."),
        "forefoot_cushioning": _choice(CUSHIONING_CLASSES, "How well cushioned under the forefoot (rule FIT-02)."),
    }


ShoeCardSchema = ResponseSchema.from_dict(
    {
        **_card_fields(),
        "figures": _figures(CARD_FIGURES, card=True),
        "sources": _list(fields.Nested(CardSourceSchema), "Who measured the figures above."),
    },
    name="ShoeCard",
)

ShoeSchema = ResponseSchema.from_dict(
    {
        **_card_fields(),
        "external_ref": _text("Your own id of it."),
        "midsole_foam": _text("What the midsole is made of."),
        "arch_support": _text("What it gives the arch, as reported."),
        "orthotic_friendly": _flag("Whether an orthotic has room."),
        "basis": _text("What the figures of a shared shoe rest on, as it was recorded."),
        "gtins": _list(fields.String(), "Article numbers of its sizes and colours."),
        "figures": _figures(tuple(FIGURES), card=False),
        "sources": _list(fields.Nested(SourceSchema), "Where all that is said of this shoe comes from."),
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
