"""A request on its way in, gathered piece by piece until it is whole, so that no thread waits for a slow client.

Only where a request ends is found out here. Whether it is a good one is gunicorn's parser's to say, which then never
has to wait for more of it.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from typing import IO, Any

from gunicorn.http.unreader import SocketUnreader

LONGEST_LINE = 8190
LARGEST_HEAD = 128 * 1024
IN_MEMORY = 64 * 1024
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"

_HEAD_END = b"\r\n\r\n"
_LENGTH = re.compile(rb"\r\ncontent-length[ \t]*:[ \t]*([^\r\n]*)", re.IGNORECASE)
_CODING = re.compile(rb"\r\ntransfer-encoding[ \t]*:[ \t]*([^\r\n]*)", re.IGNORECASE)
_EXPECT = re.compile(rb"\r\nexpect[ \t]*:[ \t]*100-continue[ \t]*(?=\r\n)", re.IGNORECASE)
_HEX = re.compile(rb"[0-9A-Fa-f]{1,16}")
_OVERHEAD_OF_CHUNKS = 8

LargestBody = Callable[[bytes], int]
"""Answers from a request's head how many bytes its body may have."""


class Chunks:
    """Finds where a body in chunks ends. ``size``: how many bytes it holds so far."""

    def __init__(self) -> None:
        self.size = 0
        self.done = False
        self.broken = False
        self._skip = 0
        self._line = bytearray()
        self._in_trailer = False

    def feed(self, data: bytes) -> None:
        """Take the next piece of the body."""
        at = 0
        while at < len(data) and not (self.done or self.broken):
            if self._skip:
                step = min(self._skip, len(data) - at)
                self._skip -= step
                at += step
                continue
            end = data.find(b"\n", at) + 1 or len(data)
            self._line += data[at:end]
            at = end
            if self._line.endswith(b"\n"):
                self._take_line(bytes(self._line))
                self._line.clear()
            elif len(self._line) > LONGEST_LINE:
                self.broken = True

    def _take_line(self, line: bytes) -> None:
        if not line.endswith(b"\r\n"):
            self.broken = True
        elif self._in_trailer:
            self.done = line == b"\r\n"
        else:
            # int() would take a sign and underscores, which the parser does not.
            digits = line.partition(b";")[0].strip()
            size = int(digits, 16) if _HEX.fullmatch(digits) else -1
            self.broken = size < 0
            self._in_trailer = size == 0
            if size > 0:
                self.size += size
                self._skip = size + len(b"\r\n")


class Gathering:
    """One request so far. ``whole``: nothing more is needed of the client; ``refusal``: the problem it is refused with.

    A body that may not be so large is not waited for: the app refuses it by its Content-Length (``cut``).
    """

    def __init__(self, largest_body: LargestBody) -> None:
        self.whole = False
        self.cut = False
        self.refusal: str | None = None
        self.wants_continue = False
        self.size = 0
        self.length = 0
        self._largest_body = largest_body
        self._largest = 0
        self._head = bytearray()
        self._head_ended = False
        self._chunks: Chunks | None = None
        self._memory = bytearray()
        self._file: IO[bytes] | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing has come yet."""
        return not self.size

    @property
    def in_body(self) -> bool:
        """Whether the head is there."""
        return self._head_ended

    def feed(self, data: bytes) -> None:
        """Take what the client sent next."""
        self.size += len(data)
        if self._head_ended:
            self._take_body(data)
            return
        searched = max(0, len(self._head) - len(_HEAD_END) + 1)
        self._head += data
        end = self._head.find(_HEAD_END, searched)
        if end >= 0:
            self._end_head(end + len(_HEAD_END))
        elif b"\r\n" not in self._head[: LONGEST_LINE + 2] and len(self._head) > LONGEST_LINE + 2:
            self.refusal = "address_too_long"
        elif len(self._head) > LARGEST_HEAD:
            self.refusal = "headers_too_large"

    def _end_head(self, end: int) -> None:
        self._head_ended = True
        head, rest = bytes(self._head[:end]), bytes(self._head[end:])
        self._head.clear()
        lengths, codings = _LENGTH.findall(head), _CODING.findall(head)
        if codings and not lengths and codings[-1].strip().lower().endswith(b"chunked"):
            self._chunks = Chunks()
            self._largest = self._largest_body(head)
        elif len(lengths) == 1 and not codings and lengths[0].strip().isdigit() and len(lengths[0]) < LONGEST_LINE:
            self.length = int(lengths[0]) if len(lengths[0]) < 20 else LARGEST_LENGTH
            self.cut = self.length > IN_MEMORY and self.length > self._largest_body(head)
        # Any other framing is refused by the parser before it reads a body.
        if not self.cut and (self._chunks is not None or self.length > len(rest)):
            head, answered = _EXPECT.subn(b"", head)
            self.wants_continue = answered > 0
        self._keep(head)
        self._take_body(rest)

    def _take_body(self, data: bytes) -> None:
        self._keep(data)
        if self._chunks is None:
            self.length -= len(data)
            self.whole = self.cut or self.length <= 0
            return
        self._chunks.feed(data)
        if self._chunks.broken:
            self.refusal = "bad_request"
        elif self._chunks.size > self._largest or self.size > self._largest * _OVERHEAD_OF_CHUNKS + LARGEST_HEAD:
            self.refusal = "too_large"
        self.whole = self._chunks.done

    def _keep(self, data: bytes) -> None:
        if self._file is None and len(self._memory) + len(data) > IN_MEMORY + LARGEST_HEAD:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the request
            self._file.write(self._memory)
            self._memory.clear()
        if self._file is None:
            self._memory += data
        else:
            self._file.write(data)

    def hand_to(self, parser: Any, sock: Any) -> None:
        """Give everything to the parser, which reads it before it reads the socket."""
        if not self._head_ended:
            self._keep(bytes(self._head))
        if self._file is None:
            parser.unreader.unread(bytes(self._memory))
        else:
            self._file.seek(0)
            parser.unreader = _FromFile(sock, self._file)

    def close(self) -> None:
        """Let go of the file, if there is one."""
        if self._file is not None:
            self._file.close()


LARGEST_LENGTH = 10**18


class _FromFile(SocketUnreader):  # type: ignore[misc]
    """Reads a file to its end, then the socket."""

    def __init__(self, sock: Any, file: IO[bytes]) -> None:
        super().__init__(sock)
        self._file = file

    def chunk(self, size_hint: int | None = None) -> bytes:
        """Return the next piece."""
        data: bytes = b"" if self._file.closed else self._file.read(max(size_hint or 0, self.mxchunk))
        if data:
            return data
        received: bytes = super().chunk(size_hint)
        return received

    def take_buffered(self) -> bytes:
        """Return what was gathered and not read."""
        buffered: bytes = super().take_buffered()
        return buffered if self._file.closed else buffered + self._file.read()


def left_over(parser: Any) -> bytes:
    """Return what a client sent behind the request that was just answered."""
    left: bytes = parser.unreader.take_buffered()
    if isinstance(parser.unreader, _FromFile):
        parser.unreader._file.close()
        parser.unreader = SocketUnreader(parser.unreader.sock)
    return left
