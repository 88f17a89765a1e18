"""The counter check: many writers log runs and retry until an answer is definite; then everything is counted.

Whatever happened meanwhile, each acknowledged run is listed once, no run has two ids, every total is the sum of what is
listed, and nothing is listed that was never sent.
"""

from __future__ import annotations

import random
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

Send = Callable[[str, str, Any, dict[str, str]], tuple[int, Any] | None]
"""(method, path, body, headers) -> (status, body), None when no answer came."""

PATIENCE_SECONDS = 20.0
PAUSE_SECONDS = 0.02
MICROMETRES = 1_000_000


@dataclass
class Tally:
    """What was sent and acknowledged: by external id the pair, the metres and the ids that were answered."""

    sent: dict[str, tuple[str, int]] = field(default_factory=dict)
    acknowledged: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    unanswered: int = 0
    statuses: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    violations: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


def log_under_load(
    send: Send, pair_ids: Sequence[str], *, writers: int, seconds: float, at_once: int = 3, seed: int = 0
) -> Tally:
    """Let ``writers`` log runs for a while, each run sent by ``at_once`` threads at the same time."""
    tally = Tally()
    until = time.monotonic() + seconds
    threads = [
        threading.Thread(
            target=_write, args=(send, pair_ids, tally, until, at_once, random.Random(seed + number), number)
        )
        for number in range(writers)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return tally


def _write(
    send: Send, pair_ids: Sequence[str], tally: Tally, until: float, at_once: int, dice: random.Random, writer: int
) -> None:
    number = 0
    while time.monotonic() < until:
        number += 1
        external_id, pair_id, metres = f"{writer}-{number}", dice.choice(pair_ids), dice.randrange(1, 30_000)
        with tally.lock:
            tally.sent[external_id] = (pair_id, metres)
        body = {"date": f"2026-09-{dice.randrange(1, 29):02d}", "distance": {"m": metres}, "external_id": external_id}
        # Every other run carries a key too: either alone has to be enough.
        headers = {"Idempotency-Key": f"run-of-a-writer-{external_id}"} if number % 2 else {}
        senders = [
            threading.Thread(target=_until_definite, args=(send, pair_id, body, headers, tally)) for _ in range(at_once)
        ]
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join()


def _until_definite(send: Send, pair_id: str, body: Any, headers: dict[str, str], tally: Tally) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        answer = send("POST", f"/v1/pairs/{pair_id}/runs", body, headers)
        with tally.lock:
            if answer is None:
                tally.unanswered += 1
            else:
                tally.statuses[answer[0]] += 1
                if answer[0] in (200, 201):
                    tally.acknowledged[body["external_id"]].add(answer[1]["id"])
                    return
        if answer is not None and answer[0] < 500 and answer[1].get("code") not in ("in_flight", "too_many_requests"):
            with tally.lock:
                tally.violations.append(f"{body['external_id']} was refused: {answer}")
            return
        time.sleep(PAUSE_SECONDS)
    with tally.lock:
        tally.violations.append(f"{body['external_id']}: no definite answer within {PATIENCE_SECONDS} s")


def count_up(send: Send, pair_ids: Sequence[str], tally: Tally) -> list[str]:
    """Return everything that the promises do not allow; empty when they were kept."""
    found = list(tally.violations)
    listed: dict[str, list[str]] = defaultdict(list)
    for pair_id in pair_ids:
        runs = _all_runs(send, pair_id)
        total = sum(round(run["distance"]["m"] * MICROMETRES) for run in runs)
        pair = _got(send, f"/v1/pairs/{pair_id}")
        kept = round(pair["recorded_distance"]["m"] * MICROMETRES), pair["run_count"]
        if kept != (total, len(runs)):
            found.append(f"{pair_id} says {kept}, its runs {(total, len(runs))}")
        for run in runs:
            listed[run["external_id"]].append(run["id"])
            if tally.sent.get(run["external_id"]) != (pair_id, round(run["distance"]["m"])):
                found.append(f"{run['id']} was never sent so")
    for external_id, ids in listed.items():
        if len(ids) > 1:
            found.append(f"{external_id} is listed {len(ids)} times")
    for external_id, ids in tally.acknowledged.items():
        if len(ids) > 1:
            found.append(f"{external_id} has {len(ids)} ids")
        if not ids <= set(listed.get(external_id, [])):
            found.append(f"{external_id} was acknowledged and is not listed")
    return found


def _all_runs(send: Send, pair_id: str) -> list[dict[str, Any]]:
    runs: list[dict[str, Any]] = []
    path = f"/v1/pairs/{pair_id}/runs?limit=100"
    page = _got(send, path)
    runs += page["items"]
    while page["next_cursor"] is not None:
        page = _got(send, f"{path}&cursor={page['next_cursor']}")
        runs += page["items"]
    return runs


def _got(send: Send, path: str) -> Any:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        answer = send("GET", path, None, {})
        if answer is not None and answer[0] == 200:
            return answer[1]
        time.sleep(PAUSE_SECONDS)
    raise AssertionError(f"GET {path}: no answer within {PATIENCE_SECONDS} s")
