"""The exercise drawings: one for each exercise, told in words, in colour everywhere, of people whose limbs are real."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from math import hypot
from typing import Any
from xml.etree import ElementTree

import pytest

from api.advice.exercises.library import CODES, exercise_of
from api.pictures.exercises import body
from api.pictures.exercises.close_up import foot
from api.pictures.exercises.figure import DRAW, HEIGHT, SCENE_TOP, WIDTH, draw_exercise, poses, scene
from api.pictures.exercises.palette import CONTENT_SECURITY_POLICY, LIGHT_AND_DARK, STYLE
from api.pictures.exercises.things import arrow, turn
from tests.advice.exercises.inputs import BOOK

SVG = "{http://www.w3.org/2000/svg}"
SHAPES = {f"{SVG}{name}" for name in ("path", "circle", "ellipse", "rect", "text")}
each_code = pytest.mark.parametrize("code", CODES)

Part = Mapping[str, Any]


def drawn(code: str) -> ElementTree.Element:
    return ElementTree.fromstring(draw_exercise(exercise_of(code, BOOK), BOOK))  # noqa: S314 - our own


def parts_of(code: str, name: str) -> list[Any]:
    """Return the parts of this name, those of a close-up and of a larger figure included."""

    def inside(parts: Any) -> Iterator[Any]:
        for part in parts:
            for found, values in part.items():
                if found == name:
                    yield values
                if found in ("close_up", "larger"):
                    yield from inside(values["parts"])

    return list(inside(poses()[code]))


def corners(markup: str) -> list[tuple[float, float]]:
    numbers = [float(each) for each in re.findall(r"-?[0-9.]+", "".join(re.findall(r' d="([^"]*)"', markup)))]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def places(element: ElementTree.Element, by: float = 1, x: float = 0, y: float = 0) -> Iterator[tuple[float, float]]:
    """Yield where on the page lines and circles are; a window cuts off what is outside it."""
    if moved := re.match(r"translate\((\S+) (\S+)\)(?: scale\((\S+)\))?", element.get("transform", "")):
        x, y, by = x + by * float(moved[1]), y + by * float(moved[2]), by * float(moved[3] or 1)
    for px, py in corners(f' d="{element.get("d", "")}"'):
        yield x + by * px, y + by * py
    if element.tag == f"{SVG}circle":
        cx, cy, r = (float(element.get(name, 0)) for name in ("cx", "cy", "r"))
        yield from ((x + by * (cx + dx * r), y + by * (cy + dy * r)) for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)))
    for child in element:
        if child.tag != f"{SVG}svg":
            yield from places(child, by, x, y)


def test_every_exercise_is_posed_and_nothing_else() -> None:
    assert set(poses()) == set(CODES)
    assert len({scene(parts) for parts in poses().values()}) == len(CODES)


@each_code
def test_a_drawing_shows_a_person_who_moves(code: str) -> None:
    assert len(parts_of(code, "person")) == 1
    assert parts_of(code, "arrow") or parts_of(code, "turn")


@each_code
def test_a_drawing_is_told_in_words(code: str) -> None:
    root, exercise = drawn(code), exercise_of(code, BOOK)
    assert root.get("role") == "img" and root.get("aria-labelledby") == "title desc"
    assert (root[0].tag, root[0].text) == (f"{SVG}title", exercise.words("name", BOOK))
    text = root[1].text or ""
    assert root[1].tag == f"{SVG}desc" and exercise.words("purpose", BOOK) in text
    assert all(step in text for step in exercise.all_words("step_", BOOK))


@each_code
def test_a_drawing_stays_within_its_frame(code: str) -> None:
    root = drawn(code)
    assert root.get("viewBox") == f"0 0 {WIDTH} {HEIGHT}" and root.get("width") is None
    found = list(places(root))
    assert len(found) > 100
    assert [(x, y) for x, y in found if not (4 <= x <= WIDTH - 4 and SCENE_TOP - 6 <= y <= HEIGHT - 20)] == []
    for text in root.iter(f"{SVG}text"):
        # The widest fonts that a viewer falls back to need 0.7 of their size for a letter.
        assert float(text.get("x", 0)) + 0.7 * float(text.get("font-size", 0)) * len(text.text or "") <= WIDTH + 60
    name = next(root.iter(f"{SVG}text"))
    assert 12 + 0.68 * float(name.get("font-size", 0)) * len(name.text or "") <= WIDTH


@each_code
def test_the_key_names_what_is_there(code: str) -> None:
    _, key = drawn(code).iter(f"{SVG}text")
    assert ("Orange" in (key.text or "")) == bool(parts_of(code, "feel"))


@each_code
def test_every_shape_has_its_colour_where_no_style_sheet_is_read(code: str) -> None:
    root = drawn(code)
    assert "var(" not in ElementTree.tostring(root, encoding="unicode")
    for shape in root.iter():
        if shape.tag not in SHAPES:
            continue
        colours = {(place, shape.get(place)) for place in ("fill", "stroke") if shape.get(place) not in (None, "none")}
        named = set()
        for word in (shape.get("class") or "").split():
            place, _, name = word.partition("-")
            named.add(({"fill": "fill", "line": "stroke"}[place], LIGHT_AND_DARK[name][0]))
        assert shape.get("fill") is not None and colours == named, ElementTree.tostring(shape)


def test_a_dark_screen_overrides_every_colour_and_paper_none() -> None:
    assert STYLE.startswith("@media screen and (prefers-color-scheme:dark){")
    for name, (_, dark) in LIGHT_AND_DARK.items():
        assert f".fill-{name}{{fill:{dark}}}" in STYLE and f".line-{name}{{stroke:{dark}}}" in STYLE


def test_the_policy_allows_the_style_sheet_alone() -> None:
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'; frame-ancestors 'none'" == CONTENT_SECURITY_POLICY


def test_no_drawing_has_an_id_that_another_inlined_one_repeats() -> None:
    for code in CODES:
        assert {element.get("id") for element in drawn(code).iter()} == {None, "title", "desc"}


# ------------------------------------------------------------------ people


@each_code
def test_a_trunk_is_as_long_as_every_other(code: str) -> None:
    (person,) = parts_of(code, "person")
    if "outline" not in person:
        (hip_x, hip_y), (x, y) = person["hip"], person["shoulder"]
        assert hypot(hip_x - x, hip_y - y) == pytest.approx(body.TRUNK, rel=0.03)


def lengths(joints: tuple[body.Point, ...]) -> list[float]:
    return [hypot(one[0] - other[0], one[1] - other[1]) for one, other in pairwise(joints)]


@pytest.mark.parametrize("end", [(0.0, 70.0), (30.0, 40.0), (-50.0, 50.0), (60.0, 0.0)])
@pytest.mark.parametrize("hint", [(40.0, 40.0), (-40.0, -40.0)])
def test_a_limb_keeps_its_lengths_wherever_it_reaches(end: body.Point, hint: body.Point) -> None:
    joints = body.reach((0, 0), end, body.THIGH, body.SHIN, hint)
    assert lengths(joints) == pytest.approx([body.THIGH, body.SHIN])
    assert (joints[0], joints[2]) == ((0, 0), end)


def test_a_knee_bends_to_the_side_of_its_hint() -> None:
    front, back = (body.reach((0, 0), (0, 70), body.THIGH, body.SHIN, (way, 35)) for way in (20, -20))
    assert front[1][0] > 0 > back[1][0]


@pytest.mark.parametrize("end", [(0.0, 90.0), (0.0, 0.5)])
def test_a_limb_that_cannot_reach_is_refused(end: body.Point) -> None:
    with pytest.raises(body.ImpossiblePoseError):
        body.reach((0, 0), end, body.THIGH, body.SHIN, (10, 10))


def test_an_unknown_part_is_refused() -> None:
    with pytest.raises(KeyError, match="unicorn"):
        scene([{"unicorn": {}}])
    assert set(DRAW) == {name for code in CODES for name in DRAW if parts_of(code, name)}


# ------------------------------------------------------------------ arrows, feet


def test_an_arrow_points_where_it_goes() -> None:
    lowest = max(corners(arrow({"points": [[10, 0], [10, 30]]})), key=lambda point: point[1])
    assert lowest == (10, 34.5)
    tip = LIGHT_AND_DARK["move"][0]
    assert arrow({"points": [[0, 0], [0, 30]], "both": True}).count(f'fill="{tip}"') == 2
    assert arrow({"points": [[0, 0], [0, 30]]}).count(f'fill="{tip}"') == 1
    assert turn({"at": [0, 0], "radius": 10, "from": 0, "to": 270}).count(f'fill="{tip}"') == 1


def test_toes_bend_up_and_down_and_the_arch_lifts() -> None:
    def highest_toe(*toes: float) -> float:
        nail = foot({"at": [0, 0], "toes": toes}).split("<path")[-2]
        return min(y for _, y in corners(f"<path{nail}"))

    assert highest_toe(50, 50) < highest_toe(0, 0) < highest_toe(-50, -50)
    assert foot({"at": [0, 0], "arch": 12}) != foot({"at": [0, 0]})
