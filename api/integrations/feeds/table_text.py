"""Makes UTF-8 of a table as shops' programs write it: Excel's Unicode text is UTF-16, its CSV is Windows-1252.

The encoding shows: UTF-16 begins with a mark, and a text that is no UTF-8 was written by an older program. One of
another code page reads as other letters in names, and then matches no model and no column: nothing is taken wrongly.
"""

from __future__ import annotations

import codecs
import re

from api.integrations.readers.table import FileFaultError
from api.integrations.reasons import why

_UTF16 = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CONTROLS = re.compile(rb"[\x01-\x08\x0e-\x1f]")
_SEPARATOR_LINE = re.compile(rb"\A(?:\xef\xbb\xbf)?\"?sep=(?:;|,|\t)\"?\r?\n", re.IGNORECASE)


def as_utf8(body: bytes) -> bytes:
    """Return a table in UTF-8, without the line ``sep=;`` that names the separator for Excel; raises FileFaultError.

    Bytes that no text has are left as they are: who reads them says what is wrong.
    """
    return _SEPARATOR_LINE.sub(b"", _decoded(body))


def _decoded(body: bytes) -> bytes:
    for mark, encoding in _UTF16:
        if body.startswith(mark):
            try:
                return body[len(mark) :].decode(encoding).encode()
            except UnicodeDecodeError:
                raise FileFaultError(why("not_utf8")) from None
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
