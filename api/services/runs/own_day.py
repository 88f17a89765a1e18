"""Which day it is for a runner: a day begins where the runner is, not in Greenwich."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from api.storage.runners.wearers import zone_of_wearer


def today_in(time_zone: str | None, now: datetime) -> date:
    """Return today in a time zone by its IANA name; in UTC where none is known."""
    return now.astimezone(UTC if time_zone is None else ZoneInfo(time_zone)).date()


def today_of_wearer(db: Connection, account_id: str, pair_id: str, now: datetime) -> date:
    """Return today in the time zone of the runner whose pair it is."""
    return today_in(zone_of_wearer(db, account_id, pair_id), now)


def day_of_start(started_at: datetime, time_zone: str | None) -> date:
    """Return the runner's day of a start: by the offset that it names, and of one in UTC by the runner's zone."""
    if time_zone is None or started_at.utcoffset() != timedelta(0):
        return started_at.date()
    return started_at.astimezone(ZoneInfo(time_zone)).date()
