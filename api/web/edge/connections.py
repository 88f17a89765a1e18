"""gunicorn's worker with threads, in which a connection costs a thread only while a whole request is answered.

gunicorn hands a connection to a thread before a byte has come: as many slow clients as there are threads stop the
service. Here the poller gathers each request without waiting for anybody (docs/decisions/0011).
"""

from __future__ import annotations

import socket
import time
from functools import partial
from selectors import EVENT_READ
from typing import Any

from gunicorn.workers.gthread import STOP_KEEPALIVE_LINGER, TConn, ThreadWorker

from api.storage.database.engines import deadline
from api.web.edge.gathering import CONTINUE, IN_MEMORY, Gathering, left_over

HEAD_SECONDS = 10.0
BODY_SECONDS = 30.0
SLOWEST_BYTES_PER_SECOND = 1024
STALL_SECONDS = 10.0
"""For how long a thread waits for a client that does not take its answer."""

_UNBEGUN_LINGER_SECONDS = 1.0
_END_SECONDS = 2.0
_RECEIVED_AT_ONCE = 64 * 1024
_MOST_DRAINED = 64 * 1024
_MOST_WAITING_IN_ALL = 256 * 1024 * 1024


class Connection(TConn):  # type: ignore[misc]
    """A connection, the request that is being gathered on it, and until when it may take its time."""

    gathering: Gathering
    polled = False
    since = 0.0
    whole_at = 0.0
    drained = 0

    def init(self) -> None:
        """Give the parser what was gathered; called in the thread that answers."""
        super().init()
        self.sock.settimeout(STALL_SECONDS)
        # A request that waited for a thread has so much less time left to wait for the database.
        deadline.note_arrival(self.whole_at)
        self.gathering.hand_to(self.parser, self.sock)

    def may_wait_until(self) -> float:
        """Return the moment at which this client has taken too long."""
        if not self.gathering.in_body:
            return self.since + HEAD_SECONDS
        return self.since + BODY_SECONDS + self.gathering.size / SLOWEST_BYTES_PER_SECOND


class GatheringWorker(ThreadWorker):  # type: ignore[misc]
    """A worker whose threads get whole requests only. TLS is a proxy's business: there is none here."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.gathered: dict[Connection, None] = {}
        self.ending: dict[Connection, None] = {}

    def largest_body(self, head: bytes) -> int:
        """Return how many bytes the body of the request with this head may have."""
        raise NotImplementedError

    def refuse(self, conn: Connection, code: str) -> None:
        """Reply to a request that does not reach the app."""
        raise NotImplementedError

    def accept(self, listener: Any) -> None:
        """Take a new connection, if there is one."""
        self._accept_one(listener)

    def _accept_one(self, listener: Any) -> bool:
        try:
            client, address = listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return False
        self.nr_conns += 1
        conn = Connection(self.cfg, client, address, listener.getsockname())
        conn.data_ready = True
        self._gather(conn, b"")
        if self.nr_conns >= self.worker_connections:
            self._make_room()
        return True

    def _make_room(self) -> None:
        # Whoever has kept a connection open the longest without a request makes room for who comes now.
        if self.keepalived_conns:
            self._drop(self.keepalived_conns.popleft())
        elif self.gathered:
            conn = min(self.gathered, key=lambda conn: conn.since)
            del self.gathered[conn]
            self._drop(conn)

    def _gather(self, conn: Connection, first: bytes) -> None:
        conn.gathering = Gathering(self.largest_body)
        conn.since = time.monotonic()
        conn.sock.setblocking(False)
        self.gathered[conn] = None
        if first:
            self._take(conn, first)
        if conn in self.gathered:
            self._receive(conn)

    def _receive(self, conn: Connection, _: Any = None) -> None:
        try:
            data = conn.sock.recv(_RECEIVED_AT_ONCE)
        except BlockingIOError:
            self._poll(conn, self._receive)
            return
        except OSError:
            self._forget(conn)
            self._drop(conn)
            return
        if data:
            self._take(conn, data)
            if conn in self.gathered:
                self._poll(conn, self._receive)
        elif conn.gathering.is_empty:
            self._forget(conn)
            self._drop(conn)
        else:
            self._refuse(conn, "bad_request")

    def _take(self, conn: Connection, data: bytes) -> None:
        gathering = conn.gathering
        gathering.feed(data)
        if gathering.refusal is not None:
            self._refuse(conn, gathering.refusal)
        elif gathering.whole:
            self._hand_over(conn)
        elif gathering.size > IN_MEMORY and self._waiting_in_all() > _MOST_WAITING_IN_ALL:
            self._refuse(conn, "unavailable")
        elif gathering.wants_continue:
            gathering.wants_continue = False
            try:
                conn.sock.send(CONTINUE)
            except OSError:
                self._forget(conn)
                self._drop(conn)

    def _waiting_in_all(self) -> int:
        return sum(conn.gathering.size for conn in self.gathered)

    def _hand_over(self, conn: Connection) -> None:
        self._forget(conn)
        conn.whole_at = time.monotonic()
        self.enqueue_req(conn)

    def _refuse(self, conn: Connection, code: str) -> None:
        self._forget(conn)
        self.refuse(conn, code)
        self._end(conn)

    def _forget(self, conn: Connection) -> None:
        self.gathered.pop(conn, None)
        self._unpoll(conn)

    def _poll(self, conn: Connection, callback: Any) -> None:
        if not conn.polled:
            self.poller.register(conn.sock, EVENT_READ, partial(callback, conn))
            conn.polled = True

    def _unpoll(self, conn: Connection) -> None:
        if conn.polled:
            self.poller.unregister(conn.sock)
            conn.polled = False

    def _drop(self, conn: Connection) -> None:
        self._unpoll(conn)
        self.nr_conns -= 1
        if hasattr(conn, "gathering"):
            conn.gathering.close()
        conn.close()

    def _end(self, conn: Connection) -> None:
        """Close in the way of RFC 9112, section 9.6, but without waiting for the client in the poller's thread."""
        conn.since = time.monotonic()
        conn.sock.setblocking(False)
        try:
            conn.sock.shutdown(socket.SHUT_WR)
        except OSError:
            self._drop(conn)
            return
        self.ending[conn] = None
        self._drain(conn)

    def _drain(self, conn: Connection, _: Any = None) -> None:
        try:
            data = conn.sock.recv(_RECEIVED_AT_ONCE)
        except BlockingIOError:
            self._poll(conn, self._drain)
            return
        except OSError:
            data = b""
        conn.drained += len(data)
        if not data or conn.drained >= _MOST_DRAINED:
            del self.ending[conn]
            self._drop(conn)
        else:
            self._poll(conn, self._drain)

    def finish_request(self, conn: Connection, fs: Any) -> None:
        """Keep the connection for the client's next request, or end it; called in the poller's thread."""
        conn.gathering.close()
        stays = not fs.cancelled() and fs.exception() is None and fs.result() is True
        if not stays:
            self._end(conn)
            return
        left = left_over(conn.parser)
        if left:
            self._gather(conn, left)
            return
        conn.sock.setblocking(False)
        conn.set_timeout()
        if not self.alive:
            conn.timeout = min(conn.timeout, time.monotonic() + STOP_KEEPALIVE_LINGER)
        self.keepalived_conns.append(conn)
        self._poll(conn, self.on_client_socket_readable)

    def on_client_socket_readable(self, conn: Connection, client: Any) -> None:
        """Gather the next request of a connection that was kept."""
        self._unpoll(conn)
        self.keepalived_conns.remove(conn)
        self._gather(conn, b"")

    def _keepalive_after(self, conn: Connection, keepalive: bool) -> bool:
        # Of a body that was not waited for there is no telling where it ends.
        return not conn.gathering.cut and bool(super()._keepalive_after(conn, keepalive))

    def murder_keepalived(self, force: bool = False) -> None:
        """Close connections that were kept for too long without a request, or all of them."""
        now = time.monotonic()
        while self.keepalived_conns and (force or self.keepalived_conns[0].timeout <= now):
            self._drop(self.keepalived_conns.popleft())

    def murder_pending(self) -> None:
        """Close what takes too long to send its request or to go."""
        now = time.monotonic()
        for conn in [conn for conn in self.gathered if self._waits_until(conn) <= now]:
            if conn.gathering.is_empty:
                self._forget(conn)
                self._drop(conn)
            else:
                self._refuse(conn, "too_slow")
        for conn in [conn for conn in self.ending if conn.since + _END_SECONDS <= now]:
            del self.ending[conn]
            self._drop(conn)

    def _waits_until(self, conn: Connection) -> float:
        if not self.alive and conn.gathering.is_empty:
            return conn.since + _UNBEGUN_LINGER_SECONDS
        return conn.may_wait_until()

    def set_accept_enabled(self, enabled: bool) -> None:
        """Take new connections or not; a worker that stops takes those that wait and closes the port."""
        super().set_accept_enabled(enabled)
        if not enabled and not self.alive:
            for listener in self.sockets:
                while self._accept_one(listener):
                    pass
                listener.close()
