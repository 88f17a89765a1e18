"""What no schema says of this API, told to Schemathesis, which loads this file by its path.

A request that keeps the schema has to be taken, but for the refusals listed here, each of which depends on what is
stored or on arithmetic. And a run that revokes the key it works with would say nothing more.
"""

from __future__ import annotations

import os
import re
from typing import Any

import schemathesis
from schemathesis.engine import observations
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance, use_after_free

KEY_ID = "FOREFOOT_TEST_KEY_ID"
CHECK = "what_keeps_the_schema_is_taken"

REFUSALS = {
    "bad_cursor": "a cursor is a text like any other, but was never given out",
    "key_reused": "the generator sends one Idempotency-Key with several bodies",
    "stale": "an If-Match is well made, but not of the current version",
}
DETAILS = {
    "check digit": "an article number has the right length, but its last digit is not that of the others",
    # Parts that go together.
    "Is it of another system?": "a size is right only within its system",
    "in this system.": "the same in a query",
    "A size has a system and a value.": "the two parts of a size stand in two parameters",
    "This letter means another width": "a letter of a size that does not say whose",
    "is no size that is made": "in which steps a size goes depends on its system",
    "A Mondopoint size is in millimetres": "and 24.5 is one of another scale",
    "less than or equal to 350.": "a number may be sent as people write it, and a text has no range",
    "A GTIN has 8, 12, 13 or 14 digits.": "what stands between digits is passed over, as labels print them",
    "Is not the day of started_at.": "a day and a moment of the same run",
    "Lies before": "a pair is not retired before it is worn, and no run is older than the services that log runs",
    "Missing data for required field.": "of a patch, the outcome has to be whole",
    "Needed beside": "the same: what goes with a price may be stored already",
    "Needed, unless": "the same: what it is needed beside may be stored",
    # Feet that can be, and the one that is meant.
    "does not go with a foot of": "heel to ball is right only for a foot of its length",
    "broader than the foot is long": "so is the breadth",
    "is no place for a pad": "a place on the pad has to lie on the foot wherever the pad is moved to",
    "Name one side.": "the foot that a pad is asked for has to be the one that hurts and was described",
    "Send either foot with side, or feet": "two ways to describe feet, of which one counts",
    "This pad lies": "how far behind the ball a pad may lie depends on the foot and the kind of pad",
    "A growing foot that hurts": "whether a foot may still grow depends on its length and on whose it is",
    "There is no pad to draw for these places": "a picture needs a place that a pad helps",
    "nobody knows where the ball line lies": "a picture needs one measure of several",
    # One of several, and what makes a plan.
    "Give kilometres or miles, not both.": "the two stand in two parameters",
    "Give the usual week in kilometres or in miles.": "the same, and one of them is needed",
    "Give the week to go on from.": "a week that was run has a number and a distance, in two parameters",
    "Give how many weeks were run, this one included.": "the other way round",
    "This surface was named before.": "a list of objects whose surface stands once",
    "running waits until a clinician has cleared you": "the same after a bone stress injury",
    "This kind of source needs a credential.": "one kind of several does",
    "Must be an https address on the public internet": "what a host is, its pattern cannot say",
    # What is stored, and the day.
    "no store of this id": "an id is well made, but of no store",
    "A key of one store cannot": "a key of a store manages neither keys nor webhooks",
    "Lies in the past.": "a moment is right only until then",
    "The runner has no pair of this id.": "the id is well made, but of another runner's pair or of none",
    "No shoe of this id": "the same of a shoe",
    "There is no such shoe in the catalogue.": "the same",
    "The runner has no run of this id.": "the same of a run",
    "This run stands in more than one place.": "ids of two lists of one body",
    "Name runs": "runs are named by their ids or by days, in fields of their own",
    "Runs found by their days are in no pair already.": "the same: without ids a pair has to be named",
    "Such a run is in no pair": "two fields that say where a run is",
    "It was in this pair on these days already.": "days of two entries of a list",
    "Lies in the future.": "a day is right only until tomorrow",
    # Texts in a language of their own.
    "Must be a time zone": "the names of time zones are a list of hundreds that grows",
    "Must be a JSON object such as": "JSON in a parameter",
    "May name only": "JSON in a parameter",
}
"""Words of a detail -> why the schema cannot say so."""

PATCHED_ONLY = {"Missing data for required field.", "Needed beside", "Needed, unless"}
FILES = {"text/csv", "text/tab-separated-values", "application/xml", "application/octet-stream", "application/zip"}
"""To a schema a file is any text; what it may hold stands in the description in words."""


_path_of = observations._same_origin_path


def _path_if_an_address(value: str, *others: Any) -> str | None:
    """Return the path of an address; None for a stored text that begins like one and is none, such as `http://[`."""
    try:
        path: str | None = _path_of(value, *others)
    except ValueError:
        return None
    return path


observations._same_origin_path = _path_if_an_address


@schemathesis.check
def what_keeps_the_schema_is_taken(ctx: Any, response: Any, case: Any) -> bool | None:
    """Schemathesis' own check, but for the refusals that a schema cannot foretell."""
    if response.status_code >= 400 and (_is_a_file(case) or _is_beyond_the_schema(response.json(), case.method)):
        return None
    checked: bool | None = positive_data_acceptance(ctx, response, case)
    return checked


@schemathesis.check
def what_was_deleted_is_gone(ctx: Any, response: Any, case: Any) -> bool | None:
    """Schemathesis' own check, but for a revoked key, which opens nothing and stays on record with its end, and for the
    addresses of a runner's subscription, of which it is shown that there are none.
    """
    if case.operation.path == "/v1/keys/{key_id}" or case.operation.path.endswith("/subscription"):
        return None
    checked: bool | None = use_after_free(ctx, response, case)
    return checked


def _is_a_file(case: Any) -> bool:
    is_import = case.operation.path.endswith(("/imports", "/stock/import"))
    return case.media_type in FILES or (case.method == "POST" and is_import)


_IS_KEY = re.compile(r"/column_maps/.*/key", re.DOTALL)


def _is_beyond_the_schema(problem: dict[str, Any], method: str) -> bool:
    if problem["code"] in REFUSALS:
        return True
    known = set(DETAILS) - (set() if method == "PATCH" else PATCHED_ONLY)
    # The keys of an object have a form that its description leaves out.
    entries = [entry for entry in problem.get("errors", []) if not _IS_KEY.fullmatch(entry.get("pointer", ""))]
    details = [entry["detail"] for entry in entries]
    if problem.get("errors") and not details:
        return True
    return bool(details) and all(any(words in detail for words in known) for detail in details)


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: Any) -> None:
    """Spare the key of this run, and let every other query of a picture go together: else hardly any is drawn."""
    if case.method == "GET" and case.query and _is_well_made(case) and len(str(case.query)) % 2:
        if "/return-to-run" in case.operation.path:
            _agree_on_plan(case.query)
        elif "/met-pad/" in case.operation.path:
            _agree_on_pad(case.query)
    own = os.environ[KEY_ID]
    if case.operation.method.lower() == "delete":
        for name, value in (case.path_parameters or {}).items():
            if value == own:
                case.path_parameters[name] = own[:-1] + "x"


def _is_well_made(case: Any) -> bool:
    return case.meta is not None and case.meta.generation.mode == GenerationMode.POSITIVE


def _agree_on_plan(query: dict[str, Any]) -> None:
    """Make the parameters of a plan go together, which each keep the schema by themselves."""
    for name in ("usual_weekly", "last_week"):
        if f"{name}_km" in query:
            query.pop(f"{name}_mi", None)
    if not {"usual_weekly_km", "usual_weekly_mi"} & query.keys():
        query["usual_weekly_km"] = 30
    if {"last_week_km", "last_week_mi"} & query.keys():
        query["weeks_done"] = 1
    else:
        query.pop("weeks_done", None)
    if query.get("bone_stress_injury") in (True, "true"):
        query["clinician_clearance"] = "true"


def _agree_on_pad(query: dict[str, Any]) -> None:
    """Give the foot one measure, and pain where a pad helps."""
    for name in ("heel_to_ball_mm", "breadth_mm", "size_system", "size_value", "behind_ball_mm"):
        query.pop(name, None)
    query |= {"length_mm": 262, "pain_sites": "mth_2,mth_3"}
