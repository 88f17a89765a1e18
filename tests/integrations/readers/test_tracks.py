"""FIT, TCX, GPX, Garmin's account export and Apple Health."""

from __future__ import annotations

import gzip
import io
from datetime import UTC, date, datetime

import psutil
import pytest

from api.advice.core.distance import Distance
from api.integrations.readers.detect import read_records
from api.integrations.readers.run_record import QuestionError, ReadOptions, RunRecord
from api.integrations.readers.table import FileFaultError
from tests.integrations.export_help import one_run, read, runs, shoes, unread
from tests.support.exports import zip_bytes
from tests.support.exports.others import fit, garmin_account, gpx, health, long_health, tcx, workout
from tests.support.reasons import refused

AT = datetime(2026, 9, 20, 14, 12, 12, tzinfo=UTC)
SESSION = {
    "start_time": AT,
    "timestamp": AT,
    "sport": "running",
    "sub_sport": "trail",
    "total_distance": 10000.25,
    "total_elapsed_time": 3600,
    "total_timer_time": 3500,
    "avg_cadence": 85,
}


def test_fit_doubles_the_cadence_and_knows_the_ground() -> None:
    run = one_run(fit([SESSION]))
    assert (run.distance, run.duration_s, run.started_at) == (Distance.of(10000.25, "m"), 3600, AT)
    assert (run.cadence_spm, run.surface, run.kind) == (170, "trail", "run")


def test_fit_reads_each_session_of_many() -> None:
    bike = {**SESSION, "sport": "cycling", "sub_sport": "generic"}
    walk = {**SESSION, "sport": "walking", "sub_sport": "generic", "total_distance": 500.0}
    records = read(fit([bike, SESSION, walk]))
    assert [getattr(each, "status", None) or each.kind for each in records] == ["skipped", "run", "walk"]
    assert records[2].cadence_spm is None  # type: ignore[union-attr]


@pytest.mark.parametrize("cut", [1, 20, 60])
def test_fit_cut_off_is_refused(cut: int) -> None:
    with refused(FileFaultError, "damaged"):
        read(fit([SESSION])[:-cut])


def test_fit_of_something_else_is_refused() -> None:
    with refused(FileFaultError, "not of an activity"):
        read(fit([SESSION], "course"))


def test_tcx_adds_the_laps_and_not_the_points() -> None:
    run = one_run(tcx([(1000.5, 300.5), (500, 150)]))
    assert (run.distance, run.duration_s, run.started_at) == (Distance.of(1500.5, "m"), 450.5, AT)
    assert run.cadence_spm is None


def test_tcx_of_no_run_is_skipped() -> None:
    assert unread(tcx([(1000, 300)], "Biking"))[0][0] == "skipped"
    assert unread(tcx([(1000, 300)], "Biking"), kind="run")[0][0] == "skipped"


@pytest.mark.parametrize(
    "body", [tcx([(1000, 300)], "Other"), fit([{**SESSION, "sport": "generic"}])], ids=["tcx", "fit"]
)
def test_a_sport_that_nobody_knows_is_asked_about_and_the_senders_word_counts(body: bytes) -> None:
    with pytest.raises(QuestionError) as question:
        read(body)
    assert question.value.parameter == "kind"
    assert one_run(body, kind="walk").kind == "walk"


def test_tcx_without_distance_is_skipped() -> None:
    assert unread(tcx([(None, 300)])) == [("skipped", "It has no distance.")]


TRACK = [(52.0, 13.0, "2026-09-20T14:12:12Z"), (52.01, 13.0, "2026-09-20T14:18:12Z")]
FAR = [(53.0, 13.0, "2026-09-20T15:12:12Z"), (53.01, 13.0, "2026-09-20T15:18:12Z")]


@pytest.mark.parametrize("kind", ["9", "running"])
def test_gpx_measures_along_the_points(kind: str) -> None:
    run = one_run(gpx([TRACK], kind))
    assert run.distance.m == pytest.approx(1112, rel=0.005)
    assert (run.started_at, run.duration_s) == (AT, 360)


def test_gpx_does_not_measure_across_a_break() -> None:
    assert one_run(gpx([TRACK, FAR])).distance.m == pytest.approx(2224, rel=0.005)


def test_gpx_indoors_has_no_points() -> None:
    assert unread(gpx([[]]))[0] == ("skipped", "It has no points, as indoors: its distance is not known.")


def test_gpx_without_times_or_off_the_earth_fails() -> None:
    assert unread(gpx([[(52, 13, None), (52.01, 13, None)]]))[0][0] == "failed"
    assert unread(gpx([[(92, 13, TRACK[0][2]), (52.01, 13, None)]]))[0][0] == "failed"


def test_gpx_that_does_not_say_its_sport_is_asked() -> None:
    with pytest.raises(QuestionError) as question:
        read(gpx([TRACK], None))
    assert question.value.parameter == "kind"
    assert one_run(gpx([TRACK], None), kind="hike").kind == "hike"
    assert unread(gpx([TRACK], "cycling"))[0][0] == "skipped"


def test_many_tracks_in_a_zip_packed_or_not() -> None:
    members = {
        "a/1.fit.gz": gzip.compress(fit([SESSION])),
        "2.GPX": gpx([TRACK]),
        "3.tcx": tcx([(1000, 300)]),
    }
    assert sorted(each.source for each in runs(zip_bytes(members))) == ["fit", "gpx", "tcx"]
    assert one_run(gzip.compress(tcx([(1000, 300)]))).source == "tcx"


GEAR = {
    "gearPk": 7,
    "gearTypeName": "Shoes",
    "gearStatusName": "retired",
    "gearMakeName": "Hoka",
    "gearModelName": "Mach 6",
    "displayName": "Old",
    "dateBegin": "2026-01-02T00:00:00.0",
    "dateEnd": "2026-09-30T00:00:00.0",
}
ACTIVITY = {"activityId": 11, "distance": 1000012.5, "startTimeLocal": 1789913532000, "activityType": "trail_running"}


def test_garmin_account_is_in_centimetres_and_milliseconds_with_shoes() -> None:
    body = garmin_account([GEAR], {"7": [11]}, [ACTIVITY])
    run = one_run(body)
    assert (run.distance.micrometres, run.distance.sent) == (10_000_125_000, (10000.125, "m"))
    assert run.started_at == AT.replace(tzinfo=None)
    assert (run.shoe, run.surface, run.external_id) == ("7", "trail", "11")
    (shoe,) = shoes(body)
    assert (shoe.retired, shoe.started_on, shoe.retired_on) == (True, date(2026, 1, 2), date(2026, 9, 30))
    assert (shoe.brand, shoe.model, shoe.nickname) == ("Hoka", "Mach 6", "Old")


def test_garmin_active_gear_is_not_retired_and_other_gear_is_no_shoe() -> None:
    active = {**GEAR, "gearPk": 8, "gearStatusName": "active", "dateEnd": None}
    bike = {**GEAR, "gearPk": 9, "gearTypeName": "Bike"}
    body = garmin_account([active, bike], {"9": [11]}, [ACTIVITY])
    (shoe,) = shoes(body)
    assert (shoe.keys, shoe.retired, shoe.retired_on) == (("8",), False, None)
    assert [each.shoe for each in read(body) if isinstance(each, RunRecord)] == [None]


@pytest.mark.parametrize(
    "change", [{"distance": "far"}, {"startTimeLocal": None}, {"startTimeLocal": 1e300}, {"activityId": None}]
)
def test_a_broken_garmin_activity_fails_alone(change: dict[str, object]) -> None:
    records = read(garmin_account([], {}, [{**ACTIVITY, **change}, ACTIVITY]))
    assert [getattr(each, "status", "run") for each in records] == ["failed", "run"]


WHEN = "2026-04-20 18:00:00 +0200"


def test_health_prefers_the_child_and_never_adds() -> None:
    run = one_run(health([workout(WHEN, attribute=("5", "km"), child=("5.2", "km"))]))
    assert (run.distance.sent, run.duration_s) == ((5.2, "km"), 1800)
    assert run.started_at == datetime(2026, 4, 20, 16, tzinfo=UTC)
    assert run.started_at.hour == 18


def parts_before_whole(whole: str, attributes: str = "", kilometres: tuple[str, ...] = ("1.0", "0.3", "4.0")) -> bytes:
    """Return a workout of intervals, as a watch writes them since iOS 16: each before the sum of all."""

    def statistics(km: str) -> str:
        kind = "HKQuantityTypeIdentifierDistanceWalkingRunning"
        return f'<WorkoutStatistics type="{kind}" startDate="{WHEN}" endDate="{WHEN}" sum="{km}" unit="km"/>'

    part = '<WorkoutActivity uuid="{}" startDate="{}" duration="4" durationUnit="min">{}</WorkoutActivity>'
    parts = "".join(part.format(place, WHEN, statistics(km)) for place, km in enumerate(kilometres))
    return (
        f'<Workout workoutActivityType="HKWorkoutActivityTypeRunning" duration="30" durationUnit="min" {attributes} '
        f'sourceName="Watch" startDate="{WHEN}" endDate="{WHEN}">{parts}{statistics(whole) if whole else ""}</Workout>'
    ).encode()


def test_health_counts_the_whole_of_a_session_of_intervals_not_the_first_of_them() -> None:
    assert one_run(health([parts_before_whole("5.32")])).distance == Distance.of(5.32, "km")
    total = 'totalDistance="5.31" totalDistanceUnit="km"'
    assert one_run(health([parts_before_whole("", total)])).distance == Distance.of(5.31, "km")
    assert one_run(health([parts_before_whole("")])).distance == Distance.of(5.3, "km")
    both = read(health([parts_before_whole("5.32"), workout("2026-04-21 18:00:00 +0200", child=("5", "km"))]))
    assert [run.distance.km for run in both if isinstance(run, RunRecord)] == [5.32, 5]


@pytest.mark.parametrize("unit", ["km", "mi", "m"])
def test_health_units(unit: str) -> None:
    assert one_run(health([workout(WHEN, child=("500", unit), duration_min=30000)])).distance == Distance.of(500, unit)
    assert one_run(health([workout(WHEN, attribute=("3.1", unit))])).distance == Distance.of(3.1, unit)
    assert unread(health([workout(WHEN, attribute=("3.1", "furlong"))]))[0][0] == "failed"


def test_health_tells_apps_apart() -> None:
    first, second = runs(health([workout(WHEN, child=("5", "km"), app=app) for app in ("My Watch", "Strava")]))
    assert (first.source, second.source) == ("apple_health.my-watch", "apple_health.strava")
    assert first.external_id == second.external_id


def test_health_of_other_kinds() -> None:
    kinds = [workout(WHEN, kind, child=("5", "km")) for kind in ("Walking", "Hiking", "Cycling")]
    records = read(
        zip_bytes({"apple_health_export/export.xml": health(kinds), "apple_health_export/export_cda.xml": b""})
    )
    assert [getattr(each, "status", None) or each.kind for each in records] == ["walk", "hike", "skipped"]


def test_a_health_export_cut_off_is_refused() -> None:
    with refused(FileFaultError, "cut off"):
        read(health([workout(WHEN, child=("5", "km"))])[:-20])


class Blocks(io.RawIOBase):
    """A file that is made while it is read."""

    def __init__(self, megabytes: int, workouts: list[bytes]) -> None:
        self._workouts, self._megabytes = workouts, megabytes
        self._rewind()

    def _rewind(self) -> None:
        self._blocks, self._left = long_health(self._megabytes, self._workouts), b""

    def read(self, size: int = -1) -> bytes:
        while len(self._left) < size and (block := next(self._blocks, None)) is not None:
            self._left += block
        told, self._left = self._left[:size], self._left[size:]
        return told

    def seek(self, offset: int, whence: int = 0) -> int:
        assert (offset, whence) == (0, 0)
        self._rewind()
        return 0


def test_a_long_health_export_takes_no_more_memory_than_a_short_one() -> None:
    days = [f"2026-{month:02}-{day:02}" for month in (4, 5) for day in range(1, 21)]
    workouts = [workout(f"{day} 18:00:00 +0200", child=("5", "km")) for day in days]
    before, highest, count = psutil.Process().memory_info().rss, 0, 0
    for record in read_records(Blocks(len(workouts), workouts), ReadOptions()):  # type: ignore[arg-type]
        count += isinstance(record, RunRecord)
        highest = max(highest, psutil.Process().memory_info().rss)
    assert count == 40
    assert highest - before < 20 * 1024 * 1024
