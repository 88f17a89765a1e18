"""An exercise as a drawing: the position, a band where it is felt, an arrow for the movement, a foot seen close.

A figure is a pose in ``poses.yaml``; this module reads the table and hands each part to what draws it. Words come from
the rulebook. Readable at 300 pixels, on light and dark screens, on paper, and in viewers that know no style sheet.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from api.advice.core.rules import Rulebook
from api.advice.exercises.library import Exercise
from api.pictures.drawing.chart_svg import chart
from api.pictures.drawing.svg import element, words
from api.pictures.exercises.body import draw_person
from api.pictures.exercises.close_up import finger, foot, footprint, hand
from api.pictures.exercises.palette import FONT, STYLE, fill, outlined
from api.pictures.exercises.things import arrow, block, chair, cloth, cup, disc, feel, floor, guide, pivot, turn, wall

WIDTH, HEIGHT = 320, 246
SCENE_TOP, SCENE_HEIGHT = 34, 190
WINDOW = (150, 4, 164, 182)
"""Where a foot is seen close, and how large: x, y, width, height."""

NAME_WIDTH = 430
"""So many units divided by its letters is a size at which the longest name fits in a wide font too."""

_POSES = Path(__file__).with_name("poses.yaml")


def draw_exercise(exercise: Exercise, book: Rulebook) -> bytes:
    """Return the drawing of an exercise as SVG; its description gives purpose and steps in words."""
    name = exercise.words("name", book)
    parts = poses()[exercise.code]
    key = book.wording.text("exercises.drawing_key" if is_felt(parts) else "exercises.drawing_key_without_feel")
    text = {**fill("ink"), "font_family": FONT}
    drawing = [
        element("rect", width=WIDTH, height=HEIGHT, **fill("paper")),
        words(name, 12, 23, font_size=min(16, NAME_WIDTH / len(name)), font_weight="600", **text),
        element("g", scene(parts), transform=f"translate(0 {SCENE_TOP})"),
        words(key, 12, HEIGHT - 9, font_size=11.5, **text),
    ]
    steps = " ".join((exercise.words("purpose", book), *exercise.all_words("step_", book)))
    return chart(WIDTH, HEIGHT, drawing, title=name, description=steps, style=STYLE)


@cache
def poses() -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """Return the parts of each exercise's drawing, by code, in the order in which they are drawn."""
    table = yaml.safe_load(_POSES.read_text(encoding="utf-8"))
    return MappingProxyType({code: tuple(parts) for code, parts in table.items()})


def scene(parts: Sequence[Mapping[str, Any]]) -> str:
    """Return what the parts draw; raises KeyError for a part that nobody draws."""
    return "".join(DRAW[name](values) for part in parts for name, values in part.items())


def is_felt(parts: Sequence[Mapping[str, Any]]) -> bool:
    """Return whether a band marks where the exercise is felt."""
    return any(
        name == "feel" or (name in ("close_up", "larger") and is_felt(values["parts"]))
        for part in parts
        for name, values in part.items()
    )


def _close_up(values: Mapping[str, Any]) -> str:
    x, y, width, height = WINDOW
    inside = scene(values["parts"])
    frame = {"x": 1, "y": 1, "width": width - 2, "height": height - 2, "rx": 8}
    # A nested svg cuts off what is outside it, without an id that two inlined drawings would share.
    return element(
        "svg",
        element("rect", **frame, **fill("paper")),
        inside,
        element("rect", **frame, **{**outlined("paper", "thing", 2), "class_": "line-thing", "fill": "none"}),
        x=x,
        y=y,
        width=width,
        height=height,
        viewBox=f"0 0 {width} {height}",
    )


def _larger(values: Mapping[str, Any]) -> str:
    """Return parts drawn larger, for figures that lie: ``by`` is the factor, the floor stays where it is."""
    by, x, y = values["by"], values.get("x", 0), values["y"]
    return element("g", scene(values["parts"]), transform=f"translate({x} {y}) scale({by})")


DRAW: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "person": draw_person,
    "close_up": _close_up,
    "larger": _larger,
    "foot": foot,
    "hand": hand,
    "finger": finger,
    "footprint": footprint,
    "floor": floor,
    "wall": wall,
    "block": block,
    "chair": chair,
    "disc": disc,
    "cloth": cloth,
    "cup": cup,
    "guide": guide,
    "feel": feel,
    "arrow": arrow,
    "turn": turn,
    "pivot": pivot,
}
"""Name of a part in the table -> what draws it."""
