"""Marshmallow schemas made from typed requests and answers, so that nothing is described twice.

A dataclass says each field once: its type, and in ``Annotated`` its unit, limits, closed list and description (see
``api.advice.core.describe``). ``request_schema`` reads a body into the dataclass, ``response_schema`` and
``answer_schema`` describe what is served. The name of a schema, and so of its part of the API description, is the
class's.

In a request a field without a default is required, and ``null`` means *not known*: the default stands. What needs a
field type of its own (a length refused with a sentence) is named by ``Field`` or by the type, and looked up in
``FIELDS`` and ``TYPES``, which the modules of ``api.web.fields`` fill.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, is_dataclass
from dataclasses import Field as DataclassField
from dataclasses import fields as dataclass_fields
from datetime import date, datetime
from types import NoneType, UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin, get_type_hints

from marshmallow import ValidationError, fields, post_load, validate

from api.advice.core.answer import Answer
from api.advice.core.describe import (
    INTERNAL,
    LEFT_OUT_WHEN_NONE,
    NULLS,
    Field,
    Items,
    Length,
    Metadata,
    OneOf,
    OnRequest,
    Pattern,
    Range,
)
from api.advice.core.distance import Distance
from api.advice.core.rules import RuleCard
from api.web.edge.response import remembered
from api.web.fields.distance import DistanceField, DistanceSchema
from api.web.fields.strict import (
    OpenRequestSchema,
    RequestSchema,
    ResponseSchema,
    StrictBoolean,
    StrictChoice,
    StrictDate,
    StrictInteger,
    StrictNumber,
    StrictString,
    TupleField,
)

MakeField = Callable[..., Any]
"""Called with the keyword arguments of a marshmallow field: ``required`` or ``allow_none``, and ``metadata``."""

FIELDS: dict[str, MakeField] = {}
"""Name of a ``Field`` marker -> the request field of that kind."""

SERVED: dict[str, MakeField] = {}
"""Name of a ``Field`` marker -> the response field of that kind, where its type does not describe it."""

TYPES: dict[type, MakeField] = {}
"""Type -> the request field of its own that reads it."""


Kind = TypeVar("Kind")
AnySchema = TypeVar("AnySchema", RequestSchema, ResponseSchema)


@dataclass(frozen=True, slots=True)
class Hint:
    """One type as it was written: the bare type, whether ``None`` is allowed, and what stands in ``Annotated``."""

    type: Any
    or_none: bool
    marks: tuple[Any, ...]

    def mark(self, kind: type[Kind]) -> Kind | None:
        """Return the last mark of a kind: an outer ``Annotated`` overrules an inner one."""
        return next((mark for mark in reversed(self.marks) if isinstance(mark, kind)), None)

    @property
    def metadata(self) -> dict[str, Any]:
        """The description and whatever else the API description says of the field."""
        description = self.mark(str)
        more = {mark.key: mark.value for mark in self.marks if isinstance(mark, Metadata)}
        return {**more, **({"description": description} if description else {})}


def read_hint(hint: Any) -> Hint:
    """Return a type hint taken apart."""
    marks: tuple[Any, ...] = ()
    or_none = False
    while True:
        if get_origin(hint) is Annotated:
            marks = (*get_args(hint)[1:], *marks)
            hint = get_args(hint)[0]
        elif get_origin(hint) in (Union, UnionType) and NoneType in get_args(hint):
            or_none = True
            others = [part for part in get_args(hint) if part is not NoneType]
            hint = others[0] if len(others) == 1 else Union[tuple(others)]  # noqa: UP007 - built at run time
        else:
            return Hint(hint, or_none, marks)


@remembered
def hints_of(kind: type) -> Mapping[str, Hint]:
    """Return the hint of every field of a dataclass that clients see, in order."""
    found = get_type_hints(kind, include_extras=True)
    hints = {member.name: read_hint(found[member.name]) for member in dataclass_fields(kind)}
    return {name: hint for name, hint in hints.items() if INTERNAL not in hint.marks}


def _has_default(member: DataclassField[Any]) -> bool:
    return member.default is not MISSING or member.default_factory is not MISSING


# Requests


def request_schema(
    kind: type, *, name: str | None = None, overrides: Mapping[str, Any] | None = None
) -> type[RequestSchema]:
    """Return the schema of a whole body, which is read into the dataclass.

    ``overrides`` are fields that stand in place of derived ones. A subclass may add ``validates_schema``.
    """

    @post_load
    def make(self: RequestSchema, values: dict[str, Any], **_: Any) -> Any:
        return made_of(kind, values)

    built = {**request_fields(kind), **(overrides or {}), "make": make}
    return _new_schema(name or f"{kind.__name__}Schema", RequestSchema, built, kind.__doc__)


def composed_schema(kind: type, *, name: str | None = None) -> type[RequestSchema]:
    """Return the schema of a body in which several requests lie flat, read into the dataclass that holds them.

    Every field of ``kind`` is a request of its own and takes what it knows; a name that several know means the same.
    """
    parts = {field: hint.type for field, hint in hints_of(kind).items()}

    @post_load
    def make(self: RequestSchema, values: dict[str, Any], **_: Any) -> Any:
        return kind(**{field: made_of(part, values) for field, part in parts.items()})

    built: dict[str, Any] = {"make": make}
    for part in parts.values():
        for field, made in request_fields(part).items():
            built.setdefault(field, made)
    return _new_schema(name or f"{kind.__name__}Schema", RequestSchema, built, kind.__doc__)


@remembered
def part_schema(kind: type, name: str | None = None, *, other_fields: bool = False) -> type[RequestSchema]:
    """Return the one schema of an object within bodies; loaded by itself it gives a dict of what was sent.

    ``other_fields`` may be sent and are not read.
    """
    base = OpenRequestSchema if other_fields else RequestSchema
    return _new_schema(name or f"{kind.__name__}Schema", base, request_fields(kind), kind.__doc__)


def request_fields(kind: type) -> dict[str, Any]:
    """Return the request fields of a dataclass by name."""
    hints = hints_of(kind)
    out = {}
    for member in dataclass_fields(kind):
        if member.name in hints:
            how = {"allow_none": True} if _has_default(member) else {"required": True}
            out[member.name] = _request_field(hints[member.name], how)
    return out


def made_of(kind: type[Kind], values: Mapping[str, Any]) -> Kind:
    """Return the dataclass of what was sent; ``null`` leaves the default. Keys that are no field are left out."""
    names = hints_of(kind)
    made = {name: value for name, value in values.items() if value is not None and name in names}
    for name in _fields_of_nulls(kind):
        made[name] = frozenset(name for name, value in values.items() if value is None)
    return kind(**made)


@remembered
def _fields_of_nulls(kind: type) -> tuple[str, ...]:
    hints = get_type_hints(kind, include_extras=True)
    return tuple(name for name, hint in hints.items() if NULLS in read_hint(hint).marks)


def _request_field(hint: Hint, how: Mapping[str, Any]) -> Any:
    named = hint.mark(Field)
    if named is not None:
        return FIELDS[named.name](metadata=hint.metadata, **how)
    if hint.type in TYPES:
        return TYPES[hint.type](metadata=hint.metadata, **how)
    if hint.type is Distance:
        return DistanceField(hint.metadata.get("description", ""), **how)
    if isinstance(hint.type, type) and is_dataclass(hint.type):
        return ObjectField(hint.type, metadata=hint.metadata, **how)
    if get_origin(hint.type) is tuple:
        return _request_list(hint, how)
    return _request_value(hint, {"metadata": hint.metadata, **how})


def _request_list(hint: Hint, how: Mapping[str, Any]) -> Any:
    inner = read_hint(get_args(hint.type)[0])
    choices, items = inner.mark(OneOf), hint.mark(Items)
    most = items.high if items is not None and items.high is not None else len(choices.choices) if choices else None
    if most is None:
        raise TypeError(f"a list that is sent needs a maximum: {hint}")
    return TupleField(
        _request_field(inner, {}),
        max_length=most,
        min_length=items.low if items else 0,
        distinct=choices is not None,
        metadata=hint.metadata,
        **how,
    )


def _request_value(hint: Hint, how: dict[str, Any]) -> Any:
    choices, between, length = hint.mark(OneOf), hint.mark(Range), hint.mark(Length)
    if hint.type is bool:
        return StrictBoolean(**how)
    if hint.type is date:
        return StrictDate(**how)
    if choices is not None:
        return StrictChoice(choices.choices, **how)
    if hint.type is str and length is not None and length.high is not None:
        pattern = hint.mark(Pattern)
        more = {} if pattern is None else {"validate": validate.Regexp(pattern.regex)}
        return StrictString(min_length=length.low, max_length=length.high, **more, **how)
    if between is None or between.low is None or between.high is None:
        raise TypeError(f"what is sent needs its limits: {hint}")
    if hint.type is int:
        return StrictInteger(low=int(between.low), high=int(between.high), **how)
    return StrictNumber(
        low=between.low, high=between.high, low_open=between.low_open, high_open=between.high_open, **how
    )


class ObjectField(fields.Nested):
    """An object read into a dataclass. Only what was sent is looked at; what was not sent is not known.

    Of forty questions a person answers ten, and looking for the others would cost the most time.
    """

    def __init__(
        self,
        kind: type,
        schema: type[RequestSchema] | None = None,
        check: Callable[[Any], None] | None = None,
        other_fields: bool = False,
        **how: Any,
    ) -> None:
        """``other_fields`` are not read, in place of being refused: of an answer that is sent back, not all is used."""
        super().__init__(schema or part_schema(kind), **how)
        self._kind, self._check, self._other_fields = kind, check, other_fields

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, partial: Any = None, **kwargs: Any
    ) -> Any:
        if not isinstance(value, Mapping):
            raise ValidationError(self.schema.error_messages["type"])
        values: dict[str, Any] = {}
        errors: dict[str, Any] = {}
        known = self.schema.load_fields
        for name, answer in value.items():
            try:
                values[name] = known[name].deserialize(answer)
            except KeyError:
                if not self._other_fields:
                    errors[name] = [self.schema.error_messages["unknown"]]
            except ValidationError as error:
                errors[name] = error.messages
        for name, field in known.items():
            if field.required and name not in value:
                errors[name] = [field.error_messages["required"]]
        if errors:
            raise ValidationError(errors)
        made: Any = made_of(self._kind, values)
        if self._check is not None:
            self._check(made)
        return made


# Answers


@remembered
def response_schema(kind: type) -> type[ResponseSchema]:
    """Return the one schema that describes a dataclass as it is served."""
    built = {name: _response_field(hint) for name, hint in hints_of(kind).items()}
    return _new_schema(f"{kind.__name__}Schema", ResponseSchema, built, kind.__doc__)


@remembered
def answer_schema(kind: type[Answer], *, part: bool = False) -> type[ResponseSchema]:
    """Return the schema that describes an advice: the fields of every advice, then the topic's own.

    A ``part`` of a consultation leaves out what the whole says once: questions, rules, version and disclaimer.
    """
    hints = hints_of(kind)
    shared = [name for name in hints_of(Answer) if not (part and name == "missing")]
    built = {name: _response_field(hints[name]) for name in shared}
    if not part:
        built |= shared_parts()
    built |= {name: _response_field(hint) for name, hint in hints.items() if name not in hints_of(Answer)}
    name = f"{kind.__name__.removesuffix('Answer')}PartSchema" if part else f"{kind.__name__}Schema"
    return _new_schema(name, ResponseSchema, built, kind.__doc__)


def shared_parts() -> dict[str, Any]:
    """Return the fields that stand once in whatever is served as advice."""
    return {
        "rules": fields.Dict(
            keys=fields.String(),
            values=fields.Nested(response_schema(RuleCard)),
            metadata={"description": "Every rule cited in this answer, once, by id; with `include=rules`."},
        ),
        "rulebook_version": fields.String(
            required=True,
            validate=validate.Length(min=1),
            metadata={"description": "The rulebook this answer was made with."},
        ),
        "disclaimer": fields.String(required=True, validate=validate.Length(min=1)),
    }


def _new_schema(name: str, base: type[AnySchema], built: Mapping[str, Any], doc: str | None) -> type[AnySchema]:
    return type(name, (base,), {**built, "__doc__": doc})


def _response_field(hint: Hint, *, inner: bool = False) -> Any:
    how: dict[str, Any] = {"metadata": hint.metadata}
    if not inner and LEFT_OUT_WHEN_NONE not in hint.marks:
        if hint.mark(OnRequest) is None:
            how["required"] = True
        if hint.or_none:
            how["allow_none"] = True
    named = hint.mark(Field)
    if named is not None and named.name in SERVED:
        return SERVED[named.name](**how)
    if hint.type is object:
        raise TypeError(f"no field describes {hint}: the module that fills SERVED has to be imported first")
    return _response_value(hint, how)


def _response_value(hint: Hint, how: dict[str, Any]) -> Any:
    kind, origin = hint.type, get_origin(hint.type)
    checks = _checks(hint)
    if origin is tuple:
        return fields.List(_response_field(read_hint(get_args(kind)[0]), inner=True), validate=checks, **how)
    if origin is not None and isinstance(origin, type) and issubclass(origin, Mapping):
        values = _response_field(read_hint(get_args(kind)[1]), inner=True)
        return fields.Dict(keys=fields.String(), values=values, **how)
    if kind is Distance:
        return fields.Nested(DistanceSchema, **how)
    if isinstance(kind, type) and is_dataclass(kind):
        # An answer within an answer is a part of a consultation.
        return fields.Nested(
            answer_schema(kind, part=True) if issubclass(kind, Answer) else response_schema(kind), **how
        )
    if kind in _PLAIN:
        return _PLAIN[kind](validate=checks, **how)
    return fields.Raw(**how)


_PLAIN: Mapping[Any, type[fields.Field[Any]]] = {
    bool: fields.Boolean,
    int: fields.Integer,
    float: fields.Float,
    str: fields.String,
    date: fields.Date,
    datetime: fields.AwareDateTime,
}


def _checks(hint: Hint) -> Any:
    out: list[Any] = []
    for mark in hint.marks:
        if isinstance(mark, OneOf):
            out.append(validate.OneOf(mark.choices))
        elif isinstance(mark, Pattern):
            out.append(validate.Regexp(mark.regex))
        elif isinstance(mark, Range):
            out.append(validate.Range(mark.low, mark.high))
        elif isinstance(mark, Length | Items) and (mark.low or mark.high is not None):
            out.append(validate.Length(mark.low or None, mark.high))
    # A later mark of the same kind overrules an earlier one.
    return list({type(check): check for check in out}.values()) or None
