"""gunicorn's worker, where a test of the whole server would meet a moment too rarely."""

from __future__ import annotations

import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest

from api.web.edge import import_threads
from api.web.edge.worker import Worker

LONG_ENOUGH_SECONDS = 10


def test_a_worker_told_to_quit_while_it_hands_over_a_request_quits(monkeypatch: pytest.MonkeyPatch) -> None:
    # A worker that quits stops the imports of its process, which here is the process of the tests after this one.
    monkeypatch.setattr(import_threads, "_has_to_stop", False)
    worker = Worker.__new__(Worker)
    worker.alive, worker.cfg = True, SimpleNamespace(worker_int=lambda _: None)
    worker.tpool = ThreadPoolExecutor(1)
    ended: list[object] = []

    def quit_in_the_middle() -> None:
        with worker.tpool._shutdown_lock, pytest.raises(SystemExit) as end:
            worker.handle_quit(signal.SIGQUIT, None)
        ended.append(end.value.code)

    thread = threading.Thread(target=quit_in_the_middle, daemon=True)
    thread.start()
    thread.join(LONG_ENOUGH_SECONDS)
    assert ended == [0]
    assert worker.alive is False
