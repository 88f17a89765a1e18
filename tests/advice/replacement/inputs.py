"""How a case becomes the question which shoe follows a pair, and how the answer is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

import orjson

from api.advice.replacement.advise import advise
from api.advice.replacement.request import ReplacementRequest
from api.advice.shoes.shoe import Shoe
from api.rulebook.load import shipped_rulebook
from tests.advice.shoes.inputs import PLAIN


def shoe_of(shoe_id: str, facts: Mapping[str, Any] | None) -> Shoe:
    """Return a plain shoe, but for these facts."""
    return replace(PLAIN, id=shoe_id, **(facts or {}))


def answered(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answer as it is served, with every rule that it cites."""
    old = None if given.get("old") is None else shoe_of("old", given["old"])
    fitting, to_try = (
        tuple(shoe_of(shoe_id, facts) for shoe_id, facts in given.get(name, {}).items())
        for name in ("fitting", "to_try")
    )
    found = advise(ReplacementRequest(old, fitting, given.get("wear", "retire"), to_try), shipped_rulebook())
    body: dict[str, Any] = orjson.loads(orjson.dumps(asdict(found)))
    rules = {each["rule"] for follower in body["followers"] for each in follower["comparisons"]} | {body["rule"]}
    return {**body, "order": [follower["shoe_id"] for follower in body["followers"]], "rules": dict.fromkeys(rules)}
