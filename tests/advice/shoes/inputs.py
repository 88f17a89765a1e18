"""Feet, shoes and requests for tests: a small cast of shoes round the cut-offs, and readers of cases.

A case names its shelf by the cast (``roomy``) or by a change of one of it (``{like: plain, id: dear, price: 300}``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from api.advice.core.rules import Rulebook
from api.advice.foot.feet import Feet, Foot, StatedSize
from api.advice.foot.measures import ImpossibleMeasurementError
from api.advice.shoes.advise import Candidates, advise, check, prepare, unknown_shoe
from api.advice.shoes.feedback import FitCounts, ShopFeedback, shop_feedback
from api.advice.shoes.request import Box, InStock, NamedShoe, ShoeCheckRequest, ShoesAdviceRequest
from api.advice.shoes.shoe import Estimate, Shoe
from tests.advice.triage.inputs import symptoms_of
from tests.support.served import shown

Given = Mapping[str, Any]

PLAIN = Shoe(
    id="plain",
    brand="Common",
    model="Plain",
    category="road",
    subcategory="daily trainer",
    stability="neutral",
    price=120,
    currency="USD",
    forefoot_stack_mm=27.5,
    forefoot_stack_method="lab",
    toe_box_width_mm=72.8,
    toe_box_width_method="gel_mold",
    ball_width_mm=95.2,
    ball_width_method="gel_mold",
    forefoot_shock_absorption_sa=110,
    plate="none",
    rocker=False,
    arch_support="Neutral",
    orthotic_friendly=True,
    widths_sold=("standard",),
    discontinued=False,
)
"""Average in every figure, sold in the standard width alone."""


def _like_plain(name: str, **change: Any) -> Shoe:
    return replace(PLAIN, id=name, model=name.replace("_", " ").title(), **change)


CAST: dict[str, Shoe] = {
    shoe.id: shoe
    for shoe in (
        PLAIN,
        _like_plain("roomy", toe_box_width_mm=78, ball_width_mm=97, forefoot_shock_absorption_sa=125),
        _like_plain("roomy_wide", toe_box_width_mm=78, ball_width_mm=97, widths_sold=("standard", "wide")),
        _like_plain("wide_sample", toe_box_width_mm=74, ball_width_mm=95),
        _like_plain("four_widths", widths_sold=("narrow", "standard", "wide", "extra_wide")),
        _like_plain("sold_wide", widths_sold=("standard", "wide")),
        _like_plain("tight", toe_box_width_mm=70),
        _like_plain("tight_sold_wide", toe_box_width_mm=70, widths_sold=("standard", "wide")),
        _like_plain("widths_unknown", widths_sold=None),
        _like_plain("soft", forefoot_shock_absorption_sa=140),
        _like_plain("hard", forefoot_shock_absorption_sa=90),
        _like_plain("stack_only", forefoot_shock_absorption_sa=None, forefoot_stack_mm=31),
        _like_plain("unmeasured", toe_box_width_mm=None, forefoot_shock_absorption_sa=None, forefoot_stack_mm=None),
        _like_plain("estimated", toe_box_width_mm=None, forefoot_shock_absorption_sa=None, forefoot_stack_mm=None,
                    shock_absorption_estimate=Estimate(130, 122, 138), toe_box_estimate=Estimate(75, 72, 78)),
        _like_plain("estimated_poor", toe_box_width_mm=None, forefoot_shock_absorption_sa=None, forefoot_stack_mm=None,
                    shock_absorption_estimate=Estimate(60, 50, 70), toe_box_estimate=Estimate(75, 72, 78)),
        _like_plain("stable", stability="stability", arch_support="Stability"),
        _like_plain("rolling", rocker=True),
        _like_plain("plated", plate="carbon"),
        _like_plain("no_insole", orthotic_friendly=False),
        _like_plain("old_model", discontinued=True),
        _like_plain("last_roomy", discontinued=True, toe_box_width_mm=79, forefoot_shock_absorption_sa=140),
        _like_plain("thin", category="minimalist", subcategory="barefoot", forefoot_stack_mm=8, toe_box_width_mm=80,
                    ball_width_mm=97, forefoot_shock_absorption_sa=30),
        _like_plain("thin_trail", category="minimalist", subcategory="trail barefoot", forefoot_stack_mm=14),
        _like_plain("flat", category="race", subcategory="racing flat", forefoot_stack_mm=18),
        _like_plain("racer", category="race", subcategory="super shoe", plate="carbon"),
        _like_plain("trail_shoe", category="trail", subcategory="trail", plate="rock"),
        _like_plain("walker", category="walking", subcategory="walking shoe"),
        _like_plain("slipper", category="recovery", subcategory="slipper", toe_box_width_mm=None, stability=None,
                    forefoot_shock_absorption_sa=None, forefoot_stack_mm=18, arch_support="yes, built in", plate=None),
        _like_plain("thong", category="recovery", subcategory="recovery flip-flop", arch_support="raised arch"),
        _like_plain("for_women", gender="female"),
        _like_plain("price_unknown", price=None, currency=None),
    )
}  # fmt: skip


def candidates_of(given: Given, book: Rulebook) -> Candidates:
    """Return the candidates of a case; the served form of a shoe is its id, brand and model."""
    shoes = [_shoe_of(entry) for entry in given["shelf"]]
    return prepare(((shoe, {"id": shoe.id, "brand": shoe.brand, "model": shoe.model}) for shoe in shoes), book)


def _shoe_of(entry: Any) -> Shoe:
    if isinstance(entry, str):
        return CAST[entry]
    change = {name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()}
    return replace(CAST[change.pop("like")], **change)


def request_of(given: Given) -> ShoesAdviceRequest:
    """Return the request of a case."""
    known = {"check", "shelf", "feet", "both_feet", "size", "symptoms", "brands", "stock", "said_of", "counts_said"}
    known |= {"box", "box_is_of_size"}
    plain = {name: value for name, value in given.items() if name not in known}
    stock = given.get("stock")
    return ShoesAdviceRequest(
        feet=feet_of(given),
        size=StatedSize(**given["size"]) if "size" in given else None,
        symptoms=symptoms_of(given.get("symptoms", {})),
        brands=tuple(given["brands"]) if "brands" in given else None,
        stock=None if stock is None else {shoe: tuple(map(_line_of, lines)) for shoe, lines in stock.items()},
        fit_feedback=_feedback_of(given),
        **plain,
    )


def _feedback_of(given: Given) -> ShopFeedback | None:
    """Return what customers said: ``said_of`` counts by shoe, in the standard width; ``counts_said`` switches it on."""
    totals = {(shoe, None): FitCounts(**counts) for shoe, counts in given.get("said_of", {}).items()}
    return shop_feedback(totals, is_evidence=given.get("counts_said", False))


def _line_of(line: Any) -> InStock:
    """Return a line of stock: a width alone, ``not_stated``, or the fields of a line."""
    if isinstance(line, str):
        return InStock(None if line == "not_stated" else line)
    return InStock(**{**line, **({"box": Box(**line["box"])} if "box" in line else {})})


def feet_of(given: Given) -> Feet | None:
    """Return the feet of a case: ``feet`` by side, or ``both_feet`` alike."""
    if "both_feet" in given:
        foot = Foot(**given["both_feet"])
        return Feet(foot, foot)
    if "feet" not in given:
        return None
    return Feet(**{side: Foot(**foot) for side, foot in given["feet"].items()})


def answer_of(given: Given, book: Rulebook) -> dict[str, Any]:
    """Return the shoes advice of a case as it is served, or the measurement that was refused."""
    try:
        if "check" in given:
            return _check_of(given, book)
        return shown(advise(request_of(given), candidates_of(given, book), book), book)
    except ImpossibleMeasurementError as refusal:
        return {"refused": {"field": refusal.field, "message": refusal.message}, "rules": {}}


def _check_of(given: Given, book: Rulebook) -> dict[str, Any]:
    """Return whether the shoe named in ``check`` suits, an id of the shelf or a brand and model."""
    candidates = candidates_of(given, book)
    named = given["check"]
    request = request_of(given)
    card = candidates.card(named) if isinstance(named, str) else unknown_shoe(*named, request.use, book)
    assert card is not None
    facts = {name: getattr(request, name) for name in ShoesAdviceRequest.__slots__}
    held = {"box": Box(**given["box"]), "box_is_of_size": given.get("box_is_of_size", True)} if "box" in given else {}
    return shown(check(ShoeCheckRequest(**facts, **held, shoe=NamedShoe(id=card.id)), card, candidates, book), book)
