"""Loaded by Python itself, as ``sitecustomize``, in each process of a start: notes what it loads, waits for and opens.

Each line of the file that ``FOREFOOT_WATCHED`` names: process id, kind, what.
"""

from __future__ import annotations

import os
import sys
import time
from typing import Any

_FILE = os.open(os.environ["FOREFOOT_WATCHED"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
_SLEEPS_AT = os.environ.get("FOREFOOT_WATCHED_SLEEPS_AT")
_HEARD = {"import": 0, "subprocess.Popen": 0, "os.system": 0, "socket.connect": 1, "socket.getaddrinfo": 0}
"""Event of Python -> which of its arguments says what."""
_really_sleep = time.sleep


def _say(kind: str, what: object) -> None:
    os.write(_FILE, f"{os.getpid()} {kind} {what!r}\n".encode())


def _hear(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _HEARD:
        what = arguments[_HEARD[event]]
        _say(event, what)
        if event == "import" and what == _SLEEPS_AT:
            time.sleep(0.5)


def _sleep(seconds: float) -> None:
    caller = sys._getframe(1).f_globals.get("__name__", "")
    # How gunicorn spreads the starts of its workers is its own affair.
    if not caller.startswith("gunicorn."):
        _say("sleep", f"{seconds} s in {caller}")
    _really_sleep(seconds)


time.sleep = _sleep
sys.addaudithook(_hear)
