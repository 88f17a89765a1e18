"""JSON files that memory is too small for are read in parts, and hold what they hold as a whole."""

from __future__ import annotations

import io
import json
import random
import tracemalloc
from collections.abc import Collection
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.integrations.readers import large_json
from api.integrations.readers.archive import LARGEST_JSON_BYTES
from api.integrations.readers.large_json import json_parts
from api.integrations.readers.run_record import RunRecord
from api.integrations.readers.table import FileFaultError
from tests.integrations.export_help import read
from tests.support.exports import zip_bytes
from tests.support.reasons import refused

NOISE = "".join(random.Random(7).choices("abcdefghijklmnopqrstuvwxyz", k=9_000))
"""Text of which little repeats, as in a real export: what packs too well is refused."""
FIRST_MS = 1_789_913_532_000
SAMPLES = [{"dateTime": "2021-01-30T13:24:11.000", "value": 100 + number % 70} for number in range(30_000)]


def nike(number: int, **more: Any) -> dict[str, Any]:
    total = {"metric": "distance", "summary": "total", "value": 10.0}
    start = FIRST_MS + number * 86_400_000
    return {"id": str(number), "type": "run", "start_epoch_ms": start, "summaries": [total], **more}


def garmin(number: int) -> dict[str, Any]:
    start = FIRST_MS + number * 86_400_000
    known = {"activityId": number, "activityType": "running", "distance": 500_000.0, "duration": 1_500_000.0}
    return {**known, "startTimeGmt": start, "startTimeLocal": start + 7_200_000, "name": 'A "long" run, [1] {2} \\'}


POLAR = {
    "exportVersion": "1.6",
    "startTime": "2021-01-30T13:24:11.000",
    "exercises": [
        {
            "sport": "RUNNING",
            "startTime": "2021-01-30T13:24:11.000",
            "duration": "PT3603.5S",
            "distance": 10_000.0,
            "samples": {"heartRate": SAMPLES * 10},
        }
    ],
}
HEADER = {"DateTime": "2018-03-13T17:57:02+01:00", "Duration": 3600.0, "Distance": 10_000, "ActivityType": 3}
LARGE = {
    "a list of trainings": ([nike(number, note=NOISE[number : number + 4000]) for number in range(5000)], 5000),
    "Garmin's account": ([{"summarizedActivitiesExport": [garmin(number) for number in range(70_000)]}], 70_000),
    "one training with its heart rates": (POLAR, 1),
    "one log with its samples": ({"DeviceLog": {"Header": HEADER, "Samples": SAMPLES * 10}}, 1),
    "trainings of which each is large": ([nike(number, metrics=[{"values": SAMPLES}]) for number in range(12)], 12),
}


SLOW = LARGE.keys() - {"one training with its heart rates"}


@pytest.mark.parametrize("what", [pytest.param(what, marks=[pytest.mark.long] * (what in SLOW)) for what in LARGE])
def test_a_json_file_beyond_memory_is_read(what: str) -> None:
    content, count = LARGE[what]
    assert sum(isinstance(record, RunRecord) for record in read(json.dumps(content).encode())) == count


def test_a_large_json_file_is_read_in_a_zip_file_and_takes_little_memory() -> None:
    content, count = LARGE["a list of trainings"]
    body = json.dumps(content).encode()
    assert len(body) > LARGEST_JSON_BYTES
    packed = zip_bytes({"export.json": body})
    tracemalloc.start()
    found = sum(isinstance(record, RunRecord) for record in read(packed))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == count
    # The records themselves are kept by this test, and what is looked at before it is parted.
    assert peak < 2 * LARGEST_JSON_BYTES + 1500 * count


def test_a_large_file_that_is_cut_off_is_refused() -> None:
    body = json.dumps(LARGE["a list of trainings"][0]).encode()
    with refused(FileFaultError, "cut off"):
        read(body[:-20_000])


@pytest.mark.parametrize("body", [b'"' + b"x" * 17_000_000 + b'"', b"[" * 17_000_000, b'{"a":' * 4_000_000])
def test_what_cannot_be_parted_is_refused(body: bytes) -> None:
    with pytest.raises(FileFaultError):
        read(b"[" + body)


def test_a_list_of_more_entries_than_any_export_has_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large_json, "_MOST_ENTRIES", 1_000)
    body = b"[" + b",".join([b"{}"] * 1_000)
    assert sum(len(json.loads(part)) for part in json_parts(io.BytesIO(body + b"]"), no_record, part=90)) == 1_000
    with refused(FileFaultError, "more than can be read at once"):
        list(json_parts(io.BytesIO(body + b",{}]"), no_record, part=90))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)


def no_record(_: Collection[str]) -> bool:
    return False


@given(st.lists(st.dictionaries(st.text(max_size=8), VALUES, max_size=4), max_size=30), st.booleans())
def test_the_entries_of_a_list_come_out_once_and_in_order(entries: list[dict[str, Any]], is_spaced: bool) -> None:
    body = json.dumps(entries, indent=2 if is_spaced else None, ensure_ascii=is_spaced).encode()
    largest = max((len(json.dumps(entry, indent=2)) * 2 for entry in entries), default=0) + 40
    parts = json_parts(io.BytesIO(body), no_record, most=largest, part=largest)
    assert [entry for part in parts for entry in json.loads(part)] == entries


@given(st.lists(VALUES, min_size=1, max_size=12), st.integers(50, 200))
def test_each_part_is_json_and_no_larger_than_it_may_be(values: list[Any], most: int) -> None:
    body = json.dumps({"export": {"entries": values}}).encode()
    try:
        for part in json_parts(io.BytesIO(body), no_record, most=most, part=most // 2):
            json.loads(part)
    except FileFaultError:
        # A single text may be longer.
        assert len(body) > most
