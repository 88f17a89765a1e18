"""Members of a ZIP file, decoded one after the other or, where there are many, by several processes at once.

What comes of a member is plain data, so that it passes from one process to another: its records, or why there are none.
"""

from __future__ import annotations

import io
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from multiprocessing import get_context
from typing import BinaryIO

from api.integrations.readers.one_file import guarded, read_one, read_table
from api.integrations.readers.run_record import QuestionError, ReadOptions, Record
from api.integrations.readers.table import MAX_RECORDS, FileFaultError
from api.integrations.reasons import Reason, why

_FEW = 50
"""So many members are decoded before other processes could have begun."""

_LARGEST_SENT = 8 * 1024 * 1024
_AHEAD = 8
"""Members for each process that wait for it, or that have been decoded and wait for their place."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """What came of a member: its records, or a question with the parameter that answers it, or a fault."""

    records: Sequence[Record] = ()
    question: tuple[str, Reason] | None = None
    fault: Reason | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """A member that was unpacked, under its path; or what is known of it without a look inside."""

    place: str
    is_table: bool = False
    body: BinaryIO | None = None
    known: Decoded | None = None
    share: float = 0.0
    """How much of the whole file it is, packed, for whoever shows progress."""


Decode = Callable[[Iterable[Member], ReadOptions], Iterator[Decoded]]
"""Returns what comes of each member, in their order."""


def one_by_one(members: Iterable[Member], options: ReadOptions) -> Iterator[Decoded]:
    """Yield what comes of each member."""
    for member in members:
        yield _decoded(member, options)


def in_processes(members: Iterable[Member], options: ReadOptions) -> Iterator[Decoded]:
    """Yield what comes of each member; where there are many, every core of the machine decodes."""
    rest = iter(members)
    first = list(islice(rest, _FEW))
    cores = os.cpu_count() or 1
    if len(first) < _FEW or cores == 1:
        yield from one_by_one(chain(first, rest), options)
        return
    # A new interpreter for each: this one may have threads and connections.
    with ProcessPoolExecutor(cores, mp_context=get_context("spawn")) as pool:
        waiting: deque[Future[Decoded] | Decoded] = deque()
        for member in chain(first, rest):
            waiting.append(_begun(pool, member, options))
            while len(waiting) >= _AHEAD * cores:
                yield _result(waiting.popleft())
        while waiting:
            yield _result(waiting.popleft())


def _begun(pool: ProcessPoolExecutor, member: Member, options: ReadOptions) -> Future[Decoded] | Decoded:
    if member.body is None or member.is_table or member.body.seek(0, io.SEEK_END) > _LARGEST_SENT:
        return _decoded(member, options)
    member.body.seek(0)
    return pool.submit(partial(decode, member.body.read(), member.place, options, is_table=False))


def _result(begun: Future[Decoded] | Decoded) -> Decoded:
    return begun.result() if isinstance(begun, Future) else begun


def _decoded(member: Member, options: ReadOptions) -> Decoded:
    if member.known is not None or member.body is None:
        return member.known or Decoded()
    return decode(member.body, member.place, options, is_table=member.is_table)


def decode(body: BinaryIO | bytes, place: str, options: ReadOptions, *, is_table: bool) -> Decoded:
    """Return what comes of a member: all of its records, or none of them."""
    file = io.BytesIO(body) if isinstance(body, bytes) else body
    try:
        reading = guarded(lambda: read_table(file, options) if is_table else read_one(file, options, place))
        found = list(islice(reading, MAX_RECORDS + 1))
    except QuestionError as question:
        return Decoded(question=(question.parameter, question.reason))
    except FileFaultError as fault:
        return Decoded(fault=fault.reason)
    if len(found) > MAX_RECORDS:
        return Decoded(fault=why("too_many_records", most=MAX_RECORDS))
    return Decoded(found)
