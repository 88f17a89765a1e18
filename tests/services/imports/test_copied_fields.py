"""The fields of an export as they are read back: to the columns of a row, or refused by their name."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Boolean, Date, Float, Integer, String

from api.integrations.readers.run_record import RecordFaultError
from api.services.imports.copied_fields import read_row
from api.storage.database.records import Row, Stored, fields_of
from api.storage.runners.pairs import PairRow
from api.storage.runners.runs import RunRow
from tests.support.reasons import refused

WHOLE_PAIR = {
    **{"shoe_id": "a", "shoe_name": "A B", "description": "Mine", "nickname": "Blue", "foam": "eva", "kind": "trail"},
    **{"size": {"system": "eu", "value": 43.5, "width": "wide"}, "started_on": "2026-01-01", "roles": "easy race"},
    **{"price": 150, "currency": "EUR", "feel": "flat", "inspection": {"tilts": True}, "retired_on": "2026-09-01"},
    **{"retired_reason": "Flat.", "created_at": "2026-01-01T00:00:00+00:00", "updated_at": "2026-01-01T00:00:00Z"},
    **{"starting_um": 42_164_812_800, "starting_value": 26.2, "starting_unit": "mi"},
    **{"limit_um": 640_000_000_000, "limit_value": 640, "limit_unit": "km"},
}
WHOLE_RUN = {
    **{"source": "watch", "external_id": "7", "day": "2026-09-01", "started_at": "2026-09-01T06:00:00+02:00"},
    **{"duration_s": 3600, "surface": "road", "effort": "easy", "cadence_spm": 171.5, "pain_level": 3},
    **{"created_at": "2026-01-01T00:00:00+00:00", "updated_at": "2026-01-01T00:00:00+00:00"},
    **{"distance_um": 10_000_000, "distance_value": None, "distance_unit": None},
    **{"ignored": False, "gear_ref": "g1", "pair_probability": 0.94},
}
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)


def test_what_an_export_holds_is_read_to_the_columns_of_a_row() -> None:
    pair = read_row(PairRow, WHOLE_PAIR)
    run = read_row(RunRow, WHOLE_RUN)
    assert set(pair) == set(PairRow.__dataclass_fields__) - {
        *("account_id", "id", "runner_id", "version", "shoe_account_id", "recorded_um", "run_count")
    }
    assert (pair["starting_um"], pair["starting_value"], pair["roles"]) == (42_164_812_800, 26.2, "easy race")
    assert run["started_at"] == datetime(2026, 9, 1, 4, tzinfo=UTC)
    assert {name for name, value in read_row(PairRow, {}).items() if value is not None} == {"roles"}


@dataclass(frozen=True, slots=True)
class AnyRow(Row):
    """A row with a field of each type that a column of a runner's records may have."""

    word: Annotated[str | None, Stored(String(8), sent=True, choices=("a", "b"))]
    text: Annotated[str | None, Stored(String(8), sent=True)]
    flag: Annotated[bool | None, Stored(Boolean, sent=True)]
    number: Annotated[float | None, Stored(Float, sent=True)]
    whole: Annotated[int | None, Stored(Integer, sent=True, most=10)]
    day: Annotated[date | None, Stored(Date, restored=True)]
    here: Annotated[str, Stored(String(8), exported=False)]


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("word", "b", "c"),
        ("text", "x" * 8, "x" * 9),
        ("flag", False, 0),
        ("number", 1.5, "1.5"),
        ("whole", 10, 11),
        ("day", "2026-02-28", "2026-02-29"),
    ],
)
def test_a_new_field_of_any_type_is_restored_by_its_definition_alone(name: str, good: Any, bad: Any) -> None:
    read = read_row(AnyRow, {name: good, "here": "never"})
    assert read == {**dict.fromkeys(("word", "text", "flag", "number", "whole", "day")), **{name: read[name]}}
    assert str(read[name]) == str(good)
    with refused(RecordFaultError, name):
        read_row(AnyRow, {name: bad})


@pytest.mark.parametrize(("whole", "row_class"), [(WHOLE_PAIR, PairRow), (WHOLE_RUN, RunRow)], ids=["pair", "run"])
@given(data=st.data())
def test_any_value_in_any_field_is_read_or_refused_by_its_name(
    whole: dict[str, Any], row_class: type[Row], data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(sorted(whole)))
    value = data.draw(ANY_JSON)
    with contextlib.suppress(RecordFaultError):
        read = read_row(row_class, {**whole, name: value})
        plain = (str, int, float, date, type(None))
        flags = {field.name for field in fields_of(row_class) if field.stored.type is Boolean}
        assert all(
            isinstance(value, plain) and (name in flags or not isinstance(value, bool)) for name, value in read.items()
        )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("starting_um", 1),
        ("starting_unit", "furlong"),
        ("starting_value", None),
        ("limit_um", 100_000 * 10**9 + 1),
        ("roles", "easy easy"),
        ("roles", "sleeping"),
        ("size", {"system": "eu"}),
        ("size", {"system": "eu", "value": 43, "more": 1}),
        ("inspection", {"tilts": 1}),
        ("currency", "eur"),
        ("created_at", "2026-01-01T00:00:00"),
        ("started_on", "2026-02-30"),
        ("price", True),
        ("nickname", "a\0"),
    ],
)
def test_what_cannot_stand_in_a_row_is_refused(name: str, value: Any) -> None:
    with refused(RecordFaultError, "Its "):
        read_row(PairRow, {**WHOLE_PAIR, name: value})
