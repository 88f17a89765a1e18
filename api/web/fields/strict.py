"""Field types that take JSON at its word: true is a boolean, "true" is not; 5 is a number, "5" and true are not.

Every request schema is built from these, so that each input has one spelling, a range or a maximum length, and the
API description says exactly what is accepted. ``None`` passes only where a field says ``allow_none=True``. Days are
written as ISO 8601 writes them, instants as RFC 3339 does, always with their offset from UTC.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, ClassVar

from flask import has_request_context
from marshmallow import EXCLUDE, INCLUDE, RAISE, Schema, ValidationError, fields, missing, validate

from api.web.edge.context import visit
from api.web.edge.deprecation import deprecation_of_field, sooner
from api.web.edge.hints import expected_list, expected_object

NO_NUL = r"^[^\u0000]*$"
"""Text without the NUL character, which no database keeps; the pattern is shown in the API description."""

_BLANKS = r"\u0000-\u0020\u007f-\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_CONTROLS = r"\u0000-\u001f\u007f-\u009f\u2028\u2029"
_TURNS = r"\u202a-\u202e\u2066-\u2069\ufff9-\ufffb"
"""What turns the letters that follow the other way round, or stands between lines that are not shown."""

NAME = rf"^[^{_BLANKS}{_TURNS}](?:[^{_CONTROLS}{_TURNS}]*[^{_BLANKS}{_TURNS}])?$"
"""A name begins and ends with something that can be seen, and stands on one line.

Spelt out, because ``\\s`` and ``.`` mean different characters to different readers of the description.
"""

LINK = rf"^https?://[^{_BLANKS}]+$"
NAME_FAULT = "Must stand on one line, without blanks at its ends."

_AS_GOOD_AS_ZERO = 1e-9
"""A billionth of a second, a millimetre or a unit of money."""

Validators = Callable[[Any], Any] | list[Callable[[Any], Any]]


class RequestSchema(Schema):
    """What comes in: a field that is not declared is refused by name."""

    refused: ClassVar[tuple[dict[str, Any], ...]] = ()
    """What of several fields together is refused: see ``api.web.fields.together``."""

    class Meta:
        unknown = RAISE

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.error_messages["type"] = expected_object(self)

    def on_bind_field(self, field_name: str, field_obj: fields.Field[Any]) -> None:
        _note_use(field_obj)


def _note_use(field: fields.Field[Any]) -> None:
    """Let a field of a request, where it is deprecated, say so whenever somebody sends it."""
    deprecation = deprecation_of_field(field.metadata)
    if deprecation is None:
        return
    read = field.deserialize

    def noting(value: Any, *args: Any, **kwargs: Any) -> Any:
        if value is not missing and has_request_context():
            served = visit()
            served.deprecation = sooner(served.deprecation, deprecation)
        return read(value, *args, **kwargs)

    field.deserialize = noting  # type: ignore[method-assign]


class OpenRequestSchema(RequestSchema):
    """What comes back from a client as it was served: fields that are not declared are not read."""

    class Meta:
        unknown = EXCLUDE


class ResponseSchema(Schema):
    """What goes out: described, never used to dump; clients ignore fields they do not know."""

    class Meta:
        unknown = INCLUDE


class StrictBoolean(fields.Boolean):
    """``true`` or ``false``; no string, no 0 or 1."""

    default_error_messages = {"invalid": "Must be true or false."}  # noqa: RUF012 - marshmallow's own form

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> bool:
        if value is True or value is False:
            return bool(value)
        raise self.make_error("invalid", input=value)

    def _validate(self, value: Any) -> None:
        # marshmallow builds a validator of all validators for each value; most booleans have none.
        if self.validators:
            super()._validate(value)


class StrictInteger(fields.Integer):
    """A whole number from ``low`` to ``high``, both allowed; no string, no boolean. JSON's 5.0 is the number 5."""

    default_error_messages = {"invalid": "Must be a whole number."}  # noqa: RUF012

    def __init__(self, *, low: int, high: int, **kwargs: Any) -> None:
        super().__init__(strict=True, validate=_with(validate.Range(low, high), kwargs), **kwargs)
        self.low, self.high = low, high

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> int:
        if type(value) is int:
            return value
        if type(value) is float and value.is_integer():
            return int(value)
        raise self.make_error("invalid", input=value)

    def _validate(self, value: Any) -> None:
        if len(self.validators) > 1 or not self.low <= value <= self.high:
            super()._validate(value)


class StrictNumber(fields.Float):
    """A finite number from ``low`` to ``high``; no string, no boolean, no NaN or infinity.

    The ends are allowed unless ``low_open`` or ``high_open`` says otherwise. Where zero is allowed, a number that no
    instrument can distinguish from zero is zero: a quotient of it would be infinite.
    """

    default_error_messages = {  # noqa: RUF012
        "invalid": "Must be a number.",
        "special": "Must be a finite number.",
        "too_large": "Must be a finite number.",
    }

    def __init__(
        self, *, low: float, high: float, low_open: bool = False, high_open: bool = False, **kwargs: Any
    ) -> None:
        extent = validate.Range(low, high, min_inclusive=not low_open, max_inclusive=not high_open)
        metadata = dict(kwargs.pop("metadata", None) or {})
        if low_open:
            metadata |= {"exclusiveMinimum": low}
        if high_open:
            metadata |= {"exclusiveMaximum": high}
        super().__init__(validate=_with(extent, kwargs), metadata=metadata, **kwargs)
        self._knows_zero = low < 0 < high or (low == 0 and not low_open)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> float:
        if type(value) is not int and type(value) is not float:
            raise self.make_error("invalid", input=value)
        try:
            number = float(value)
        except OverflowError:
            raise self.make_error("too_large", input=value) from None
        if not math.isfinite(number):
            raise self.make_error("special", input=value)
        return 0.0 if self._knows_zero and abs(number) < _AS_GOOD_AS_ZERO else number


class _Whole(validate.Regexp):
    """A pattern that the whole text keeps: to Python alone, ``$`` also stands before a line break at the end."""

    def __call__(self, value: Any) -> Any:
        if self.regex.fullmatch(value) is None:
            raise ValidationError(self._format_error(value))
        return value


def _whole(check: validate.Regexp) -> _Whole:
    has_sentence = check.error != validate.Regexp.default_message
    return _Whole(check.regex, error=check.error if has_sentence else f"Must match {check.regex.pattern!s}.")


class StrictString(fields.String):
    """Text of ``min_length`` to ``max_length`` characters, without NUL and without halves of a surrogate pair."""

    default_error_messages = {  # noqa: RUF012
        "invalid": "Must be a text.",
        "characters": "Must not contain NUL or broken characters.",
    }

    def __init__(self, *, max_length: int, min_length: int = 0, **kwargs: Any) -> None:
        metadata = dict(kwargs.pop("metadata", None) or {})
        checks = _with(validate.Length(min_length or None, max_length), kwargs)
        if not any(isinstance(check, (validate.Regexp, validate.OneOf)) for check in checks):
            metadata.setdefault("pattern", NO_NUL)
        whole = [_whole(check) if type(check) is validate.Regexp else check for check in checks]
        super().__init__(validate=whole, metadata=metadata, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        if not isinstance(value, str):
            raise self.make_error("invalid", input=value)
        if "\0" in value or not _encodable(value):
            raise self.make_error("characters", input=value)
        return value


def one_line(length: int, description: str | None = None, **kwargs: Any) -> StrictString:
    """Return a field for a text of one line, such as a name (NAME); ``metadata`` takes the place of a description."""
    if description is not None:
        kwargs["metadata"] = {"description": description}
    return StrictString(max_length=length, min_length=1, validate=validate.Regexp(NAME, error=NAME_FAULT), **kwargs)


class StrictChoice(fields.String):
    """One word of a closed list, spelt exactly."""

    def __init__(self, choices: tuple[str, ...], **kwargs: Any) -> None:
        expected = f"Must be one of: {', '.join(choices)}."
        one_of = validate.OneOf(choices, error=expected)
        kwargs["error_messages"] = {"invalid": expected, **kwargs.get("error_messages", {})}
        super().__init__(validate=_with(one_of, kwargs), **kwargs)
        self.choices = frozenset(choices)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        if not isinstance(value, str):
            raise self.make_error("invalid", input=value)
        return value

    def _validate(self, value: Any) -> None:
        if len(self.validators) > 1 or value not in self.choices:
            super()._validate(value)


class StrictList(fields.List[Any]):
    """A JSON array of ``min_length`` to ``max_length`` items."""

    def __init__(self, inner: Any, *, max_length: int, min_length: int = 0, **kwargs: Any) -> None:
        length = validate.Length(min_length or None, max_length)
        super().__init__(inner, validate=_with(length, kwargs), **kwargs)
        self.min_length, self.max_length = min_length, max_length

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> list[Any]:
        if not isinstance(value, list):
            raise ValidationError(expected_list(self.inner))
        if len(value) > self.max_length:
            # Refused before its items are looked at: a list of a million costs nothing.
            raise ValidationError(f"Must have at most {self.max_length} items.")
        items, errors = [], {}
        for index, item in enumerate(value):
            try:
                items.append(self.inner.deserialize(item, **kwargs))
            except ValidationError as error:
                errors[index] = error.messages
        if errors:
            raise ValidationError(errors)
        return items

    def _validate(self, value: Any) -> None:
        if len(self.validators) > 1 or len(value) < self.min_length:
            super()._validate(value)


def _with(check: Callable[[Any], Any], kwargs: dict[str, Any]) -> list[Callable[[Any], Any]]:
    """Return ``check`` and the validators of ``kwargs``, which are taken out of it."""
    more: Validators | None = kwargs.pop("validate", None)
    if more is None:
        return [check]
    return [check, *(more if isinstance(more, list) else [more])]


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


class TupleField(StrictList):
    """A list read into a tuple; words of a closed list each once (``distinct``)."""

    def __init__(self, inner: Any, *, distinct: bool, **kwargs: Any) -> None:
        super().__init__(inner, **kwargs)
        self._distinct = distinct

    def deserialize(self, value: Any, attr: str | None = None, data: Any = None, **kwargs: Any) -> Any:
        items = super().deserialize(value, attr, data, **kwargs)
        if not isinstance(items, list):
            return items
        return tuple(dict.fromkeys(items)) if self._distinct else tuple(items)


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class StrictDate(fields.Date):
    """A day of the calendar, year, month and day with hyphens; no time, no week, no other order."""

    default_error_messages = {"invalid": "Must be a day such as 2026-09-01."}  # noqa: RUF012 - marshmallow's own form

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> date:
        if not isinstance(value, str) or not _DAY.fullmatch(value):
            raise self.make_error("invalid", input=value)
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise self.make_error("invalid", input=value) from None


INSTANT = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})$"
_INSTANT = re.compile(INSTANT)


class StrictInstant(fields.DateTime):
    """A moment with its offset, such as 2026-09-01T18:30:00+02:00: a wall clock alone names no moment."""

    default_error_messages = {  # noqa: RUF012 - marshmallow's own form
        "invalid": "Must be a moment with its offset, such as 2026-09-01T18:30:00+02:00."
    }

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> datetime:
        if not isinstance(value, str) or not _INSTANT.fullmatch(value):
            raise self.make_error("invalid", input=value)
        try:
            moment = datetime.fromisoformat(value)
            moment.astimezone(None)
        except (ValueError, OverflowError):
            raise self.make_error("invalid", input=value) from None
        return moment
