"""An exercise as a simple drawing: the position, a band where it is felt, and an arrow for the movement.

Pure: words come from the rulebook, poses from data. Readable at 300 pixels, in light and dark and on paper.
"""

from __future__ import annotations

from collections.abc import Mapping

from api.advice.core.rules import Rulebook
from api.advice.exercises.library import Exercise
from api.pictures.drawing.chart_svg import chart
from api.pictures.drawing.svg import element, words
from api.pictures.exercises.figure_style import STYLE
from api.pictures.exercises.floor import ON_THE_FLOOR
from api.pictures.exercises.seated import SEATED
from api.pictures.exercises.standing import STANDING

WIDTH, HEIGHT = 320, 246
SCENE_TOP = 32
KEY_FROM_TOP = HEIGHT - 14

SCENES: Mapping[str, str] = {**STANDING, **SEATED, **ON_THE_FLOOR}
"""Code of the exercise -> what is drawn of it."""

KEY = "Red: how you move. Orange: where you feel it."
KEY_WITHOUT_FEEL = "Red: how you move."


def draw_exercise(exercise: Exercise, book: Rulebook) -> bytes:
    """Answer the drawing of an exercise as SVG; its description tells purpose and steps in words."""
    name = exercise.words("name", book)
    scene = SCENES[exercise.code]
    key = KEY if 'class="feel"' in scene else KEY_WITHOUT_FEEL
    drawing = [
        element("rect", class_="paper", width=WIDTH, height=HEIGHT),
        words(name, 12, 24, class_="name"),
        element("g", scene, transform=f"translate(0 {SCENE_TOP})"),
        words(key, 12, KEY_FROM_TOP, class_="key"),
    ]
    told = " ".join((exercise.words("purpose", book), *exercise.all_words("step_", book)))
    return chart(WIDTH, HEIGHT, drawing, title=name, description=told, style=STYLE)
