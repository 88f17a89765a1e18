"""Turns the cells of a table into values: numbers with a point or a comma, yes and no, lists, texts that stay texts."""

from __future__ import annotations

import re

_PLAIN_NUMBER = re.compile(r"[+-]?[0-9]{1,15}([.,][0-9]{1,15})?")
_THOUSANDS_OR_NOT = re.compile(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}")
_WORDS = {"yes": True, "y": True, "true": True, "1": True, "no": False, "n": False, "false": False, "0": False}
_FORMULA_STARTS = ("=", "+", "-", "@")


class CellFaultError(ValueError):
    """A cell does not hold what its column is for; the message says what would be right."""


def number_cell(cell: str) -> float:
    """Return a number; a decimal comma counts as a point. Raises CellFaultError.

    ``1,234`` may be over a thousand or a little over one: it is refused rather than guessed. A point is always
    decimal.
    """
    if not _PLAIN_NUMBER.fullmatch(cell):
        raise CellFaultError("Must be a number such as 27.5 or 27,5, without unit or thousands separator.")
    if _THOUSANDS_OR_NOT.fullmatch(cell):
        raise CellFaultError("Could be thousands or decimals: write 1234 or 1.234.")
    value = float(cell.replace(",", "."))
    return int(value) if value.is_integer() else value


def whole_number_cell(cell: str) -> int:
    """Return a whole number; raises CellFaultError."""
    if not re.fullmatch(r"[+-]?[0-9]{1,15}", cell):
        raise CellFaultError("Must be a whole number.")
    return int(cell)


def yes_no_cell(cell: str) -> bool:
    """Return yes or no; raises CellFaultError."""
    try:
        return _WORDS[cell.lower()]
    except KeyError:
        raise CellFaultError("Must be yes or no.") from None


def text_cell(cell: str) -> str:
    """Return a text; raises CellFaultError for one that a spreadsheet would run as a formula."""
    if cell.startswith(_FORMULA_STARTS):
        raise CellFaultError(f"Must not begin with {cell[0]}: a spreadsheet would run it as a formula.")
    return cell


def list_cell(cell: str) -> list[str]:
    """Return the parts of a cell such as ``standard|wide``; raises CellFaultError."""
    return [text_cell(part.strip()) for part in cell.split("|") if part.strip()]
