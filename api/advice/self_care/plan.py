"""The measures of a self-care plan: each is planned, or left out with its reason.

Rules CARE-01 .. CARE-11, CARE-14, SHOE-12, SHOE-13, PAD-14, PADPLACE-09, RUN-08, RUN-14.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from api.advice.core.rules import Rulebook
from api.advice.met_pad.safety import reasons_against, unasked
from api.advice.self_care.dangers import AGAINST_ICE, AGAINST_WRAP, ASKED_BY, Dangers, dangers_of
from api.advice.self_care.request import SelfCareRequest
from api.advice.self_care.staying_active import alternatives, in_water
from api.advice.triage.advise import Triage
from api.advice.triage.visit import UNLOADED_FIRST

Span = tuple[int, int]

BONE_QUESTIONS = ("bone_tenderness", "hurts_at_rest", "hurts_at_night", "one_painful_step")
"""What decides whether a bone may be hurt."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One measure: how, and where figures are known how long, how often, and for how many days.

    ``checks`` names the fields of the request that were not known and could rule it out.
    """

    measure: str
    how: str
    rules: tuple[str, ...]
    minutes: Span | None = None
    times_a_day: Span | None = None
    days: Span | None = None
    checks: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Answer it as it is served."""
        return {
            "measure": self.measure,
            "how": self.how,
            "minutes": _span(self.minutes),
            "times_a_day": _span(self.times_a_day),
            "days": _span(self.days),
            "checks": list(self.checks),
            "rules": list(self.rules),
        }


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One measure that is not planned, and why."""

    measure: str
    why: str
    rules: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Answer it as it is served."""
        return {"measure": self.measure, "why": self.why, "rules": list(self.rules)}


Measure = Planned | LeftOut


def measures_of(asked: SelfCareRequest, triage: Triage, book: Rulebook) -> Iterator[Measure]:
    """Answer every measure but medicines, in the order in which it is told."""
    dangers = dangers_of(asked, triage)
    days = _figures("CARE-05", "rice_min_days", "rice_max_days", book)
    well = painless(triage)
    ice = not_needed("ice", book) if well else _ice(dangers, days, book)
    yield not_needed("rest", book) if well else _daily("rest", "CARE-01", "default", days, book)
    yield ice
    yield _compression(asked.symptoms.swelling, dangers, days, book)
    occasion = "with_ice" if isinstance(ice, Planned) else "default"
    yield not_needed("elevation", book) if well else _daily("elevation", "CARE-04", occasion, days, book)
    yield Planned("footwear_at_home", book.sentence("SHOE-12", "all_day"), ("SHOE-12",))
    yield _footwear_outside(asked.work, book)
    yield _stretching(triage, book)
    yield not_needed("staying_active", book) if well else _active(triage, dangers, book)
    yield _pad(asked, triage, book)


def painless(triage: Triage) -> bool:
    """Answer whether the person said that nothing hurts, and told no sign of an irritated foot (CARE-08)."""
    early = triage.said.pebble_feeling or triage.facts["numb_at_all"]
    return triage.facts["pain"] is False and not early and triage.care is None


def not_needed(measure: str, book: Rulebook) -> LeftOut:
    """Answer that a measure is left out because nothing hurts."""
    return LeftOut(measure, book.sentence("CARE-08", "painless"), ("CARE-08",))


def _daily(measure: str, rule: str, occasion: str, days: Span, book: Rulebook) -> Planned:
    return Planned(measure, book.sentence(rule, occasion), (rule, "CARE-05"), days=days)


def _ice(dangers: Dangers, days: Span, book: Rulebook) -> Measure:
    against = _told(dangers, AGAINST_ICE, book)
    if against:
        return LeftOut("ice", against, ("CARE-09",))
    how = f"{not_with(dangers, AGAINST_ICE, book)}{book.sentence('CARE-02')} {book.sentence('CARE-09', 'watch')}"
    return Planned(
        "ice",
        how,
        ("CARE-02", "CARE-05", "CARE-09"),
        _figures("CARE-02", "ice_min_minutes", "ice_max_minutes", book),
        _figures("CARE-02", "ice_min_per_day", "ice_max_per_day", book),
        days,
        checks_of(dangers, AGAINST_ICE),
    )


def _compression(swollen: bool | None, dangers: Dangers, days: Span, book: Rulebook) -> Measure:
    if not swollen:
        occasion = "swelling_unknown" if swollen is None else "not_swollen"
        return LeftOut("compression", book.sentence("CARE-09", occasion), ("CARE-03", "CARE-09"))
    against = _told(dangers, AGAINST_WRAP, book)
    if against:
        return LeftOut("compression", against, ("CARE-03", "CARE-09"))
    how = f"{not_with(dangers, AGAINST_WRAP, book)}{book.sentence('CARE-03')}"
    rules = ("CARE-03", "CARE-05", "CARE-09")
    return Planned("compression", how, rules, days=days, checks=checks_of(dangers, AGAINST_WRAP))


def _footwear_outside(work: str | None, book: Rulebook) -> Planned:
    leave = book.sentence("SHOE-13", "leave")
    if work is None:
        return Planned("footwear_outside", leave, ("SHOE-12", "SHOE-13"), checks=("work",))
    how = f"{book.sentence('CARE-11', work)} {leave}"
    return Planned("footwear_outside", how, ("SHOE-12", "SHOE-13", "CARE-11"))


def _stretching(triage: Triage, book: Rulebook) -> Measure:
    if triage.measures & UNLOADED_FIRST:
        return LeftOut("stretching", book.sentence("CARE-10"), ("CARE-10", "CARE-07"))
    checks = tuple(f"symptoms.{name}" for name in BONE_QUESTIONS if getattr(triage.said, name) is None)
    condition = f"{book.sentence('CARE-10', 'condition')} " if checks else ""
    return Planned("stretching", f"{condition}{book.sentence('CARE-07')}", ("CARE-07", "CARE-10"), checks=checks)


def _active(triage: Triage, dangers: Dangers, book: Rulebook) -> Measure:
    activities = [each["activity"] for each in alternatives(triage, book, open_skin=bool(dangers["open_skin"]))]
    if not activities:
        return LeftOut("staying_active", book.sentence("RUN-14", "left_out"), ("RUN-14",))
    how = book.sentence("CARE-08", "active", activities=", ".join(activities))
    if dangers["open_skin"] is not None or in_water(book).isdisjoint(activities):
        return Planned("staying_active", how, ("RUN-08", "RUN-14"))
    how = f"{how} {book.sentence('RUN-14', 'whole_skin')}"
    return Planned("staying_active", how, ("RUN-08", "RUN-14"), checks=ASKED_BY["open_skin"])


def _pad(asked: SelfCareRequest, triage: Triage, book: Rulebook) -> Measure:
    against = reasons_against(triage, book)
    if against:
        return LeftOut("pad_at_hand", " ".join(reason.text for reason in against), ("PADPLACE-09", "CARE-14"))
    how = f"{book.sentence('PAD-14', 'at_hand')} {book.sentence('CARE-14', 'ask_place')}"
    checks = tuple(f"symptoms.{name}" for name in unasked(asked.symptoms))
    return Planned("pad_at_hand", how, ("PAD-14", "CARE-14"), checks=checks)


def _told(dangers: Dangers, names: tuple[str, ...], book: Rulebook) -> str:
    return " ".join(book.sentence("CARE-09", name) for name in names if dangers[name])


def not_with(dangers: Dangers, names: tuple[str, ...], book: Rulebook) -> str:
    """Answer the condition that stands before a measure while one of these dangers is not known, else nothing."""
    unknown = [book.sentence("CARE-09", f"label_{name}") for name in names if dangers[name] is None]
    if not unknown:
        return ""
    return f"{book.sentence('CARE-09', 'not_with', dangers=listed(unknown))} "


def listed(words: list[str]) -> str:
    """Answer words as a person reads them out: one, one or two, one, two or three."""
    *first, last = words
    return f"{', '.join(first)} or {last}" if first else last


def checks_of(dangers: Dangers, names: tuple[str, ...]) -> tuple[str, ...]:
    """Answer the fields of the request that would settle these dangers."""
    return tuple(field for name in names if dangers[name] is None for field in ASKED_BY[name])


def _figures(rule: str, low: str, high: str, book: Rulebook) -> Span:
    return round(book.number(rule, low)), round(book.number(rule, high))


def _span(span: Span | None) -> dict[str, int] | None:
    return None if span is None else {"low": span[0], "high": span[1]}
