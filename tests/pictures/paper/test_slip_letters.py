"""What a slip does with letters: those of Western Europe stay, others become what every printer has."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.pictures.paper.slip import COLUMNS, _wrapped


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Der Fußballen schmerzt", "Der Fußballen schmerzt"),
        ("„breit“ – 10,5–12 mm", '"breit" - 10,5-12 mm'),
        ("¿Le duele el pie? Señor", "¿Le duele el pie? Señor"),
        ("un cœur, l’œil, à côté", "un coeur, l'oeil, à côté"),
        ("10\u202f% plus", "10 % plus"),
        ("12 × 3 mm", "12 x 3 mm"),
        ("Łódź", "ódz"),
    ],
)
def test_a_text_is_printed(text: str, printed: str) -> None:
    assert _wrapped(text) == [printed]


@given(st.text(max_size=300))
def test_every_line_fits_the_paper_and_its_code_page(text: str) -> None:
    lines = _wrapped(text)
    assert max(map(len, lines)) <= COLUMNS
    "\n".join(lines).encode("cp858")


@given(st.integers(0, 36), st.sampled_from(["mm", "km", "min", "s"]))
def test_no_line_ends_between_a_number_and_its_unit(before: int, unit: str) -> None:
    lines = _wrapped(f"{'x' * before} 167,5 {unit} hinter der Ferse")
    assert any(f"167,5 {unit}" in line for line in lines)
