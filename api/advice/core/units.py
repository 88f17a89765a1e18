"""What units hold by definition, for topics that count days and weeks alike."""

from __future__ import annotations

from datetime import timedelta

DAYS_A_WEEK = timedelta(weeks=1).days
