"""The object ``symptoms`` of a request, as the description of the service shows it."""

from __future__ import annotations

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
