"""Imports that go on after their request was answered: in threads of this worker, a few at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

MOST = 2
"""At once in a worker: each keeps a whole file in memory, and they would only wait for one another."""

MOST_WAITING, PATIENCE_SECONDS = 1, 8.0
"""Uploads that wait for their turn to be decoded, each in a thread of the worker, and for how long."""

LARGE_BYTES = 1024 * 1024
"""Two of this size at once could be more than a worker may take of memory."""

Stopping = Callable[[], bool]

_has_to_stop = False


def stop_soon() -> None:
    """Tell every import of this worker that goes on in a thread to stop; may be called by a signal's handler."""
    global _has_to_stop
    _has_to_stop = True


class BusyError(Exception):
    """As many uploads are being decoded as memory and the other requests of this worker allow."""


class Decoding:
    """Turns of the uploads of a worker: a few are decoded at once, one waits, and threads stay free for the others."""

    def __init__(self, most: int = MOST, most_waiting: int = MOST_WAITING, patience: float = PATIENCE_SECONDS) -> None:
        self._free, self._patience = threading.Semaphore(most), patience
        self._free_for_large = threading.Semaphore(1)
        self._most_waiting, self._lock, self.waiting = most_waiting, threading.Lock(), 0

    @contextmanager
    def turn(self, size: int = 0) -> Iterator[None]:
        """Hold a place while a file of ``size`` bytes is decoded, and of large ones the only place.

        Raises BusyError where too many wait, or one for too long.
        """
        with ExitStack() as held:
            for places in (self._free_for_large, self._free) if size > LARGE_BYTES else (self._free,):
                if not places.acquire(blocking=False) and not self._waited(places):
                    raise BusyError
                held.callback(places.release)
            yield

    def _waited(self, places: threading.Semaphore) -> bool:
        with self._lock:
            if self.waiting >= self._most_waiting:
                return False
            self.waiting += 1
        try:
            return places.acquire(timeout=self._patience)
        finally:
            with self._lock:
                self.waiting -= 1


class ImportThreads:
    """Threads that end by themselves when the worker does: each piece of work is asked to stop, and is waited for."""

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
    return _has_to_stop or not threading.main_thread().is_alive()
