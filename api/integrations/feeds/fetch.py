"""Fetches what a shop's own system offers: with time-outs and retries, and never from our own net.

Every address is looked at before it is called (``public_net``), those of redirects too; a credential is not handed on
to another host.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from urllib3.exceptions import HTTPError, MaxRetryError
from urllib3.util.retry import Retry

from api.integrations.public_net import AddressError, Reach, Resolve, address_of, reach_of, resolve, session_to
from api.integrations.reasons import Reason

CONNECT_SECONDS, READ_SECONDS, WHOLE_SECONDS = 5.0, 20.0, 120.0
PULL_SECONDS = 1800.0
"""For how long one feed may be pulled, all its pages together."""
MOST_BYTES = 64 * 1024 * 1024
MOST_REDIRECTS = 3
LONGEST_WAIT_SECONDS = 60.0
_BLOCK = 64 * 1024
_AGAIN = (429, 500, 502, 503, 504)
_REDIRECTS = (301, 302, 303, 307, 308)
_RETRIES = Retry(total=4, backoff_factor=1, backoff_jitter=1, backoff_max=LONGEST_WAIT_SECONDS, status_forcelist=_AGAIN)
_AGENT = "Forefoot"
_REFUSED = {401: "credential_refused", 403: "credential_refused", 404: "not_found", 410: "not_found"}

CODES = (
    *("address_refused", "unreachable", "too_slow", "credential_refused", "not_found", "refused", "unavailable"),
    *("truncated", "too_large", "redirected_too_often", "unreadable", "empty"),
)
"""Why a feed could not be fetched or read."""


class FetchError(Exception):
    """A feed could not be fetched; ``code`` is one of CODES, ``detail`` says no credential.

    ``wait`` are the seconds for which its host asked to be left alone.
    """

    def __init__(self, code: str, detail: str | Reason, wait: float = 0) -> None:
        super().__init__(f"{code}: {detail}")
        self.code, self.detail, self.wait = code, detail, wait


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came: 200 with a body, or 304 without one."""

    status: int
    body: bytes
    headers: Mapping[str, str]
    next_url: str | None


class Fetcher:
    """Gets one address after the other; ``allow_private`` is for a shop's own net and for plain HTTP in it."""

    def __init__(
        self,
        *,
        allow_private: bool = False,
        resolve: Resolve = resolve,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._allow_private, self._resolve, self._sleep, self._clock = allow_private, resolve, sleep, clock
        self._ends = math.inf

    def begin_pull(self) -> None:
        """Begin the time that one feed has, with all its pages."""
        self._ends = self._clock() + PULL_SECONDS

    def get(self, url: str, *, headers: Mapping[str, str], params: Mapping[str, Any] | None = None) -> Fetched:
        """Return what an address answers, within WHOLE_SECONDS and what is left of a pull; raises FetchError.

        Whatever a host answers, and however slowly, nothing else is raised: the feeds of others wait behind it.
        """
        until = min(self._clock() + WHOLE_SECONDS, self._ends)
        retry = _RETRIES
        while True:
            try:
                fetched, wait = self._followed(url, headers, params, until)
                if fetched.status not in _AGAIN:
                    return _checked(fetched)
                if wait is not None and wait > LONGEST_WAIT_SECONDS:
                    raise FetchError("unavailable", f"it answered {fetched.status}, and to come back later", wait)
                retry = retry.increment("GET", url, response=None, error=HTTPError(str(fetched.status)))
                fault = FetchError("unavailable", f"it answered {fetched.status} again and again")
            except MaxRetryError:
                raise fault from None
            except (requests.RequestException, HTTPError) as error:
                fault = _fault_of(error)
                wait = None
                try:
                    retry = retry.increment("GET", url, error=HTTPError(type(error).__name__))
                except MaxRetryError:
                    raise fault from None
            except (ArithmeticError, ValueError):
                raise FetchError("unreadable", "what it answers cannot be read") from None
            seconds = min(wait if wait is not None else retry.get_backoff_time(), LONGEST_WAIT_SECONDS)
            if self._clock() + seconds >= until:
                raise fault
            self._sleep(seconds)

    def wait(self, seconds: float) -> None:
        """Wait, for a source that asks for it."""
        self._sleep(min(max(seconds, 0), LONGEST_WAIT_SECONDS))

    def _followed(
        self, url: str, headers: Mapping[str, str], params: Mapping[str, Any] | None, until: float
    ) -> tuple[Fetched, float | None]:
        sent, allow_private = dict(headers), self._allow_private
        for _ in range(MOST_REDIRECTS + 1):
            address = self._address_of(url, allow_private=allow_private)
            with self._once(url, address, sent, params, until) as response:
                if response.status_code not in _REDIRECTS:
                    return self._read(response, until), _retry_after(response)
                target = urljoin(url, response.headers.get("Location", ""))
            if urlsplit(target).netloc != urlsplit(url).netloc:
                sent = {}
            # A host of the internet leads nobody into the operator's own net.
            allow_private = allow_private and reach_of(address) is Reach.PRIVATE
            url, params = target, None
        raise FetchError("redirected_too_often", f"it redirects more than {MOST_REDIRECTS} times")

    def _address_of(self, url: str, *, allow_private: bool) -> str:
        try:
            return address_of(url, self._resolve, allow_private=allow_private)
        except AddressError as fault:
            raise FetchError("address_refused" if fault.is_refused else "unreachable", fault.detail) from None

    @contextmanager
    def _once(
        self, url: str, address: str, headers: Mapping[str, str], params: Mapping[str, Any] | None, until: float
    ) -> Iterator[requests.Response]:
        parts = urlsplit(url)
        left = until - self._clock()
        if left <= 0:
            raise _too_slow()
        session, pinned = session_to(address, parts.hostname or "")
        try:
            with session, pinned.within(left):
                response = session.get(
                    url,
                    params=params,
                    headers={"User-Agent": _AGENT, "Host": parts.netloc.rpartition("@")[2], **headers},
                    timeout=(CONNECT_SECONDS, READ_SECONDS),
                    allow_redirects=False,
                    stream=True,
                )
                with response:
                    yield response
        except (requests.RequestException, HTTPError, OSError):
            if pinned.ran_out:
                raise _too_slow() from None
            raise
        # A connection that was ended looks like the end of what came.
        if pinned.ran_out:
            raise _too_slow()

    def _read(self, response: requests.Response, until: float) -> Fetched:
        body = bytearray()
        for block in response.iter_content(_BLOCK):
            body += block
            if len(body) > MOST_BYTES:
                raise FetchError("too_large", f"it sends more than {MOST_BYTES // 1024 // 1024} MB")
            if self._clock() > until:
                raise _too_slow()
        length = response.headers.get("Content-Length", "")
        is_length_known = length.isascii() and length.isdigit() and "Content-Encoding" not in response.headers
        if is_length_known and len(body) < int(length):
            raise FetchError("truncated", f"it sent {len(body)} of {length} bytes")
        links = response.links.get("next", {})
        return Fetched(response.status_code, bytes(body), response.headers, links.get("url"))


def _too_slow() -> FetchError:
    return FetchError("too_slow", "it did not send everything in time")


def _checked(fetched: Fetched) -> Fetched:
    if fetched.status in (200, 304):
        return fetched
    code = _REFUSED.get(fetched.status, "refused")
    raise FetchError(code, f"it answered {fetched.status}")


def _fault_of(error: Exception) -> FetchError:
    if isinstance(error, requests.Timeout):
        return FetchError("too_slow", "it did not answer in time")
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return FetchError("truncated", "the connection ended before everything had come")
    return FetchError("unreachable", "it cannot be reached")


def _retry_after(response: requests.Response) -> float | None:
    given = response.headers.get("Retry-After")
    if given is None or response.status_code not in _AGAIN:
        return None
    try:
        return _RETRIES.parse_retry_after(given)
    except (ArithmeticError, HTTPError, ValueError):
        return None
