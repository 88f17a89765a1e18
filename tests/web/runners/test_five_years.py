"""Five years of a runner: four languages, three services and six pairs end with totals exact to the metre.

The same runs come from several of them, with other starts, other distances and wall clocks without a zone; between them
stand rides and walks. Whatever comes again changes nothing.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient

from tests.support.exports import csv_bytes, zip_bytes
from tests.support.exports.others import RUNKEEPER_HEADER, fit, named_csv
from tests.support.exports.strava import Activity, activities_csv, columns, export, german_columns, shoes_csv
from tests.support.logbook import a_runner, made, pair_of

ANY = "application/octet-stream"
HOME = ZoneInfo("Europe/Berlin")
PAIRS = ("Hoka Mach 6", "Saucony Ride 17", "Altra Torin 7", "Brooks Ghost 15", "Nike Pegasus 40", "Asics Novablast 4")
FIRST_DAY, DAYS = date(2020, 1, 1), 5 * 365
GARMIN_SPANISH = "Tipo de actividad,Fecha,Favorito,Título,Distancia,Calorías,Tiempo"
GARMIN_DANISH = "Aktivitetstype,Dato,Favorit,Titel,Distance,Kalorier,Tid"


@dataclass(frozen=True)
class Run:
    """A run as it was; ``pair`` is the shoes' name."""

    number: int
    at: datetime
    metres: int
    seconds: int
    pair: str

    @property
    def local(self) -> datetime:
        """Its start on the runner's clock."""
        return self.at.astimezone(HOME)


def the_log() -> list[Run]:
    """Return about a thousand runs, some twice a day, in six pairs of which each year wears two or three."""
    dice, runs = random.Random(20), []
    for day in range(DAYS):
        date_ = FIRST_DAY + timedelta(days=day)
        year = date_.year - FIRST_DAY.year
        for hour in [hour for hour in (6, 17) if dice.random() < (0.4, 0.15)[hour > 12]]:
            at = datetime(date_.year, date_.month, date_.day, hour, dice.randrange(60), dice.randrange(60), tzinfo=UTC)
            pair = PAIRS[min(5, year + dice.choice([0, 0, 1]))] if date_.year < 2023 else PAIRS[date_.year - 2019]
            metres = dice.randrange(3000, 22000) // 10 * 10
            runs.append(Run(len(runs), at, metres, round(metres / dice.uniform(2.6, 3.6)), pair))
    return runs


def strava(runs: Sequence[Run], *, german: bool) -> bytes:
    activities = [Activity(1000 + run.number, run.at, run.metres, run.seconds, run.pair, _run(german)) for run in runs]
    rides = [Activity(9_000_000 + n, runs[n].at + timedelta(hours=5), 30_000, 4000, "", _ride(german)) for n in (1, 4)]
    if not german:
        return export([*activities, *rides], [("", *pair.split(" ", 1)) for pair in PAIRS[:3]])
    table = activities_csv([*activities, *rides], german_columns())
    return zip_bytes({"activities.csv": table, "shoes.csv": shoes_csv([])})


def _run(german: bool) -> str:
    return "Lauf" if german else "Run"


def _ride(german: bool) -> str:
    return "Radfahrt" if german else "Ride"


def garmin(runs: Sequence[Run], header: str, run_name: str, other: str) -> bytes:
    names = header.split(",")
    rows = []
    for number, run in enumerate(runs):
        cells = {names[1]: f"{run.local:%Y-%m-%d %H:%M:%S}", names[4]: f"{run.metres / 1000:.2f}"}
        rows.append({**cells, names[0]: run_name, names[6]: _clock(run.seconds)})
        if number % 9 == 0:
            rows.append({**cells, names[0]: other, names[1]: f"{run.local + timedelta(hours=4):%Y-%m-%d %H:%M:%S}"})
    return csv_bytes(names, [[row.get(name, "--") for name in names] for row in rows])


def runkeeper(runs: Sequence[Run]) -> bytes:
    rows = [
        {
            "Activity Id": f"id-{run.number}",
            "Date": f"{run.local + timedelta(seconds=40):%Y-%m-%d %H:%M:%S}",
            "Type": "Running",
            "Distance (km)": f"{run.metres * 1.004 / 1000:.2f}",
            "Duration": _clock(run.seconds),
        }
        for run in runs
    ]
    return named_csv(RUNKEEPER_HEADER, rows)


def watch(runs: Sequence[Run]) -> bytes:
    members = {}
    for run in runs:
        at = run.at + timedelta(seconds=run.number % 90)
        session = {"start_time": at, "timestamp": at, "sport": "running", "total_distance": run.metres * 1.02}
        members[f"{run.number:05}.fit"] = fit([{**session, "total_elapsed_time": run.seconds * 1.05}])
    return zip_bytes({**members, "notes.txt": b"x"})


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def imported(client: FlaskClient, runner: str, body: bytes, **query: str) -> dict[str, int]:
    path = f"/v1/runners/{runner}/imports"
    answer: dict[str, Any] = made(client.post(path, query_string=query, data=body, content_type=ANY))
    return dict(answer["counts"])


def totals(client: FlaskClient, runner: str) -> dict[str, tuple[float, int]]:
    items = client.get(f"/v1/runners/{runner}/pairs?limit=100").get_json()["items"]
    found = [(pair_of(client, item["id"]), item) for item in items]
    return {_name(item): (pair["recorded_distance"]["m"], pair["run_count"]) for pair, item in found}


def _name(item: dict[str, Any]) -> str:
    return str(item["shoe_name"] or item["description"])


@pytest.mark.long(minutes=3)
def test_five_years_end_with_totals_exact_to_the_metre(client: FlaskClient) -> None:
    runner = a_runner(client, time_zone="Europe/Berlin")
    runs = the_log()
    by_year = {year: [run for run in runs if run.local.year == year] for year in range(2020, 2025)}
    assert len(runs) > 900 and {run.pair for run in runs} == set(PAIRS)
    early = by_year[2020] + by_year[2021]
    files: list[tuple[bytes, dict[str, str]]] = [
        (strava(early, german=False), {}),
        (strava(by_year[2022], german=True), {}),
    ]
    assert "Aktivitäts-ID" in german_columns() and "Activity ID" in columns()
    for body, query in files:
        assert imported(client, runner, body, **query)["failed"] == 0
    for year, header, run_name, other in (
        (2023, GARMIN_SPANISH, "Carrera", "Ciclismo"),
        (2024, GARMIN_DANISH, "Løb", "Cykling"),
    ):
        name = PAIRS[year - 2019]
        pair = made(client.post(f"/v1/runners/{runner}/pairs", json={"description": name}))["id"]
        body, query = garmin(by_year[year], header, run_name, other), {"unit": "km", "pair_id": pair}
        counts = imported(client, runner, body, **query)
        assert (counts["created"], counts["failed"]) == (len(by_year[year]), 0)
        files.append((body, query))
    wanted = {
        pair: (float(sum(run.metres for run in runs if run.pair == pair)), sum(run.pair == pair for run in runs))
        for pair in PAIRS
    }
    assert totals(client, runner) == wanted
    # The watch, and a third service, tell of the same runs once more; then everything comes a second time.
    files += [(watch(runs), {}), (runkeeper(by_year[2021] + by_year[2023]), {})]
    for body, query in files[-2:]:
        assert imported(client, runner, body, **query)["created"] == 0
    for body, query in files[::-1]:
        counts = imported(client, runner, body, **query)
        assert (counts["created"], counts["updated"], counts["failed"]) == (0, 0, 0)
    assert totals(client, runner) == wanted
    in_none = client.get(f"/v1/runners/{runner}/runs?pair=none").get_json()["items"]
    assert in_none == []
