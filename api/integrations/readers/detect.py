"""Which export a file is, detected by its content and never by its name alone, and its records one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO

from api.integrations.readers.forefoot_export import RunCopy
from api.integrations.readers.members import Decode, one_by_one
from api.integrations.readers.one_file import ZIP_MARKS, guarded, head_of, read_one
from api.integrations.readers.run_record import QuestionError, ReadOptions, Record, RunRecord, Unread
from api.integrations.readers.table import MAX_RECORDS, FileFaultError
from api.integrations.readers.zip_file import read_zip
from api.integrations.reasons import why

_MOST_NAMES = 20
_PARAMETER_OF = {"unknown_sport": "sports", "unknown_track": "kind"}
"""What answers where nobody knows a sport, by the key of the reason."""


def read_records(file: BinaryIO, options: ReadOptions, decode: Decode = one_by_one) -> Iterator[Record]:
    """Yield every record of an export, whichever of the known ones it is.

    ``file`` can be rewound; ``decode`` reads the members of a ZIP file. Raises FileFaultError, also midway: use nothing
    of a file that did; QuestionError where the sender has to say what the file does not.
    """
    unknown = _Unknown()
    for count, record in enumerate(guarded(lambda: _records(file, options, decode)), start=1):
        if count > MAX_RECORDS and not isinstance(record, RunCopy):
            raise FileFaultError(why("too_many_records", most=MAX_RECORDS))
        unknown.note(record)
        yield record
    unknown.ask()


def _records(file: BinaryIO, options: ReadOptions, decode: Decode) -> Iterator[Record]:
    return read_zip(file, options, decode) if head_of(file).startswith(ZIP_MARKS) else read_one(file, options, "")


class _Unknown:
    """Sports that nobody knows, until one is known."""

    def __init__(self) -> None:
        self._is_known = False
        self._names: dict[str, Counter[str]] = {key: Counter() for key in _PARAMETER_OF}

    def note(self, record: Record) -> None:
        """Look at a record."""
        if not isinstance(record, Unread):
            self._is_known = self._is_known or isinstance(record, RunRecord)
        elif record.reason.key in _PARAMETER_OF:
            self._names[record.reason.key][str(record.reason.facts["sport"])] += 1
        else:
            self._is_known = self._is_known or record.reason.key == "not_on_foot"

    def ask(self) -> None:
        """Raise QuestionError if no sport of the file is known."""
        for key, names in self._names.items():
            if names and not self._is_known:
                listed = ", ".join(f"{name} ({count})" for name, count in names.most_common(_MOST_NAMES))
                raise QuestionError(_PARAMETER_OF[key], why("sports_not_known", names=listed))
