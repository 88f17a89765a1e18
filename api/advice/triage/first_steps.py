"""Where these were; goes when the last topic has moved to ``judge``."""

from __future__ import annotations

from api.advice.triage.say import days_to_review as review_after_days
from api.advice.triage.say import one_line

__all__ = ["one_line", "review_after_days"]
