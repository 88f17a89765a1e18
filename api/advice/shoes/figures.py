"""What is shown of a shoe's figures, whoever asks: value, unit, threshold and a sentence for each criterion."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.advice.core.rules import Rulebook, plain
from api.advice.shoes.classes import SCALE_OF_METHOD, ball_is_roomy
from api.advice.shoes.shoe import Shoe

_METHOD_ALOUD = {"gel_mold": "gel mould", "caliper": "caliper"}
_NO_SUPPORT = frozenset({"neutral", "none", "no", ""})

Shown = dict[str, Any]


def structure_of(shoe: Shoe) -> str | None:
    """Answer what a shoe gives the arch: stability, built_in (reported by makers or testers), neutral, or ``None``."""
    reported = (shoe.arch_support or "").strip().casefold()
    if shoe.stability == "stability" or reported == "stability":
        return "stability"
    if reported not in _NO_SUPPORT:
        return "built_in"
    return "neutral" if reported or shoe.stability == "neutral" else None


def figures_shown(shoe: Shoe, toe_box: str | None, cushioning: str | None, book: Rulebook) -> Mapping[str, Shown]:
    """Answer, by criterion, what is shown of a shoe; ``toe_box`` and ``cushioning`` are its classes."""
    structure = structure_of(shoe)
    return {
        "toe_box": _toe_box(shoe, toe_box, book),
        "forefoot_cushioning": _cushioning(shoe, cushioning, book),
        "arch_support": _shown(structure, None, None, book.sentence("FIT-14", structure or "unknown")),
        "rocker": _yes_no(shoe.rocker, "FIT-06", ("present", "absent", "unknown"), book),
        "room_for_insole": _yes_no(shoe.orthotic_friendly, "SHOE-11", ("room", "no_room", "room_unknown"), book),
        "plate": _shown(shoe.plate, None, None, book.sentence("FIT-07", shoe.plate or "unknown")),
    }


def _shown(value: float | str | None, unit: str | None, threshold: float | None, text: str) -> Shown:
    return {"value": value, "unit": unit, "threshold": threshold, "text": text}


def _yes_no(value: bool | None, rule: str, occasions: tuple[str, str, str], book: Rulebook) -> Shown:
    yes, no, unknown = occasions
    if value is None:
        return _shown(None, None, None, book.sentence(rule, unknown))
    return _shown("yes" if value else "no", None, None, book.sentence(rule, yes if value else no))


def _toe_box(shoe: Shoe, toe_box: str | None, book: Rulebook) -> Shown:
    scale = SCALE_OF_METHOD.get(shoe.toe_box_width_method or "")
    width = shoe.toe_box_width_mm
    if scale is None or width is None or toe_box is None:
        return _shown(None, "mm", None, book.sentence("FIT-01", "unknown"))
    threshold = book.number("FIT-01", f"toe_box_wide_{scale}_mm")
    occasion = "held_back" if width >= threshold and not ball_is_roomy(shoe, book) else toe_box
    method = _METHOD_ALOUD[shoe.toe_box_width_method or ""]
    return _shown(width, "mm", threshold, book.sentence("FIT-01", occasion, figure=plain(width), method=method))


def _cushioning(shoe: Shoe, cushioning: str | None, book: Rulebook) -> Shown:
    absorbed, stack = shoe.forefoot_shock_absorption_sa, shoe.forefoot_stack_mm
    if absorbed is not None:
        threshold = book.number("FIT-02", "shock_absorption_good_sa")
        text = book.sentence("FIT-02", "by_shock_absorption", figure=plain(absorbed), grade=cushioning)
        return _shown(absorbed, "SA", threshold, text)
    if stack is not None:
        text = book.sentence("FIT-02", "by_stack", figure=plain(stack), grade=cushioning)
        return _shown(stack, "mm", book.number("FIT-02", "stack_good_mm"), text)
    return _shown(None, None, None, book.sentence("FIT-02", "unknown"))
