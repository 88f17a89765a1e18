"""Which pad: the heads it supports and leaves out, from where it hurts; its kind, size and material for the insole.

Rules PADPLACE-04 (middle), PADPLACE-05 (between toes), PADPLACE-06 and PADPLACE-14 (first and fifth head),
PADPLACE-13 (measures), PADPLACE-16 (kinds of PAD-07 by insole), PADPLACE-17 (what the sources leave open).
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from api.advice.core.rules import Rulebook
from api.advice.foot.measures import HEADS, BallLine, Breadth
from api.advice.met_pad.answer import Pad, SoldSize
from api.advice.met_pad.figures import PadFigures, figures_of

MIDDLE = "middle"
WEB = "between_toes"
CUT_OUT = "cut_out"
MIXED = "mixed"
ELSEWHERE = "elsewhere"

ON_TOP, BENEATH, BUILT_IN, ON_FOOT, EITHER = "on_top", "beneath", "built_in", "worn_on_foot", "either"
"""Where the pad goes at the insole."""

_TOES = dict(zip((f"toe_{head.removeprefix('mth_')}" for head in HEADS), HEADS, strict=True))
_RARE_WEBS = {"web_1_2": HEADS[0], "web_4_5": HEADS[-1]}


class Pattern(NamedTuple):
    """What the place of the pain asks for: ``kind``, the heads supported and left out, the head that hangs free.

    ``notes`` are occasions of PADPLACE-17 that apply besides; ``known`` is false where no site was named.
    """

    kind: str
    rule: str
    covers: tuple[str, ...] = ()
    spares: tuple[str, ...] = ()
    free_head: str | None = None
    notes: tuple[str, ...] = ()
    known: bool = True


class FittedPad(NamedTuple):
    """The pad for one foot; measures in millimetres, ``thickest_behind_mm`` from its front edge (``None``: even)."""

    kind: str
    kinds: tuple[str, ...]
    shape: str
    version: str | None
    material: str
    width_mm: float
    length_mm: float
    thickness_mm: float
    thickest_behind_mm: float | None
    nearest_sold: SoldSize | None
    rules: tuple[str, ...]

    @property
    def whole_mm(self) -> tuple[int, int]:
        """Length and width in whole millimetres, rounded from what is served, so that every medium says the same."""
        served = self.served()
        return round(served.length_mm or 0), round(served.width_mm or 0)

    def served(self) -> Pad:
        """Return the pad as it is served, millimetres rounded to a tenth."""
        return Pad(
            kind=self.kind,
            kinds=self.kinds,
            shape=self.shape,
            version=self.version,
            material=self.material,
            width_mm=round(self.width_mm, 1),
            length_mm=round(self.length_mm, 1),
            thickness_mm=self.thickness_mm,
            nearest_sold=self.nearest_sold,
            rules=self.rules,
        )


@lru_cache(maxsize=1024)
def pattern_of(sites: tuple[str, ...] | None, book: Rulebook) -> Pattern:
    """Return which pad the places of the pain ask for; no place named: the one for the middle, not ``known``."""
    if not sites:
        return _middle((), book, known=False)
    heads = {_TOES.get(site, site) for site in sites} & set(HEADS)
    webs = [site for site in sites if site.startswith("web_") and site not in _RARE_WEBS]
    # Next to a sore edge head the web beside it belongs to that head.
    rare = [site for site in sites if site in _RARE_WEBS and _RARE_WEBS[site] not in heads]
    notes = _notes(sites, rare)
    first, fifth = (head in heads for head in (HEADS[0], HEADS[-1]))
    middle = bool(heads - {HEADS[0], HEADS[-1]} or webs or rare)
    if not (first or fifth or middle):
        return Pattern(ELSEWHERE, "PADPLACE-17")
    if (first or fifth) and (middle or (first and fifth)):
        return Pattern(MIXED, "PADPLACE-17", notes=notes)
    if first or fifth:
        return _cut_out("first" if first else "fifth", notes, book)
    two = _two_heads(webs)
    if two and not rare and heads <= set(two):
        spares = tuple(head for head in HEADS if head not in two)
        return Pattern(WEB, "PADPLACE-05", two, spares, notes=notes)
    return _middle(notes, book)


def _notes(sites: tuple[str, ...], rare: list[str]) -> tuple[str, ...]:
    notes = []
    if any(site in _TOES and _TOES[site] not in sites for site in sites):
        notes.append("toe")
    if rare:
        notes.append("rare_web")
    if "heel" in sites or "midfoot" in sites:
        notes.append("also_elsewhere")
    return tuple(notes)


def _two_heads(webs: list[str]) -> tuple[str, ...]:
    """Return the heads beside the one web that hurts; nothing where several do."""
    if len(webs) != 1:
        return ()
    return tuple(f"mth_{toe}" for toe in webs[0].removeprefix("web_").split("_"))


def _middle(notes: tuple[str, ...], book: Rulebook, *, known: bool = True) -> Pattern:
    covers, spares = (book.words("PADPLACE-04", name) for name in ("covers", "spares"))
    return Pattern(MIDDLE, "PADPLACE-04", covers, spares, notes=notes, known=known)


def _cut_out(which: str, notes: tuple[str, ...], book: Rulebook) -> Pattern:
    covers, spares = (book.words("PADPLACE-06", f"{which}_head_{part}") for part in ("covers", "spares"))
    return Pattern(CUT_OUT, "PADPLACE-06", covers, spares, free_head=spares[0], notes=notes)


def insole_place(insole: str | None, use: str | None, pattern: Pattern) -> str:
    """Return where the pad goes at the insole: one of ``ON_TOP``, ``BENEATH``, ``BUILT_IN``, ``ON_FOOT``, ``EITHER``.

    A pad with a cut-out is no sleeve: where the insole stays in the shoe, it is stuck on top of it.
    """
    if insole is None:
        place = ON_FOOT if use == "home" else EITHER
    else:
        place = {"flat": ON_TOP, "contoured": BENEATH, "orthotic": BUILT_IN, "fixed": ON_FOOT}[insole]
    return ON_TOP if pattern.kind == CUT_OUT and place == ON_FOOT else place


class _Choice(NamedTuple):
    """What the insole alone decides of a pad."""

    kind: str
    kinds: tuple[str, ...]
    material: str
    thin: bool


@lru_cache(maxsize=64)
def _choice(place: str, chronic: bool | None, cut_out: bool, book: Rulebook) -> _Choice:
    """Return the kind of pad for a place at the insole (PADPLACE-16 among the kinds of PAD-07)."""
    stuck = "flat_chronic" if chronic else "flat"
    if cut_out:
        kind = str(book.value("PADPLACE-16", stuck))
        return _Choice(kind, book.words("PADPLACE-14", "kinds"), _material(kind), False)
    kind = str(book.value("PADPLACE-16", {ON_FOOT: "fixed", BUILT_IN: "orthotic"}.get(place, stuck)))
    kinds = book.words("PAD-07", "kinds") if place == EITHER else (kind,)
    return _Choice(kind, kinds, _material(kind), place in (BENEATH, ON_FOOT))


def pad_of(
    pattern: Pattern,
    line: BallLine,
    breadth: Breadth,
    place: str,
    *,
    side: str | None,
    chronic: bool | None,
    book: Rulebook,
) -> FittedPad:
    """Return the pad for a pattern that has one: its kind by the insole, its measures by the foot."""
    choice, figures = _choice(place, chronic, pattern.kind == CUT_OUT, book), figures_of(book)
    if pattern.kind == CUT_OUT:
        return _dancers_pad(pattern, choice, line, breadth, side, figures)
    width, length = _teardrop(pattern, line.foot_length_mm, breadth.breadth_mm, figures)
    return FittedPad(
        kind=choice.kind,
        kinds=choice.kinds,
        shape=figures.shape,
        version=None,
        material=choice.material,
        width_mm=width,
        length_mm=length,
        thickness_mm=figures.thin_mm if choice.thin else figures.thickness_mm,
        thickest_behind_mm=figures.thickest_share * figures.length_share * line.foot_length_mm,
        nearest_sold=None if choice.kind == "built_in_bump" else _nearest_sold(width, length, figures),
        rules=("PAD-07", "PADPLACE-16", pattern.rule, "PADPLACE-13"),
    )


def _dancers_pad(
    pattern: Pattern, choice: _Choice, line: BallLine, breadth: Breadth, side: str | None, figures: PadFigures
) -> FittedPad:
    return FittedPad(
        kind=choice.kind,
        kinds=choice.kinds,
        shape="dancers_pad",
        version=_version(side, pattern),
        material=choice.material,
        width_mm=figures.cut_out_width_share * breadth.breadth_mm,
        length_mm=figures.cut_out_length_share * line.foot_length_mm,
        thickness_mm=figures.cut_out_thickness_mm,
        thickest_behind_mm=None,
        nearest_sold=None,
        rules=("PAD-07", "PADPLACE-16", pattern.rule, "PADPLACE-14"),
    )


def _nearest_sold(width_mm: float, length_mm: float, figures: PadFigures) -> SoldSize:
    step = round(figures.sold_step_mm)
    return SoldSize(length_mm=round(length_mm / step) * step, width_mm=round(width_mm / step) * step)


def _teardrop(pattern: Pattern, length_mm: float, breadth_mm: float, figures: PadFigures) -> tuple[float, float]:
    """Return width and length of a teardrop: as pads are sold, and longer than wide."""
    share = figures.two_heads_width_share if pattern.kind == WEB else figures.middle_width_share
    width = min(share * breadth_mm, figures.widest_mm)
    length = max(figures.length_share * length_mm, width + figures.longer_than_wide_mm, figures.shortest_pad_mm)
    return width, min(length, figures.longest_pad_mm)


def _version(side: str | None, pattern: Pattern) -> str | None:
    """Return which version of a dancer's pad goes under this foot (PADPLACE-06).

    A version is named for the foot whose first head it leaves free; under the other foot it leaves the fifth free.
    """
    if side is None:
        return None
    return side if pattern.free_head == HEADS[0] else {"left": "right", "right": "left"}[side]


def _material(kind: str) -> str:
    """Return what the pad is made of; a bump is of the orthotic's own material."""
    return {"adhesive_foam": "foam", "adhesive_felt": "felt", "gel_sleeve": "gel"}.get(kind, "as_the_orthotic")


def soft_insole(book: Rulebook) -> Pad:
    """Return the soft insole under the whole forefoot, for pain that leaves no place for a pad (PADSTUDY-04, -05)."""
    return Pad(
        kind="soft_insole",
        kinds=("soft_insole",),
        shape="whole_forefoot",
        version=None,
        material="foam",
        width_mm=None,
        length_mm=None,
        thickness_mm=book.number("PADSTUDY-05", "best_flat_insole_mm"),
        nearest_sold=None,
        rules=("PADSTUDY-05", "PADSTUDY-04", "PADPLACE-17"),
    )
