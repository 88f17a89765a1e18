"""What real files hold that no specification says, each as a small file made of the names of its fields."""

from __future__ import annotations

import io
import struct
from datetime import UTC, datetime, timedelta

import pytest
from fitdecode import FIT_FRAME_DATA, FitReader
from hypothesis import given
from hypothesis import strategies as st

from api.advice.core.distance import Distance
from api.integrations.readers.fit_stream import FIELDS, NeededFieldsReader, check_sum
from api.integrations.readers.run_record import QuestionError, RunRecord, Unread
from api.integrations.readers.sports import NAMES, fold, listed_sports, plain_name
from api.integrations.readers.table import FileFaultError
from tests.integrations.export_help import one_run, read, runs, unread
from tests.support.exports import csv_bytes, zip_bytes
from tests.support.exports.others import HEALTH_HEAD, fit, gpx, health, tcx, workout
from tests.support.reasons import refused, said

AT = datetime(2026, 9, 20, 14, 12, 12, tzinfo=UTC)
SESSION = {"start_time": AT, "timestamp": AT, "sport": "running", "total_distance": 10000.0, "total_elapsed_time": 3600}
RUN_GPX = gpx([[(52.0, 13.0, "2026-09-20T14:12:12Z"), (52.01, 13.0, "2026-09-20T14:18:12Z")]])
HEALTH = health([workout("2026-04-20 18:00:00 +0200", child=("5", "km"))])


def crc_of(body: bytes) -> int:
    """Return the check sum of FIT, from its published table."""
    table = (0, 0xCC01, 0xD801, 0x1400, 0xF001, 0x3C00, 0x2800, 0xE401)
    table += (0xA001, 0x6C00, 0x7800, 0xB401, 0x5000, 0x9C01, 0x8801, 0x4400)
    crc = 0
    for byte in body:
        for nibble in (byte & 0xF, byte >> 4):
            crc = (crc >> 4) & 0x0FFF ^ table[crc & 0xF] ^ table[nibble]
    return crc


def resummed(body: bytes) -> bytes:
    """Return a FIT file with the check sum that its bytes have."""
    return body[:-2] + struct.pack("<H", crc_of(body[:-2]))


def without_header_crc(body: bytes) -> bytes:
    return resummed(body[:12] + b"\0\0" + body[14:])


def test_a_fit_header_may_leave_its_check_sum_out_and_the_files_own_decides() -> None:
    body = without_header_crc(fit([SESSION]))
    assert one_run(body).distance == Distance.of(10000, "m")
    with refused(FileFaultError, "check sum"):
        read(body[:-1] + bytes([body[-1] ^ 1]))


def test_chained_fit_parts_are_read_on_and_what_begins_no_fit_is_no_loss() -> None:
    later = {**SESSION, "start_time": AT + timedelta(hours=3), "total_distance": 2000.0}
    body = fit([SESSION]) + fit([later]) + fit([], "settings")
    assert [run.distance.m for run in runs(body)] == [10000, 2000]
    assert one_run(fit([SESSION]) + b"left over by the heart rate strap").distance.m == 10000


def fit_with_compressed_time() -> bytes:
    """Return a run whose record has its time in the header of the message, as a Forerunner 70 writes it."""
    plain = fit([SESSION])
    # A local message type of two bits fits in the header: 1.
    record = struct.pack("<BBBHB", 0x41, 0, 0, 20, 1) + bytes((5, 4, 0x86)) + struct.pack("<BL", 0x80 | 1 << 5 | 7, 900)
    data = plain[14:-2] + record
    header = struct.pack("<BBHL4s", 14, plain[1], struct.unpack("<H", plain[2:4])[0], len(data), b".FIT")
    body = header + b"\0\0" + data
    return body + struct.pack("<H", crc_of(body))


def test_compressed_timestamps_are_read() -> None:
    assert one_run(fit_with_compressed_time()).distance.m == 10000


@pytest.mark.parametrize("body", [fit([SESSION], local_timestamp=AT), fit_with_compressed_time(), fit([], "settings")])
def test_the_needed_fields_have_the_values_that_the_library_reads_one_by_one(body: bytes) -> None:
    def values(reader: type[FitReader]) -> list[tuple[str, str, object]]:
        frames = [frame for frame in reader(io.BytesIO(body)) if frame.frame_type == FIT_FRAME_DATA]
        return [
            (frame.name, field.name, field.value)
            for frame in frames
            for field in frame.fields
            if field.name in FIELDS.get(frame.name, ())
        ]

    assert values(NeededFieldsReader) == values(FitReader) != []


@given(st.binary(max_size=99), st.binary(max_size=99))
def test_a_check_sum_goes_on_from_one_block_to_the_next(first: bytes, second: bytes) -> None:
    assert check_sum(second, check_sum(first)) == crc_of(first + second)


def test_a_session_without_distance_takes_that_of_its_last_record() -> None:
    session = {name: value for name, value in SESSION.items() if name != "total_distance"}
    plain = fit([session])
    record = struct.pack("<BBBHB", 0x41, 0, 0, 20, 1) + bytes((5, 4, 0x86))
    data = plain[14:-2] + record + struct.pack("<BL", 1, 400_000) + struct.pack("<BL", 1, 1_522_000)
    header = struct.pack("<BBHL4s", 14, plain[1], struct.unpack("<H", plain[2:4])[0], len(data), b".FIT")
    body = header + b"\0\0" + data
    assert one_run(body + struct.pack("<H", crc_of(body))).distance.m == 15_220
    assert unread(plain) == [("skipped", "It has no distance.")]


@pytest.mark.parametrize(
    ("apart", "hours"),
    [(-5 * 3600, -5), (20_700, 5.75), (-5 * 3600 + 4, -5), (16 * 3600, 0), (86_400 * 900, 0), (1_000, 0)],
)
def test_the_day_is_the_runners_where_the_watch_says_it_believably(apart: int, hours: float) -> None:
    late = datetime(2026, 9, 21, 1, 39, tzinfo=UTC)
    run = one_run(fit([{**SESSION, "start_time": late}], local_timestamp=late + timedelta(seconds=apart)))
    assert run.started_at == late
    assert run.started_at.utcoffset() == timedelta(hours=hours)


def test_a_clock_that_was_never_set_has_no_day() -> None:
    start = datetime(1989, 12, 31, 1, tzinfo=UTC)
    assert "never set" in unread(fit([{**SESSION, "start_time": start}]))[0][1]


def test_settings_and_an_activity_without_session_are_nothing_to_count() -> None:
    with refused(FileFaultError, "settings"):
        read(fit([], "settings"))
    with refused(FileFaultError, "no session"):
        read(fit([]))
    members = {"a.fit": fit([], "settings"), "b.fit": fit([]), "c.fit": fit([SESSION])}
    assert [getattr(record, "status", "run") for record in read(zip_bytes(members))] == ["skipped", "skipped", "run"]


def test_one_bad_member_of_a_zip_is_named_and_the_rest_is_stored() -> None:
    waypoints = b'<gpx><wpt lat="52" lon="13"/></gpx>'
    members = {
        "good.gpx": RUN_GPX,
        "bad.gpx": RUN_GPX[:-40],
        "cut.fit": fit([SESSION])[:-30],
        "good.fit": fit([{**SESSION, "start_time": AT + timedelta(days=1)}]),
        "notes.txt": b"Nice one",
        "wpt.gpx": waypoints,
        "__MACOSX/._good.fit": b"\0\5\26\7",
        "._good.gpx": b"\0\5\26\7",
        ".DS_Store": b"\0",
    }
    records = {record.place.partition(",")[0]: getattr(record, "status", "run") for record in read(zip_bytes(members))}
    assert records == {
        "bad.gpx": "failed",
        "cut.fit": "failed",
        "good.fit": "run",
        "good.gpx": "run",
        "notes.txt": "skipped",
        "wpt.gpx": "skipped",
    }
    with refused(FileFaultError, "damaged"):
        read(zip_bytes({"bad.gpx": RUN_GPX[:-40], "notes.txt": b""}))


@pytest.mark.parametrize("before", [b"          ", b"\n", b"\xef\xbb\xbf\n", b"\xef\xbb\xbf"])
@pytest.mark.parametrize(
    "body", [tcx([(1000, 300)]), RUN_GPX, health([workout("2026-04-20 18:00:00 +0200", child=("5", "km"))])]
)
def test_blanks_before_the_beginning_are_left_out(before: bytes, body: bytes) -> None:
    assert one_run(before + body) == one_run(body)


def test_gpx_times_without_zone_are_utc_also_mixed() -> None:
    mixed = [(52.0, 13.0, "2026-09-20T14:12:12"), (52.01, 13.0, "2026-09-20T14:18:12Z")]
    run = one_run(gpx([mixed]))
    assert (run.started_at, run.duration_s) == (AT, 360)


def test_gpx_points_and_times_of_no_use_are_left_out_and_counted() -> None:
    points = [
        (52.0, 13.0, "1970-01-01T00:00:01Z"),
        (95.0, 13.0, "2026-09-20T14:00:00Z"),
        (52.0, 13.0, "2026-09-20T14:12:12Z"),
        (52.01, 13.0, "2026-09-20T14:18:12Z"),
    ]
    body = gpx([points]).replace(b"<trkseg>", b'<trkseg><trkpt lat="52.005"><time>x</time></trkpt>')
    run = one_run(body)
    assert (run.started_at, run.duration_s) == (AT, 360)
    assert run.distance.m == pytest.approx(1112, rel=0.005)
    assert [note.facts for note in run.notes] == [{"count": 3, "points": 5}]


def test_gpx_whose_times_are_mostly_wrong_has_no_day() -> None:
    points = [
        (52.0, 13.0, "1901-12-13T20:45:52Z"),
        (52.0, 13.0, "1970-01-01T00:00:01Z"),
        (52.01, 13.0, "2026-09-20T14:18:12Z"),
    ]
    assert unread(gpx([points]))[0][0] == "failed"


def test_a_prefix_that_is_never_declared_is_no_damage() -> None:
    body = RUN_GPX.replace(b"</trk>", b"<gpxdata:hr>140</gpxdata:hr></trk>")
    assert one_run(body) == one_run(RUN_GPX)


@pytest.mark.parametrize("named", ["trip#track", "unknown"])
def test_a_gpx_type_that_nobody_knows_is_a_question(named: str) -> None:
    body = RUN_GPX.replace(b"<type>running", f"<type>{named}".encode())
    with pytest.raises(QuestionError):
        read(body)
    assert one_run(body, kind="run").kind == "run"
    (ride,) = read(body.replace(named.encode(), b"road_biking"), kind="run")
    assert isinstance(ride, Unread)


def test_the_kind_of_each_member_may_be_named() -> None:
    untyped = RUN_GPX.replace(b"<type>running</type>", b"")
    members = {"2016-12-24-0930.gpx": untyped, "2016-12-25-0930.gpx": untyped, "2017-01-01-0930.gpx": untyped}
    records = read(zip_bytes(members), kind={"*": "run", "2016-12-2*.gpx": "walk", "2016-12-25-0930.gpx": "hike"})
    assert [record.kind for record in records] == ["walk", "hike", "run"]  # type: ignore[union-attr]


def test_tcx_starts_with_its_first_lap_and_not_with_an_id_cut_to_the_minute() -> None:
    body = tcx([(1000, 300)]).replace(b"<Id>2026-09-20T14:12:12Z", b"<Id>2026-09-20T14:12:00Z")
    assert one_run(body).started_at == AT
    assert one_run(body.replace(b"<Id>2026-09-20T14:12:00Z", b"<Id>Morning run")).started_at == AT
    assert one_run(body.replace(b' StartTime="2026-09-20T14:12:12Z"', b"")).started_at == AT


def test_tcx_takes_any_number_of_decimals() -> None:
    body = tcx([(5729, 1916)]).replace(b"5729<", b"0.00516732283464567<", 1)
    assert one_run(body + b"").distance.m == pytest.approx(0.005, abs=0.001)


def test_tcx_laps_that_say_nothing_leave_it_to_the_points() -> None:
    point = b"<Trackpoint><Time>2026-09-20T14:40:00Z</Time><DistanceMeters>2919.4</DistanceMeters></Trackpoint>"
    body = tcx([(0, 300)]).replace(b"</Track>", point + b"</Track>")
    assert one_run(body).distance.m == 2919.4
    both = one_run(tcx([(1999, 625)]).replace(b"</Track>", point + b"</Track>"))
    assert both.distance.m == 1999
    assert said(both.notes[0]) == "Its laps say 1999 m and its track says 2919 m: the laps count."


def test_a_health_export_with_a_broken_document_type_and_control_characters_is_read() -> None:
    body = health([workout("2026-04-20 18:00:00 +0200", child=("5", "km"), app="My\x0bWatch")])
    broken = body.replace(
        b"<!ATTLIST HealthData locale CDATA #REQUIRED>", b"<!ATTLIST HealthData locale CDATA #REQUIRED\n>>"
    )
    assert broken != body
    members = {
        "apple_health_export/导出.xml": broken,
        "apple_health_export/export_cda.xml": b"<ClinicalDocument/>",
        "apple_health_export/electrocardiograms/ecg_1.csv": b"Name,x\n",
        "apple_health_export/electrocardiograms/ecg_2.csv": b"Name,x\n",
        "apple_health_export/workout-routes/route.gpx": RUN_GPX,
    }
    assert one_run(zip_bytes(members)).distance == Distance.of(5, "km")
    assert one_run(broken).distance == Distance.of(5, "km")
    assert b"]>" in HEALTH_HEAD


GARMIN = {
    "en": ("Activity Type,Date,Title,Distance,Calories,Time", "Running", "Walking"),
    "da": ("Aktivitetstype,Dato,Favorit,Titel,Distance,Kalorier,Tid", "Løb", "Cykling"),
    "de": ("Aktivitätstyp,Datum,Favorit,Titel,Distanz,Kalorien,Zeit", "Laufen", "Gehen"),
    "es": ("Tipo de actividad,Fecha,Favorito,Título,Distancia,Calorías,Tiempo", "Carrera", "Ciclismo"),
    "fr": ("Type d'activité,Date,Favori,Titre,Distance,Calories,Durée", "Course à pied", "Natation"),
    "it": ("Tipo di attività,Data,Preferita,Titolo,Distanza,Calorie,Tempo", "Corsa", "Nuoto"),
    "nl": ("Activiteittype,Datum,Favoriet,Titel,Afstand,Calorieën,Tijd", "Hardlopen", "Fietsen"),
    "pl": ("Typ aktywności,Data,Ulubiony,Tytuł,Dystans,Kalorie,Czas", "Bieganie", "Pływanie"),
    "pt": ("Tipo de atividade,Data,Favorito,Título,Distância,Calorias,Tempo", "Corrida", "Natação"),
}


@pytest.mark.parametrize("language", GARMIN)
def test_garmins_table_is_read_in_every_language_and_its_other_sports_are_no_runs(language: str) -> None:
    header, run_name, other = GARMIN[language]
    names = header.split(",")
    cells = {names[1]: "2026-08-20 07:15:23", names[-3]: "10.05", names[-1]: "00:50:10.8"}

    def row(sport: str) -> list[str]:
        return [{**cells, names[0]: sport}.get(name, "x") for name in names]

    body = b"\xef\xbb\xbf" + csv_bytes(names, [row(run_name), row(other), row("Quidditch")])
    records = read(body, unit="km")
    run = records[0]
    assert isinstance(run, RunRecord)
    assert (run.kind, run.distance, run.duration_s) == ("run", Distance.of(10.05, "km"), 3010.8)
    assert getattr(records[1], "kind", "") != "run"
    assert isinstance(records[2], Unread) and "sports" in said(records[2].reason)


STRAVA = {
    "nl": (
        "Activiteits-ID,Datum van activiteit,Activiteitstype,Afstand,Afstand",
        "8 mei 2025 06:00:00",
        "Hardloopsessie",
    ),
    "da": ("Aktivitets-id,Aktivitetsdato,Aktivitetstype,Distance,Distance", "8. maj 2025, 06.00.00", "Løb"),
    "de": ("Aktivitäts-ID,Aktivitätsdatum,Aktivitätsart,Distanz,Distanz", "08.05.2025, 06:00:00", "Lauf"),
    "fr": (
        "ID de l'activité,Date de l'activité,Type d'activité,Distance,Distance",
        "2025-05-08 06:00:00",
        "Course à pied",
    ),
    "en": ("Activity ID,Activity Date,Activity Type,Distance,Distance", "May 8, 2025, 6:00:00\u202fAM", "Run"),
}


@pytest.mark.parametrize("language", STRAVA)
def test_stravas_table_is_read_in_every_language_that_is_documented(language: str) -> None:
    header, date, sport = STRAVA[language]
    run = one_run(csv_bytes(header.split(","), [("17", date, sport, "4,81", "4812.5")]))
    assert (run.external_id, run.distance.m, run.kind) == ("17", 4812.5, "run")
    assert run.started_at == datetime(2025, 5, 8, 6, tzinfo=UTC)


LAYOUT = (
    "ID aktywności,Data aktywności,Nazwa,Rodzaj aktywności,Opis,Czas,Dystans,Tętno,Wysiłek,Dojazd,Sprzęt,Plik,Waga,"
    "Czas,W ruchu,Dystans"
)


@pytest.mark.parametrize(
    ("date", "sport"),
    [
        ("8 maj 2025, 06:00:00", "Bieg"),
        ("8 mag 2025, 06:00:00", "Corsa"),
        ("8 de mai. de 2025, 06:00:00", "Corrida"),
        ("8 mai 2025 à 06:00:00", "Course à pied"),
    ],
)
def test_stravas_table_in_a_language_that_is_not_listed_is_known_by_its_layout(date: str, sport: str) -> None:
    cells = [date, "Rano", sport, "", "1800", "4,81", "", "", "", "Hoka Mach 6", "activities/17.fit.gz", "", "1800.5"]
    rows = [["17", *cells, "1790", "4812.5"], ["18", *cells[:2], "Quidditch", *cells[3:], "1790", "4812.5"]]
    for body in (
        csv_bytes(LAYOUT.split(","), rows),
        zip_bytes({"activities.csv": csv_bytes(LAYOUT.split(","), rows)}),
    ):
        run, unknown = read(body)
        assert isinstance(run, RunRecord)
        assert (run.distance.m, run.duration_s, run.shoe, run.external_id) == (4812.5, 1800.5, "Hoka Mach 6", "17")
        assert run.started_at == datetime(2025, 5, 8, 6, tzinfo=UTC)
        assert isinstance(unknown, Unread) and unknown.reason.key == "unknown_sport"


def test_a_table_that_nobody_knows_is_asked_about_with_its_columns() -> None:
    with pytest.raises(QuestionError) as question:
        read(csv_bytes(("Aktivitetstyp", "Datum", "Sträcka"), [("Löpning", "2026-08-20", "10,05")]))
    assert question.value.parameter == "column_map"
    assert "datum (2026-08-20)" in said(question.value.reason)


@pytest.mark.parametrize("header", ["Activity Type", "Sportart", "Was"])
def test_a_table_with_a_column_of_sports_under_any_name_never_counts_all_rows_as_runs(header: str) -> None:
    rows = [("2026-08-20", "10.05", "Running"), ("2026-08-21", "5", "Cycling"), ("2026-08-22", "4", "Hiking")]
    body = csv_bytes(("date", "distance_km", header), rows)
    for options in ({}, {"kind": "run"}, {"columns": {"date": "date", "distance_km": "distance_km"}}):
        records = read(body, **options)
        assert [getattr(record, "kind", "none") for record in records] == ["run", "none", "hike"]


def test_a_table_that_may_tell_its_sports_in_an_unknown_language_is_asked_about() -> None:
    body = csv_bytes(("Date", "Distance", "Laji"), [("2026-08-20", "10.05", "juoksu"), ("2026-08-21", "5", "pyöräily")])
    with pytest.raises(QuestionError) as question:
        read(body, unit="km")
    assert question.value.parameter == "kind"
    columns = {"date": "Date", "distance": "Distance", "type": "Laji"}
    records = read(body, unit="km", columns=columns, sports={"Juoksu": "run", "pyöräily": "other"})
    assert [getattr(record, "kind", "none") for record in records] == ["run", "none"]


def test_a_map_names_a_column_by_name_and_place() -> None:
    body = csv_bytes(("Dag", "Afstand", "Afstand"), [("2026-08-20", "4,81", "4812.5")])
    run = one_run(body, columns={"date": "Dag", "distance_m": "afstand#2"}, kind="run")
    assert run.distance.m == 4812.5


def test_our_own_columns_have_a_decimal_point_always() -> None:
    assert one_run(b"date,distance_km\n2026-08-01,1.646\n").distance.m == 1646
    assert unread(b'date,distance_km\n2026-08-01,"1,646"\n')[0][0] == "failed"


def test_a_title_with_stray_quotes_costs_no_row() -> None:
    body = (
        b"Activity Type,Date,Title,Distance,Time\n"
        b'Running,2026-08-19 07:15:23,"He said ""go"", and ran",3.00,00:20:00\n'
        b'Running,2026-08-20 07:15:23,"8km + 10x20"/40" + 2km, easy","10,05",00:50:10\n'
        b'Running,2026-08-21 07:15:23,"two\nlines",5.00,00:25:00\n'
    )
    assert [run.distance.km for run in runs(body, unit="km")] == [3, 10.05, 5]


OLD_RUNKEEPER = b"Date,Type,Route Name,Distance (mi),Duration,Average Pace,Average Speed (mph),GPX File\r\n"


def test_runkeepers_older_layout_has_no_ids() -> None:
    row = b"2016-12-24 09:30:12,Running,,3.10,31:00,10:00,6.0,2016-12-24-0930.gpx\r\n"
    run = one_run(OLD_RUNKEEPER + row)
    assert (run.distance, run.external_id) == (Distance.of(3.1, "mi"), "2016-12-24T09:30:12")
    bare = (OLD_RUNKEEPER + row).replace(b"Distance (mi)", b"Distance")
    assert one_run(bare).distance == Distance.of(3.1, "mi")


def test_a_table_beside_its_tracks_decides_what_they_were() -> None:
    run, ride = (f"2016-12-24 09:30:12,{each},,3.10,31:00,10:00,6.0".encode() for each in ("Running", "Cycling"))
    rows = run + b",a.gpx\r\n" + ride + b",b.gpx\r\n"
    untyped = RUN_GPX.replace(b"<type>running</type>", b"")
    members = {"cardioActivities.csv": OLD_RUNKEEPER + rows, "a.gpx": untyped, "b.gpx": untyped, "c.gpx": untyped}
    records = read(zip_bytes(members), kind="run")
    assert len([record for record in records if isinstance(record, RunRecord)]) == 2
    assert [record.place for record in records if isinstance(record, Unread)] == ["a.gpx", "b.gpx", "line 3"]


@pytest.mark.parametrize(
    ("body", "part"),
    [
        (b"MZ\x90\0\x03\0\0\0\xff\xff" * 60, "no recording that is known, and no text"),
        (b"%PDF-1.7 " + b"x" * 50, "This is a PDF"),
        (b"\xff\xd8\xff\xe0" + b"x" * 50, "This is a picture"),
        (zip_bytes({"xl/workbook.xml": b"x"}), "This is a spreadsheet"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "old Office file"),
        (b"Rar!\x1a\x07" + b"x" * 50, "Pack it as ZIP"),
        (b"<!DOCTYPE html><html></html>", "web page"),
        (b'<?xml version="1.0"?><polar-exercise-data/>', "Polar"),
        (b"<FitnessWorkbook/>", "SportTracks"),
    ],
)
def test_what_is_no_export_is_told_by_its_beginning_with_what_to_send(body: bytes, part: str) -> None:
    with refused(FileFaultError, part):
        read(body)


def test_no_name_of_a_sport_means_two_things() -> None:
    by_name: dict[str, set[object]] = {}
    for _, name, sport in listed_sports():
        by_name.setdefault(plain_name(name), set()).add(sport)
    assert {name: sports for name, sports in by_name.items() if len(sports) > 1} == {}


def test_no_beginning_of_a_month_means_two() -> None:
    by_name: dict[str, set[int]] = {}
    for months in NAMES["months"].values():
        assert len(months) == 12
        for number, month in enumerate(months, start=1):
            by_name.setdefault(fold(month), set()).add(number)
    assert {name: numbers for name, numbers in by_name.items() if len(numbers) > 1} == {}


@pytest.mark.parametrize("language", sorted(GARMIN))
def test_every_language_names_a_run_a_walk_and_another_sport(language: str) -> None:
    kinds = {sport.kind for listed, _, sport in listed_sports() if listed == language}
    assert kinds == {"run", "walk", "hike", "other"}


TEXTS = {
    "run.gpx": RUN_GPX,
    "run.tcx": tcx([(5000, 1800)]),
    "run.csv": b"date,distance_km\n2026-03-01,5\n",
}


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("name", TEXTS)
def test_a_text_in_utf_16_is_read_alone_and_in_a_zip_file(name: str, encoding: str) -> None:
    text = TEXTS[name].decode().replace('encoding="UTF-8"', 'encoding="UTF-16"')
    body = ("\ufeff" + text).encode(encoding)
    assert one_run(body).distance == one_run(TEXTS[name]).distance == one_run(zip_bytes({name: body})).distance
