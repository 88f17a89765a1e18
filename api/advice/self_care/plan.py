"""The measures of a self-care plan: each is planned, or left out with its reason.

What keeps ice, a wrap or medicines off a foot stands first: present, ruled out, or not known (``None``). Rules CARE-01
.. CARE-11, CARE-13, CARE-14, SHOE-12, SHOE-13, PAD-14, PADPLACE-09, RUN-08, RUN-14.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from operator import attrgetter
from types import MappingProxyType

from api.advice.core.rules import Rulebook
from api.advice.core.wording import Or
from api.advice.met_pad.advise import self_fitting
from api.advice.self_care.answer import Alternative, SelfCareLeftOut, SelfCareMeasure, SelfCareSpan
from api.advice.self_care.request import MEDICINE_CAUTIONS, Elsewhere, SelfCareRequest
from api.advice.triage.judge import Triage

AGAINST_ICE = ("diabetes", "neuropathy", "numb", "open_skin", "poor_blood")
AGAINST_WRAP = (*AGAINST_ICE, "inflamed", "both_swollen")
AGAINST_MEDICINES = ("diabetes", "open_skin")
"""What of the foot speaks against a painkiller besides the reported reasons."""

FIELDS_OF = MappingProxyType(
    {
        "diabetes": ("symptoms.diabetes",),
        "neuropathy": ("symptoms.neuropathy",),
        "numb": ("symptoms.numbness_or_tingling",),
        "open_skin": ("symptoms.open_wound",),
        "poor_blood": ("cold_sensitivity",),
        "inflamed": ("symptoms.heat", "symptoms.redness"),
        "both_swollen": ("symptoms.both_feet_swollen",),
    }
)
"""Danger -> the fields of the request that settle it."""

Dangers = Mapping[str, bool | None]


def dangers_of(request: SelfCareRequest, triage: Triage) -> Dangers:
    """Return every danger of ``AGAINST_WRAP``: present, ruled out, or not known."""
    symptoms = request.symptoms
    return {
        "diabetes": symptoms.diabetes,
        "neuropathy": symptoms.neuropathy,
        "numb": triage.facts["numb_at_all"],
        "open_skin": open_skin(request),
        "poor_blood": request.cold_sensitivity,
        "inflamed": _either(symptoms.heat, symptoms.redness),
        "both_swollen": symptoms.both_feet_swollen,
    }


def open_skin(request: SelfCareRequest) -> bool | None:
    """Return whether the skin is open, by the foot's own answer or as a reason against medicines; one yes decides."""
    if request.symptoms.open_wound or "broken_skin" in (request.medicine_cautions or ()):
        return True
    # Whoever named other reasons against medicines may not have thought of the foot: only its own no counts as no.
    return request.symptoms.open_wound


def cautions_of(request: SelfCareRequest, book: Rulebook) -> tuple[str, ...]:
    """Return the reported reasons against medicines, those of foot, age and pregnancy included, in order."""
    reported = set(request.medicine_cautions or ())
    age = request.symptoms.age_years
    if age is not None and age < book.number("CARE-13", "adult_from_years"):
        reported.add("under_18")
    if age is not None and age > book.number("CARE-12", "over_years"):
        reported.add("over_65")
    if request.symptoms.pregnant:
        reported.add("pregnancy")
    if request.symptoms.open_wound:
        reported.add("broken_skin")
    found = [caution for caution in MEDICINE_CAUTIONS if caution in reported]
    return (*found, *(("diabetes",) if request.symptoms.diabetes else ()))


def checks_of(request: SelfCareRequest, dangers: Dangers, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the fields of the request that would settle these dangers and have no answer yet."""
    open_ones = (field for name in names if dangers[name] is None for field in FIELDS_OF[name])
    return tuple(field for field in open_ones if attrgetter(field)(request) is None)


def _either(one: bool | None, other: bool | None) -> bool | None:
    if one or other:
        return True
    return None if one is None or other is None else False


Measure = SelfCareMeasure | SelfCareLeftOut

PAIN_RELIEF = "pain_relief"

BONE_QUESTIONS = ("bone_tenderness", "hurts_at_rest", "hurts_at_night", "one_painful_step")
"""What decides whether a bone may be hurt."""

OFF_FOOT = "off_foot"
"""The measure of triage under which the foot carries no weight."""

ALL_LEFT_OUT = frozenset({OFF_FOOT})
"""Measures of triage under which no other sport is named."""

OFF_FEET_ONLY = frozenset({"no_running", "imaging", "no_exercises"})
"""Measures under which a bone may be hurt or feeling dulled: nothing is named in which the foot carries weight."""


def measures_of(request: SelfCareRequest, triage: Triage, book: Rulebook) -> Iterator[Measure]:
    """Yield every measure in the order in which it is named; what another part rules out or says is left out."""
    instead = _covered_elsewhere(request.elsewhere, book)
    for measure in _measures(request, triage, book):
        planned = isinstance(measure, SelfCareMeasure)
        yield instead[measure.measure] if planned and measure.measure in instead else measure


def _covered_elsewhere(elsewhere: Elsewhere, book: Rulebook) -> Mapping[str, SelfCareLeftOut]:
    """Return the measures that care at home leaves to the other parts of a consultation (CONSULT-04, CONSULT-05)."""
    left_out = {}
    if elsewhere.rest is not None:
        left_out["rest"] = SelfCareLeftOut("rest", book.sentence("CONSULT-05", elsewhere.rest), ("CONSULT-05",))
    if elsewhere.pad is not None:
        occasion = "placed" if elsewhere.pad else "no_pad"
        left_out["pad_at_hand"] = SelfCareLeftOut("pad_at_hand", book.sentence("CONSULT-04", occasion), ("CONSULT-04",))
    if elsewhere.stretches is False:
        why = book.sentence("CONSULT-04", "no_stretching")
        left_out["stretching"] = SelfCareLeftOut("stretching", why, ("CONSULT-04",))
    return left_out


def _stretching_well(elsewhere: Elsewhere, why: SelfCareLeftOut, book: Rulebook) -> SelfCareLeftOut:
    """Return why a foot that nothing ails is not stretched here: the exercises beside may hold it (CONSULT-04)."""
    if not elsewhere.stretches:
        return why
    return replace(why, why=book.sentence("CONSULT-04", "stretches_there"), rules=("CONSULT-04",))


def _measures(request: SelfCareRequest, triage: Triage, book: Rulebook) -> Iterator[Measure]:
    dangers = dangers_of(request, triage)
    if not triage.has_complaint:
        yield from _without_complaint(request, triage, book)
        return
    # Where somebody has to look, that visit decides for how long (TRIAGE-01, TRIAGE-08).
    days = None if triage.care is not None else _span("CARE-05", "rice_min_days", "rice_max_days", book)
    ice = _ice(request, triage, dangers, days, book)
    yield _rest(request, triage, book)
    yield ice
    yield _compression(request, triage, dangers, days, book)
    occasion = "with_ice" if isinstance(ice, SelfCareMeasure) else "default"
    if dangers["poor_blood"]:
        occasion = "level"
    how = book.sentence("CARE-04", occasion)
    yield SelfCareMeasure(measure="elevation", how=how, rules=("CARE-04", "CARE-05"), days=days)
    yield SelfCareMeasure(measure="footwear_at_home", how=book.sentence("SHOE-12", "all_day"), rules=("SHOE-12",))
    yield _footwear_outside(request.work, book, off_foot=OFF_FOOT in triage.measures)
    yield _stretching(triage, book)
    yield _active(triage, dangers, book)
    yield _pad(request, triage, book)
    yield _medicines(request, triage, dangers, book)


def _without_complaint(request: SelfCareRequest, triage: Triage, book: Rulebook) -> Iterator[Measure]:
    """Yield what holds for every foot: shoes; no rest, no cooling and no pad where nothing is known to be wrong."""
    occasion = "painless" if triage.facts["pain"] is False else "pain_unknown"
    why, rules = book.sentence("CARE-08", occasion), ("CARE-08",)
    yield from (SelfCareLeftOut(measure, why, rules) for measure in ("rest", "ice", "compression", "elevation"))
    how = book.sentence("CARE-08", "support_well")
    yield SelfCareMeasure(measure="footwear_at_home", how=how, rules=("SHOE-12", "CARE-08"))
    yield _footwear_outside(request.work, book)
    yield _stretching_well(request.elsewhere, SelfCareLeftOut("stretching", why, rules), book)
    yield from (SelfCareLeftOut(measure, why, rules) for measure in ("staying_active", PAIN_RELIEF))


def _rest(request: SelfCareRequest, triage: Triage, book: Rulebook) -> Measure:
    """Return for how long running is left out: the one figure of every part (``Triage.rest_days``)."""
    standing = "_at_work" if request.work == "standing" else ""
    if OFF_FOOT in triage.measures:
        return SelfCareMeasure(measure="rest", how=book.sentence("CARE-01", "off_foot"), rules=("CARE-01", "TRIAGE-08"))
    if triage.running_waits:
        return SelfCareMeasure(measure="rest", how=book.sentence("CARE-01", f"care{standing}"), rules=("CARE-01",))
    if triage.routine and not triage.pauses:
        return SelfCareLeftOut("rest", book.sentence("CARE-01", "unhurried"), ("CARE-01", "TRIAGE-01"))
    span = triage.rest_days(book)
    if span is None:
        return SelfCareLeftOut(
            "rest",
            book.sentence("CARE-01", "over_no_better" if triage.no_better else "over"),
            ("CARE-01", "CONSULT-05"),
        )
    low, high = span
    if low == high:
        how, rules = book.sentence("CARE-01", f"days{standing}", days=low), ("CARE-01", "CONSULT-05")
    else:
        how, rules = book.sentence("CARE-01", f"span{standing}", low=low, high=high), ("CARE-01", "RUN-07")
    return SelfCareMeasure(measure="rest", how=how, rules=rules, days=SelfCareSpan(low, high))


def _ice(
    request: SelfCareRequest, triage: Triage, dangers: Dangers, days: SelfCareSpan | None, book: Rulebook
) -> Measure:
    against = _present(dangers, AGAINST_ICE, book)
    if against:
        return SelfCareLeftOut("ice", against, ("CARE-09",))
    place = "elsewhere" if triage.outside_forefoot else "default"
    place = "off_foot" if OFF_FOOT in triage.measures else place
    how = (book.sentence("CARE-02", place), *_not_with(dangers, AGAINST_ICE, book), book.sentence("CARE-09", "watch"))
    return SelfCareMeasure(
        measure="ice",
        how=" ".join(how),
        rules=("CARE-02", "CARE-05", "CARE-09"),
        minutes=_span("CARE-02", "ice_min_minutes", "ice_max_minutes", book),
        times_a_day=_span("CARE-02", "ice_min_per_day", "ice_max_per_day", book),
        days=days,
        checks=checks_of(request, dangers, AGAINST_ICE),
    )


def _compression(
    request: SelfCareRequest, triage: Triage, dangers: Dangers, days: SelfCareSpan | None, book: Rulebook
) -> Measure:
    swollen = triage.symptoms.both_feet_swollen or triage.symptoms.swelling
    if not swollen:
        occasion = "swelling_unknown" if swollen is None else "not_swollen"
        return SelfCareLeftOut("compression", book.sentence("CARE-09", occasion), ("CARE-03", "CARE-09"))
    against = _present(dangers, AGAINST_WRAP, book)
    if "stiff_shoe" in triage.measures:
        against = book.sentence("CARE-09", "bone")
    if against:
        return SelfCareLeftOut("compression", against, ("CARE-03", "CARE-09"))
    return SelfCareMeasure(
        measure="compression",
        how=" ".join((book.sentence("CARE-03"), *_not_with(dangers, AGAINST_WRAP, book))),
        rules=("CARE-03", "CARE-05", "CARE-09"),
        days=days,
        checks=checks_of(request, dangers, AGAINST_WRAP),
    )


def _footwear_outside(work: str | None, book: Rulebook, *, off_foot: bool = False) -> SelfCareMeasure:
    leave, rules = book.sentence("SHOE-13", "leave"), ("SHOE-12", "SHOE-13")
    if off_foot:
        return SelfCareMeasure(measure="footwear_outside", how=leave, rules=rules)
    if work is None:
        return SelfCareMeasure(measure="footwear_outside", how=leave, rules=rules, checks=("work",))
    how = f"{book.sentence('CARE-11', work)} {leave}"
    return SelfCareMeasure(measure="footwear_outside", how=how, rules=(*rules, "CARE-11"))


def _stretching(triage: Triage, book: Rulebook) -> Measure:
    if triage.exercises_wait:
        occasion = "default" if triage.unload_first else "feels_less"
        return SelfCareLeftOut("stretching", book.sentence("CARE-10", occasion), ("CARE-10", "CARE-07"))
    open_ones = [name for name in BONE_QUESTIONS if getattr(triage.symptoms, name) is None]
    waiting = book.words("SESSION-03", "waits") if triage.facts["pain"] is not False else ()
    ways = [way for way in book.words("CARE-07", "ways") if way not in waiting]
    how = book.sentence("CARE-07", places=Or(tuple(book.sentence("CARE-07", f"way_{way}") for way in ways)))
    if open_ones:
        unless = Or(tuple(book.sentence("CARE-10", f"if_{name}") for name in open_ones))
        how = f"{how} {book.sentence('CARE-10', 'condition', signs=unless)}"
    checks = tuple(f"symptoms.{name}" for name in open_ones)
    return SelfCareMeasure(measure="stretching", how=how, rules=("CARE-07", "CARE-10"), checks=checks)


def _active(triage: Triage, dangers: Dangers, book: Rulebook) -> Measure:
    activities = [sport.activity for sport in alternatives(triage, book, open_skin=bool(dangers["open_skin"]))]
    rules = ("RUN-08", "RUN-14")
    if not activities:
        return SelfCareLeftOut("staying_active", book.sentence("RUN-14", "left_out"), ("RUN-14",))
    names = tuple(book.sentence("CARE-08", f"name_{activity}") for activity in activities)
    how = book.sentence("CARE-08", "active", activities=names)
    if dangers["open_skin"] is not None or in_water(book).isdisjoint(activities):
        return SelfCareMeasure(measure="staying_active", how=how, rules=rules)
    how = f"{how} {book.sentence('RUN-14', 'whole_skin')}"
    return SelfCareMeasure(measure="staying_active", how=how, rules=rules, checks=FIELDS_OF["open_skin"])


def _pad(request: SelfCareRequest, triage: Triage, book: Rulebook) -> Measure:
    fitting = self_fitting(triage, book)
    if fitting.reasons:
        why = " ".join(reason.text for reason in fitting.reasons)
        return SelfCareLeftOut("pad_at_hand", why, ("PADPLACE-09", "CARE-14"))
    how = f"{book.sentence('PAD-14', 'at_hand')} {book.sentence('CARE-14', 'ask_place')}"
    checks = tuple(f"symptoms.{name}" for name in fitting.unknown)
    return SelfCareMeasure(measure="pad_at_hand", how=how, rules=("PAD-14", "CARE-14"), checks=checks)


def _medicines(request: SelfCareRequest, triage: Triage, dangers: Dangers, book: Rulebook) -> Measure:
    """Return the mention of pain relief, or why it is left out; never a product, a dose, or beside a reason against.

    Rules CARE-06, CARE-12, CARE-13.
    """
    if triage.facts["pain"] is False and triage.care is None:
        return SelfCareLeftOut(PAIN_RELIEF, book.sentence("CARE-13", "no_pain"), ("CARE-13",))
    cautions = cautions_of(request, book)
    if cautions:
        rules = ("CARE-13", "CARE-12", "CARE-06")
        return SelfCareLeftOut(PAIN_RELIEF, _reported(cautions, book), rules, minds_a_condition=True)
    if triage.care is not None:
        return SelfCareLeftOut(PAIN_RELIEF, book.sentence("CARE-13", "care"), ("CARE-13",))
    if request.medicine_cautions is None:
        return SelfCareLeftOut(PAIN_RELIEF, book.sentence("CARE-13", "not_asked"), ("CARE-13", "CARE-12", "CARE-06"))
    return SelfCareMeasure(
        measure=PAIN_RELIEF,
        how=" ".join((book.sentence("CARE-06"), *_not_with(dangers, AGAINST_MEDICINES, book))),
        rules=("CARE-06", "CARE-12", "CARE-13"),
        checks=checks_of(request, dangers, AGAINST_MEDICINES),
    )


def _reported(cautions: tuple[str, ...], book: Rulebook) -> str:
    over = book.number("CARE-12", "over_years")
    labels = tuple(book.sentence("CARE-13", f"label_{caution}", over_years=over) for caution in cautions)
    return book.sentence("CARE-13", "reported", cautions=labels)


def _present(dangers: Dangers, names: tuple[str, ...], book: Rulebook) -> str:
    return " ".join(book.sentence("CARE-09", name) for name in names if dangers[name])


def _not_with(dangers: Dangers, names: tuple[str, ...], book: Rulebook) -> Iterator[str]:
    """Yield the condition of a measure while one of these dangers is not known."""
    unknown = tuple(book.sentence("CARE-09", f"label_{name}") for name in names if dangers[name] is None)
    if unknown:
        yield book.sentence("CARE-09", "not_with", dangers=Or(unknown))


@lru_cache(maxsize=32)
def _span(rule: str, low: str, high: str, book: Rulebook) -> SelfCareSpan:
    return SelfCareSpan(round(book.number(rule, low)), round(book.number(rule, high)))


def alternatives(triage: Triage, book: Rulebook, *, open_skin: bool = False) -> tuple[Alternative, ...]:
    """Return the sports that remain while running waits (RUN-08, RUN-14); none while advice is withheld.

    ``open_skin``: broken skin was reported elsewhere than in the symptoms.
    """
    symptoms, measures = triage.symptoms, triage.measures
    if triage.withheld or symptoms.fever or measures & ALL_LEFT_OUT:
        return ()
    broken = "stiff_shoe" in measures
    return _alternatives(bool(measures & OFF_FEET_ONLY), broken, bool(symptoms.open_wound or open_skin), book)


@lru_cache(maxsize=32)
def _alternatives(off_feet: bool, broken: bool, dry: bool, book: Rulebook) -> tuple[Alternative, ...]:
    left_out: set[str] = set()
    if off_feet:
        left_out.update(book.words("RUN-14", "on_the_feet"))
    if broken:
        left_out.update(book.words("RUN-14", "on_the_forefoot"))
    if dry:
        left_out |= in_water(book)
    return tuple(
        Alternative(activity, book.sentence("RUN-14", activity), ("RUN-08", "RUN-14"))
        for activity in book.words("RUN-08", "activities")
        if activity not in left_out
    )


def in_water(book: Rulebook) -> frozenset[str]:
    """Return the sports that need whole skin on the foot."""
    return frozenset(book.words("RUN-14", "in_water"))
