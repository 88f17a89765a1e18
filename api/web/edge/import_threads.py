"""Imports that go on after their request was answered: in threads of this worker, a few at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable

MOST = 2
"""At once in a worker: each keeps a whole file in memory, and they would only wait for one another."""

Stopping = Callable[[], bool]

_told_to_stop = False


def stop_soon() -> None:
    """Tell every import of this worker that goes on in a thread to stop; may be called by a signal's handler."""
    global _told_to_stop
    _told_to_stop = True


class ImportThreads:
    """Threads that end by themselves when the worker does: each piece of work is told to stop, and is waited for."""

    def __init__(self, most: int = MOST) -> None:
        self._free = threading.Semaphore(most)

    def try_to_hold(self) -> bool:
        """Take one of the places, if one is free; ``start`` gives it back at the end of the work."""
        return self._free.acquire(blocking=False)

    def give_back(self) -> None:
        """Give a place back that was not used."""
        self._free.release()

    def start(self, work: Callable[[Stopping], object]) -> threading.Thread:
        """Begin the work in a thread, in a place that was taken; it asks now and then whether it has to stop."""

        def run() -> None:
            try:
                work(_is_stopping)
            finally:
                self._free.release()

        # Not a daemon: a process that ends waits for it, after its main thread has gone.
        thread = threading.Thread(target=run, name="import")
        thread.start()
        return thread


def _is_stopping() -> bool:
    return _told_to_stop or not threading.main_thread().is_alive()
