"""GTINs, the numbers under bar codes: 8, 12, 13 or 14 digits with a check digit, kept in 14."""

from __future__ import annotations

from stdnum import ean
from stdnum.exceptions import InvalidChecksum, ValidationError

_DIGITS = 14


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
