"""GTINs, the numbers under bar codes: 8, 12, 13 or 14 digits with a check digit, kept in 14."""

from __future__ import annotations

from stdnum import ean
from stdnum.exceptions import InvalidChecksum, ValidationError

_DIGITS = 14
_UPC = 12
_OF_THE_SHOP = ("002", "004", "02")
"""How numbers begin, in 14 digits, that a shop gives itself: in the next shop they are another article's."""


class GtinFaultError(ValueError):
    """A text is not a GTIN; the message says why."""


def gtin14(text: str) -> str:
    """Return a GTIN in 14 digits, whatever its length; raises GtinFaultError."""
    try:
        return str(ean.validate(text)).zfill(_DIGITS)
    except InvalidChecksum:
        raise GtinFaultError("The check digit of this GTIN is wrong: was it typed or scanned whole?") from None
    except ValidationError:
        raise GtinFaultError("A GTIN has 8, 12, 13 or 14 digits.") from None


def gtin_of_feed(text: str) -> str | None:
    """Return the GTIN that a file of a shop holds, in 14 digits, ``None`` for what names no article everywhere.

    A spreadsheet takes the leading zero of a UPC away; a number that a shop gave itself says nothing elsewhere.
    """
    digits = text.strip().removesuffix(".0")
    try:
        number = gtin14(digits.zfill(_UPC) if len(digits) == _UPC - 1 else digits)
    except GtinFaultError:
        return None
    return None if number.startswith(_OF_THE_SHOP) or not number.strip("0") else number
