"""How names of shoes are compared: to sort them, to recognise the same shoe again, and to find one despite a typo."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from api.integrations.readers.sports import fold

_KEY_LENGTH = 100
_DIGITS = re.compile(r"\d{1,6}")
_NOT_WORD = re.compile(r"[^\w]+|_+")
_BLANKS = re.compile(r"\s+")
_UNSHOWABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufff9-\ufffb]+")


def normalize_name(text: str) -> str:
    """Return a name in small letters without accents and punctuation: ``Gel-Nimbus 27`` becomes ``gel nimbus 27``."""
    return _NOT_WORD.sub(" ", fold(text)).strip()


def normalize_blanks(text: str) -> str:
    """Return a name without case, outer and double blanks; accents and punctuation stay."""
    return _BLANKS.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


def on_one_line(text: str) -> str:
    """Return a name as it may be shown: no character that ends a line, moves a cursor or turns the letters round."""
    return _BLANKS.sub(" ", _UNSHOWABLE.sub(" ", text)).strip()


def sort_key(text: str) -> str:
    """Return what a name sorts by: plain, with numbers in the order of their size, so that 9 comes before 10."""
    return _DIGITS.sub(lambda number: number[0].zfill(6), normalize_name(text))[:_KEY_LENGTH]


def match_key(brand: str, model: str, external_ref: str | None) -> str:
    """Return what a shoe is known by within an account: its external_ref, or else brand and model."""
    return ref_key(external_ref) if external_ref is not None else name_key(brand, model)


def ref_key(external_ref: str) -> str:
    """Return the key of a shoe that has an external_ref."""
    return _digest("ref", external_ref)


def name_key(brand: str, model: str) -> str:
    """Return the key of a brand and model, whatever their case and blanks."""
    return _digest("name", normalize_blanks(brand), normalize_blanks(model))


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
