"""Where this was; goes when the last topic has moved to ``Triage.unload_first``."""

from __future__ import annotations

from api.advice.triage.say import UNLOADED_FIRST

__all__ = ["UNLOADED_FIRST"]
