"""Sizes are read as boxes, shops and people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.integrations.feeds.label import read_label
from api.integrations.readers.written_size import size_written


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("6½", 6.5),
        ("37 1/2", 37.5),
        ("38⅔", 38.67),
        ("42 2/3", 42.67),
        ("38,5", 38.5),
        ("24.5", 24.5),
        ("265,5", 265.5),
    ],
)
def test_what_people_write_is_the_size_they_mean(text: str, size: float) -> None:
    assert size_written(text) == size


@pytest.mark.parametrize("text", ["", "43", "2/3", "6 3/2", "6.555", "6 ½ ", "-6½", "six", "1,000", "٤٢,5"])
def test_what_is_no_such_size_is_none(text: str) -> None:
    assert size_written(text) is None


@given(st.integers(1, 99), st.sampled_from([("½", "1/2"), ("⅓", "1/3"), ("⅔", "2/3")]))
def test_a_size_is_the_same_in_every_spelling(whole: int, part: tuple[str, str]) -> None:
    spellings = [f"{whole}{part[0]}", f"{whole} {part[0]}", f"{whole} {part[1]}"]
    assert len({size_written(text) for text in spellings}) == 1


@pytest.mark.parametrize(
    ("text", "size", "system"),
    [
        ("EU 38⅔", 38.67, "eu"),
        ("37 1/2", 37.5, "eu"),
        ("38,5", 38.5, "eu"),
        ("US 6½", 6.5, "us"),
        ("JP 24.5", 245, "mondopoint"),
        ("24.5 cm", 245, "mondopoint"),
        ("24,5cm", 245, "mondopoint"),
    ],
)
def test_labels_of_shops_are_read_in_their_spellings(text: str, size: float, system: str) -> None:
    label = read_label(text)
    assert (label.size, label.system) == (size, system)
