"""Calls to other people's hosts that cannot be turned against our own net.

A host's name is resolved once; every address must be one that may be called, and the connection goes to the one that
was looked at, so that a name cannot mean something else a moment later. ``Reach`` says which addresses those are.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from enum import Enum
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter

Resolve = Callable[[str, int], list[str]]
_PORTS = {"http": 80, "https": 443}


class Reach(Enum):
    """Where an address lies.

    ``PRIVATE`` is what a service may be allowed to call in its operator's own net: RFC 1918, unique local addresses of
    RFC 4193, and loopback. What is neither that nor of the public internet is called never, whatever is configured:
    link-local, multicast, unspecified, shared (RFC 6598), reserved, documentation, and where clouds keep the
    credentials of a machine.
    """

    PUBLIC = "public"
    PRIVATE = "private"
    NEVER = "never"


_PRIVATE = tuple(
    ipaddress.ip_network(network)
    for network in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "::1/128", "fc00::/7")
)
_METADATA = frozenset(
    ipaddress.ip_address(address)
    for address in (
        *("169.254.169.254", "169.254.170.2", "fd00:ec2::254", "fd00:ec2::23", "fd20:ce::254", "fd00:42::42"),
        *("100.100.100.200", "192.0.0.192", "168.63.129.16"),
    )
)
"""Where AWS, Google, Scaleway, Alibaba, Oracle and Azure keep a machine's credentials; some lie in private nets, and
Azure's looks public."""
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_ISATAP = (b"\x00\x00\x5e\xfe", b"\x02\x00\x5e\xfe")
"""What stands before an IPv4 address in the lower half of an ISATAP address (RFC 5214)."""


class AddressError(Exception):
    """An address cannot be called; ``is_refused``: it must not be, else its host is not known. ``detail`` says why."""

    def __init__(self, detail: str, *, is_refused: bool) -> None:
        super().__init__(detail)
        self.detail, self.is_refused = detail, is_refused


def resolve(host: str, port: int) -> list[str]:
    """Return the addresses of a host; raises OSError."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def reach_of(address: str) -> Reach:
    """Return where an address lies, in whatever form it is written.

    An IPv4 address within an IPv6 one counts as itself where the system calls it directly (IPv4-mapped). Through a
    gateway (NAT64, 6to4, Teredo, ISATAP) nothing is reached that is not public on both sides.
    """
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return Reach.NEVER
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return _reach(found.ipv4_mapped)
        inner = _behind_gateway(found)
        if inner:
            # Python counts NAT64's own prefix as reserved.
            is_public = found in _NAT64 or _reach(found) is Reach.PUBLIC
            is_public = is_public and all(_reach(embedded) is Reach.PUBLIC for embedded in inner)
            return Reach.PUBLIC if is_public else Reach.NEVER
    return _reach(found)


def _reach(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> Reach:
    if address in _METADATA:
        return Reach.NEVER
    if any(address in network for network in _PRIVATE):
        return Reach.PRIVATE
    is_elsewhere = address.is_multicast or address.is_reserved or address.is_link_local or address.is_unspecified
    if isinstance(address, ipaddress.IPv6Address):
        is_elsewhere = is_elsewhere or address.is_site_local
    return Reach.PUBLIC if address.is_global and not is_elsewhere else Reach.NEVER


def _behind_gateway(address: ipaddress.IPv6Address) -> tuple[ipaddress.IPv4Address, ...]:
    """Return the IPv4 addresses that a gateway reads out of an address."""
    packed = address.packed
    last = ipaddress.IPv4Address(packed[-4:])
    if address in _NAT64 or packed[8:12] in _ISATAP:
        return (last,)
    if address.sixtofour is not None:
        return (address.sixtofour,)
    return address.teredo or ()


def looks_callable(url: str, *, allow_private: bool) -> bool:
    """Return whether an address may be called by its form; what its name means is looked at when it is called."""
    try:
        scheme, host, port = _parts_of(url)
        _check_reach(scheme, _written(host, port), allow_private=allow_private)
    except AddressError:
        return False
    return True


def _written(host: str, port: int) -> list[str]:
    """Return the address that a host's name is by its form, such as ``0x7f.1`` too; none for a name to be asked for."""
    if host == "localhost" or host.endswith(".localhost"):
        return ["127.0.0.1"]
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    except (OSError, ValueError):
        # No name has a colon: what is left of the address of another machine's interface.
        return [host] if ":" in host else []
    return [str(entry[4][0]) for entry in found]


def address_of(url: str, resolve: Resolve, *, allow_private: bool) -> str:
    """Return the address to connect to; raises AddressError for one that is none of ours to call."""
    scheme, host, port = _parts_of(url)
    try:
        found = resolve(host, port)
    except (OSError, ValueError):
        raise AddressError(f"there is no host {host[:100]}", is_refused=False) from None
    if not found:
        raise AddressError("the host has no address", is_refused=True)
    _check_reach(scheme, found, allow_private=allow_private)
    return found[0]


def _parts_of(url: str) -> tuple[str, str, int]:
    """Return scheme, host and port of an address; raises AddressError where one is missing or too much stands there."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise AddressError("the address cannot be read", is_refused=True) from None
    if parts.scheme not in _PORTS:
        raise AddressError("only https addresses are called", is_refused=True)
    if not parts.hostname or parts.username or parts.password:
        raise AddressError("the address names no host, or a user in it", is_refused=True)
    # A dot at the end says that the name is whole: localhost. is localhost.
    host = parts.hostname.removesuffix(".")
    if not _is_a_name(host):
        raise AddressError("the address names no host that can be", is_refused=True)
    return parts.scheme, host, port or _PORTS[parts.scheme]


def _is_a_name(host: str) -> bool:
    """Return whether a host can be asked for: no empty or endless part, nothing that is written as a percentage."""
    if ":" in host:
        return True
    try:
        return bool(host.encode("idna")) and "%" not in host
    except UnicodeError:
        return False


def _check_reach(scheme: str, addresses: Sequence[str], *, allow_private: bool) -> None:
    """Raise AddressError unless every address may be called by that scheme: plain HTTP only in one's own net."""
    reached = {reach_of(address) for address in addresses}
    if Reach.NEVER in reached or (Reach.PRIVATE in reached and not allow_private):
        raise AddressError("the host is not on the public internet", is_refused=True)
    if scheme != "https" and (Reach.PUBLIC in reached or not allow_private):
        raise AddressError("only https addresses are called", is_refused=True)


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
