"""Notes which parts of the description Schemathesis' traffic reaches; Schemathesis loads this file by its path.

``FOREFOOT_TEST_COVERED`` names a JSON file with ``ids`` of the caller's own things by the name of their parameter; what
was reached is put beside it at the end. A generator knows no id and no version of anything: of every four requests two
name what there is, and of those some say of it a version that it has not, or a key that was used with another body.
What is noted is the method that the operation has: a request of another method is none of its.
"""

from __future__ import annotations

import atexit
import json
import os
import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import schemathesis

from tests.scorecard.covered import Reached
from tests.support import schemathesis_hooks
from tests.support.openapi import operations, spec_of_code

_FILE = Path(os.environ["FOREFOOT_TEST_COVERED"])
_IDS: dict[str, str] = json.loads(_FILE.read_text())["ids"]
_SPEC = spec_of_code()
_OPERATIONS = {operation.name: operation for operation in operations(_SPEC)}
_MADE: dict[str, list[dict[str, str]]] = defaultdict(list)
"""Path of a thing -> the parameters of those that requests of this run made: they may be deleted."""

_THINGS = {path: re.compile(re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", path)) for path in _SPEC["paths"] if "{" in path}

_asked: Counter[str] = Counter()
_reached = Reached()
atexit.register(lambda: _FILE.with_suffix(".reached").write_text(json.dumps(_reached.as_json())))

USED_KEY = "a-key-that-was-used-before"


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: Any) -> None:
    """Name what there is, or what there is no more, by turns; what the run itself needs is never deleted."""
    schemathesis_hooks.before_call(context, case, kwargs)
    turn = _asked[case.operation.label]
    _asked[case.operation.label] += 1
    if schemathesis_hooks._is_well_made(case):
        _name_what_there_is(case, turn)
    elif turn % 2:
        _name(case, _IDS)
    names = set(case.path_parameters or ()) & _IDS.keys()
    is_own = bool(names) and all(case.path_parameters[name] == _IDS[name] for name in names)
    if case.method == "DELETE" and is_own and case.headers.get("If-Match", "*") == "*":
        case.headers["If-Match"] = '"0"'


def _name(case: Any, ids: dict[str, str]) -> None:
    for name in set(case.path_parameters or ()) & ids.keys():
        case.path_parameters[name] = ids[name]


def _name_what_there_is(case: Any, turn: int) -> None:
    if turn % 4 > 1:
        if turn % 8 == 2:
            _name(case, dict.fromkeys(_IDS, "there-is-none"))
        return
    if case.method == "DELETE" and turn % 4 and (made := _MADE[case.operation.path]):
        case.path_parameters = made.pop()
        case.headers.pop("If-Match", None)
        return
    _name(case, _IDS)
    case.body = _with_own(case.body)
    if case.method == "PATCH":
        case.headers["If-Match"] = "*" if turn % 4 else '"0"'
    elif case.method == "GET" and turn % 4:
        case.headers["If-None-Match"] = "*"
    elif case.method == "POST" and turn % 8 == 1 and _takes_a_key(case):
        case.headers["Idempotency-Key"] = USED_KEY


def _with_own(value: Any) -> Any:
    if isinstance(value, list):
        return [_with_own(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    return {name: _IDS.get(name, _with_own(inner)) for name, inner in value.items()}


def _takes_a_key(case: Any) -> bool:
    return any(parameter.name == "Idempotency-Key" for parameter in case.operation.headers)


@schemathesis.hook
def after_call(context: Any, case: Any, response: Any) -> None:
    """Note what was reached, and what was made."""
    operation = _OPERATIONS[case.operation.label]
    if response.request.method.upper() != operation.method.upper():
        return
    _reached.note(_SPEC, operation, response.request, response.status_code, response.content)
    if response.status_code == 201:
        place = urlsplit((response.headers.get("location") or [""])[0]).path
        for path, pattern in _THINGS.items():
            if found := pattern.fullmatch(place):
                _MADE[path].append(found.groupdict())
