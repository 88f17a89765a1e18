"""B13: however an upload is shuffled, cut and repeated, a pair's total and its dates are those of one upload."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from api.services.imports.chunk import Chunk
from tests.support.accounts import Account
from tests.support.apps import client_of
from tests.support.scorecard import IS_FULL, Note

SEEDS = range(200 if IS_FULL else 2)
RUNS = 500
FIRST_DAY, AS_OF = date(2025, 1, 1), "2026-09-01"
PATIENCE_SECONDS = 60
HEAD = "date,distance_km,external_id"


def some_runs(dice: random.Random) -> list[str]:
    """Return rows of a device: one run a day, some to the metre and some to the kilometre."""
    rows = []
    for number in range(RUNS):
        metres = dice.randrange(800, 30_000)
        result = f"{metres / 1000:.{dice.choice((0, 1, 2, 3))}f}"
        rows.append(f"{FIRST_DAY + timedelta(days=number)},{result},watch-{number}")
    return rows


def shuffled(rows: Sequence[str], dice: random.Random) -> list[list[str]]:
    """Return the rows in another order and in batches, of which each is there one to three times."""
    left, batches = dice.sample(rows, len(rows)), []
    while left:
        size = dice.randint(1, 120)
        batches += [left[:size]] * dice.randint(1, 3)
        left = left[size:]
    dice.shuffle(batches)
    return batches


def uploaded(app: Flask, key: str, batches: Sequence[Sequence[str]], threads: int) -> dict[str, Any]:
    """Send batches for a new runner's pair; return what is known of the pair afterwards."""
    client = client_of(app, key)
    runner = client.post("/v1/runners", json={}).json["id"]
    pair = client.post(f"/v1/runners/{runner}/pairs", json={"description": "A pair", "foam": "eva"}).json["id"]

    def send(batch: Sequence[str]) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            answer = client_of(app, key).post(
                f"/v1/runners/{runner}/imports?pair_id={pair}", data="\n".join([HEAD, *batch]), content_type="text/csv"
            )
            if answer.status_code in (200, 201):
                return
            assert answer.status_code in (409, 503), answer.json
            time.sleep(0.05)
        raise AssertionError("no definite answer")

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(send, batches))
    shown = client.get(f"/v1/pairs/{pair}").json
    due = client.get(f"/v1/pairs/{pair}/retirement?as_of={AS_OF}").json
    facts = {name: shown[name] for name in ("recorded_distance", "run_count")}
    return {**facts, **{name: due[name] for name in ("verdict", "forecast", "remaining", "life_used")}}


def differences(app: Flask, key: str) -> tuple[list[str], int]:
    found, sent = [], 0
    for seed in SEEDS:
        dice = random.Random(seed)
        rows = some_runs(dice)
        batches = shuffled(rows, dice)
        sent += len(batches)
        whole, cut = uploaded(app, key, [rows], 1), uploaded(app, key, batches, 4)
        found += [f"seed {seed}: {name} {whole[name]} and {cut[name]}" for name in whole if whole[name] != cut[name]]
    return found, sent


@pytest.mark.long
@pytest.mark.row("B13")
def test_batches_add_up_to_one_upload(app: Flask, account: Account, note: Note) -> None:
    found, sent = differences(app, account.key)
    note(runs=RUNS * len(SEEDS), batches=sent, differences=len(found))
    assert found == []


@pytest.mark.long
@pytest.mark.teeth("B13")
def test_a_run_that_counts_again_when_it_is_sent_again_is_noticed(
    app: Flask, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    really = Chunk._again

    def again(self: Any, run: Any, start: Any, known: Any, pair_id: Any) -> Any:
        self._log.count(pair_id, start.day, run.distance.micrometres)
        return really(self, run, start, known, pair_id)

    monkeypatch.setattr(Chunk, "_again", again)
    assert differences(app, account.key)[0] != []
