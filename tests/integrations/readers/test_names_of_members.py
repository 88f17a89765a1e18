"""Members of a ZIP file are read by what they hold: their names, which people and apps change, decide nothing."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.integrations.readers.run_record import RunRecord, Unread
from api.integrations.readers.table import FileFaultError
from tests.integrations.export_help import one_run, read, unread
from tests.support.exports import zip_bytes
from tests.support.exports.others import fit, gpx, health, tcx, workout
from tests.support.exports.strava import Activity, activities_csv
from tests.support.reasons import refused, said

AT = datetime(2026, 9, 20, 14, 12, 12, tzinfo=UTC)
SESSION = {"start_time": AT, "timestamp": AT, "sport": "running", "total_distance": 10000.0, "total_elapsed_time": 3600}
RECORDINGS = {
    "fit": fit([SESSION]),
    "gpx": gpx([[(52.0, 13.0, "2026-09-20T14:12:12Z"), (52.01, 13.0, "2026-09-20T14:18:12Z")]], kind="running"),
    "tcx": tcx([(5000, 1800)]),
}
RECORDINGS["gpx in utf-16"] = RECORDINGS["gpx"].decode().encode("utf-16")
NAMES = [
    "1234567",
    "run.dat",
    "run",
    "Lauf am See",
    "a.fit",
    "a.gpx",
    "a.tcx",
    "a.csv",
    "a.txt",
    "a.zip",
    "a.gz",
    "a.json",
]
NAMES += ["a.fit.gz", "a.xml", "a.docx", "A.FIT", "photo.jpg", "日本", "a.kmz", "a.gpx.txt"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", RECORDINGS)
@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_a_recording_is_read_under_every_name(name: str, kind: str, pack: type[bytes]) -> None:
    run = one_run(RECORDINGS[kind])
    found = one_run(zip_bytes({name: pack(RECORDINGS[kind])}))
    assert (found.distance, found.started_at, found.kind) == (run.distance, run.started_at, run.kind)
    assert found.place.startswith(name)


@given(
    st.dictionaries(st.sampled_from(NAMES), st.sampled_from(sorted(RECORDINGS)), min_size=1, max_size=6),
    st.sampled_from(["inner.zip", "inner", "inner.dat", "inner.fit", "inner.csv"]),
)
def test_a_zip_file_in_a_zip_file_is_opened_under_every_name(members: dict[str, str], inner: str) -> None:
    within = zip_bytes({name: RECORDINGS[kind] for name, kind in members.items()})
    records = read(zip_bytes({inner: within, "run.fit": RECORDINGS["fit"]}))
    assert all(isinstance(record, RunRecord) for record in records)
    assert {record.place.split(",")[0] for record in records} == {"run.fit", *(f"{inner}/{name}" for name in members)}


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("notes", b"Nice one"),
        ("photo.jpg", b"\xff\xd8\xff\xe0" + bytes(100)),
        ("log.gz", gzip.compress(b"started", mtime=0)),
        ("cut.gz", gzip.compress(b"started", mtime=0)[:6]),
        ("page.html", b"<html><body/></html>"),
        ("entities", b"<!DOCTYPE a [<!ENTITY b 'c'>]><gpx>&b;</gpx>"),
        ("letter.docx", zip_bytes({"word/document.xml": b"<a/>"})),
        ("empty", b""),
    ],
)
def test_what_is_no_recording_is_left_out_by_name_beside_one(name: str, body: bytes) -> None:
    run, other = sorted(
        read(zip_bytes({name: body, "run": RECORDINGS["fit"]})), key=lambda each: isinstance(each, Unread)
    )
    assert isinstance(run, RunRecord)
    assert isinstance(other, Unread)
    assert (other.place, other.status, other.reason.key) == (name, "skipped", "no_track")


def test_an_export_that_was_packed_once_more_is_read_as_itself() -> None:
    table = activities_csv([Activity(1, AT, 5000, gear="Ghost"), Activity(2, AT, 7000)])
    strava = zip_bytes({"activities.csv": table, "shoes.csv": b"Shoe Name,Shoe Brand,Shoe Model\n,Brooks,Ghost\n"})
    phone = zip_bytes(
        {"apple_health_export/eksport.xml": health([workout("2026-04-20 18:00:00 +0200", child=("5", "km"))])}
    )
    for export in (strava, phone):
        assert [type(each) for each in read(zip_bytes({"export": export}))] == [type(each) for each in read(export)]


def test_a_zip_file_two_levels_down_is_named() -> None:
    deep = zip_bytes({"b.zip": zip_bytes({"c.zip": zip_bytes({"run.fit": RECORDINGS["fit"]})})})
    with refused(FileFaultError, "packed once more"):
        read(deep)
    ((status, reason),) = unread(zip_bytes({"a.fit": RECORDINGS["fit"], "b.zip": zip_bytes({"c.zip": deep})}))
    assert (status, "packed once more" in reason) == ("failed", True)


def test_a_kmz_file_is_a_track_and_no_archive_wherever_it_lies() -> None:
    kml = (
        b'<kml xmlns:gx="x"><Document><name>run</name><Placemark><gx:Track><when>2026-09-20T14:12:12Z</when>'
        b"<when>2026-09-20T14:18:12Z</when><gx:coord>13 52 1</gx:coord><gx:coord>13 52.01 1</gx:coord></gx:Track>"
        b"</Placemark></Document></kml>"
    )
    inner = zip_bytes({"run.kmz": zip_bytes({"doc.kml": kml})})
    assert one_run(zip_bytes({"inner.zip": inner}), kind="run").place.startswith("inner.zip/run.kmz/doc.kml")


def test_a_member_that_is_called_a_zip_file_and_is_none_is_named() -> None:
    records = read(zip_bytes({"a.fit": RECORDINGS["fit"], "b.zip": b"nothing of the kind"}))
    (bad,) = [record for record in records if isinstance(record, Unread)]
    assert (bad.place, bad.status) == ("b.zip", "failed")
    assert said(bad.reason)
