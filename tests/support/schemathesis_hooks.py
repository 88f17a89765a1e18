"""What Schemathesis cannot know of this API, told through its hooks. Loaded by Schemathesis itself, by path.

- An Idempotency-Key is used once: a well-made one is replaced by a fresh one, or a second body under it would be
  refused, as it should be.
- A run that revokes the key it works with says nothing more.
"""

from __future__ import annotations

import os
import uuid
from typing import Any

import schemathesis

KEY_ID = "FOREFOOT_TEST_KEY_ID"

_SHORTEST, _LONGEST = 16, 255


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: Any) -> None:
    """Change a request just before it is sent."""
    headers = case.headers or {}
    key = headers.get("Idempotency-Key")
    if key is not None and _SHORTEST <= len(key.strip()) <= _LONGEST and key.isascii() and key.isprintable():
        case.headers["Idempotency-Key"] = uuid.uuid4().hex
    if case.operation.method.lower() == "delete" and os.environ[KEY_ID] in (case.path_parameters or {}).values():
        name = next(iter(case.path_parameters))
        case.path_parameters[name] = os.environ[KEY_ID][:-1] + "x"
