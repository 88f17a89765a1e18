"""What no schema says of this API, told to Schemathesis, which loads this file by its path.

A request that keeps the schema has to be taken, but for the refusals listed here, each of which depends on what is
stored or on arithmetic. And a run that revokes the key it works with would say nothing more.
"""

from __future__ import annotations

import os
from typing import Any

import schemathesis
from schemathesis.specs.openapi.checks import positive_data_acceptance

KEY_ID = "FOREFOOT_TEST_KEY_ID"
CHECK = "what_keeps_the_schema_is_taken"

REFUSALS = {
    "bad_cursor": "a cursor is a text like any other, but was never given out",
    "key_reused": "the generator sends one Idempotency-Key with several bodies",
    "stale": "an If-Match is well made, but not of the current version",
}
DETAILS = {
    "check digit": "an article number has the right length, but its last digit is not that of the others",
    "A size has a system and a value.": "the two parts of a size stand in two parameters",
    "but the pain is said to be on the other": "the foot that a pad is asked for has to be the one that hurts",
    "is no place for a pad": "a place on the pad has to lie on the foot wherever the pad is moved to",
    "Needed, unless started_at is given.": "a run needs a day, or a moment",
    "Lies before started_on.": "a pair is not retired before it is worn",
    "The runner has no pair of this id.": "the id is well made, but of another runner's pair or of none",
    "Is it of another system?": "a size is right only within its system",
    "does not go with a foot of": "heel to ball is right only for a foot of its length",
    "Needed beside": "a price needs a currency, and the other way round",
}
FILES = {"text/csv", "application/octet-stream", "application/zip"}
"""To a schema a file is any text; what its columns may be called stands in the description in words."""


@schemathesis.check
def what_keeps_the_schema_is_taken(ctx: Any, response: Any, case: Any) -> bool | None:
    """Schemathesis' own check, but for the refusals that a schema cannot foretell."""
    if response.status_code >= 400 and (case.media_type in FILES or _is_beyond_the_schema(response.json())):
        return None
    checked: bool | None = positive_data_acceptance(ctx, response, case)
    return checked


def _is_beyond_the_schema(problem: dict[str, Any]) -> bool:
    if problem["code"] in REFUSALS:
        return True
    details = [entry["detail"] for entry in problem.get("errors", [])]
    return bool(details) and all(any(words in detail for words in DETAILS) for detail in details)


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: Any) -> None:
    """Spare the key of this run."""
    own = os.environ[KEY_ID]
    if case.operation.method.lower() == "delete":
        for name, value in (case.path_parameters or {}).items():
            if value == own:
                case.path_parameters[name] = own[:-1] + "x"
