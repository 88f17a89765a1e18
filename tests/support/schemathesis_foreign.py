"""Puts the ids of another account into what Schemathesis sends, which loads this file by its path.

``FOREFOOT_TEST_FOREIGN`` names a JSON file with ``ids`` by the name of their parameter and the ``secrets`` that no
answer may hold. What was put into a path has to be answered as if it did not exist, or not at all.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import schemathesis

CHECK = "nobody_else_is_seen"
_GIVEN = json.loads(Path(os.environ["FOREFOOT_TEST_FOREIGN"]).read_text())
_IDS: dict[str, str] = _GIVEN["ids"]
_SECRETS: list[str] = _GIVEN["secrets"]


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: Any) -> None:
    """Name the things of the other account wherever one may be named."""
    for values in (case.path_parameters, case.query):
        for name in list(values or {}):
            if name in _IDS:
                values[name] = _IDS[name]
    case.body = _with_foreign(case.body)


def _with_foreign(value: Any) -> Any:
    if isinstance(value, list):
        return [_with_foreign(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    return {name: _foreign(name, inner) for name, inner in value.items()}


def _foreign(name: str, value: Any) -> Any:
    if name in _IDS:
        return _IDS[name]
    if name.removesuffix("s") in _IDS:
        return [_IDS[name.removesuffix("s")]]
    return _with_foreign(value)


@schemathesis.check
def nobody_else_is_seen(ctx: Any, response: Any, case: Any) -> bool | None:
    """Whatever was asked, nothing of the other account is in the answer, and nothing in a path was found."""
    asked = json.dumps([case.path_parameters, case.query, case.body], default=str)
    text = response.content.decode(errors="replace") + repr(response.headers)
    leaked = [secret for secret in _SECRETS if secret in text and secret not in asked]
    assert not leaked, f"the answer holds {leaked[:3]}"
    if any(value in _IDS.values() for value in (case.path_parameters or {}).values()):
        assert response.status_code >= 400, f"answered {response.status_code}"
    assert response.status_code < 500, f"answered {response.status_code}"
    return None
