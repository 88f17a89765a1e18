"""Which size a person needs: the larger foot decides, the arch length counts, and a measure wins over a named size."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from api.advice.core.answer import Missing, Reason
from api.advice.core.rules import Rulebook, plain
from api.advice.foot.feet import SIZE_SYSTEMS, Feet, Foot, StatedSize
from api.advice.foot.shape import check_heel_to_ball, length_by_arch
from api.advice.foot.sizes import (
    SEX_OF_SYSTEM,
    foot_length_of,
    named,
    size_of,
    sizes_apart,
    sizes_of,
    toe_room,
    width_letter,
    width_letters,
)
from api.advice.shoes.fit_width import WidthFit, judge_width

SIZE_BASES = ("measured", "arch_length", "stated_size")

Sizes = Mapping[str, float | None]
Side = tuple[str, Foot]


@dataclass(frozen=True, slots=True)
class Fit:
    """What a person's feet ask of a shoe.

    ``length_mm`` is the longer measured foot; ``sizes`` (system -> size) belong to a foot of ``size_length_mm``, and
    ``basis`` says whether they rest on a ``measured`` length, an ``arch_length`` or a ``stated_size``.
    """

    length_mm: float | None
    size_length_mm: float | None
    sizes: Sizes | None
    basis: str | None
    scale_sex: str | None
    sex_known: bool
    width: WidthFit
    arch_measured: bool
    reasons: tuple[Reason, ...] = ()
    missing: tuple[Missing, ...] = ()

    def is_below_adult_sizes(self, book: Rulebook) -> bool:
        """Answer whether the size is known and smaller than adult shoes are made in (SIZE-07)."""
        if self.sizes is None:
            return False
        size = self.sizes["us_women"]
        return size is None or size < book.number("SIZE-07", "smallest_adult_us_women")

    def is_above_common_sizes(self, book: Rulebook) -> bool:
        """Answer whether the size is known and larger than most models are made in (SIZE-07)."""
        size = None if self.sizes is None else self.sizes["us_men"]
        return size is not None and size > book.number("SIZE-07", "largest_common_us_men")

    def said(self) -> str:
        """Answer the size as it is said aloud, on the customer's own scale first; empty if none is known."""
        return "" if self.sizes is None else named(self.sizes, self.scale_sex)

    @property
    def also_cites(self) -> tuple[str, ...]:
        """The rules that the served fit rests on."""
        size = ("SIZE-01", "SIZE-06") if self.sizes is not None else ()
        room = ("SIZE-03",) if self.length_mm is not None else ()
        width = ("SIZE-04", "FOOT-07") if self.width.width_class is not None else ()
        arch = ("SIZE-02", "FOOT-01", "FOOT-03") if self.arch_measured else ()
        both_sexes = () if self.sex_known else ("FOOT-02",)
        return (*size, *room, *width, *arch, *both_sexes)

    def size_in(self, width_class: str | None, book: Rulebook) -> dict[str, Any]:
        """Answer the size in every system with a width, as it is served; each part is ``None`` if it is not known."""
        sizes = self.sizes if self.sizes is not None else dict.fromkeys(SIZE_SYSTEMS)
        return {**sizes, **width_as_served(width_class, self.scale_sex, book)}

    def as_dict(self, book: Rulebook) -> dict[str, Any]:
        """Answer the fit as it is served: lengths in millimetres, sizes in every system."""
        return {
            "length_mm": self.length_mm,
            "size_basis": self.basis,
            "width_class": self.width.width_class,
            "width_basis": self.width.basis,
            "size": None if self.sizes is None else self.size_in(self.width.width_class, book),
            "inside_length_mm": None if self.length_mm is None else toe_room(self.length_mm, book),
        }


def width_as_served(width_class: str | None, sex: str | None, book: Rulebook) -> dict[str, Any]:
    """Answer a width as class and letter; the letter is ``None`` where the sex is not known (SIZE-04)."""
    if width_class is None:
        return {"width": None, "width_class": None, "width_letters": None}
    return {
        "width": width_letter(width_class, sex, book),
        "width_class": width_class,
        "width_letters": width_letters(width_class, book),
    }


@dataclass(slots=True)
class _Notes:
    """What was found on the way, in the order in which it is to be read."""

    reasons: list[Reason] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)


def judge_fit(feet: Feet | None, sex: str | None, stated: StatedSize | None, book: Rulebook) -> Fit:
    """Answer size and width of a person (SIZE-01 .. SIZE-06, FOOT-01 .. FOOT-07).

    Raises ImpossibleMeasurementError for a heel-to-ball length that no foot of that length has (FOOT-03).
    """
    sides = sides_of(feet)
    for name, foot in sides:
        check_heel_to_ball(foot, f"feet.{name}", book)
    notes = _Notes()
    length = max((foot.length_mm for _, foot in sides if foot.length_mm is not None), default=None)
    size_length, basis, sizes = _size(sides, length, sex, stated, notes, book)
    if sex is None:
        notes.missing.append(Missing("sex", book.sentence("FOOT-02", "missing")))
    width = judge_width(sides, size_length, sex, stated, book)
    return Fit(
        length_mm=length,
        size_length_mm=size_length,
        sizes=sizes,
        basis=basis,
        scale_sex=sex or SEX_OF_SYSTEM.get(stated.system if stated else ""),
        sex_known=sex is not None,
        width=width,
        arch_measured=any(foot.heel_to_ball_mm is not None for _, foot in sides),
        reasons=(*notes.reasons, *width.reasons),
        missing=(*notes.missing, *width.missing),
    )


def sides_of(feet: Feet | None) -> tuple[Side, ...]:
    """Answer the feet that were looked at, each with its name, left first."""
    if feet is None:
        return ()
    return tuple((name, foot) for name, foot in (("left", feet.left), ("right", feet.right)) if foot is not None)


def _size(
    sides: tuple[Side, ...],
    length: float | None,
    sex: str | None,
    stated: StatedSize | None,
    notes: _Notes,
    book: Rulebook,
) -> tuple[float | None, str | None, Sizes | None]:
    """Answer the foot length the size is counted from, what it rests on, and the sizes."""
    if length is not None:
        sizes = sizes_of(length, book)
        _explain_length(sides, length, sizes, sex, notes, book)
        if stated is not None:
            _compare_stated(stated, length, notes, book)
    arch = _arch(sides, sex, book)
    if arch is not None and (length is None or _longer_size(arch[0], length, book)):
        by_arch = sizes_of(arch[0], book)
        _explain_arch(arch[1], by_arch, None if length is None else sizes, sex, notes, book)
        return arch[0], "arch_length", by_arch
    if length is not None:
        return length, "measured", sizes
    if stated is None:
        notes.missing.append(Missing("feet", book.sentence("SIZE-01", "missing")))
        return None, None, None
    return _take_stated(stated, sex, notes, book)


def _take_stated(
    stated: StatedSize, sex: str | None, notes: _Notes, book: Rulebook
) -> tuple[float | None, str | None, Sizes | None]:
    length = foot_length_of(stated.system, stated.value, book)
    sizes = {**sizes_of(length, book), stated.system: stated.value}
    said = book.sentence("SIZE-05", "stated", size=named(sizes, sex))
    notes.reasons.append(Reason("SIZE-05", said, "neutral"))
    if stated.system == "eu":
        notes.reasons.append(Reason("SIZE-06", book.sentence("SIZE-06", "european"), "neutral"))
    notes.missing.append(Missing("feet", book.sentence("SIZE-05", "missing")))
    return length, "stated_size", sizes


def _explain_length(
    sides: tuple[Side, ...], length: float, sizes: Sizes, sex: str | None, notes: _Notes, book: Rulebook
) -> None:
    lengths = {name: foot.length_mm for name, foot in sides if foot.length_mm is not None}
    occasion = "size" if len(lengths) > 1 else "one_foot"
    said = book.sentence("SIZE-01", occasion, length=plain(length), size=named(sizes, sex))
    notes.reasons.append(Reason("SIZE-01", said, "neutral"))
    if len(lengths) == 1:
        (known,) = lengths
        other = "right" if known == "left" else "left"
        notes.missing.append(Missing(f"feet.{other}.length_mm", book.sentence("FOOT-05", "other_foot")))
        return
    longer, shorter = ("left", "right") if lengths["left"] > lengths["right"] else ("right", "left")
    difference = lengths[longer] - lengths[shorter]
    apart = sizes_apart(lengths[longer], lengths[shorter], book)
    if difference > 0:
        occasion = "differ" if apart >= book.number("FOOT-05", "feet_differ_from_size") else "larger"
        said = book.sentence(
            "FOOT-05", occasion, longer=longer, shorter=shorter, difference=plain(round(difference, 1))
        )
        notes.reasons.append(Reason("FOOT-05", said, "neutral"))


def _compare_stated(stated: StatedSize, length: float, notes: _Notes, book: Rulebook) -> None:
    made_for = foot_length_of(stated.system, stated.value, book)
    if sizes_apart(made_for, length, book) > book.number("SIZE-06", "disagree_above_size"):
        said = book.sentence("SIZE-05", "disagree", stated=f"{made_for:.0f}", measured=plain(length))
        notes.reasons.append(Reason("SIZE-05", said, "against"))


def _arch(sides: tuple[Side, ...], sex: str | None, book: Rulebook) -> tuple[float, float] | None:
    """Answer the longest foot length that a heel-to-ball length points to, and that heel-to-ball length."""
    arches = [foot.heel_to_ball_mm for _, foot in sides if foot.heel_to_ball_mm is not None]
    return (length_by_arch(max(arches), sex, book), max(arches)) if arches else None


def _longer_size(by_arch: float, length: float, book: Rulebook) -> bool:
    """Answer whether an arch length points to a longer size than the length to the toes (SIZE-02)."""
    system = "eu" if size_of("us_men", length, book) is None else "us_men"
    arch_size, toe_size = size_of(system, by_arch, book), size_of(system, length, book)
    return arch_size is not None and toe_size is not None and arch_size > toe_size


def _explain_arch(
    heel_to_ball: float, sizes: Sizes, by_length: Sizes | None, sex: str | None, notes: _Notes, book: Rulebook
) -> None:
    facts = {"heel_to_ball": plain(heel_to_ball), "size": named(sizes, sex)}
    if by_length is None:
        notes.reasons.append(Reason("SIZE-02", book.sentence("SIZE-02", "alone", **facts), "neutral"))
        notes.missing.append(Missing("feet", book.sentence("SIZE-05", "missing")))
        return
    said = book.sentence("SIZE-02", "longer", **facts, by_length=named(by_length, sex))
    notes.reasons.append(Reason("SIZE-02", said, "for"))
