"""What a request may say of feet and of the size a person wears: checked here, handed to the advice as facts.

Lengths of feet and sizes that no person has are refused with a sentence that says what would be accepted; most of
them are centimetres, inches or another size system.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from marshmallow import ValidationError, fields, validate

from api.advice.foot.feet import WIDTH_CLASSES, Foot, StatedSize
from api.integrations.readers.written_size import PATTERN, size_written
from api.rulebook.load import shipped_rulebook
from api.web.fields.derive import FIELDS, SERVED, TYPES, ObjectField, part_schema
from api.web.fields.strict import StrictChoice, StrictNumber

LENGTH_MM = (150, 350)
HEEL_TO_BALL_MM = (100, 280)
BREADTH_MM = (50, 160)
SIZE_RANGES: Mapping[str, tuple[float, float]] = {
    "us_men": (1, 20),
    "us_women": (1, 21),
    "uk": (1, 19),
    "eu": (25, 56),
    "mondopoint": LENGTH_MM,
}
"""System -> the sizes that are accepted: from a child's to the longest feet there are."""

_IN_HALVES = ("us_men", "us_women", "uk")
_HALVES, _MM_IN_CM = 2, 10

SYSTEM_NAMES = {"us_men": "US men's", "us_women": "US women's", "uk": "UK", "eu": "EU", "mondopoint": "Mondopoint"}

FOOT_EXAMPLE = {
    "length_mm": 262,
    "heel_to_ball_mm": 194,
    "breadth_mm": 105,
    "arch": "normal",
    "bunion": True,
    "hammertoe": False,
    "callus": False,
}
FEET_EXAMPLE = {"left": FOOT_EXAMPLE, "right": {**FOOT_EXAMPLE, "length_mm": 260, "bunion": False}}


def _letters() -> tuple[str, ...]:
    book = shipped_rulebook()
    scales = (book.value("SIZE-04", "men_letters"), book.value("SIZE-04", "women_letters"))
    return tuple(dict.fromkeys(str(letter) for scale in scales if isinstance(scale, tuple) for letter in scale))


WIDTHS = (*WIDTH_CLASSES, *_letters())
"""A width as a class, or as a letter, which means another width for the other sex."""


class Millimetres(StrictNumber):
    """A length of or on a foot; out of range it is refused with a sentence."""

    default_error_messages = {  # noqa: RUF012 - marshmallow's own form
        "out_of_range": "{value} mm is no {what} we can fit: it must be {low} to {high} mm. Is it in another unit?"
    }

    def __init__(self, what: str, between: tuple[float, float], **how: Any) -> None:
        self._what = what
        self._low, self._high = between
        super().__init__(low=self._low, high=self._high, **how)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> float:
        number = super()._deserialize(value, attr, data, **kwargs)
        if not self._low <= number <= self._high:
            raise self.make_error("out_of_range", value=f"{number:g}", what=self._what, low=self._low, high=self._high)
        return number


def _check_foot(foot: Foot) -> None:
    length, breadth = foot.length_mm, foot.breadth_mm
    if length is not None and breadth is not None and breadth >= length:
        raise ValidationError(
            {"breadth_mm": [f"{breadth:g} mm is broader than the foot is long. Please measure again."]}
        )


def _check_size(size: StatedSize) -> None:
    low, high = SIZE_RANGES[size.system]
    if not low <= size.value <= high:
        name = SYSTEM_NAMES[size.system]
        detail = (
            f"{size.value:g} is no {name} size we can fit: it must be {low:g} to {high:g}. Is it of another system?"
        )
        if size.system == "mondopoint" and low <= size.value * _MM_IN_CM <= high:
            detail = f"A Mondopoint size is in millimetres: {size.value:g} cm is {size.value * _MM_IN_CM:g}."
        raise ValidationError({"value": [detail]})
    if size.system in _IN_HALVES and size.value * _HALVES % 1:
        detail = f"{size.value:g} is no size that is made: {SYSTEM_NAMES[size.system]} sizes go in halves."
        raise ValidationError({"value": [detail]})


FIELDS["foot_length"] = partial(Millimetres, "length of a foot", LENGTH_MM)
FIELDS["heel_to_ball"] = partial(Millimetres, "heel-to-ball length", HEEL_TO_BALL_MM)
FIELDS["foot_breadth"] = partial(Millimetres, "breadth of a foot", BREADTH_MM)
FIELDS["width"] = partial(StrictChoice, WIDTHS)
SERVED["width"] = partial(fields.String, validate=validate.OneOf(WIDTHS))


class SizeValue(StrictNumber):
    """A size as its box shows it: a number, or a text such as ``"42 2/3"``, ``"6½"`` or ``"38,5"``."""

    default_error_messages = {"invalid": 'Must be a number, or a text such as "42 2/3", "6½" or "38,5".'}  # noqa: RUF012

    def __init__(self, metadata: Mapping[str, Any] | None = None, **how: Any) -> None:
        described = "; ".join(f"{system}: {low:g} to {high:g}" for system, (low, high) in SIZE_RANGES.items())
        super().__init__(
            low=min(low for low, _ in SIZE_RANGES.values()),
            high=max(high for _, high in SIZE_RANGES.values()),
            metadata={
                "type": ["number", "string"],
                "pattern": PATTERN,
                "maxLength": 8,
                "description": f'{described}. Halves and thirds also as texts: "6½", "38,5", "42 2/3".',
            },
            **how,
        )

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> float:
        if isinstance(value, str):
            size = size_written(value)
            if size is None:
                raise self.make_error("invalid", input=value)
            value = size
        return super()._deserialize(value, attr, data, **kwargs)


FIELDS["size_value"] = SizeValue
TYPES[Foot] = partial(ObjectField, Foot, check=_check_foot)
FootSchema = part_schema(Foot)
SizeSchema = part_schema(StatedSize, "SizeSchema")

TYPES[StatedSize] = partial(ObjectField, StatedSize, schema=SizeSchema, check=_check_size)
