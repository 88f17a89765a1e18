"""What is asked when someone wants to run today. ``None`` means *not known*, never *no*."""

from __future__ import annotations

from dataclasses import dataclass, field

from api.advice.retirement.request import WornPair
from api.advice.triage.request import Symptoms


@dataclass(frozen=True, slots=True)
class PlannedRun:
    """The run that was meant: how long, ``effort`` of ``running.EFFORTS``, ``surface`` of ``running.SURFACES``."""

    minutes: float | None = None
    effort: str | None = None
    surface: str | None = None
    hills: bool | None = None


@dataclass(frozen=True, slots=True)
class RunTodayRequest:
    """How the foot is, in which pair the run would be, and which run was meant.

    ``hot_spot_in_run``: the last run brought a hot spot under the foot; ``worse_in_run``: the pain grew in it;
    ``flare_up``: the pain has flared up.
    """

    symptoms: Symptoms = field(default_factory=Symptoms)
    pair: WornPair | None = None
    planned: PlannedRun | None = None
    hot_spot_in_run: bool | None = None
    worse_in_run: bool | None = None
    flare_up: bool | None = None
