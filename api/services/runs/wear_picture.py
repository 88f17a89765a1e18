"""A pair's wear as a picture, from its log."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from api.advice.core.distance import Distance
from api.advice.core.rules import Rulebook
from api.pictures.charts.wear_chart import draw_wear
from api.pictures.charts.wear_chart_facts import wear_of
from api.services.runs.pair_wear import wear_of_pair
from api.storage.runners.pair_days import all_days
from api.storage.runners.wearers import PairLog

_SECOND_DAY = date.min + timedelta(days=1)


def wear_picture(
    db: Connection, account_id: str, pair_id: str, book: Rulebook, now: datetime, as_of: date | None
) -> bytes | None:
    """Return the chart of a pair as SVG; ``None`` without such a pair."""
    wear = wear_of_pair(db, account_id, pair_id, book, now, as_of)
    if wear is None:
        return None
    points = _points(wear.log, all_days(db, account_id, pair_id), wear.day)
    log = wear.log
    chart = wear_of(log.name, points, wear.advice, book, as_of=wear.day, ended_on=log.pair.retired_on)
    return draw_wear(chart)


def _points(log: PairLog, days: list[tuple[date, int]], as_of: date) -> list[tuple[date, Distance]]:
    """Return the distance by the end of each day, after a first point with the starting distance."""
    pair, reached = log.pair, log.pair.starting_um or 0
    first = min([as_of, *(day for day, _ in days[:1])])
    before = max(first, _SECOND_DAY) - timedelta(days=1)
    begun = pair.started_on if pair.started_on is not None and pair.started_on <= first else before
    points = [(begun, Distance(reached))]
    for day, micrometres in days:
        if day <= as_of:
            reached += micrometres
            points.append((day, Distance(reached)))
    return points
