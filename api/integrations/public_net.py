"""Calls to other people's hosts that cannot be turned against our own net.

A host's name is resolved once; every address must be public, and the connection goes to the one that was looked at, so
that a name cannot mean something else a moment later.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter

Resolve = Callable[[str, int], list[str]]
_PORTS = {"http": 80, "https": 443}
_SOME_PUBLIC = "93.184.216.34"
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
"""What a gateway takes for an IPv4 address, a private one too."""


class AddressError(Exception):
    """An address cannot be called; ``is_refused``: it must not be, else its host is not known. ``detail`` says why."""

    def __init__(self, detail: str, *, is_refused: bool) -> None:
        super().__init__(detail)
        self.detail, self.is_refused = detail, is_refused


def resolve(host: str, port: int) -> list[str]:
    """Return the addresses of a host; raises OSError."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def is_public(address: str) -> bool:
    """Return whether an address is one of the public internet: not private, loopback, link-local or reserved."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (_last_four_bytes(found) if found in _NAT64 else None)
        if inner is not None:
            return is_public(str(inner))
        if found.is_site_local:
            return False
    return found.is_global and not found.is_multicast and not found.is_reserved


def _last_four_bytes(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address:
    return ipaddress.IPv4Address(address.packed[-4:])


def looks_callable(url: str, *, allow_private: bool) -> bool:
    """Return whether an address may be called by its form; what its name means is looked at when it is called."""

    def literally(host: str, port: int) -> list[str]:
        if host == "localhost" or host.endswith(".localhost"):
            return ["127.0.0.1"]
        try:
            return [str(ipaddress.ip_address(host))]
        except ValueError:
            return [_SOME_PUBLIC]

    try:
        address_of(url, literally, allow_private=allow_private)
    except AddressError:
        return False
    return True


def address_of(url: str, resolve: Resolve, *, allow_private: bool) -> str:
    """Return the address to connect to; raises AddressError for one that is none of ours to call."""
    try:
        parts = urlsplit(url)
    except ValueError:
        raise AddressError("the address cannot be read", is_refused=True) from None
    if parts.scheme != "https" and not (allow_private and parts.scheme == "http"):
        raise AddressError("only https addresses are called", is_refused=True)
    if not parts.hostname or parts.username or parts.password:
        raise AddressError("the address names no host, or a user in it", is_refused=True)
    try:
        found = resolve(parts.hostname, parts.port or _PORTS[parts.scheme])
    except (OSError, ValueError, UnicodeError):
        raise AddressError(f"there is no host {parts.hostname[:100]}", is_refused=False) from None
    if not found or (not allow_private and not all(is_public(address) for address in found)):
        raise AddressError("the host is not on the public internet", is_refused=True)
    return found[0]


class Pinned(HTTPAdapter):
    """Connects to the address that was looked at, under the name of the host."""

    def __init__(self, address: str, host: str) -> None:
        self._address, self._host = address, host
        self._sockets: list[socket.socket] = []
        self.ran_out = False
        super().__init__(max_retries=0)

    def build_connection_pool_key_attributes(self, request: Any, verify: Any, cert: Any = None) -> Any:
        host, pool = super().build_connection_pool_key_attributes(request, verify, cert)
        named = {"assert_hostname": self._host, "server_hostname": self._host} if host["scheme"] == "https" else {}
        return {**host, "host": self._address}, {**pool, **named}

    def get_connection_with_tls_context(self, *args: Any, **named: Any) -> Any:
        """Return a pool whose connections ``within`` can end."""
        pool: Any = super().get_connection_with_tls_context(*args, **named)
        pinned = self

        class Kept(pool.ConnectionCls):  # type: ignore[misc]
            def _new_conn(self) -> socket.socket:
                made: socket.socket = super()._new_conn()
                # A second handle, which stays usable once TLS has taken the first.
                pinned._keep(made.dup())
                return made

        pool.ConnectionCls = Kept
        return pool

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """End every connection after so many seconds, however slowly bytes come; ``ran_out`` says that it was so.

        A time-out of ``requests`` bounds each wait alone: a host that sends a byte now and then would hold a thread for
        hours.
        """
        timer = threading.Timer(seconds, self._run_out)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            for kept in self._sockets:
                kept.close()

    def _keep(self, made: socket.socket) -> None:
        self._sockets.append(made)
        # The time may have run out while this connection was being made.
        if self.ran_out:
            _end(made)

    def _run_out(self) -> None:
        self.ran_out = True
        for kept in self._sockets:
            _end(kept)


def _end(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


def session_to(address: str, host: str) -> tuple[requests.Session, Pinned]:
    """Return a session that connects to this address alone, whatever the environment says of proxies."""
    session, pinned = requests.Session(), Pinned(address, host)
    session.trust_env = False
    session.mount("https://", pinned)
    session.mount("http://", pinned)
    return session, pinned
