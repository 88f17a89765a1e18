"""One shoe in its forms: the record that is stored, what is shown of it, and how the advice sees it.

A record is plain JSON data: identity, how the shoe is sold, ``figures`` by name (``None``: nobody measured it) with
value, unit, method, sample, note and source ids, and ``sources`` in full.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

import orjson

from api.advice.core.rules import Rulebook
from api.advice.shoes.shoe import Shoe, forefoot_cushioning_class, toe_box_class
from api.integrations.feeds.shoe_figures import FIGURES, PLAIN_FIELDS, width_method_family
from api.services.catalogue.shoe_names import match_key, sort_key
from api.storage.catalogue.shoes import ShoeRow
from api.storage.catalogue.states import SHARED
from api.storage.database.records import fields_of, fresh

CARD_FIGURES = (
    "weight_g",
    "heel_stack_mm",
    "forefoot_stack_mm",
    "drop_mm",
    "toe_box_width_mm",
    "ball_width_mm",
    "forefoot_shock_absorption_sa",
)
"""The figures that matter for a forefoot, shown in lists; the others are shown of a single shoe."""

_NOT_ON_CARD = ("external_ref", "midsole_foam", "arch_support", "orthotic_friendly")
CARD_FIELDS = tuple(name for name in PLAIN_FIELDS if name not in _NOT_ON_CARD)
"""The plain fields shown in lists; the others are shown of a single shoe."""

NOT_IN_BRIEF = ("gender", "release_year")
"""What a consultation leaves out of a card, with its figures, unless its reasons are asked for."""

_CARD_FIGURE_PARTS = ("value", "unit", "method", "sources")
_CARD_SOURCE_PARTS = ("id", "title", "url")
_SAME_NAME = tuple(field.name for field in fields(Shoe) if field.name in PLAIN_FIELDS and field.name != "widths_sold")


def record_of(row: ShoeRow) -> dict[str, Any]:
    """Return the record of a stored shoe."""
    record: dict[str, Any] = orjson.loads(row.record)
    return record


def shoe_of(shoe_id: str, record: Mapping[str, Any]) -> Shoe:
    """Return the shoe as the advice sees it: figures with their method's population, unknowns as ``None``."""
    figures = record["figures"]
    widths = record["widths_sold"]
    return Shoe(
        id=shoe_id,
        **{name: record[name] for name in _SAME_NAME},
        **{name: _part(figures, name, "value") for name in FIGURES},
        toe_box_width_method=width_method_family(_part(figures, "toe_box_width_mm", "method")),
        ball_width_method=width_method_family(_part(figures, "ball_width_mm", "method")),
        forefoot_stack_method=_part(figures, "forefoot_stack_mm", "method"),
        midsole_softness_scale=_part(figures, "midsole_softness", "unit"),
        widths_sold=None if widths is None else tuple(widths),
        sample=next((figure["sample"] for figure in figures.values() if figure), None),
    )


def new_row(owner: str, shoe_id: str, record: Mapping[str, Any], book: Rulebook, now: datetime) -> ShoeRow:
    """Return the first version of a shoe as it is stored."""
    shoe = shoe_of(shoe_id, record)
    widths = shoe.widths_sold
    values = {
        **{field.name: getattr(shoe, field.name) for field in fields_of(ShoeRow) if field.stored.sent},
        "account_id": owner,
        "id": shoe_id,
        "match_key": match_key(shoe.brand, shoe.model, record["external_ref"]),
        "brand_key": sort_key(shoe.brand),
        "model_key": sort_key(shoe.model),
        "widths_sold": None if widths is None else "|".join(("", *widths, "")),
        "toe_box": toe_box_class(shoe, book),
        "forefoot_cushioning": forefoot_cushioning_class(shoe, book),
        "record": orjson.dumps(record).decode(),
    }
    return fresh(ShoeRow, "shoe", now, values)


def shoe_document(row: ShoeRow) -> dict[str, Any]:
    """Return everything that is shown of one shoe: every figure, how it was measured, and by whom."""
    record = record_of(row)
    return {
        "id": row.id,
        "shared": row.account_id == SHARED,
        **{name: value for name, value in record.items() if name not in ("figures", "sources")},
        "toe_box": row.toe_box,
        "forefoot_cushioning": row.forefoot_cushioning,
        "figures": {name: record["figures"].get(name) for name in FIGURES},
        "sources": record["sources"],
        "created_at": row.created_at,
        "updated_at": row.updated_at,
    }


def shoe_card(row: ShoeRow, like: ShoeRow | None = None) -> dict[str, Any]:
    """Return what a list shows of a shoe: the figures that matter to a forefoot, each with its source.

    An own entry that names a measured model is shown with the figures of that model, ``like`` (FIT-23).
    """
    record = record_of(row)
    measured = {} if like is None else record_of(like)
    known = {name: figure for name, figure in measured.get("figures", {}).items() if figure is not None}
    figures = {name: _card_figure(known.get(name) or record["figures"][name]) for name in CARD_FIGURES}
    named = {source for figure in figures.values() if figure for source in figure["sources"]}
    return {
        "id": row.id,
        "shared": row.account_id == SHARED,
        **{name: record[name] for name in CARD_FIELDS},
        "toe_box": (like.toe_box if like else None) or row.toe_box,
        "forefoot_cushioning": (like.forefoot_cushioning if like else None) or row.forefoot_cushioning,
        "figures": figures,
        "sources": [
            {part: source[part] for part in _CARD_SOURCE_PARTS}
            for source in (*record["sources"], *measured.get("sources", ()))
            if source["id"] in named
        ],
    }


def _card_figure(figure: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return None if figure is None else {part: figure[part] for part in _CARD_FIGURE_PARTS}


def _part(figures: Mapping[str, Any], name: str, part: str) -> Any:
    figure = figures.get(name)
    return None if figure is None else figure[part]
