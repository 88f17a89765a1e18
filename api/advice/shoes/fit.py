"""Which size and width a person needs: the larger foot decides, the arch length counts, and a measure wins.

Length and arch length: SIZE-01, SIZE-02, FOOT-05. The width is judged in ``measures``.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from api.advice.core.answer import AGAINST, FOR, NEUTRAL, Action, Missing, Reason
from api.advice.core.rules import Rulebook
from api.advice.core.wording import ShoeSize
from api.advice.foot.feet import CLASSES_OF_FEET, WIDTH_CLASSES, Feet, StatedSize
from api.advice.foot.measures import (
    Side,
    WidthFit,
    check_heel_to_ball,
    judge_width,
    length_by_arch,
    rarely_made,
)
from api.advice.foot.sizes import (
    SEX_OF_SYSTEM,
    Sizes,
    foot_length_of,
    is_longer_size,
    name_size,
    sizes_apart,
    sizes_of,
    toe_room,
    width_letter,
    width_letters,
    with_stated,
)
from api.advice.shoes.answer import Fit, SizeShown


@dataclass(frozen=True, slots=True)
class FitResult:
    """What a person's feet ask of a shoe.

    ``length_mm`` is the longer measured foot; ``sizes`` belong to a foot of ``size_length_mm``, and ``basis`` names
    whether they rest on a ``measured`` length, an ``arch_length`` or a ``stated_size``.
    """

    length_mm: float | None
    size_length_mm: float | None
    sizes: Sizes | None
    basis: str | None
    scale_sex: str | None
    sex_known: bool
    system: str | None
    width: WidthFit
    arch_measured: bool
    actions: tuple[Action, ...] = ()
    reasons: tuple[Reason, ...] = ()
    missing: tuple[Missing, ...] = ()
    _in_width: dict[tuple[str | None, Rulebook], SizeShown] = field(default_factory=dict, compare=False, repr=False)

    def is_below_adult_sizes(self, book: Rulebook) -> bool:
        """Return whether the size is known and smaller than adult shoes are made in (SIZE-07)."""
        if self.sizes is None:
            return False
        size = self.sizes.us_women
        return size is None or size < book.number("SIZE-07", "smallest_adult_us_women")

    def is_above_common_sizes(self, book: Rulebook) -> bool:
        """Return whether the size is known and larger than most models are made in (SIZE-07)."""
        size = None if self.sizes is None else self.sizes.us_men
        return size is not None and size > book.number("SIZE-07", "largest_common_us_men")

    def is_rare(self, sex: str | None, book: Rulebook) -> bool:
        """Return whether the size is known and one that many models are not made in (SIZE-09)."""
        if self.sizes is None:
            return False
        scales = {"male": ("us_men",), "female": ("us_women",)}.get(sex or self.scale_sex or "", ("us_men", "us_women"))
        return all(self._is_outside(scale, book) for scale in scales)

    def _is_outside(self, scale: str, book: Rulebook) -> bool:
        size = None if self.sizes is None else getattr(self.sizes, scale)
        low, high = (book.number("SIZE-09", f"{end}_{scale}_size") for end in ("smallest_common", "largest_common"))
        return size is None or not low <= size <= high

    def size_name(self, book: Rulebook) -> str:
        """Return the size as people name it, on the customer's own scale first; empty if none is known."""
        return "" if self.sizes is None else name_size(self.sizes, self.scale_sex, book, self.system)

    @property
    def also_cites(self) -> tuple[str, ...]:
        """The rules that the served fit rests on."""
        size = ("SIZE-01", "SIZE-06", "SIZE-08", "SIZE-10") if self.sizes is not None else ()
        room = ("SIZE-03",) if self.length_mm is not None else ()
        width = ("SIZE-04", "FOOT-07") if self.width.width_class is not None else ()
        arch = ("SIZE-02", "FOOT-01", "FOOT-03") if self.arch_measured else ()
        both_sexes = () if self.sex_known else ("FOOT-02",)
        return (*size, *room, *width, *arch, *both_sexes)

    def size_in(self, width_class: str | None, book: Rulebook) -> SizeShown:
        """Return the size in every system with a width; the letter is ``None`` where the sex is not known (SIZE-04).

        Ten shoes are worn in two or three widths, so that each is named once.
        """
        shown = self._in_width.get((width_class, book))
        if shown is None:
            shown = self._in_width[width_class, book] = self._size_in(width_class, book)
        return shown

    def _size_in(self, width_class: str | None, book: Rulebook) -> SizeShown:
        sizes = self.sizes or Sizes()
        made = width_class if width_class in WIDTH_CLASSES else None
        return SizeShown(
            label=self.size_name(book) or None,
            us_men=sizes.us_men,
            us_women=sizes.us_women,
            uk=sizes.uk,
            uk_low=sizes.uk_low,
            uk_high=sizes.uk_high,
            eu=sizes.eu,
            eu_low=sizes.eu_low,
            eu_high=sizes.eu_high,
            mondopoint=sizes.mondopoint,
            width=None if made is None else width_letter(made, self.scale_sex, book),
            width_class=made,
            width_letters=None if made is None else width_letters(made, book),
        )

    def served(self, book: Rulebook) -> Fit:
        """Return the fit as an answer carries it."""
        needed = self.width.width_class
        return Fit(
            length_mm=self.length_mm,
            size_basis=self.basis,
            width_class=needed if needed in (None, *CLASSES_OF_FEET) else CLASSES_OF_FEET[-1],
            width_needed=needed,
            width_basis=self.width.basis,
            size=None if self.sizes is None else self.size_in(needed, book),
            inside_length_mm=None if self.length_mm is None else toe_room(self.length_mm, book),
        )


@dataclass(slots=True)
class _Notes:
    """Reasons and open questions met on the way, in the order in which they are to be read."""

    reasons: list[Reason] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)


def judge_fit(feet: Feet | None, sex: str | None, stated: StatedSize | None, book: Rulebook) -> FitResult:
    """Return size and width of a person (SIZE-01 .. SIZE-06, FOOT-01 .. FOOT-07).

    Raise ImpossibleMeasurementError for a heel-to-ball length that no foot of that length has (FOOT-03).
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
    return FitResult(
        length_mm=length,
        size_length_mm=size_length,
        sizes=sizes,
        basis=basis,
        scale_sex=sex or SEX_OF_SYSTEM.get(stated.system if stated else ""),
        sex_known=sex is not None,
        system=stated.system if stated else None,
        width=width,
        arch_measured=any(foot.heel_to_ball_mm is not None for _, foot in sides),
        actions=(*notes.actions, *width.actions, *rarely_made(width.width_class, book)),
        reasons=(*notes.reasons, *width.reasons),
        missing=(*notes.missing, *width.missing),
    )


def sides_of(feet: Feet | None) -> tuple[Side, ...]:
    """Return the feet that were looked at, each with its name, left first."""
    if feet is None:
        return ()
    return tuple((name, foot) for name, foot in (("left", feet.left), ("right", feet.right)) if foot is not None)


# The size


def _size(
    sides: tuple[Side, ...],
    length: float | None,
    sex: str | None,
    stated: StatedSize | None,
    notes: _Notes,
    book: Rulebook,
) -> tuple[float | None, str | None, Sizes | None]:
    """Return the foot length the size is counted from, what it rests on, and the sizes."""
    system = stated.system if stated else None
    if length is not None:
        sizes = sizes_of(length, sex, book)
        by_length = name_size(sizes, sex, book, system)
        _explain_length(sides, length, by_length, notes, book)
        if stated is not None:
            _compare_stated(stated, length, sex, notes, book)
    arch = _arch(sides, sex, book)
    if arch is not None and (length is None or is_longer_size(arch[0], length, book)):
        by_arch = sizes_of(arch[0], sex, book)
        named = name_size(by_arch, sex, book, system)
        _explain_arch(sides, arch[1], named, None if length is None else by_length, notes, book)
        return arch[0], "arch_length", by_arch
    if length is not None:
        return length, "measured", sizes
    if stated is None:
        notes.missing.append(Missing(_open_length(sides), book.sentence("SIZE-01", "missing")))
        return None, None, None
    return _take_stated(sides, stated, sex, notes, book)


def _open_length(sides: tuple[Side, ...]) -> str:
    """Return the field for the length of a foot where neither is measured: of one that was looked at."""
    return f"feet.{sides[0][0] if sides else 'left'}.length_mm"


def _take_stated(
    sides: tuple[Side, ...], stated: StatedSize, sex: str | None, notes: _Notes, book: Rulebook
) -> tuple[float | None, str | None, Sizes | None]:
    length = foot_length_of(stated, sex or SEX_OF_SYSTEM.get(stated.system), book)
    sizes = with_stated(sizes_of(length, sex or SEX_OF_SYSTEM.get(stated.system), book), stated)
    # The American number is what the named one is read as.
    size = name_size(sizes, sex, book, "us")
    text = book.sentence("SIZE-05", "stated", size=size)
    if stated.system in ("uk", "eu", "mondopoint"):
        named = book.wording.text(f"sizes.named_{stated.system}", value=ShoeSize(stated.value))
        text = book.sentence("SIZE-05", "stated_in", size=size, named=named)
    notes.reasons.append(Reason("SIZE-05", text, NEUTRAL))
    if stated.system == "eu":
        notes.reasons.append(Reason("SIZE-08", book.sentence("SIZE-08", "european"), NEUTRAL))
    notes.missing.append(Missing(_open_length(sides), book.sentence("SIZE-05", "missing")))
    return length, "stated_size", sizes


def _explain_length(sides: tuple[Side, ...], length: float, size: str, notes: _Notes, book: Rulebook) -> None:
    lengths = {name: foot.length_mm for name, foot in sides if foot.length_mm is not None}
    occasion = "size" if len(lengths) > 1 else "one_foot"
    text = book.sentence("SIZE-01", occasion, length=length, size=size)
    notes.reasons.append(Reason("SIZE-01", text, NEUTRAL))
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
        text = book.sentence("FOOT-05", f"{occasion}_{longer}", difference=round(difference, 1))
        notes.reasons.append(Reason("FOOT-05", text, NEUTRAL))
        if occasion == "differ":
            filled = book.sentence("FOOT-05", f"fill_{shorter}")
            notes.actions.append(Action("fill_the_other_shoe", filled, ("FOOT-05",)))


def _compare_stated(stated: StatedSize, length: float, sex: str | None, notes: _Notes, book: Rulebook) -> None:
    made_for = foot_length_of(stated, sex, book)
    if sizes_apart(made_for, length, book) > book.number("SIZE-06", "disagree_above_size"):
        text = book.sentence("SIZE-05", "disagree", stated=round(made_for), measured=length)
        notes.reasons.append(Reason("SIZE-05", text, AGAINST))
        notes.actions.append(Action("measure_again", book.sentence("SIZE-05", "measure_again"), ("SIZE-05", "SIZE-06")))


def _arch(sides: tuple[Side, ...], sex: str | None, book: Rulebook) -> tuple[float, float] | None:
    """Return the longest foot length that a heel-to-ball length points to, and that heel-to-ball length."""
    arches = [foot.heel_to_ball_mm for _, foot in sides if foot.heel_to_ball_mm is not None]
    return (length_by_arch(max(arches), sex, book), max(arches)) if arches else None


def _explain_arch(
    sides: tuple[Side, ...],
    heel_to_ball: float,
    size: str,
    by_length: str | None,
    notes: _Notes,
    book: Rulebook,
) -> None:
    if by_length is None:
        text = book.sentence("SIZE-02", "alone", heel_to_ball=heel_to_ball, size=size)
        notes.reasons.append(Reason("SIZE-02", text, NEUTRAL))
        notes.missing.append(Missing(_open_length(sides), book.sentence("SIZE-05", "missing")))
        return
    text = book.sentence("SIZE-02", "longer", heel_to_ball=heel_to_ball, size=size, by_length=by_length)
    notes.reasons.append(Reason("SIZE-02", text, FOR))
