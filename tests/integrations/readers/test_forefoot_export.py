"""Our own export as a file: pairs before runs before marks, and what is not ours, newer or damaged refused by name."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.integrations.readers.csv_table import FileFaultError
from api.integrations.readers.detect import read_records
from api.integrations.readers.forefoot_export import PairCopy, RunCopy
from api.integrations.readers.forefoot_fields import PAIR, RUN, read_fields
from api.integrations.readers.run_record import ReadOptions, RecordFaultError
from api.storage.runners.pairs import PairRow
from tests.support.exports import zip_bytes

PAIR_ID = "pair_00000000000000000000"
RUN_ID, MARK_ID = "run_00000000000000000001", "run_00000000000000000000"


def document() -> dict[str, Any]:
    run = {"id": RUN_ID, "pair_id": PAIR_ID, "source": "api", "external_id": None, "deleted_at": None, "same_as": None}
    mark = {"id": MARK_ID, "pair_id": None, "source": "watch", "external_id": "7", "deleted_at": "x", "same_as": RUN_ID}
    pair = {"id": PAIR_ID, "names": [{"source": "strava", "name": "a b"}]}
    return {"format": "forefoot-runner", "version": 1, "runner": {}, "pairs": [pair], "runs": [mark, run]}


def records(told: Any) -> list[Any]:
    return list(read_records(io.BytesIO(zip_bytes({"x/runner.json": told, "x/runs.csv": b"id\n"})), ReadOptions()))


def test_a_run_comes_before_the_mark_that_points_at_it() -> None:
    pair, run, mark = records(orjson.dumps(document()))
    assert isinstance(pair, PairCopy) and isinstance(run, RunCopy) and isinstance(mark, RunCopy)
    assert (pair.id, pair.names) == (PAIR_ID, (("strava", "a b"),))
    assert (run.identity.id, run.gone, mark.gone, mark.same_as) == (RUN_ID, False, True, run.identity)


@pytest.mark.parametrize(
    ("change", "part"),
    [
        (lambda told: told.update(version=2), "layout 2 of forefoot-runner; this version reads layout 1"),
        (lambda told: told.pop("version"), "layout None"),
        (lambda told: told.update(format="other-runner"), "its format is not forefoot-runner"),
        (lambda told: told.pop("runs"), "damaged"),
        (lambda told: told.update(pairs=None), "damaged"),
        (lambda told: told["runs"].append(7), "damaged"),
        (lambda told: told["runs"].append({"id": {}}), "damaged"),
        (lambda told: told["runs"][0].update(id="run_of-my-own"), "damaged"),
        (lambda told: told["runs"][0].update(external_id=5), "damaged"),
        (lambda told: told["runs"][0].update(external_id="x" * 121), "damaged"),
        (lambda told: told["runs"][0].update(source="s" * 41), "damaged"),
        (lambda told: told["runs"][0].update(same_as=[]), "damaged"),
        (lambda told: told["runs"][1].update(pair_id=1), "damaged"),
        (lambda told: told["pairs"][0].update(id=["x"]), "damaged"),
        (lambda told: told["pairs"][0].update(names=[{"source": "s" * 41, "name": "n"}]), "damaged"),
        (lambda told: told["pairs"][0].update(names=[{"source": "s", "name": "a\0"}]), "damaged"),
    ],
)
def test_another_layout_or_a_damaged_one_is_refused_by_name(change: Callable[[dict[str, Any]], Any], part: str) -> None:
    told = document()
    change(told)
    with pytest.raises(FileFaultError, match=part):
        records(orjson.dumps(told))


@pytest.mark.parametrize(("body", "part"), [(b"{", "is not JSON"), (b"[]", "its format"), (b"NaN", "is not JSON")])
def test_what_is_no_document_is_refused(body: bytes, part: str) -> None:
    with pytest.raises(FileFaultError, match=part):
        records(body)


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
}
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)


def test_what_an_export_holds_is_read_to_the_columns_of_a_row() -> None:
    pair = read_fields(WHOLE_PAIR, PAIR, "starting", "limit")
    run = read_fields(WHOLE_RUN, RUN, "distance")
    assert set(pair) == set(PairRow.__slots__) - {
        *("account_id", "id", "runner_id", "version", "shoe_account_id", "recorded_um", "run_count")
    }
    assert (pair["starting_um"], pair["starting_value"], pair["roles"]) == (42_164_812_800, 26.2, "easy race")
    assert run["started_at"] == datetime(2026, 9, 1, 4, tzinfo=UTC)
    assert set(read_fields({}, PAIR, "starting", "limit").values()) == {None}


@pytest.mark.parametrize(
    ("whole", "fields", "distances"),
    [(WHOLE_PAIR, PAIR, ("starting", "limit")), (WHOLE_RUN, RUN, ("distance",))],
    ids=["pair", "run"],
)
@given(data=st.data())
def test_any_value_in_any_field_is_read_or_refused_by_its_name(
    whole: dict[str, Any], fields: dict[str, Any], distances: tuple[str, ...], data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(sorted(whole)))
    value = data.draw(ANY_JSON)
    with contextlib.suppress(RecordFaultError):
        read = read_fields({**whole, name: value}, fields, *distances)
        plain = (str, int, float, date, type(None))
        assert all(isinstance(each, plain) and not isinstance(each, bool) for each in read.values())


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
    with pytest.raises(RecordFaultError, match="Its "):
        read_fields({**WHOLE_PAIR, name: value}, PAIR, "starting", "limit")
