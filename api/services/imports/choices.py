"""What the sender of a file chose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo


@dataclass(frozen=True, slots=True)
class ImportChoices:
    """The pair of runs that name none, and the zone of times that name none.

    Without a zone a time of day without one is kept as a day alone, and an instant counts for the day it names itself.
    """

    pair_id: str | None = None
    zone: tzinfo | None = None
