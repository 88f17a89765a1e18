"""What an import did, row by row: the same shape for shoes and for stock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from api.advice.core.wording import Wording
from api.integrations.reasons import Reason

STATUSES = ("created", "updated", "skipped", "failed")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one field of a row: a column or JSON pointer within it, why, and a code for programs."""

    field: str
    detail: str
    code: str

    @classmethod
    def of(cls, field: str, reason: Reason, wording: Wording) -> Self:
        """Return the fault that a reason is, in the words of a language."""
        return cls(field, reason.say(wording), reason.key)

    def as_dict(self) -> dict[str, str]:
        return {"field": self.field, "detail": self.detail, "code": self.code}


Check = Callable[[Mapping[str, Any]], tuple[dict[str, Any], list[Fault]]]
"""Returns what a row says as it is to be stored, and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class ImportRow:
    """A row to import: its number, the line it begins on (files with lines only), its values, what is wrong."""

    number: int
    line: int | None
    values: Mapping[str, Any]
    faults: tuple[Fault, ...] = ()

    @property
    def place(self) -> str:
        return f"row {self.number}" if self.line is None else f"line {self.line}"


@dataclass(frozen=True, slots=True)
class RowResult:
    """What became of a row: one of STATUSES, the id concerned, why it was skipped or failed, or what is to be known."""

    row: ImportRow
    status: str
    id: str | None = None
    reason: str | None = None
    faults: tuple[Fault, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        return {
            "row": self.row.number,
            "line": self.row.line,
            "status": self.status,
            "id": self.id,
            "reason": self.reason,
            "errors": [fault.as_dict() for fault in self.faults],
        }


@dataclass(frozen=True, slots=True)
class ImportReport:
    """Every row's result, in the order of the file; ``removed`` counts what a full replacement took away."""

    results: list[RowResult]
    removed: int = 0
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def changed(self) -> bool:
        return self.removed > 0 or any(result.status in ("created", "updated") for result in self.results)

    def before_it_is_done(self) -> ImportReport:
        """Return the same of an import that was only tried: what it would create has no id yet."""
        results = [replace(result, id=None) if result.status == "created" else result for result in self.results]
        return replace(self, results=results)

    def as_dict(self) -> dict[str, Any]:
        counted = Counter(result.status for result in self.results)
        return {
            "counts": {**{status: counted[status] for status in STATUSES}, "removed": self.removed},
            "rows": [result.as_dict() for result in self.results],
            **self.more,
        }


def checked(row: ImportRow, check: Check) -> ImportRow:
    """Return the row as it is to be stored, or with what is wrong with it."""
    if row.faults:
        return row
    values, faults = check(row.values)
    return ImportRow(row.number, row.line, values, tuple(faults))


def failed(row: ImportRow, faults: Iterable[Fault]) -> RowResult:
    """Return a failed row, with its first fault as the reason."""
    faults = tuple(faults)
    first = faults[0]
    return RowResult(row, "failed", None, f"{first.field}: {first.detail}" if first.field else first.detail, faults)
