"""How API keys look, what is stored of them, and what a key may be allowed to do."""

from __future__ import annotations

import hashlib
import secrets

KEY_PREFIX = "ff_"
_SECRET_BYTES = 24
_HINT_LENGTH = 7

SCOPES = {
    "advice": "Ask for advice.",
    "catalogue:read": "Read the catalogue.",
    "catalogue:write": "Add, change, import and delete the account's own shoes.",
    "stores:read": "Read stores and their stock.",
    "stores:write": "Add, change and delete stores, import stock.",
    "runners:read": "Read runners, their pairs and runs, and the advice from their logs; export.",
    "runners:write": "Add, change and delete runners, pairs and runs, import; erase a runner.",
    "keys:manage": "List, make and revoke the account's API keys; not for a key of one store.",
}
"""What a key may be allowed to do."""

KEYS_MANAGE = "keys:manage"
STORE_SCOPES = ("advice", "catalogue:read", "stores:read")
"""What a key of one store may do unless it is said otherwise."""
SHORTEST_KEY = 24
"""How many characters a preset key has at least."""


def new_key() -> str:
    """Return a fresh key: 192 random bits behind a prefix that secret scanners can look for."""
    return KEY_PREFIX + secrets.token_urlsafe(_SECRET_BYTES)


def hash_of(key: str) -> str:
    """Return what is stored of a key. A random key of 192 bits needs no slow hash."""
    return hashlib.sha256(key.encode()).hexdigest()


def hint_of(key: str) -> str:
    """Return the beginning of a key, enough to tell keys apart in a list and never more than a quarter of it."""
    return key[: min(_HINT_LENGTH, len(key) // 4)]
