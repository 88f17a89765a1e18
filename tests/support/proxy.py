"""A wire between the service and its database that can be frozen, cut and mended, without touching the server."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlalchemy import URL, make_url

_CHUNK = 65_536
_LOOK_SECONDS = 0.05
_LONGEST_FREEZE_SECONDS = 15.0
_DEFAULT_PORT = 5432


class Wire:
    """Forwards TCP connections to a PostgreSQL server. ``url`` is the server's, reached through the wire."""

    def __init__(self, server: URL) -> None:
        self._server = server
        self._flows = threading.Event()
        self._flows.set()
        self._ends = threading.Event()
        self._lock = threading.Lock()
        self._open: list[socket.socket] = []
        self._listening: socket.socket | None = socket.create_server(("127.0.0.1", 0))
        self._port: int = self._listening.getsockname()[1]
        self._serve(self._listening)

    @property
    def url(self) -> str:
        """The URL through the wire."""
        through = self._server.set(host="127.0.0.1", port=self._port).difference_update_query(["host", "port"])
        return through.render_as_string(hide_password=False)

    def freeze(self) -> None:
        """Carry nothing for now; connections stay open and new ones are still taken, as by a stopped process."""
        self._flows.clear()

    def thaw(self) -> None:
        """Carry again what waited."""
        self._flows.set()

    def cut(self) -> None:
        """Break every connection and refuse new ones, as after a crash."""
        if self._listening is not None:
            self._listening.close()
            self._listening = None
        self._break_all()

    def mend(self) -> None:
        """Take connections again on the same port."""
        self._listening = socket.create_server(("127.0.0.1", self._port), reuse_port=False)
        self._serve(self._listening)

    def close(self) -> None:
        """End for good."""
        self._ends.set()
        self._flows.set()
        self.cut()

    def _serve(self, listening: socket.socket) -> None:
        threading.Thread(target=self._accept, args=(listening,), daemon=True).start()

    def _accept(self, listening: socket.socket) -> None:
        listening.settimeout(_LOOK_SECONDS)
        while not self._ends.is_set():
            try:
                near, _ = listening.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            near.settimeout(None)
            far = _connect(self._server)
            with self._lock:
                self._open += [near, far]
            for source, target in ((near, far), (far, near)):
                threading.Thread(target=self._pump, args=(source, target), daemon=True).start()

    def _pump(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(_CHUNK):
                # Not for ever: a service that waits without end fails its test instead of hanging it.
                self._flows.wait(_LONGEST_FREEZE_SECONDS)
                target.sendall(data)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _break_all(self) -> None:
        with self._lock:
            broken, self._open = self._open, []
        for end in broken:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


@contextmanager
def wire_to(url: str) -> Iterator[Wire]:
    """Give a wire to the PostgreSQL server of this URL."""
    wire = Wire(make_url(url))
    try:
        yield wire
    finally:
        wire.close()


def _connect(server: URL) -> socket.socket:
    host = server.host or str(server.query.get("host", "127.0.0.1"))
    port = server.port or int(str(server.query.get("port", _DEFAULT_PORT)))
    if host.startswith("/"):
        far = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        far.connect(f"{host}/.s.PGSQL.{port}")
        return far
    return socket.create_connection((host, port))
