"""A request crosses few of our files, and never more than today: whoever follows one can hold the way in their head.

What every request shares (``web/edge``) is not counted. Who needs another file on one of these ways joins two that are
one thought.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from flask.testing import FlaskClient

from api.web.advice.consultation import EXAMPLE as CUSTOMER
from api.web.advice.met_pad import EXAMPLE as FOOT
from tests.support.logbook import a_pair, a_run, a_runner

MOST = {"pad": 18, "consultation": 42, "run": 16, "retirement": 16}
"""How many files each way crosses, on either database."""

API = str(Path("api").resolve())
EDGE = f"{API}/web/edge/"


def files_crossed(ask: Callable[[], Any]) -> set[str]:
    """Return our files beside the edge of which a call runs a line; called once before, so that nothing is new."""
    crossed: set[str] = set()

    def see(frame: FrameType, event: str, argument: object) -> None:
        file = frame.f_code.co_filename
        if event == "call" and file.startswith(API) and not file.startswith(EDGE):
            crossed.add(file[len(API) + 1 :])

    ask()
    before = sys.getprofile()
    sys.setprofile(see)
    try:
        ask()
    finally:
        sys.setprofile(before)
    return crossed


def test_a_pad_question(client: FlaskClient) -> None:
    crossed = files_crossed(lambda: client.post("/v1/advice/met-pad", json=FOOT))
    assert len(crossed) <= MOST["pad"], "\n".join(sorted(crossed))


def test_a_consultation(client: FlaskClient) -> None:
    crossed = files_crossed(lambda: client.post("/v1/advice/consultation", json=CUSTOMER))
    assert len(crossed) <= MOST["consultation"], "\n".join(sorted(crossed))


def test_a_run_logged(client: FlaskClient) -> None:
    pair = a_pair(client, a_runner(client))
    crossed = files_crossed(lambda: a_run(client, pair))
    assert len(crossed) <= MOST["run"], "\n".join(sorted(crossed))


def test_a_retirement_from_the_log(client: FlaskClient) -> None:
    pair = a_pair(client, a_runner(client))
    a_run(client, pair)
    crossed = files_crossed(lambda: client.get(f"/v1/pairs/{pair}/retirement"))
    assert len(crossed) <= MOST["retirement"], "\n".join(sorted(crossed))
