"""Whatever is uploaded, a worker stays small and answers others.

Each file is imported in a process of its own, whose highest memory is read at its end; what the kernel keeps of a
process as ``ru_maxrss`` holds that of the one that started it, too. Teeth: with the bound of
``bounded_json`` or of ``Silence`` left out the process passes 350 MB.
"""

from __future__ import annotations

import gzip
import io
import random
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.web.edge.context import parts_of
from api.web.edge.import_threads import LARGE_BYTES, BusyError, Decoding
from tests.support.accounts import Account
from tests.support.apps import client_of
from tests.support.exports.others import fit, gpx
from tests.support.logbook import a_runner

MOST_MB = 350
MEASURED = """
import sys
from api.app import create_app
from api.config import Settings
from api.storage.database.engines import Database
from api.storage.database.migrate import migrate
from api.web.edge.context import parts_of
from tests.support.accounts import new_account
from tests.support.apps import client_of
app = create_app(Settings(database_url=f"sqlite:///{sys.argv[2]}", log_level="error", database_pool_size=2))
database = parts_of(app).database
migrate(database)
client = client_of(app, new_account(database).key)
runner = client.post("/v1/runners", json={}).get_json()["id"]
body = open(sys.argv[1], "rb").read()
path = f"/v1/runners/{runner}/imports?kind=run&unit=km&{sys.argv[3]}"
answer = client.post(path, data=body, content_type="application/octet-stream")
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(answer.status_code, int(peak.split()[1]) // 1024)
"""
AT = datetime(2026, 1, 1, tzinfo=UTC)
SESSION = {"start_time": AT, "timestamp": AT, "sport": "running", "total_distance": 5000.0}


def packed(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return out.getvalue()


def long_track(points: int) -> bytes:
    dice = random.Random(1)
    first = "2026-01-01T00:00:00Z"
    return gpx([[(52 + dice.random(), 13 + dice.random(), first) for _ in range(points)]])


def many_tracks(count: int) -> bytes:
    dice = random.Random(1)
    return b"<gpx>" + b"".join(b"<trk><name>%x</name></trk>" % dice.getrandbits(32) for _ in range(count)) + b"</gpx>"


def table(rows: int) -> bytes:
    lines = (f"{1971 + n % 50}-{n % 12 + 1:02}-{n % 28 + 1:02},{n % 40 + 1}.5,run" for n in range(rows))
    return ("date,distance_km,type\n" + "\n".join(lines)).encode()


MB = 1_000_000
HOSTILE: dict[str, Callable[[], bytes]] = {
    "a long track": lambda: long_track(100_000),
    "a track that unpacks to 40 MB": lambda: gzip.compress(long_track(400_000), 1),
    "a million tracks in a member": lambda: packed({"a.gpx": many_tracks(1_000_000)}),
    "one tag of 15 MB": lambda: b"<gpx><trk name='" + b"x" * 15 * MB + b"'/></gpx>",
    "a comment of 15 MB": lambda: b"<gpx><!--" + b"x" * 15 * MB + b"--><trk/></gpx>",
    "a million attributes": lambda: b"<gpx><trk " + b" ".join(b"a%x='1'" % n for n in range(MB)) + b"/></gpx>",
    "empty objects": lambda: b"[" + b",".join([b"{}"] * 5 * MB) + b"]",
    "a list of numbers": lambda: b"[" + b",".join(b"%d.5" % (n % 10) for n in range(4 * MB)) + b"]",
    "ten account files": lambda: packed(
        {f"u{n}_summarizedActivities.json": b"[" + b",".join([b"[1.5]"] * 600_000) + b"]" for n in range(10)}
    ),
    "a line of 15 MB": lambda: b"date,distance_km\n2026-01-01," + b"5" * 15 * MB,
    "many rows": lambda: table(60_000),
    "a chain of FIT files": lambda: fit([SESSION]) * 3_000,
}


@pytest.mark.long(minutes=4)
@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("query", ["dry_run=true"])
def test_a_worker_stays_small_whatever_is_sent(name: str, query: str, tmp_path: Path) -> None:
    assert peak_mb(HOSTILE[name](), tmp_path, query) < MOST_MB


def test_a_worker_stays_small_where_little_is_sent(tmp_path: Path) -> None:
    assert peak_mb(HOSTILE["a comment of 15 MB"](), tmp_path, "dry_run=true") < MOST_MB


def peak_mb(body: bytes, folder: Path, query: str) -> int:
    file = folder / "upload.bin"
    file.write_bytes(body)
    command = [sys.executable, "-c", MEASURED, str(file), str(folder / "x.sqlite"), query]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    status, peak = done.stdout.split()
    assert int(status) in (200, 201, 422)
    return int(peak)


def test_uploads_wait_their_turn_and_leave_a_worker_free_for_others(
    app: Flask, client: FlaskClient, account: Account
) -> None:
    runner = a_runner(client)
    path, body = f"/v1/runners/{runner}/imports?kind=run", gpx([[(52, 13, None), (53, 13, None)]])
    decoding = parts_of(app).decoding

    def send(results: list[int]) -> None:
        answer = client_of(app, account.key).post(path, data=body, content_type="application/octet-stream")
        results.append(answer.status_code)

    answers: list[int] = []
    with decoding.turn(), decoding.turn():
        waits = threading.Thread(target=send, args=(answers,))
        waits.start()
        while decoding.waiting == 0:
            waits.join(0.01)
        answer = client.post(path, data=body, content_type="application/octet-stream")
        assert (answer.status_code, answer.get_json()["code"]) == (503, "unavailable")
        assert answer.headers["Retry-After"]
        assert client.get(f"/v1/runners/{runner}").status_code == 200
        assert answers == []
    waits.join(10)
    assert answers == [201]


def test_of_large_uploads_one_is_decoded_at_a_time() -> None:
    decoding = Decoding(patience=0.01)
    with decoding.turn(LARGE_BYTES + 1), decoding.turn(LARGE_BYTES):
        pass
    with decoding.turn(LARGE_BYTES + 1), pytest.raises(BusyError), decoding.turn(LARGE_BYTES + 1):
        pass
    with decoding.turn(), decoding.turn(), pytest.raises(BusyError), decoding.turn():
        pass
    with decoding.turn(), decoding.turn(LARGE_BYTES + 1):
        pass
