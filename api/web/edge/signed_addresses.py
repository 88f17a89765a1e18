"""Addresses of pictures, templates and calendars that open without a key: signed, and good for a day.

The signature covers the folder and the facts in the query, whichever way they are written down; not what only says how
it is shown (``FREE``): as SVG, PNG or on paper. One secret for all hosts signs: ``FOREFOOT_SECRET``, or one that the
service made and keeps.
"""

from __future__ import annotations

import hmac
import re
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from hashlib import sha256
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Request, has_request_context

from api.storage.database.errors import StorageUnavailableError
from api.web.edge.context import Parts, parts, visit

View = TypeVar("View", bound=Callable[..., Any])

EXPIRES, SIGNATURE = "expires", "signature"
FREE = frozenset({"width_px", "paper", "rules"})
"""Parameters that only say how something is shown: anybody may set them."""

_HOUR = 3600
_DAY = 86_400
_MOST_PAIRS = 60
_SIGNATURE_BYTES = 12
_UNESCAPED = re.compile(r"(?:[A-Za-z0-9_.~-]+=[A-Za-z0-9_.~,-]*(?:&|$))*")
"""A query whose facts need no escape but for commas, as almost all of ours: read and written ten times faster."""


def opens_signed(view: View) -> View:
    """Mark a view whose signed address opens without a key. Stands above ``@needs``."""
    view.forefoot_signed = True  # type: ignore[attr-defined]
    return view


class InvalidLinkError(Exception):
    """A signed address that was altered, or whose time is over."""


def signed(address: str | None) -> str | None:
    """Return one of our addresses as it is served: signed, and absolute where the service knows its own name.

    It stays as it is outside a request, and opens with a key alone while the secret cannot be read.
    """
    if address is None or not address.startswith("/v1/") or not has_request_context() or _as_they_are.get():
        return address
    kept = visit().signed
    path, _, query = address.partition("?")
    # The pictures and papers of one thing with the same facts have one signature, which keeps answers short.
    place = path.rpartition("/")[0], query
    if place not in kept:
        built = parts()
        kept[place] = built.settings.public_url or "", _signed(*place, built)
    host, facts = kept[place]
    return f"{host}{path}?{facts}" if facts else host + path


def _signed(folder: str, query: str, built: Parts) -> str:
    key = built.link_key.get()
    if key is not None:
        # To the hour, so that the same question has the same answer for a while.
        expires = (int(built.now().timestamp()) // _HOUR + 1) * _HOUR + _DAY
        query = f"{query}&{EXPIRES}={expires}" if query else f"{EXPIRES}={expires}"
        query = f"{query}&{SIGNATURE}={_signature(key, folder, query)}"
    return query


_as_they_are = ContextVar("forefoot.addresses_as_they_are", default=False)


@contextmanager
def addresses_as_they_are() -> Iterator[None]:
    """Sign nothing within: examples of the description are the same at any time."""
    token = _as_they_are.set(True)
    try:
        yield
    finally:
        _as_they_are.reset(token)


def unsigned(address: str) -> str:
    """Return path and query of an address that was served, without host, term and signature."""
    split = urlsplit(address)
    pairs = [pair for pair in parse_qsl(split.query) if pair[0] not in (EXPIRES, SIGNATURE)]
    return split.path + ("?" + urlencode(pairs, safe=",") if pairs else "")


def is_signed(incoming: Request) -> bool:
    """Return whether the address of a request is signed."""
    return b"signature=" in incoming.query_string


def check_link(incoming: Request, built: Parts) -> None:
    """Take the signature off a request; raise InvalidLinkError if it was altered or is too old.

    Where a key came too, that key decides, and not the signature. Raises StorageUnavailableError while the secret
    cannot be read.
    """
    try:
        pairs = parse_qsl(incoming.query_string.decode("ascii"), keep_blank_values=True, max_num_fields=_MOST_PAIRS)
    except ValueError:
        raise InvalidLinkError from None
    given = [value for name, value in pairs if name == SIGNATURE]
    facts = [pair for pair in pairs if pair[0] != SIGNATURE]
    if "HTTP_AUTHORIZATION" not in incoming.environ:
        _check(incoming, given, facts, built)
    plain = urlencode([pair for pair in facts if pair[0] != EXPIRES])
    incoming.environ["QUERY_STRING"] = plain
    incoming.query_string = plain.encode()


def _check(incoming: Request, given: list[str], facts: list[tuple[str, str]], built: Parts) -> None:
    key = built.link_key.get()
    if key is None:
        raise StorageUnavailableError("the secret that signs addresses cannot be read")
    expected = _signature(key, incoming.path.rpartition("/")[0], urlencode(facts))
    if len(given) != 1 or not hmac.compare_digest(given[0].encode(), expected.encode()):
        raise InvalidLinkError
    # A signature of ours covers one term.
    ends = next(int(value) for name, value in facts if name == EXPIRES)
    if incoming.method not in ("GET", "HEAD") or ends < built.now().timestamp():
        raise InvalidLinkError


def _signature(key: bytes, folder: str, query: str) -> str:
    digest = hmac.digest(key, f"{folder}?{_facts_of(query)}".encode(), sha256)
    return urlsafe_b64encode(digest[:_SIGNATURE_BYTES]).decode().rstrip("=")


def _facts_of(query: str) -> str:
    """Return what a signature covers of a query, in one order and one spelling."""
    if _UNESCAPED.fullmatch(query):
        split = (pair.partition("=") for pair in query.split("&") if pair)
        plain = sorted((name, value) for name, _, value in split if name not in FREE)
        return "&".join(f"{name}={value}" for name, value in plain).replace(",", "%2C")
    return urlencode(sorted(pair for pair in parse_qsl(query, keep_blank_values=True) if pair[0] not in FREE))
