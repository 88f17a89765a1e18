"""KML files of recorded tracks, read as a stream: each placemark with a ``gx:Track`` is an activity.

Times and places stand in two lists, which need not be equally long. A line without times says nothing of a day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO, Any

from api.integrations.readers.cells import recorded_on_foot
from api.integrations.readers.gpx import Track, place_of, run_of
from api.integrations.readers.run_record import QuestionError, ReadOptions, Record, Unread
from api.integrations.readers.safe_xml import Elements, parsed
from api.integrations.readers.sports import sport_named
from api.integrations.readers.table import FileFaultError
from api.integrations.reasons import why

SOURCE = "kml"
ROOT = "kml"
_SHOUTED = re.compile(r"\b[A-Z]{3,20}(?:_[A-Z]{2,20})*\b")


def read(stream: IO[bytes], options: ReadOptions, name: str = "") -> Iterator[Record]:
    """Yield a record for each placemark that is a track; raises FileFaultError, QuestionError without a sport."""
    placemarks = _Placemarks(options, name or "file")
    yield from parsed(stream, placemarks)
    if not placemarks.count:
        raise FileFaultError(why("kml_without_times") if placemarks.has_line else why("kml_without_track"))


class _Placemarks(Elements):
    texts = frozenset({"when", "coord", "value", "text"})

    def __init__(self, options: ReadOptions, name: str) -> None:
        super().__init__()
        self.count = 0
        self.has_line = False
        self._options, self._name = options, name
        self._track = Track()
        self._has_track = False
        self._data = self._type_of_all = ""

    def begin(self, name: str, attrs: Any) -> None:
        if name == "Placemark":
            self._track, self._has_track = Track(), False
        elif name == "Track":
            self._has_track = True
            self._track.break_off()
        elif name == "LineString":
            self.has_line = True
        elif name == "Data":
            self._data = str(attrs.get("name", ""))

    def end(self, name: str, text: str) -> None:
        if name == "when" and self.inside("Track"):
            self._track.time(text)
        elif name == "coord" and text:
            longitude, _, rest = text.partition(" ")
            self._track.points += 1
            place = place_of(rest.split(" ")[0], longitude)
            if place is not None:
                self._track.go_to(place)
        elif name == "value" and self._data == "type":
            self._track.type = text
        elif name == "text" and self.inside("BalloonStyle"):
            words = _SHOUTED.findall(text)
            self._type_of_all = next((word for word in words if sport_named(word) is not None), self._type_of_all)
        elif name == "Placemark" and self._has_track:
            self.count += 1
            self.done.append(self._record(f"{self._name}, track {self.count}"))

    def _record(self, place: str) -> Record:
        track = self._track
        if not track.points:
            return Unread(place, "skipped", why("no_points"))
        called = track.type or self._type_of_all
        if not called and self._options.kind is None:
            raise QuestionError("kind", why("kind_not_in_track"))
        return recorded_on_foot(called, place, self._options, lambda sport: run_of(track, SOURCE, place, sport))
