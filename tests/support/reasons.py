"""Reasons said in English, for tests that look at what a sender reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from api.integrations.reasons import Reason, ReasonedError
from api.rulebook.load import shipped_rulebook

WORDING = shipped_rulebook().wording


def said(reason: Reason) -> str:
    """Return the sentence."""
    return reason.say(WORDING)


@contextmanager
def refused(kind: type[ReasonedError], pattern: str = "") -> Iterator[pytest.ExceptionInfo[Any]]:
    """Expect an error whose sentence has ``pattern`` in it."""
    with pytest.raises(kind) as caught:
        yield caught
    assert re.search(pattern, said(caught.value.reason)), said(caught.value.reason)
