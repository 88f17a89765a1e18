"""The sports that remain, as today's run serves them until its answer has types; then this file goes."""

from __future__ import annotations

from typing import Any

from api.advice.core.loose import as_plain
from api.advice.core.rules import Rulebook
from api.advice.self_care.advise import alternatives as typed_alternatives
from api.advice.triage.judge import Triage


def alternatives(triage: Triage, book: Rulebook) -> list[dict[str, Any]]:
    """Return the sports that remain, ready for JSON."""
    return [as_plain(sport) for sport in typed_alternatives(triage, book)]
