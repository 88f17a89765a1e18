"""Which pad: the heads it supports and leaves out, from where it hurts; its kind, size and material for the insole.

Rules PADPLACE-04 (middle), PADPLACE-05 (between toes), PADPLACE-06 and PADPLACE-14 (first and fifth head),
PADPLACE-13 (measures), PADPLACE-16 (kinds of PAD-07 by insole), PADPLACE-17 (what the sources leave open).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from api.advice.core.rules import Rulebook
from api.advice.foot.ball_line import HEADS, BallLine, Breadth
from api.advice.met_pad.figures import figures_of

INSOLES = ("flat", "contoured", "orthotic", "fixed")
USES = ("road", "trail", "race", "everyday", "home")
RUNNING = frozenset({"road", "trail", "race"})

MIDDLE = "middle"
WEB = "between_toes"
CUT_OUT = "cut_out"
MIXED = "mixed"
ELSEWHERE = "elsewhere"

_TOES = dict(zip((f"toe_{head.removeprefix('mth_')}" for head in HEADS), HEADS, strict=True))
_RARE_WEBS = {"web_1_2": HEADS[0], "web_4_5": HEADS[-1]}


class Pattern(NamedTuple):
    """What the place of the pain asks for: ``kind``, the heads supported and left out, the head that hangs free.

    ``notes`` are occasions of PADPLACE-17 that apply besides; ``told`` is false where no site was named.
    """

    kind: str
    rule: str
    covers: tuple[str, ...] = ()
    spares: tuple[str, ...] = ()
    free_head: str | None = None
    notes: tuple[str, ...] = ()
    told: bool = True


class Pad(NamedTuple):
    """The pad itself; measures in millimetres, ``thickest_behind_mm`` from its front edge (``None``: even)."""

    kind: str
    kinds: tuple[str, ...]
    shape: str
    material: str
    width_mm: float | None
    length_mm: float | None
    thickness_mm: float
    thickest_behind_mm: float | None
    rules: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Answer the pad as it is served, millimetres rounded to a tenth."""
        return {
            "kind": self.kind,
            "kinds": list(self.kinds),
            "shape": self.shape,
            "material": self.material,
            "width_mm": None if self.width_mm is None else round(self.width_mm, 1),
            "length_mm": None if self.length_mm is None else round(self.length_mm, 1),
            "thickness_mm": self.thickness_mm,
            "rules": list(self.rules),
        }


@lru_cache(maxsize=1024)
def pattern_of(sites: tuple[str, ...] | None, book: Rulebook) -> Pattern:
    """Answer which pad the places of the pain ask for; no place named: the one for the middle, ``told`` false."""
    if not sites:
        return _middle((), book, told=False)
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
    found = []
    if any(site in _TOES and _TOES[site] not in sites for site in sites):
        found.append("toe")
    if rare:
        found.append("rare_web")
    if "heel" in sites or "midfoot" in sites:
        found.append("also_elsewhere")
    return tuple(found)


def _two_heads(webs: list[str]) -> tuple[str, ...]:
    """Answer the heads beside the one web that hurts; nothing where several do."""
    if len(webs) != 1:
        return ()
    return tuple(f"mth_{toe}" for toe in webs[0].removeprefix("web_").split("_"))


def _middle(notes: tuple[str, ...], book: Rulebook, *, told: bool = True) -> Pattern:
    covers, spares = (book.words("PADPLACE-04", name) for name in ("covers", "spares"))
    return Pattern(MIDDLE, "PADPLACE-04", covers, spares, notes=notes, told=told)


def _cut_out(which: str, notes: tuple[str, ...], book: Rulebook) -> Pattern:
    covers, spares = (book.words("PADPLACE-06", f"{which}_head_{part}") for part in ("covers", "spares"))
    return Pattern(CUT_OUT, "PADPLACE-06", covers, spares, free_head=spares[0], notes=notes)


def insole_place(insole: str | None, use: str | None) -> str:
    """Answer where the pad goes at the insole: ``on_top``, ``beneath``, ``built_in``, ``worn_on_foot``, ``either``."""
    if insole is None:
        return "worn_on_foot" if use == "home" else "either"
    return {"flat": "on_top", "contoured": "beneath", "orthotic": "built_in", "fixed": "worn_on_foot"}[insole]


class _Choice(NamedTuple):
    """What the insole alone decides of a pad."""

    kind: str
    kinds: tuple[str, ...]
    material: str
    thin: bool


@lru_cache(maxsize=64)
def _choice(place: str, chronic: bool | None, book: Rulebook) -> _Choice:
    """Answer the kind of pad for a place at the insole (PADPLACE-16 among the kinds of PAD-07)."""
    which = {"worn_on_foot": "fixed", "built_in": "orthotic"}.get(place, "flat_chronic" if chronic else "flat")
    kind = str(book.value("PADPLACE-16", which))
    kinds = book.words("PAD-07", "kinds") if place == "either" else (kind,)
    return _Choice(kind, kinds, _material(kind), place in ("beneath", "worn_on_foot"))


def pad_of(
    pattern: Pattern, line: BallLine, breadth: Breadth, place: str, *, chronic: bool | None, book: Rulebook
) -> Pad:
    """Answer the pad for a pattern that has one: its kind by the insole, its measures by the foot."""
    choice, figures = _choice(place, chronic, book), figures_of(book)
    if pattern.kind == CUT_OUT:
        rule, shape, thickest = "PADPLACE-14", "dancers_pad", None
        width, thickness = figures.cut_out_width_share, figures.cut_out_thickness_mm
        length = figures.cut_out_length_share * line.foot_length_mm
    else:
        rule, shape = "PADPLACE-13", figures.shape
        width = figures.two_heads_width_share if pattern.kind == WEB else figures.middle_width_share
        thickness = figures.thin_mm if choice.thin else figures.thickness_mm
        length = figures.length_share * line.foot_length_mm
        thickest = figures.thickest_share * length
    rules = ("PAD-07", "PADPLACE-16", pattern.rule, rule)
    return Pad(
        choice.kind,
        choice.kinds,
        shape,
        choice.material,
        width * breadth.breadth_mm,
        length,
        thickness,
        thickest,
        rules,
    )


def _material(kind: str) -> str:
    """Answer what the pad is made of; a bump is of the orthotic's own material."""
    return {"adhesive_foam": "foam", "adhesive_felt": "felt", "gel_sleeve": "gel"}.get(kind, "as_the_orthotic")


def soft_insole(book: Rulebook) -> Pad:
    """Answer the soft insole under the whole forefoot, for pain that leaves no place for a pad (PADSTUDY-04, -05)."""
    thickness = book.number("PADSTUDY-05", "best_flat_insole_mm")
    rules = ("PADSTUDY-05", "PADSTUDY-04", "PADPLACE-17")
    return Pad("soft_insole", ("soft_insole",), "whole_forefoot", "foam", None, None, thickness, None, rules)
