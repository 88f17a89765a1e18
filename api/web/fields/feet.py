"""What a request may say of feet and of the size a person wears: checked here, handed to the advice as facts.

Lengths of feet and sizes that no person has are refused with a sentence that says what would be accepted; most of
them are centimetres, inches or another size system.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from marshmallow import ValidationError, fields

from api.advice.foot.feet import ARCHES, SEXES, SIZE_SYSTEMS, WIDTH_CLASSES, Feet, Foot, StatedSize
from api.rulebook.load import shipped_rulebook
from api.web.fields.strict import RequestSchema, StrictBoolean, StrictChoice, StrictNumber

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

SYSTEM_ALOUD = {"us_men": "US men's", "us_women": "US women's", "uk": "UK", "eu": "EU", "mondopoint": "Mondopoint"}

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
SIZE_EXAMPLE = {"system": "us_men", "value": 9, "width": "D"}


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

    def __init__(self, what: str, between: tuple[float, float], description: str) -> None:
        self._what = what
        self._low, self._high = between
        super().__init__(low=self._low, high=self._high, allow_none=True, metadata={"description": description})

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> float:
        number = super()._deserialize(value, attr, data, **kwargs)
        if not self._low <= number <= self._high:
            raise self.make_error("out_of_range", value=f"{number:g}", what=self._what, low=self._low, high=self._high)
        return number


class FootSchema(RequestSchema):
    """One foot, measured standing. Leave out, or send ``null`` for, what is not known: it never means no."""

    length_mm = Millimetres("length of a foot", LENGTH_MM, "From the back of the heel to the longest toe.")
    heel_to_ball_mm = Millimetres(
        "heel-to-ball length",
        HEEL_TO_BALL_MM,
        "From the back of the heel to the joint of the big toe: 0.70 to 0.78 of the length, else it is refused.",
    )
    breadth_mm = Millimetres("breadth of a foot", BREADTH_MM, "Across the ball, at the widest part.")
    arch = StrictChoice(ARCHES, allow_none=True, metadata={"description": "The arch of the foot."})
    bunion = StrictBoolean(allow_none=True, metadata={"description": "The joint of the big toe stands out."})
    hammertoe = StrictBoolean(allow_none=True, metadata={"description": "A toe stays bent."})
    callus = StrictBoolean(allow_none=True, metadata={"description": "Thick skin under the ball of the foot."})


class SizeSchema(RequestSchema):
    """A size as it stands on the label. Numbers of another system are refused where they can be told apart."""

    system = StrictChoice(SIZE_SYSTEMS, required=True, metadata={"description": "In which system."})
    value = StrictNumber(
        low=min(low for low, _ in SIZE_RANGES.values()),
        high=max(high for _, high in SIZE_RANGES.values()),
        required=True,
        metadata={
            "description": "; ".join(f"{system}: {low:g} to {high:g}" for system, (low, high) in SIZE_RANGES.items())
        },
    )
    width = StrictChoice(
        WIDTHS,
        allow_none=True,
        metadata={"description": "A class or a letter. `D` is standard for men and wide for women."},
    )


class _AsSent(fields.Nested):
    """An object of which only what was sent is looked at; what was not sent is not known."""

    default_error_messages = {"type": "Must be an object."}  # noqa: RUF012

    def __init__(
        self, schema: type[RequestSchema], make: Callable[..., Any], description: str, *, required: bool = False
    ) -> None:
        super().__init__(schema, required=required, allow_none=not required, metadata={"description": description})
        self._make = make

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, partial: Any = None, **kwargs: Any
    ) -> Any:
        if not isinstance(value, Mapping):
            raise self.make_error("type", input=value, type=value.__class__.__name__)
        told: dict[str, Any] = {}
        errors: dict[str, Any] = {}
        known = self.schema.load_fields
        for name, answer in value.items():
            try:
                told[name] = known[name].deserialize(answer)
            except KeyError:
                errors[name] = [self.schema.error_messages["unknown"]]
            except ValidationError as error:
                errors[name] = error.messages
        for name, field in known.items():
            if field.required and name not in value:
                errors[name] = [field.error_messages["required"]]
        if errors:
            raise ValidationError(errors)
        return self._make(**told)


def _foot(**told: Any) -> Foot:
    length, breadth = told.get("length_mm"), told.get("breadth_mm")
    if length is not None and breadth is not None and breadth >= length:
        raise ValidationError(
            {"breadth_mm": [f"{breadth:g} mm is broader than the foot is long. Please measure again."]}
        )
    return Foot(**told)


def _size(**told: Any) -> StatedSize:
    system, value = told["system"], told["value"]
    low, high = SIZE_RANGES[system]
    if not low <= value <= high:
        aloud = SYSTEM_ALOUD[system]
        said = f"{value:g} is no {aloud} size we can fit: it must be {low:g} to {high:g}. Is it of another system?"
        raise ValidationError({"value": [said]})
    return StatedSize(**told)


class FootField(_AsSent):
    """The object of one foot, read into ``Foot``."""

    def __init__(self, description: str) -> None:
        super().__init__(FootSchema, _foot, description)


class FeetSchema(RequestSchema):
    """Both feet; leave out a side that nobody looked at."""

    left = FootField("The left foot.")
    right = FootField("The right foot.")


class FeetField(_AsSent):
    """The object ``feet``, read into ``Feet``."""

    def __init__(
        self, description: str = "Both feet: the larger one decides the size, the wider one the width."
    ) -> None:
        super().__init__(FeetSchema, Feet, description)


class SizeField(_AsSent):
    """The object ``size``, read into ``StatedSize``."""

    def __init__(self) -> None:
        super().__init__(SizeSchema, _size, "The size a person wears, where millimetres are not known.")


def sex_field() -> StrictChoice:
    """Answer the field ``sex``, which decides what is wide for a foot and what a width letter means."""
    return StrictChoice(
        SEXES, allow_none=True, metadata={"description": "Widths are counted differently for men and women."}
    )
