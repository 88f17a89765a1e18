"""Imports in small chunks that a test can hold between two of them, or kill there without a last word."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from api.services.imports import import_runs


class KilledError(BaseException):
    """The worker is gone: nothing after this runs."""


@dataclass
class Clock:
    """The service's time, moved by hand."""

    ahead: timedelta = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass
class Pauses:
    """What happens between two chunks of the thread that comes there first; every other thread goes on."""

    kill_after: int | None = None
    hold_after: int | None = None
    held: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)
    _passed: int = 0
    _first: int | None = None

    def sleep(self, _: float) -> None:
        self._first = self._first or threading.get_ident()
        if self._first != threading.get_ident():
            return
        self._passed += 1
        if self._passed == self.kill_after:
            raise KilledError
        if self._passed == self.hold_after:
            self.held.set()
            assert self.go_on.wait(20)

    monotonic = staticmethod(time.monotonic)


def pause_imports(monkeypatch: pytest.MonkeyPatch, records: int, pauses: Pauses) -> None:
    """Make chunks of so many records, and let ``pauses`` decide what happens between them."""
    monkeypatch.setattr(import_runs, "CHUNK", records)
    monkeypatch.setattr(import_runs, "time", pauses)
