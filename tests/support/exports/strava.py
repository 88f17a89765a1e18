"""Strava's bulk export, in the versions of columns that people have, English and German."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tests.support.exports import csv_bytes, zip_bytes

_LONGEST = (
    "Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Elapsed Time,Distance,Max Heart Rate,"
    "Relative Effort,Commute,Activity Private Note,Activity Gear,Filename,Athlete Weight,Bike Weight,Elapsed Time,"
    "Moving Time,Distance,Max Speed,Average Speed,Elevation Gain,Elevation Loss,Elevation Low,Elevation High,Max Grade,"
    "Average Grade,Average Positive Grade,Average Negative Grade,Max Cadence,Average Cadence,Max Heart Rate,"
    "Average Heart Rate,Max Watts,Average Watts,Calories,Max Temperature,Average Temperature,Relative Effort,"
    "Total Work,Number of Runs,Uphill Time,Downhill Time,Other Time,Perceived Exertion,Type,Start Time,"
    "Weighted Average Power,Power Count,Prefer Perceived Exertion,Perceived Relative Effort,Commute,"
    "Total Weight Lifted,From Upload,Grade Adjusted Distance,Weather Observation Time,Weather Condition,"
    "Weather Temperature,Apparent Temperature,Dewpoint,Humidity,Weather Pressure,Wind Speed,Wind Gust,Wind Bearing,"
    "Precipitation Intensity,Sunrise Time,Sunset Time,Moon Phase,Bike,Gear,Precipitation Probability,"
    "Precipitation Type,Cloud Cover,Weather Visibility,UV Index,Weather Ozone,Jump Count,Total Grit,Average Flow,"
    "Flagged,Average Elapsed Speed,Dirt Distance,Newly Explored Distance,Newly Explored Dirt Distance,Activity Count,"
    "Total Steps,Carbon Saved,Pool Length,Training Load,Intensity,Average Grade Adjusted Pace,Timer Time,Total Cycles,"
    "Recovery,With Pet,Competition,Long Run,For a Cause,With Kid,Downhill Distance,Total Sets,Total Reps,Media"
)
_ENGLISH_103 = _LONGEST.split(",")
_ENDS_AFTER = {103: "Total Reps", 99: "For a Cause", 94: "Total Cycles", 86: "Activity Count"}
_GERMAN = {
    "Activity ID": "Aktivitäts-ID",
    "Activity Date": "Aktivitätsdatum",
    "Activity Name": "Name der Aktivität",
    "Activity Type": "Aktivitätsart",
    "Activity Description": "Aktivitätsbeschreibung",
    "Elapsed Time": "Verstrichene Zeit",
    "Distance": "Distanz",
    "Max Heart Rate": "Max. Herzfrequenz",
    "Relative Effort": "Relative Leistung",
    "Commute": "Pendeln",
    "Activity Private Note": "Hinweis zur Privatsphäre für Aktivitäten",
    "Activity Gear": "Aktivitätsausrüstung",
    "Filename": "Dateiname",
    "Gear": "Ausrüstung",
    "Media": "Medien",
}
SHOES_HEADER = ("Shoe Name", "Shoe Brand", "Shoe Model", "Shoe Default Sport Types")


@dataclass(frozen=True)
class Activity:
    """An activity as a test tells it: metres exact, seconds whole."""

    id: int
    at: datetime
    metres: float | str
    seconds: int = 1800
    gear: str = ""
    kind: str = "Run"
    short: str | None = None


def columns(version: int = 103) -> list[str]:
    """Return the English header with this many columns; 84 lacks the private note and the media, as old ones do."""
    if version == 84:
        return [name for name in columns(86) if name not in ("Activity Private Note", "Media")]
    end = _ENGLISH_103.index(_ENDS_AFTER[version]) + 1
    return [*_ENGLISH_103[:end], "Media"]


def german_columns() -> list[str]:
    """Return a German header of 92 columns."""
    return [_GERMAN.get(name, name) for name in columns(94) if name not in ("Timer Time", "Total Cycles")]


def activities_csv(activities: Sequence[Activity], header: Sequence[str] | None = None, blank: str = "\u202f") -> bytes:
    """Return activities.csv; a German header brings German dates and decimal commas."""
    header = header or columns()
    german = "Aktivitäts-ID" in header
    names = [name.lower() for name in header]
    rows = []
    for each in activities:
        row = [""] * len(header)
        short = each.short if each.short is not None else _short(each.metres, german)
        date = f"{each.at:%d.%m.%Y, %H:%M:%S}" if german else _english_date(each.at, blank)
        facts = {
            ("activity id", 1): each.id,
            ("activity date", 1): date,
            ("activity name", 1): "Morning",
            ("activity type", 1): each.kind,
            ("elapsed time", 1): each.seconds,
            ("elapsed time", 2): f"{each.seconds}.0",
            ("distance", 1): short,
            ("distance", 2): each.metres,
            ("activity gear", 1): each.gear,
            ("gear", 1): "12345.0",
        }
        for (name, occurrence), value in facts.items():
            local = _GERMAN.get(_english(name), name).lower() if german else name
            places = [index for index, known in enumerate(names) if known == local]
            if len(places) >= occurrence:
                row[places[occurrence - 1]] = str(value)
        rows.append(row)
    return csv_bytes(header, rows)


def _english(name: str) -> str:
    return next(known for known in _ENGLISH_103 if known.lower() == name)


def _short(metres: float | str, german: bool) -> str:
    if metres == "":
        return ""
    result = f"{float(metres) / 1000:.2f}"
    return result.replace(".", ",") if german else result


def _english_date(at: datetime, blank: str) -> str:
    hour = at.hour % 12 or 12
    return f"{at:%b} {at.day}, {at.year}, {hour}:{at:%M:%S}{blank}{at:%p}"


def shoes_csv(shoes: Sequence[tuple[str, str, str]]) -> bytes:
    """Return shoes.csv from (nickname, brand, model)."""
    return csv_bytes(SHOES_HEADER, [(*shoe, "Run") for shoe in shoes])


def export(
    activities: Sequence[Activity], shoes: Sequence[tuple[str, str, str]] = (), folder: str = "", upper: bool = False
) -> bytes:
    """Return a whole export as a ZIP file."""
    table = "ACTIVITIES.CSV" if upper else "activities.csv"
    members = {f"{folder}{table}": activities_csv(activities), f"{folder}shoes.csv": shoes_csv(shoes)}
    return zip_bytes({**members, f"{folder}bikes.csv": b"Bike Name,Bike Brand,Bike Model,Bike Default Sport Types\n"})


def many(count: int, gear: Sequence[str], metres: float = 10_000.5) -> list[Activity]:
    """Return this many runs, one a day, in each shoe in turn."""
    first = datetime(2000, 1, 1, 6, 30, tzinfo=UTC)
    return [
        Activity(1_000 + each, first + timedelta(hours=20 * each), metres, 3600, gear[each % len(gear)])
        for each in range(count)
    ]
