"""What must hold between a consultation and its parts: care, the way back, and what a well person came for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.consistency.whole import PARTS, Whole, at

MILDER = re.compile(r"\benough\b|\b\d+ (?:to \d+ )?days\b|\bhas calmed\b|\bthere is no other\b|\beasy minutes\b", re.I)


def no_part_is_milder_than_the_care(whole: Whole) -> Iterator[str]:
    """While somebody has to look before any run, no line but that of triage speaks of days or minutes."""
    if whole.consultation["care"] is None or whole.consultation["care"]["timeframe"] == "routine":
        return
    for part in PARTS[1:]:
        summary = whole.consultation[part]["summary"]
        if MILDER.search(summary):
            yield f"{part}: {summary}"


def a_visit_is_due_in_every_part(whole: Whole) -> Iterator[str]:
    """Where a visit is due no part says that care at home is enough."""
    if whole.consultation["care"] is None:
        return
    for part in PARTS:
        summary = whole.consultation[part]["summary"]
        if re.search(r"self-care is enough|needs no treatment", summary):
            yield f"{part}: {summary}"


def the_gate_decides_the_run(whole: Whole) -> Iterator[str]:
    """On the way back the consultation shows the four checks, and no run is allowed while one of them fails."""
    way_back, run = whole.consultation.get("return_to_run"), whole.consultation["run_today"]
    if whole.urgent:
        return
    if not whole.person.get("wishes", {}).get("in_recovery"):
        if way_back is not None:
            yield f"nobody is on the way back: {way_back}"
        return
    passed = [check["passed"] for check in way_back["gate"]]
    if len(passed) != 4 or (way_back["verdict"] == "start") != (all(passed) and not whole.running_waits):
        yield f"{way_back['verdict']} with {passed}"
    if False in passed and run["verdict"] != "do_not_run":
        yield f"{run['verdict']} with {passed}"
    asked = {missing["field"] for missing in whole.answers["run_today"]["missing"]}
    summaries = whole.consultation["summary"], run["summary"]
    if run["verdict"] == "easy_only" and way_back["verdict"] != "start" and whole.consultation["care"] is None:
        yield from (
            f"without the checks: {text}"
            for text in summaries
            if re.search(r"\beasy minutes", text) and "checks" not in text
        )
    for check in way_back["gate"]:
        if check["passed"] is None and run["verdict"] != "do_not_run" and f"checks.{check['check']}" not in asked:
            yield f"{check['check']} is not asked for"


def who_is_well_came_for_shoes(whole: Whole) -> Iterator[str]:
    """Who has no complaint reads of shoes or of the pair first, and of no care at home."""
    if whole.consultation["care"] is not None or whole.symptoms.get("pain_level") != 0:
        return
    if at(whole.consultation, "self_care", "review_after_days") is not None:
        return
    first, texts = whole.consultation["actions"][0], [action["text"] for action in whole.consultation["actions"]]
    if whole.consultation["shoes"]["recommendations"] and not re.search(r"\bshoes?\b|\bpair\b", first["text"]):
        yield f"first: {first['text']}"
    yield from (text for text in texts if "care at home" in text)
