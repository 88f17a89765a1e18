"""Makes UTF-8 of a table as shops' programs write it: Excel's Unicode text is UTF-16, its CSV is Windows-1252.

The encoding shows: UTF-16 by itself, and a text that is no UTF-8 was written by an older program. One of
another code page reads as other letters in names, and then matches no model and no column: nothing is taken wrongly.
"""

from __future__ import annotations

import re
from io import BytesIO

from api.integrations.readers import encodings

_CONTROLS = re.compile(rb"[\x01-\x08\x0e-\x1f]")
_SEPARATOR_LINE = re.compile(rb"\A(?:\xef\xbb\xbf)?\"?sep=(?:;|,|\t)\"?\r?\n", re.IGNORECASE)


def as_utf8(body: bytes) -> bytes:
    """Return a table in UTF-8, without the line ``sep=;`` that names the separator for Excel; raises FileFaultError.

    Bytes that no text has are left as they are: who reads them says what is wrong.
    """
    return _SEPARATOR_LINE.sub(b"", _decoded(body))


def _decoded(body: bytes) -> bytes:
    body = encodings.as_utf8(BytesIO(body)).read()
    try:
        body.decode()
    except UnicodeDecodeError:
        return body if _CONTROLS.search(body) else _from_windows(body)
    return body


def _from_windows(body: bytes) -> bytes:
    try:
        return body.decode("cp1252").encode()
    except UnicodeDecodeError:
        return body
