"""How a case becomes the question in which pair a run was, and how the answer is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

import orjson

from api.advice.which_pair.advise import Candidate, Outing, WhichPair, Worn, likeliest
from api.rulebook.load import shipped_rulebook

DAY = date(2026, 9, 1)


def outing_of(given: Mapping[str, Any], order: str = "") -> Outing:
    """Return a run of a case; every key must be a field."""
    facts = {"day": DAY, "distance_km": 10.0, **given}
    gear = facts.pop("gear", None)
    return Outing(**facts, order=order, gear=None if gear is None else tuple(gear))


def question_of(given: Mapping[str, Any]) -> WhichPair:
    """Return the question of a case: ``run``, ``pairs`` by id, and ``worn``, lists of runs by pair id."""
    words = ("roles", "usual_for")
    pairs = [
        Candidate(pair_id, pair_id, **{name: tuple(v) if name in words else v for name, v in (facts or {}).items()})
        for pair_id, facts in given["pairs"].items()
    ]
    worn = [
        Worn(pair_id, outing_of(run, f"{number:03}"))
        for pair_id, runs in given.get("worn", {}).items()
        for number, run in enumerate(runs)
    ]
    return WhichPair(outing_of(given["run"], "999"), tuple(pairs), tuple(worn))


def answered(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answer as it is served, with every rule that it cites."""
    likely = [asdict(each) for each in likeliest(question_of(given), shipped_rulebook())]
    found = orjson.loads(orjson.dumps(likely))
    rules = {reason["rule"]: {} for each in found for reason in each["because"]}
    return {
        "first": found[0]["pair_id"] if found else None,
        "sure": bool(found) and found[0]["probability"] >= 0.9,
        "likely": found,
        "rules": rules,
    }
