"""Keeps credentials of shops encrypted at rest, under a secret that is configured and not in the database."""

from __future__ import annotations

import base64
import hashlib
from typing import Self

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

_PURPOSE = b"forefoot credentials of feeds\0"


class UnsealableError(Exception):
    """A credential cannot be read: it was sealed under a secret that is not configured any more."""


class Seal:
    """Seals with the first secret and opens with any: put a new one in front, and the old one may go later."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        self._box = MultiFernet([Fernet(_key(secret)) for secret in secrets]) if secrets else None

    @classmethod
    def under(cls, secret: str | None) -> Self:
        """Return the seal of one secret, which seals nothing where there is none."""
        return cls((secret,) if secret else ())

    def close(self, text: str) -> str:
        """Return a text sealed; raises UnsealableError where no secret is configured."""
        if self._box is None:
            raise UnsealableError
        return self._box.encrypt(text.encode()).decode()

    def open(self, sealed: str | None) -> str | None:
        """Return what was sealed; raises UnsealableError."""
        if sealed is None:
            return None
        try:
            if self._box is None:
                raise UnsealableError
            return self._box.decrypt(sealed.encode()).decode()
        except InvalidToken:
            raise UnsealableError from None


def _key(secret: str) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(_PURPOSE + secret.encode()).digest())
