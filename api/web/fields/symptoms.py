"""The object ``symptoms`` of a request."""

from __future__ import annotations

from api.advice.triage.request import Symptoms
from api.web.fields.derive import ObjectField

EXAMPLE = {
    "pain_level": 4,
    "pain_sites": ["mth_2", "mth_3"],
    "pain_kinds": ["burning"],
    "pebble_feeling": True,
    "hurts_at_push_off": True,
    "eases_off_feet": True,
    "hurts_at_rest": False,
    "hurts_at_night": False,
    "swelling": False,
    "numbness_or_tingling": "none",
    "diabetes": False,
    "days_of_self_care": 3,
}


class SymptomsField(ObjectField):
    """The object ``symptoms``, read into ``Symptoms``; goes with the last schema written by hand."""

    def __init__(self, *, required: bool = False) -> None:
        super().__init__(
            Symptoms,
            required=required,
            allow_none=not required,
            metadata={"description": "What is known of the pain; red flags are judged first."},
        )
