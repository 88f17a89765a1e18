"""What units hold by definition, for topics that count days and weeks alike."""

from __future__ import annotations

from datetime import date, timedelta

DAYS_A_WEEK = timedelta(weeks=1).days
MONTHS_A_YEAR = date.max.month
