"""Whether a painkiller against inflammation is mentioned at all: never a product, never a dose, never beside a reason
against it. Rules CARE-06, CARE-12, CARE-13.
"""

from __future__ import annotations

from api.advice.core.rules import Rulebook, plain
from api.advice.self_care.dangers import dangers_of
from api.advice.self_care.plan import LeftOut, Measure, Planned, checks_of, listed, not_needed, not_with, painless
from api.advice.self_care.request import MEDICINE_CAUTIONS, SelfCareRequest
from api.advice.triage.advise import Triage

MEASURE = "pain_relief"
AGAINST = ("diabetes", "open_skin")
"""What of the foot speaks against it besides the reported reasons."""


def medicines(asked: SelfCareRequest, triage: Triage, book: Rulebook) -> Measure:
    """Answer the mention of pain relief, or why it is left out."""
    cautions = cautions_of(asked)
    if cautions:
        return LeftOut(MEASURE, _reported(cautions, book), ("CARE-13", "CARE-12", "CARE-06"))
    if triage.care is not None:
        return LeftOut(MEASURE, book.sentence("CARE-13", "care"), ("CARE-13",))
    if asked.medicine_cautions is None:
        return LeftOut(MEASURE, book.sentence("CARE-13", "not_asked"), ("CARE-13", "CARE-12", "CARE-06"))
    if painless(triage):
        return not_needed(MEASURE, book)
    dangers = dangers_of(asked, triage)
    how = f"{not_with(dangers, AGAINST, book)}{book.sentence('CARE-06')}"
    return Planned(MEASURE, how, ("CARE-06", "CARE-12", "CARE-13"), checks=checks_of(dangers, AGAINST))


def cautions_of(asked: SelfCareRequest) -> tuple[str, ...]:
    """Answer the reasons against that were reported, those of the foot included, in the order of the vocabulary."""
    told = set(asked.medicine_cautions or ())
    if asked.symptoms.open_wound:
        told.add("broken_skin")
    found = [caution for caution in MEDICINE_CAUTIONS if caution in told]
    return (*found, *(("diabetes",) if asked.symptoms.diabetes else ()))


def _reported(cautions: tuple[str, ...], book: Rulebook) -> str:
    over = plain(book.value("CARE-12", "over_years"))
    labels = [book.sentence("CARE-13", f"label_{caution}", over_years=over) for caution in cautions]
    return book.sentence("CARE-13", "reported", cautions=listed(labels))
