"""What is asked when someone wants to run today. ``None`` means *not known*, never *no*."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

from api.advice.core.describe import INTERNAL, OneOf, Range
from api.advice.core.running import EFFORTS, SURFACES
from api.advice.retirement.request import WornPair
from api.advice.return_to_run.request import Checks
from api.advice.triage.request import Symptoms

YesNo = bool | None


@dataclass(frozen=True, slots=True)
class PairToday(WornPair):
    """The pair that would be worn. Leave out, or send ``null`` for, what is not known: it never clears a run."""


@dataclass(frozen=True, slots=True)
class PlannedRun:
    """The run that was meant."""

    minutes: Annotated[float | None, Range(0, 2880, low_open=True), "How long it would take, in minutes."] = None
    effort: Annotated[str | None, OneOf(EFFORTS), "How it would be run."] = None
    surface: Annotated[str | None, OneOf(SURFACES), "What it would go over, mostly."] = None
    hills: Annotated[YesNo, "There are steep hills, up or down."] = None


@dataclass(frozen=True, slots=True)
class RunTodayRequest:
    """How the foot is today. Leave out, or send ``null`` for, what is not known: it never means no."""

    symptoms: Annotated[Symptoms, "What is known of the pain; red flags are judged first."] = field(
        default_factory=Symptoms
    )
    pair: PairToday | None = None
    planned: PlannedRun | None = None
    hot_spot_in_run: Annotated[YesNo, "The last run brought a hot spot under the foot."] = None
    worse_in_run: Annotated[YesNo, "The pain grew during the last run."] = None
    flare_up: Annotated[YesNo, "The pain has flared up."] = None
    in_recovery: Annotated[YesNo, "The foot is on its way back from pain or an injury."] = None
    checks: Annotated[Checks, "Everyday movement on the way back: what is free of pain. A no means no run."] = field(
        default_factory=Checks
    )
    other_pair: Annotated[YesNo, "There is another pair that is still good."] = None
    as_of: Annotated[date | None, "The day of the run; today in UTC if left out."] = None
    rest_days_left: Annotated[int, INTERNAL] = 0
    """Days of rest that a consultation puts before a short run (CONSULT-05)."""
    pad_is_placed: Annotated[bool | None, INTERNAL] = None
    """Whether a consultation places a pad; ``None`` where nobody was asked for one."""
