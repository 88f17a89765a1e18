"""The words and figures that stand beside a pad, on the picture and on paper: what, how far, and by which rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import NamedTuple

from api.advice.core.inches import inches
from api.advice.core.rules import Rulebook, plain
from api.advice.foot.ball_line import HEADS
from api.advice.met_pad.fitting import millimetres
from api.advice.met_pad.kind import CUT_OUT
from api.advice.met_pad.placement import TOE_NAMES, Placement, rules_of_figures
from api.pictures.drawing.curves import Point
from api.pictures.foot.outline import FootShape

HARD_SPACE = "\u00a0"
SIDE_WORDS = {"left": "Left foot", "right": "Right foot"}


class Label(NamedTuple):
    """One figure: its ``title``, the place it points at on the foot, the lines below the title, and its rules."""

    title: str
    at: Point
    lines: tuple[str, ...]
    rules: tuple[str, ...]


class Entry(NamedTuple):
    """One line of the legend: the ``mark`` it explains, what it says, and the rules its figures rest on."""

    mark: str
    text: str
    rules: tuple[str, ...] = ()


def length_words(length_mm: float, book: Rulebook) -> str:
    """Answer a length in millimetres and inches."""
    return f"{millimetres(length_mm)} mm = {inches(length_mm, book)} in"


def wrapped(text: str, letters: int) -> list[str]:
    """Answer the text in lines of at most so many letters; nothing for no text."""
    return wrap(text, max(letters, 1), break_long_words=False, break_on_hyphens=False)


def labels_of(placed: Placement, foot: FootShape, book: Rulebook) -> tuple[Label, ...]:
    """Answer the figures along the foot from the toes to the heel: ball line, front edge, thickest point."""
    rules = rules_of_figures(placed)
    found = [
        _ball(placed, foot, tuple(rules["ball_line_from_heel_mm"]), book),
        _front(placed, tuple(rules["front_edge_from_heel_mm"]), book),
    ]
    if placed.thickest_mm is not None:
        across, along = foot.heads[HEADS.index(placed.guide_head)]
        # Both marks are told where the pad lies: behind the head towards whose toe a person measures.
        lower = along - foot.ball_mm
        at = (across, placed.thickest_mm + lower)
        lines = (length_words(at[1], book), f"guide's mark: {millimetres(placed.half_way_mm + lower)} mm")
        merged = (*rules["thickest_point_from_heel_mm"], *rules["half_way_mark_from_heel_mm"])
        found.append(Label("Thickest point", at, lines, tuple(dict.fromkeys(merged))))
    return tuple(found)


def _ball(placed: Placement, foot: FootShape, rules: tuple[str, ...], book: Rulebook) -> Label:
    line = placed.line
    band = f"{millimetres(line.low_mm)} to {millimetres(line.high_mm)} mm"
    return Label("Ball line", foot.heads[0], (length_words(line.estimate_mm, book), f"{line.basis},", band), rules)


def _front(placed: Placement, rules: tuple[str, ...], book: Rulebook) -> Label:
    head = placed.guide_head
    at = (placed.across_mm[HEADS.index(head)], placed.front_edge_at(head))
    behind = f"{plain(placed.window.target_mm)} mm behind"
    if placed.pattern.kind == CUT_OUT:
        lines = (
            length_words(at[1], book),
            f"{behind} head {head.removeprefix('mth_')}",
            f"behind {TOE_NAMES[head]} toe",
        )
        return Label("Edge of cut-out", at, lines, rules)
    lines = (length_words(at[1], book), f"{behind} the line", f"behind {TOE_NAMES[head]} toe")
    return Label("Front edge", at, lines, rules)


def pad_words(placed: Placement, book: Rulebook) -> str:
    """Answer the pad's length, breadth and thickness in millimetres and in inches."""
    pad = placed.pad
    sizes = (pad.length_mm or 0, pad.width_mm or 0, pad.thickness_mm)
    metric = " × ".join(f"{size:.0f}" for size in sizes)
    imperial = " × ".join(inches(size, book) for size in sizes)
    # Hard spaces: a line must not end within a figure.
    return f"{metric} mm = {imperial} in".replace(" ", HARD_SPACE).replace(f"{HARD_SPACE}={HARD_SPACE}", " = ")


def entries(placed: Placement, sites: Sequence[str], book: Rulebook) -> Iterator[Entry]:
    """Answer the legend, in the order in which it is read."""
    window, line = placed.window, placed.line
    yield Entry("pad", f"Pad, long × wide × thick: {pad_words(placed, book)}", placed.pad.rules)
    cut_out = placed.pattern.kind == CUT_OUT
    edge = "Edge of the cut-out" if cut_out else "Front edge of the pad"
    yield Entry("front", f"{edge}, where it goes first")
    between = f"{plain(window.nearest_mm)} to {plain(window.farthest_mm)} mm behind"
    rules = ("PADPLACE-14",) if cut_out else ("PADPLACE-02", "PADPLACE-10")
    yield Entry("range", f"Range for moving it: {between}", rules)
    yield Entry("line", "Ball line: the row of heads", ("FOOT-06", "PADPLACE-11", "PADPLACE-12"))
    sure = plain(round(line.high_mm - line.estimate_mm, 1))
    yield Entry("band", f"The ball line is known to {sure} mm either way", line.rules)
    yield Entry("head", "Heads of the metatarsals, 1 behind the big toe")
    if placed.thickest_mm is not None:
        yield Entry("ridge", "Where the pad is thickest", ("PADPLACE-13",))
    if sites:
        yield Entry("sore", "Where it hurts")


def describe(placed: Placement, labels: Sequence[Label], sites: Sequence[str], book: Rulebook) -> str:
    """Answer in words what the picture shows, for a screen reader."""
    parts = [f"{SIDE_WORDS.get(placed.side or '', 'Foot')}, {length_words(placed.line.foot_length_mm, book)} long."]
    parts += [f"{label.title}, from the heel: {' '.join(label.lines)}." for label in labels]
    covered = ", ".join(head.removeprefix("mth_") for head in placed.pattern.covers)
    spared = ", ".join(head.removeprefix("mth_") for head in placed.pattern.spares)
    parts.append(f"The pad, long × wide × thick {pad_words(placed, book)}, supports heads {covered}.")
    parts.append(f"It leaves out {spared}.")
    if sites:
        parts.append(f"Sore spots: {', '.join(site.replace('_', ' ') for site in sites)}.")
    return " ".join(parts)
