"""What is known of a person's feet and of the size they say they wear. ``None`` means *not known*, never *no*."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from api.advice.core.describe import Field, OneOf, Unit

SEXES = ("male", "female")
ARCHES = ("low", "normal", "high")
SIZE_SYSTEMS = ("us_men", "us_women", "uk", "eu", "mondopoint")
WIDTH_CLASSES = ("narrow", "standard", "wide", "extra_wide", "xx_wide")
"""The widths in which running shoes are made, the narrowest first."""
WIDER_THAN_MADE = "wider_than_made"
WIDTHS_OF_FEET = (*WIDTH_CLASSES, WIDER_THAN_MADE)
"""What a foot asks for: a width that is made, or more than any."""
CLASSES_OF_FEET = WIDTH_CLASSES[: WIDTH_CLASSES.index("extra_wide") + 1]
"""How wide a foot is; the last class has no upper end."""


@dataclass(frozen=True, slots=True)
class Foot:
    """One foot, measured standing. Leave out, or send ``null`` for, what is not known: it never means no."""

    length_mm: Annotated[
        float | None, Unit("mm"), Field("foot_length"), "From the back of the heel to the longest toe."
    ] = None
    heel_to_ball_mm: Annotated[
        float | None,
        Unit("mm"),
        Field("heel_to_ball"),
        "From the back of the heel to the joint of the big toe: 0.70 to 0.78 of the length, else it is refused.",
    ] = None
    breadth_mm: Annotated[float | None, Unit("mm"), Field("foot_breadth"), "Across the ball, at the widest part."] = (
        None
    )
    arch: Annotated[str | None, OneOf(ARCHES), "The arch of the foot."] = None
    bunion: Annotated[bool | None, "The joint of the big toe stands out."] = None
    hammertoe: Annotated[bool | None, "A toe stays bent."] = None
    callus: Annotated[bool | None, "Thick skin under the ball of the foot."] = None


@dataclass(frozen=True, slots=True)
class Feet:
    """Both feet; leave out a side that nobody looked at."""

    left: Annotated[Foot | None, "The left foot."] = None
    right: Annotated[Foot | None, "The right foot."] = None


@dataclass(frozen=True, slots=True)
class StatedSize:
    """A size as it stands on the label. Numbers of another system are refused where they can be told apart."""

    system: Annotated[str, OneOf(SIZE_SYSTEMS), "In which system."]
    value: Annotated[float, Field("size_value")]
    width: Annotated[str | None, Field("width"), "A class or a letter. `D` is standard for men and wide for women."] = (
        None
    )
