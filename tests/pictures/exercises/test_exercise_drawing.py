"""The exercise drawings: one for each exercise, told in words, on light screens, dark ones and paper."""

from __future__ import annotations

import base64
import hashlib
import re
from xml.etree import ElementTree

import pytest

from api.advice.exercises.library import CODES, exercise_of
from api.pictures.exercises.figure import HEIGHT, SCENES, WIDTH, draw_exercise
from api.pictures.exercises.figure_style import CONTENT_SECURITY_POLICY, STYLE
from api.pictures.exercises.parts import arrow, foot, leg, turn
from tests.advice.exercises.inputs import BOOK

SVG = "{http://www.w3.org/2000/svg}"
each_code = pytest.mark.parametrize("code", CODES)


def drawn(code: str) -> ElementTree.Element:
    return ElementTree.fromstring(draw_exercise(exercise_of(code, BOOK), BOOK))  # noqa: S314 - our own


def of_class(root: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [element for element in root.iter() if element.get("class") == name]


def corners(markup: str) -> list[tuple[float, float]]:
    numbers = [float(each) for each in re.findall(r"-?[0-9.]+", "".join(re.findall(r' d="([^"]*)"', markup)))]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def test_every_exercise_is_drawn_and_nothing_else() -> None:
    assert set(SCENES) == set(CODES)
    assert len(set(SCENES.values())) == len(CODES)


@each_code
def test_a_drawing_shows_a_person_who_moves(code: str) -> None:
    root = drawn(code)
    assert len(of_class(root, "head")) == 1 and len(of_class(root, "trunk")) == 1
    assert len(of_class(root, "leg")) >= 1
    assert of_class(root, "move") and of_class(root, "tip")


@each_code
def test_a_drawing_is_told_in_words(code: str) -> None:
    root, exercise = drawn(code), exercise_of(code, BOOK)
    assert root.get("role") == "img" and root.get("aria-labelledby") == "title desc"
    assert (root[0].tag, root[0].text) == (f"{SVG}title", exercise.words("name", BOOK))
    told = root[1].text or ""
    assert root[1].tag == f"{SVG}desc" and exercise.words("purpose", BOOK) in told
    assert all(step in told for step in exercise.all_words("step_", BOOK))


@each_code
def test_a_drawing_stays_within_its_frame(code: str) -> None:
    root = drawn(code)
    assert root.get("viewBox") == f"0 0 {WIDTH} {HEIGHT}" and root.get("width") is None
    for x, y in corners(SCENES[code]):
        assert 0 <= x <= WIDTH and -8 <= y <= 190, (x, y)
    for circle in root.iter(f"{SVG}circle"):
        x, y, r = (float(circle.get(name) or 0) for name in ("cx", "cy", "r"))
        assert r <= x <= WIDTH - r and y + r <= 190 and y - r >= -8
    for text in root.iter(f"{SVG}text"):
        assert float(text.get("x") or 0) + 9.2 * len(text.text or "") <= WIDTH + 24 or text.get("class") == "key"


@each_code
def test_the_key_names_what_is_there(code: str) -> None:
    root = drawn(code)
    (key,) = of_class(root, "key")
    assert ("Orange" in (key.text or "")) == bool(of_class(root, "feel"))


def test_every_class_that_is_drawn_has_its_style() -> None:
    used = {
        name for scene in SCENES.values() for names in re.findall(r'class="([^"]+)"', scene) for name in names.split()
    }
    assert {name for name in used if f".{name}" not in STYLE} == set()


def test_an_arrow_points_where_it_goes() -> None:
    lowest = max(corners(arrow((10, 0), (10, 30))), key=lambda point: point[1])
    assert lowest == (10, 34.5)
    assert arrow((0, 0), (0, 30), both=True).count('class="tip"') == 2
    assert arrow((0, 0), (0, 30)).count('class="tip"') == 1
    assert turn((0, 0), 10, 0, 270).count('class="tip"') == 1


def test_the_heel_lies_behind_the_ankle() -> None:
    (heel, toe) = corners(leg((0, 0), (0, 40), (0, 80), (20, 82)))[-2:]
    assert heel[0] < 0 < toe[0]


def test_toes_bend_up_and_down_and_the_arch_lifts() -> None:
    def end_of_toe(*toes: float) -> float:
        return corners(foot((0, 0), toes=toes))[-1][1]

    assert end_of_toe(50, 50) < end_of_toe(0, 0) < end_of_toe(-50, -50)
    assert foot((0, 0), arch=12) != foot((0, 0))


@pytest.mark.parametrize("query", ["(prefers-color-scheme:dark)", "print"])
def test_dark_screens_and_paper_have_their_colours(query: str) -> None:
    assert f"@media {query}{{svg{{--paper:" in STYLE


def test_the_policy_allows_the_style_sheet_alone() -> None:
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'; frame-ancestors 'none'" == CONTENT_SECURITY_POLICY
