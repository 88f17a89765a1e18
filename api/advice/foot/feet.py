"""What is known of a person's feet and of the size they say they wear. ``None`` means *not known*, never *no*."""

from __future__ import annotations

from dataclasses import dataclass

SEXES = ("male", "female")
ARCHES = ("low", "normal", "high")
SIZE_SYSTEMS = ("us_men", "us_women", "uk", "eu", "mondopoint")
WIDTH_CLASSES = ("narrow", "standard", "wide", "extra_wide")


@dataclass(frozen=True, slots=True)
class Foot:
    """One foot, measured standing: lengths in millimetres."""

    length_mm: float | None = None
    heel_to_ball_mm: float | None = None
    breadth_mm: float | None = None
    arch: str | None = None
    bunion: bool | None = None
    hammertoe: bool | None = None
    callus: bool | None = None


@dataclass(frozen=True, slots=True)
class Feet:
    """Both feet; a side that was not looked at is ``None``."""

    left: Foot | None = None
    right: Foot | None = None


@dataclass(frozen=True, slots=True)
class StatedSize:
    """The size a person says they wear; ``width`` is a letter (``2E``) or a class (``wide``), if known."""

    system: str
    value: float
    width: str | None = None
