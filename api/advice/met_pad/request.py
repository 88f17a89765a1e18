"""What a question about a pad may say, and which foot it is about: sides are never guessed (PADPLACE-23)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from api.advice.core.rules import Rulebook
from api.advice.foot.feet import Feet, Foot, StatedSize
from api.advice.foot.shape import ImpossibleMeasurementError
from api.advice.triage.request import Symptoms

SIDES = ("left", "right")


class ContradictionError(ImpossibleMeasurementError):
    """Two facts of a request contradict each other: ``field`` by dotted name, and a sentence that asks for one."""


@dataclass(frozen=True, slots=True)
class PadRequest:
    """One foot (``foot`` with ``side``) or both (``feet``); everything else applies to both. ``None``: not known."""

    foot: Foot | None = None
    side: str | None = None
    feet: Feet | None = None
    sex: str | None = None
    size: StatedSize | None = None
    insole: str | None = None
    chronic: bool | None = None
    use: str | None = None
    symptoms: Symptoms = field(default_factory=Symptoms)


@dataclass(frozen=True, slots=True)
class AskedFoot:
    """One foot that a pad is asked for: the ``field`` it came from, and whether it is known to hurt."""

    side: str | None
    foot: Foot
    field: str
    sore: bool | None

    def facts(self, asked: PadRequest) -> dict[str, Any]:
        """Answer the facts that draw the picture of this foot, as the query of a picture names them."""
        size = asked.size if self.foot.length_mm is None and self.foot.heel_to_ball_mm is None else None
        facts = {
            "length_mm": self.foot.length_mm,
            "heel_to_ball_mm": self.foot.heel_to_ball_mm,
            "breadth_mm": self.foot.breadth_mm,
            "arch": self.foot.arch,
            "sex": asked.sex,
            "size_system": size.system if size else None,
            "size_value": size.value if size else None,
            "pain_sites": list(asked.symptoms.pain_sites or ()) or None,
            "insole": asked.insole,
            "chronic": asked.chronic,
            "use": asked.use,
        }
        return {name: value for name, value in facts.items() if value is not None}


def asked_feet(asked: PadRequest, book: Rulebook) -> tuple[AskedFoot, ...]:
    """Answer the feet a pad is asked for, the sore one first; raises ContradictionError for sides that contradict."""
    sore_side = asked.symptoms.pain_side
    if asked.foot is not None and asked.feet is not None:
        raise ContradictionError("feet", book.sentence("PADPLACE-23", "both_forms"))
    if asked.side is not None and sore_side in SIDES and sore_side != asked.side:
        raise ContradictionError("side", book.sentence("PADPLACE-23", "sides_differ", side=asked.side))
    if asked.feet is None:
        side = asked.side or (sore_side if sore_side in SIDES else None)
        sore = True if sore_side is not None else None
        return (AskedFoot(side, asked.foot or Foot(), "foot", sore),)
    return _of_both(asked.feet, asked.side, sore_side, book)


def _of_both(feet: Feet, side: str | None, sore_side: str | None, book: Rulebook) -> tuple[AskedFoot, ...]:
    described = {name: foot for name, foot in (("left", feet.left), ("right", feet.right)) if foot is not None}
    if side is not None and described and side not in described:
        raise ContradictionError("side", book.sentence("PADPLACE-23", "not_measured", side=side))
    wanted = side or (sore_side if sore_side in SIDES else None)
    if wanted is not None and wanted not in described:
        described = {wanted: Foot(), **described}
    found = [
        AskedFoot(name, foot, f"feet.{name}", None if sore_side is None else sore_side in (name, "both"))
        for name, foot in described.items()
    ]
    found.sort(key=lambda each: each.side != wanted)
    return tuple(found) or (AskedFoot(None, Foot(), "feet", None),)
