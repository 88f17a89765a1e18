"""Strava's bulk export: every version of its columns, and each of its traps."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from api.advice.core.distance import Distance
from api.integrations.readers.run_record import QuestionError, RunRecord, ShoeRecord, Unread
from api.integrations.readers.table import FileFaultError
from tests.integrations.export_help import one_run, read, runs, shoes, unread
from tests.support.exports import csv_bytes, zip_bytes
from tests.support.exports.strava import Activity, activities_csv, columns, export, german_columns, shoes_csv
from tests.support.reasons import refused, said

AT = datetime(2026, 9, 20, 14, 12, 12, tzinfo=UTC)


def test_the_generated_headers_have_as_many_columns_as_real_ones() -> None:
    assert [len(columns(each)) for each in (84, 86, 94, 99, 103)] == [84, 86, 94, 99, 103]
    assert len(german_columns()) == 92


@pytest.mark.parametrize("header", [*(columns(each) for each in (84, 86, 94, 99, 103)), german_columns()], ids=len)
def test_every_version_of_the_columns_reads_the_same(header: list[str]) -> None:
    run = one_run(activities_csv([Activity(77, AT, 200100.015625, 40000, "HOKA Clifton 10")], header))
    assert run.distance.micrometres == 200_100_015_625
    assert run.distance.sent == (200100.015625, "m")
    assert (run.external_id, run.started_at, run.duration_s) == ("77", AT, 40000)
    assert (run.source, run.kind, run.shoe) == ("strava", "run", "HOKA Clifton 10")


@pytest.mark.parametrize("blank", ["\u202f", " ", "\u00a0"])
@pytest.mark.parametrize(("hour", "minute"), [(0, 5), (11, 59), (12, 0), (13, 1)])
def test_times_are_utc_on_a_twelve_hour_clock_with_any_blank(blank: str, hour: int, minute: int) -> None:
    at = AT.replace(hour=hour, minute=minute)
    assert one_run(activities_csv([Activity(1, at, 5000)], blank=blank)).started_at == at


def test_metres_win_over_the_short_distance() -> None:
    assert one_run(activities_csv([Activity(1, AT, 5000, short="3.1")])).distance == Distance.of(5000, "m")


@pytest.mark.parametrize(("short", "unit", "micrometres"), [("5.00", "km", 5_000_000_000), ("3.10", "mi", 4988966400)])
def test_without_metres_the_short_distance_counts_in_the_unit_the_other_rows_prove(
    short: str, unit: str, micrometres: int
) -> None:
    known = Activity(1, AT, 16093.44 if unit == "mi" else 10000, short="10.00")
    (_, old) = runs(activities_csv([known, Activity(2, AT, "", short=short)]))
    assert old.distance.micrometres == micrometres
    assert old.distance.sent == (float(short), unit)


def test_an_unproven_unit_is_asked_for_and_the_answer_taken() -> None:
    body = activities_csv([Activity(2, AT, "", short="3.10")])
    with pytest.raises(QuestionError) as question:
        read(body)
    assert question.value.parameter == "unit"
    assert one_run(body, unit="mi").distance == Distance.of(3.1, "mi")


def test_rows_that_prove_different_units_prove_none() -> None:
    rows = [Activity(1, AT, 10000, short="10.00"), Activity(2, AT, 16093.44, short="10.00")]
    with pytest.raises(QuestionError):
        read(activities_csv([*rows, Activity(3, AT, "", short="3.10")]))


def test_a_german_short_distance_has_a_decimal_comma() -> None:
    rows = [Activity(1, AT, 10200), Activity(2, AT, "", short="10,20")]
    assert [each.distance.m for each in runs(activities_csv(rows, german_columns()))] == [10200, 10200]


@pytest.mark.parametrize(("folder", "upper"), [("", False), ("export_1/", False), ("", True), ("a/b/", True)])
def test_the_table_may_lie_in_a_folder_and_have_an_upper_case_name(folder: str, upper: bool) -> None:
    records = read(export([Activity(1, AT, 5000, gear="Hoka Mach 6")], [("", "Hoka", "Mach 6")], folder, upper))
    assert [type(each) for each in records] == [ShoeRecord, RunRecord]


def test_a_shoe_is_known_by_brand_model_and_nickname() -> None:
    plain, plus, named = shoes(shoes_csv([("", "Hoka", "Mach 6"), ("+", "Hoka", "Arahi 7"), ("Red", "On", "Cloud")]))
    assert (plain.keys[0], plain.brand, plain.model, plain.nickname) == ("Hoka Mach 6", "Hoka", "Mach 6", None)
    assert (plus.name, plus.nickname, plus.keys) == ("Hoka Arahi 7", None, ("Hoka Arahi 7", "Hoka Arahi 7 +"))
    assert (named.keys, named.nickname) == (("On Cloud Red",), "Red")
    assert {each.retired for each in (plain, plus, named)} == {None}


def test_the_older_layout_of_shoes_says_what_is_retired() -> None:
    header = ("Brand", "Model", "Description", "Retired", "Primary", "ID")
    listed = shoes(csv_bytes(header, [("On", "Cloud", "", "true", "false", "1"), ("On", "X", "", "", "", "2")]))
    assert [each.retired for each in listed] == [True, None]


@pytest.mark.parametrize(
    ("kind", "as_read"),
    [
        ("Run", ("run", None)),
        ("Trail Run", ("run", "trail")),
        ("TrailRun", ("run", "trail")),
        ("Virtual Run", ("run", None)),
        ("VirtualRun", ("run", None)),
        ("Lauf", ("run", None)),
        ("Traillauf", ("run", "trail")),
        ("Walk", ("walk", None)),
        ("Spaziergang", ("walk", None)),
        ("Hike", ("hike", None)),
        ("Wanderung", ("hike", None)),
    ],
)
def test_sports_on_foot_in_every_spelling(kind: str, as_read: tuple[str, str | None]) -> None:
    run = one_run(activities_csv([Activity(1, AT, 5000, kind=kind)]))
    assert (run.kind, run.surface) == as_read


@pytest.mark.parametrize("kind", ["Ride", "Weight Training", "Skilanglauf", "Eislauf", "Runaround", ""])
def test_other_sports_and_unknown_ones_are_skipped_by_name(kind: str) -> None:
    body = activities_csv([Activity(1, AT, 5000, kind=kind), Activity(2, AT, 5000)])
    ((status, reason),) = unread(body)
    assert status == "skipped"
    assert kind in reason


def test_a_file_whose_sports_nobody_knows_is_asked_about_and_answered() -> None:
    body = activities_csv([Activity(1, AT, 5000, kind="Eislauf"), Activity(2, AT, 6000, kind="Runaround")])
    with pytest.raises(QuestionError) as question:
        read(body)
    assert question.value.parameter == "sports"
    assert "Eislauf (1), Runaround (1)" in said(question.value.reason)
    records = read(body, sports={"runaround": "run", "Eislauf": "other"})
    assert [getattr(record, "status", None) or record.kind for record in records] == ["skipped", "run"]
    known = activities_csv([Activity(1, AT, 5000, kind="Ride")])
    assert [record.status for record in read(known, sports={"Ride": "run"})] == ["skipped"]


@pytest.mark.parametrize(
    ("activity", "status", "part"),
    [
        (Activity(1, AT, 0), "skipped", "no distance"),
        (Activity(1, AT, 1_000_001, 1_000_000), "failed", "further"),
        (Activity(1, AT, 42195, 1800), "failed", "faster"),
        (Activity(1, AT, "nan"), "failed", "not a number"),
        (Activity(1, AT, "-5"), "failed", "not a number"),
        (Activity(1, AT, 5000, 2_000_001), "failed", "no duration"),
    ],
)
def test_what_cannot_be_a_run_is_told_of(activity: Activity, status: str, part: str) -> None:
    ((told, reason),) = unread(activities_csv([activity]))
    assert told == status
    assert part in reason


def test_a_thousand_kilometres_still_pass() -> None:
    assert one_run(activities_csv([Activity(1, AT, 1_000_000, 1_000_000)])).distance.km == 1000


def test_a_row_cut_off_fails_alone() -> None:
    body = activities_csv([Activity(1, AT, 5000), Activity(2, AT, 5000)])
    ((status, reason),) = unread(body[:-60])
    assert (status, "cut off" in reason) == ("failed", True)
    assert len(read(body[:-60])) == 2


def test_a_broken_date_fails_alone_and_names_its_line() -> None:
    body = activities_csv([Activity(1, AT, 5000), Activity(2, AT, 6000)]).replace(b"Sep 20, 2026", b"Sep 31, 2026", 1)
    failed, good = read(body)
    assert failed.place == "line 2"
    assert isinstance(good, RunRecord)


@pytest.mark.parametrize(
    ("body", "part"),
    [
        (activities_csv([Activity(1, AT, 5000)]).decode().encode("utf-16")[:-1], "UTF-8"),
        (activities_csv([Activity(1, AT, 5000)]) + b'"open', "CSV"),
        (activities_csv([Activity(1, AT, 5000)]) + b"\0", "NUL"),
        (b"", "empty"),
        (b"a,b\n1,2\n", "column map"),
    ],
    ids=["utf-16", "open quote", "nul", "empty", "unknown"],
)
def test_a_file_that_cannot_be_read_is_refused_as_a_whole(body: bytes, part: str) -> None:
    with pytest.raises(FileFaultError) as fault:
        read(body)
    assert part in said(fault.value.reason)


def test_two_tables_in_one_folder_are_not_chosen_between() -> None:
    table = activities_csv([Activity(1, AT, 5000)])
    with refused(FileFaultError, "more than one"):
        read(zip_bytes({"activities.csv": table, "ACTIVITIES.CSV": table}))
    hidden = zip_bytes({"a/activities.csv": table, "__MACOSX/activities.csv": b"\0"})
    assert len(read(hidden)) == 1


CZECH = (
    "ID aktivity,Datum aktivity,Název aktivity,Typ aktivity,Uplynulý čas,Vzdálenost,Vybavení na aktivitu,Uplynulý čas,"
    "Aktivní čas,Vzdálenost\n"
    '1001,"3. 3. 2026 7:00:00",Ranní,Běh,1850,"5,01",Hoka Mach 6,1850.0,1800.0,5010.0\n'
    '1002,"4. 3. 2026 16:00:00",Posilovna,Posilování,1800,,,1800.0,1800.0,\n'
    '1003,"5. 3. 2026 16:00:00",Kolo,Jízda,3600,"30,00",,3600.0,3600.0,30000.0\n'
)
RUSSIAN = (
    "ID физической активности,Дата тренировки,Название тренировки,Тип активности,Общее время,Расстояние,Снаряжение,"
    "Время в движении,Дистанция\n"
    '1001,"3 мар. 2026\u202fг., 07:00:00",Пробежка,Бег,1850,"5,01",Hoka Mach 6,1800.0,5010.0\n'
    '1002,"4 мар. 2026 г., 16:00:00",Велозаезд,Велосипед,1800,"12,00",,1800.0,"12000,5"\n'
    '1003,"5 мар. 2026 г., 16:00:00",Парк,Ходьба,3600,"2,50",Hoka Mach 6,3600.0,"2500,5"\n'
)


POLISH = (
    "Identyfikator aktywności,Data aktywności,Nazwa aktywności,Rodzaj aktywności,Opis aktywności,Czas całkowity,"
    "Dystans,Maksymalne tętno,Względny wysiłek,Dojazd,Notatka prywatna,Sprzęt,Nazwa pliku,Waga sportowca,Waga roweru,"
    "Czas całkowity,Czas ruchu,Dystans\n"
    '1001,"3 mar 2026, 7:00:00",Rano,Bieg,,1850,"5,01",,,false,,Hoka Mach 6,activities/1.fit,,,1850.0,1800.0,5010.0\n'
    '1002,"4 mar 2026, 16:00:00",Rower,Jazda,,3600,"30,00",,,false,,,activities/2.fit.gz,,,3600.0,3600.0,30000.0\n'
)


def test_a_polish_table_is_read_and_its_gear_by_where_it_stands() -> None:
    run, ride = read(POLISH.encode())
    assert isinstance(run, RunRecord)
    assert (run.started_at, run.distance.m, run.duration_s) == (datetime(2026, 3, 3, 7, tzinfo=UTC), 5010, 1850)
    assert (run.external_id, run.kind, run.shoe) == ("1001", "run", "Hoka Mach 6")
    assert isinstance(ride, Unread)
    assert ride.reason.key == "not_on_foot"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1250"])
def test_a_czech_table_is_read(encoding: str) -> None:
    run, *others = read(CZECH.encode(encoding))
    assert isinstance(run, RunRecord)
    assert (run.started_at, run.distance.m, run.duration_s) == (datetime(2026, 3, 3, 7, tzinfo=UTC), 5010, 1850)
    assert (run.external_id, run.kind, run.shoe) == ("1001", "run", "Hoka Mach 6")
    assert [other.reason.key for other in others if isinstance(other, Unread)] == ["not_on_foot", "not_on_foot"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251"])
def test_in_russian_the_metres_have_a_column_of_another_name(encoding: str) -> None:
    run, ride, walk = read(
        RUSSIAN.replace("\u202f", " ").encode(encoding) if encoding == "cp1251" else RUSSIAN.encode(encoding)
    )
    assert isinstance(run, RunRecord)
    assert isinstance(walk, RunRecord)
    assert isinstance(ride, Unread)
    assert (run.started_at, run.distance.m, run.duration_s) == (datetime(2026, 3, 3, 7, tzinfo=UTC), 5010, 1850)
    assert (run.kind, run.shoe, walk.kind, walk.distance.m) == ("run", "Hoka Mach 6", "walk", 2500.5)
    assert ride.reason.key == "not_on_foot"
