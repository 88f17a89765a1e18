"""JSON texts that memory is too small for, in parts that it is large enough for: an account's export can be one file.

A part is a valid text of its own: some entries of a list, within the same names of fields around them. Of a single
record that is too large the lists of thousands are left out: they are what a watch measured by the second.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from api.integrations.readers.archive import LARGEST_JSON_BYTES
from api.integrations.readers.table import FileFaultError
from api.integrations.reasons import why

PART_BYTES = 512 * 1024
_LONG_FIELD = 64 * 1024
_WINDOW = 1024 * 1024
_MOST_FIELDS = 1000
_MOST_ENTRIES = 1_000_000
"""In one list: ten times the records that are read of a file, and ten days measured by the second."""
_DEEPEST = 4
_MOST_NESTED = 100
"""No export nests deeper than ten."""

_OUTSIDE, _WITHIN = re.compile(rb'["\[\]{},]'), re.compile(rb'["\\]')
_FIELD = re.compile(rb'\s*("(?:[^"\\]|\\.)*")\s*:\s*', re.DOTALL)
_LONGEST_NAME = 1024

IsRecord = Callable[[Collection[str]], bool]
"""Returns whether fields of these names are a record as a whole."""


def json_parts(
    file: BinaryIO, is_record: IsRecord, *, most: int = LARGEST_JSON_BYTES, part: int = PART_BYTES
) -> Iterator[bytes]:
    """Yield a JSON text in parts of about ``part`` bytes, none above ``most``.

    Raises FileFaultError for one that is no JSON, or that cannot be parted.
    """
    size = file.seek(0, io.SEEK_END)
    yield from _Splitter(file, is_record, most, part).parts(_Span(0, size), b"", b"", 0)


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int

    @property
    def size(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class _Splitter:
    file: BinaryIO
    is_record: IsRecord
    most: int
    part: int

    def parts(self, span: _Span, before: bytes, after: bytes, depth: int) -> Iterator[bytes]:
        """Yield a value in parts, each within what is written ``before`` and ``after`` it."""
        first = self._first(span)
        if span.size <= self.part or first not in (b"[", b"{"):
            if span.size > self.most:
                raise FileFaultError(why("json_too_large"))
            yield before + self._read(span) + after
        elif depth > _DEEPEST:
            raise FileFaultError(why("json_too_large"))
        elif first == b"[":
            yield from self._of_list(span, before + b"[", b"]" + after, depth)
        else:
            yield from self._of_object(span, before, after, depth)

    def _of_list(self, span: _Span, before: bytes, after: bytes, depth: int) -> Iterator[bytes]:
        begun: _Span | None = None
        for count, entry in enumerate(self._children(span), start=1):
            if count > _MOST_ENTRIES:
                raise FileFaultError(why("json_too_large"))
            if begun is not None and (entry.end - begun.start > self.part):
                yield before + self._read(begun) + after
                begun = None
            if entry.size > self.part:
                yield from self.parts(entry, before, after, depth + 1)
            else:
                begun = entry if begun is None else _Span(begun.start, entry.end)
        if begun is not None:
            yield before + self._read(begun) + after

    def _of_object(self, span: _Span, before: bytes, after: bytes, depth: int) -> Iterator[bytes]:
        fields = list(self._fields(span))
        if self.is_record([name[1:-1].decode("utf-8", "replace") for name, _ in fields]):
            yield before + self._slim(span) + after
            return
        short = [name + b":" + self._read(value) for name, value in fields if value.size <= self._longest_field]
        if short:
            yield before + b"{" + b",".join(short) + b"}" + after
        for name, value in fields:
            if value.size > self._longest_field:
                yield from self.parts(value, before + b"{" + name + b":", b"}" + after, depth + 1)

    @property
    def _longest_field(self) -> int:
        return min(_LONG_FIELD, self.part)

    def _fields(self, span: _Span) -> Iterator[tuple[bytes, _Span]]:
        """Yield the name of each field of an object, in its quotes, and its value; raises FileFaultError."""
        for count, field in enumerate(self._children(span)):
            match = _FIELD.match(self._read(_Span(field.start, min(field.end, field.start + _LONGEST_NAME))))
            if match is None or count >= _MOST_FIELDS:
                raise FileFaultError(why("json_too_large"))
            yield match[1], _Span(field.start + match.end(), field.end)

    def _slim(self, span: _Span, depth: int = 0) -> bytes:
        """Return a record without the long lists of what was measured by the second; raises FileFaultError."""
        first = self._first(span)
        if span.size <= self._longest_field or first not in (b"[", b"{"):
            if span.size > self.most:
                raise FileFaultError(why("json_too_large"))
            return self._read(span)
        if depth > _DEEPEST:
            return b"null"
        if first == b"{":
            slim = (name + b":" + self._slim(value, depth + 1) for name, value in self._fields(span))
            return b"{" + b",".join(slim) + b"}"
        entries = list(islice(self._children(span), _MOST_FIELDS + 1))
        if len(entries) > _MOST_FIELDS:
            return b"[]"
        return b"[" + b",".join(self._slim(entry, depth + 1) for entry in entries) + b"]"

    def _first(self, span: _Span) -> bytes:
        """Return the sign that a value begins with."""
        return self._read(_Span(span.start, min(span.end, span.start + _WINDOW))).lstrip(b"\xef\xbb\xbf \t\r\n")[:1]

    def _children(self, span: _Span) -> Iterator[_Span]:
        """Yield where each entry of a list, or field of an object, begins and ends; raises FileFaultError."""
        depth, in_string, start = 0, False, 0
        for place, sign in self._signs(span):
            if sign == b'"':
                in_string = not in_string
            elif sign in (b"[", b"{"):
                depth += 1
                if depth > _MOST_NESTED:
                    raise FileFaultError(why("json_too_large"))
                start = place + 1 if depth == 1 else start
            elif depth == 1:
                if place > start and self._read(_Span(start, min(place, start + _LONGEST_NAME))).strip():
                    yield _Span(start, place)
                start = place + 1
                depth -= sign != b","
            elif sign != b",":
                depth -= 1
            if depth < 0:
                break
        if depth or in_string:
            raise FileFaultError(why("cannot_read_json", fault="unexpected end of data"))

    def _signs(self, span: _Span) -> Iterator[tuple[int, bytes]]:
        """Yield each sign that parts values, and where it is: of a string only its quotes."""
        in_string, place = False, span.start
        while place < span.end:
            window = self._read(_Span(place, min(span.end, place + _WINDOW)))
            at = 0
            while (match := (_WITHIN if in_string else _OUTSIDE).search(window, at)) is not None:
                at = match.end()
                if match[0] == b"\\":
                    # Whatever follows is a part of the string.
                    at += 1
                    continue
                in_string ^= match[0] == b'"'
                yield place + match.start(), match[0]
            place += max(at, len(window))

    def _read(self, span: _Span) -> bytes:
        self.file.seek(span.start)
        return self.file.read(span.size)
