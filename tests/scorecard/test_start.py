"""The README's own start: one command, nothing asked, nothing fetched, nothing waited for; the seconds are printed.

In the full form it also begins where a newcomer does, without an environment, and is compared with a generous time.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections import defaultdict
from contextlib import suppress
from pathlib import Path

import pytest
import requests

from tests.support.console import steps_of
from tests.support.scorecard import IS_FULL, Note
from tests.support.service import ROOT, _free_port

pytestmark = pytest.mark.long(minutes=1)

WATCHED = Path(__file__).with_name("watched.py")
MODULES_AT_MOST = 2_000
START_SECONDS, INSTALL_SECONDS = 20, 600
"""Generous: the process answers after three, and an environment takes half a minute."""
KEPT_OUT = (".venv", ".git", ".forefoot", "__pycache__", ".*_cache", ".hypothesis", "build", "node_modules")

Watched = dict[str, set[str]]

DELIVERS = {"subprocess.Popen": {repr(str(ROOT / ".venv/bin/python"))}}
"""The process beside the workers that delivers webhooks."""


def first_command() -> list[str]:
    """Return the first command of the README."""
    (first, *_) = steps_of((ROOT / "README.md").read_text())
    return first.command.split()


def started(folder: Path, checkout: Path = ROOT, sleeps_at: str = "", patience: float = 120) -> tuple[Watched, float]:
    """Run the first command until the service is ready; return what its processes did and the seconds until then."""
    (home := folder / "watching").mkdir(exist_ok=True)
    shutil.copy(WATCHED, home / "sitecustomize.py")
    (file := home / "seen").unlink(missing_ok=True)
    port = _free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("FOREFOOT_", "MAKE"))}
    environment |= {"PYTHONPATH": str(home), "FOREFOOT_WATCHED": str(file), "FOREFOOT_WATCHED_SLEEPS_AT": sleeps_at}
    environment |= {"PORT": str(port), "FOREFOOT_DATA_DIR": str(folder / "data")}
    began = time.monotonic()
    with (folder / "printed").open("wb") as printed:
        process = subprocess.Popen(
            first_command(),
            cwd=checkout,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=printed,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        while not is_ready(port):
            assert process.poll() is None, (folder / "printed").read_text()
            assert time.monotonic() - began < patience, (folder / "printed").read_text()
            time.sleep(0.05)
        took = time.monotonic() - began
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(60)
    return seen_in(file), took


def is_ready(port: int) -> bool:
    try:
        return requests.get(f"http://127.0.0.1:{port}/readyz", timeout=2).status_code == 200
    except requests.RequestException:
        return False


def seen_in(file: Path) -> Watched:
    seen: Watched = defaultdict(set)
    for line in file.read_text().splitlines():
        _, kind, what = line.split(" ", 2)
        seen[kind].add(what)
    return seen


def odd_in(seen: Watched) -> list[str]:
    """Return what a start has no use for."""
    waits = {kind: whats - DELIVERS.get(kind, set()) for kind, whats in seen.items() if kind != "import"}
    odd = [f"{kind}: {what}" for kind in sorted(waits) for what in sorted(waits[kind])]
    if len(seen["import"]) > MODULES_AT_MOST:
        odd.append(f"{len(seen['import'])} modules are loaded")
    return odd


@pytest.mark.row("E3")
def test_one_command_starts_it_without_a_wait_or_a_question(tmp_path: Path, note: Note) -> None:
    _, first = started(tmp_path)
    seen, again = started(tmp_path)
    odd = odd_in(seen)
    note(commands=1, odd=len(odd), **{"modules loaded": len(seen["import"])})
    note(**{"seconds with a new database": round(first, 1), "seconds": round(again, 1)})
    assert len(seen["import"]) > 500
    assert odd == []
    assert not IS_FULL or again < START_SECONDS


@pytest.mark.teeth("E3")
def test_a_sleep_while_modules_are_loaded_is_noticed(tmp_path: Path) -> None:
    seen, _ = started(tmp_path, sleeps_at="api.app")
    assert odd_in(seen) != []


if IS_FULL:

    @pytest.mark.row("E3")
    def test_it_starts_where_nothing_is_installed(tmp_path: Path, note: Note) -> None:
        checkout = shutil.copytree(ROOT, tmp_path / "checkout", ignore=shutil.ignore_patterns(*KEPT_OUT))
        _, took = started(tmp_path, checkout, patience=INSTALL_SECONDS)
        note(**{"seconds with everything to install": round(took)})
