"""Which activities wear out shoes: the names that exports have for running, walking and hiking, English and German.

A name that is not listed is never taken for a run by its look: the German for cross-country skiing ends like running.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_SEPARATORS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Sport:
    """``kind`` is run, walk or hike; ``surface`` what the name says of the ground, if it does."""

    kind: str
    surface: str | None = None


_RUN, _WALK, _HIKE = Sport("run"), Sport("walk"), Sport("hike")
_NAMES = {
    Sport("run", "trail"): ("trail run", "trail running", "traillauf", "trailrunning", "geländelauf"),
    Sport("run", "track"): ("track run", "track running", "bahnlauf"),
    Sport("run", "treadmill"): ("treadmill run", "treadmill running", "laufband", "laufbandlauf", "treadmill"),
    Sport("run", "road"): ("street running", "road running", "straßenlauf"),
    _RUN: (
        "run",
        "running",
        "jogging",
        "virtual run",
        "virtual running",
        "indoor run",
        "indoor running",
        "ultra run",
        "ultra running",
        "race",
        "lauf",
        "laufen",
        "virtueller lauf",
    ),
    _WALK: (
        "walk",
        "walking",
        "casual walking",
        "speed walking",
        "race walking",
        "indoor walking",
        "nordic walking",
        "spaziergang",
        "spazieren",
        "gehen",
        "walken",
    ),
    _HIKE: ("hike", "hiking", "wanderung", "wandern"),
}


def fold(text: str) -> str:
    """Return a text without case and accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _plain(name: str) -> str:
    """Return a name without case, accents and separators: ``TrailRun``, ``trail_running`` and ``Trail Run`` meet."""
    return _SEPARATORS.sub("", fold(name))


_BY_NAME = {_plain(name): sport for sport, names in _NAMES.items() for name in names}


def sport_named(name: str) -> Sport | None:
    """Return the sport on foot that an export means by this name, None for any other sport."""
    return _BY_NAME.get(_plain(name))
