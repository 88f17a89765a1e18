"""Why something is not taken as it is: a key of the wording and the facts of its sentence, worded later in a language.

Readers and services reach it alike, and know no language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.advice.core.wording import Wording


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence of ``wording/<language>/imports.yaml`` by its key, and the facts that it names."""

    key: str
    facts: Mapping[str, Any]

    def say(self, wording: Wording) -> str:
        """Return the sentence."""
        return wording.text(f"imports.{self.key}", **self.facts)

    def __str__(self) -> str:
        return " ".join((self.key, *(f"{name}={value!r}" for name, value in self.facts.items())))


def why(key: str, /, **facts: Any) -> Reason:
    """Return a reason."""
    return Reason(key, facts)


class ReasonedError(Exception):
    """Something is not taken; ``reason`` says why to whoever sent it."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason
