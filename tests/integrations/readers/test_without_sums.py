"""Tracks that no session or lap sums up, and what apps write that a format has no place for: small files of our own."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from api.integrations.readers.run_record import QuestionError, RunRecord
from api.integrations.readers.table import FileFaultError
from tests.integrations.export_help import one_run, read
from tests.integrations.readers.test_traps import crc_of
from tests.support.exports.others import gpx
from tests.support.reasons import refused, said

AT = datetime(2026, 9, 20, 14, 12, 12, tzinfo=UTC)
_FORMATS = {0: "B", 2: "B", 0x84: "H", 0x85: "i", 0x86: "I", 0x8C: "I"}
Fields = Sequence[tuple[int, int, int]]
"""Number, base type and value of each."""


def seconds(at: datetime) -> int:
    return int((at - datetime(1989, 12, 31, tzinfo=UTC)).total_seconds())


def message(number: int, fields: Fields, *, dev: bytes = b"", big: bool = False) -> bytes:
    """Return a definition and its data; ``dev`` is the value of a developer field that nobody described."""
    order, sizes = ">" if big else "<", [struct.calcsize(_FORMATS[base]) for _, base, _ in fields]
    names = b"".join(bytes((name, size, base)) for (name, base, _), size in zip(fields, sizes, strict=True))
    head = bytes((0x60 if dev else 0x40, 0, int(big))) + struct.pack(f"{order}HB", number, len(fields)) + names
    head += bytes((1, 0, len(dev), 0)) if dev else b""
    return head + b"\0" + b"".join(struct.pack(order + _FORMATS[base], value) for _, base, value in fields) + dev


def fit_of(*messages: bytes, kind: int | None = 4) -> bytes:
    file_id: Fields = [(3, 0x8C, 4711), *([] if kind is None else [(0, 0, kind)])]
    data = message(0, file_id) + b"".join(messages)
    body = struct.pack("<BBHL4sH", 14, 0x20, 2140, len(data), b".FIT", 0) + data
    return body + struct.pack("<H", crc_of(body))


def points(count: int, *, metres: bool) -> bytes:
    """Return records a second apart, each 11.1 m north of the one before."""
    step = round(0.0001 * 2**31 / 180)
    return b"".join(
        message(
            20,
            [
                (253, 0x86, seconds(AT) + place * 4),
                (0, 0x85, 620_000_000 + place * step),
                (1, 0x85, 155_000_000),
                *([(5, 0x86, place * 1110)] if metres else []),
            ],
        )
        for place in range(count)
    )


def session(**changes: int | None) -> Fields:
    values = {"sport": (5, 0, 1), "start": (2, 0x86, seconds(AT)), "elapsed": (7, 0x86, 3_600_000)}
    values |= {"end": (253, 0x86, seconds(AT) + 3600), "metres": (9, 0x86, 1_000_000)}
    kept = {name: field for name, field in values.items() if changes.get(name, 0) is not None}
    return [(number, base, changes.get(name) or value) for name, (number, base, value) in kept.items()]


@pytest.mark.parametrize("big", [False, True])
@pytest.mark.parametrize("dev", [b"", b"\1\2\3\4", b"\1\2\3"])
def test_either_order_of_bytes_and_fields_of_developers_that_nobody_described(big: bool, dev: bytes) -> None:
    assert one_run(fit_of(message(18, session(), dev=dev, big=big))).distance.m == 10_000


def test_a_session_without_distance_or_start_is_filled_from_what_stands_beside_it() -> None:
    run = one_run(fit_of(points(91, metres=False), message(18, session(metres=None))))
    assert run.distance.m == pytest.approx(1001, abs=2)
    assert "those of its points" in said(run.notes[0])
    assert one_run(fit_of(message(18, session(start=None)))).started_at == AT
    assert one_run(fit_of(message(18, session()), kind=None)).distance.m == 10_000


@pytest.mark.parametrize("metres", [True, False])
def test_a_recording_that_broke_off_before_its_session_counts_by_its_points(metres: bool) -> None:
    sport = message(12, [(0, 0, 1), (1, 0, 3)])
    run = one_run(fit_of(sport, points(91, metres=metres)))
    assert run.distance.m == pytest.approx(999 if metres else 1001, abs=2)
    assert (run.started_at, run.duration_s, run.surface) == (AT, 360, "trail")
    with refused(QuestionError, "generic"):
        read(fit_of(points(91, metres=metres)))


def tcx(points_of: str, lap: str = "<TotalTimeSeconds>900</TotalTimeSeconds>") -> bytes:
    return (
        '<TrainingCenterDatabase><Activities><Activity Sport="Running"><Id>2026-09-20T14:12:12Z</Id>'
        f'<Lap StartTime="2026-09-20T14:12:12Z">{lap}<Track>{points_of}</Track></Lap></Activity></Activities>'
        "</TrainingCenterDatabase>"
    ).encode()


def trackpoints(count: int) -> str:
    return "".join(
        f"<Trackpoint><Time>{AT + timedelta(seconds=place * 4):%Y-%m-%dT%H:%M:%SZ}</Time><Position><LatitudeDegrees>"
        f"{52 + place * 0.0001}</LatitudeDegrees><LongitudeDegrees>13</LongitudeDegrees></Position></Trackpoint>"
        for place in range(count)
    )


@pytest.mark.parametrize("told", ["", "<DistanceMeters>0</DistanceMeters>"])
def test_a_tcx_of_places_alone_is_measured_along_them(told: str) -> None:
    run = one_run(tcx(trackpoints(91), f"<TotalTimeSeconds>NaN</TotalTimeSeconds>{told}"))
    assert run.distance.m == pytest.approx(1001, abs=2)
    assert "those of its points" in said(run.notes[0])


def test_a_tcx_may_have_decimal_commas() -> None:
    lap = "<TotalTimeSeconds>900,5</TotalTimeSeconds><DistanceMeters>3300,5</DistanceMeters>"
    run = one_run(tcx("", lap))
    assert (run.distance.m, run.duration_s) == (3300.5, 900.5)


GPX = gpx([[(52.0 + place * 0.0001, 13.0, f"2026-09-20T14:12:{place:02d}Z") for place in range(0, 60, 5)]])


@pytest.mark.parametrize(
    "body",
    [
        GPX.replace(b"<trkseg>", b"<name>Run & fun &nbsp; &amp; more</name><trkseg>"),
        GPX.replace(b"<trkseg>", b"<name>Run \x0b fun</name><trkseg>"),
        GPX + b"\n\0\0\0",
        GPX.replace(b'lat="52.', b'lat="52,'),
    ],
    ids=["ampersand", "control character", "zeros behind", "decimal comma"],
)
def test_what_apps_write_that_xml_has_no_place_for(body: bytes) -> None:
    assert one_run(body).distance == one_run(GPX).distance


def test_an_ampersand_at_the_edge_of_a_block_is_mended_too() -> None:
    for blanks in range(256 * 1024 - 400, 256 * 1024 - 380, 3):
        body = GPX.replace(b"<trkseg>", b"<name>" + b"x" * blanks + b"&amp;&&lt;</name><trkseg>")
        assert one_run(body).distance == one_run(GPX).distance


def test_points_without_places_are_named_as_that() -> None:
    (record,) = read(GPX.replace(b"lat=", b"breadth="))
    assert not isinstance(record, RunRecord) and "no places" in said(record.reason)  # type: ignore[union-attr]


def test_two_documents_in_one_are_refused_and_not_read_by_half() -> None:
    with refused(FileFaultError, "damaged"):
        read(GPX + GPX)
