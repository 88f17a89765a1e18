"""Texts in whatever encoding they come, as UTF-8: what a file says of its encoding is believed only where it can be.

UTF-8 shows by itself, for hardly a text in another encoding is valid in it; so does UTF-16. Among the others a table is
read by its names: the encoding in which its columns and sports are words that are known, else those in which its words
can be words at all. A byte that fits nowhere costs its own place in a comment and never the file.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise, zip_longest
from typing import IO, BinaryIO

from api.integrations.readers.archive import read_on, temporary_file
from api.integrations.readers.run_record import QuestionError, Record
from api.integrations.readers.sports import NAMES, names_in
from api.integrations.readers.table import FileFaultError
from api.integrations.reasons import why

BOM = codecs.BOM_UTF8
ENCODINGS = tuple(NAMES["encodings"])
"""What a sender may answer, the likeliest first."""

_CODECS = {"windows-1252": "cp1252", "macintosh": "mac_roman", "shift_jis": "cp932", "euc-kr": "cp949"}
_WIDER = {"iso8859-1": "cp1252", "iso8859-9": "cp1254", "ascii": "cp1252", "shift_jis": "cp932", "gb2312": "gb18030"}
"""What is meant where an encoding is declared that the writer did not keep to."""

_DECLARED = re.compile(rb"""\A(\s*<\?xml[^>]*?)\s+encoding\s*=\s*(?:"([^"]{1,40})"|'([^']{1,40})')""")
_SINGLE_OR_EAST_ASIAN = re.compile(r"iso8859-|cp125|koi8|mac-|gb|big5|cp9|euc_|shift_jis|tis|ascii")
_MULTIBYTE = frozenset({"shift_jis", "gb18030", "big5", "euc-kr"})
_BLOCK, _LONGEST_PIECE = 64 * 1024, 1024 * 1024
_TAGS, _STRINGS = re.compile(rb"(?=[<>])"), re.compile(rb'(?=")')
_CELLS, _WORD = re.compile(rb"[,;\t\r\n\"]"), re.compile(r"[^\W\d_]+")
_MOST_CELLS, _LONGEST_CELL, _FEWEST_EAST_ASIAN, _LONGEST_WITHOUT_ASCII = 3000, 200, 2, 2
_SIGN_AMID_WORD = re.compile(r"[^\W\d_][^\w\s’‘´`·–—\x00-\x7f][^\W\d_]")
_SIGNS = frozenset("“”„‘’‚«»‹›–—…•·°ºª´¨`¡¿§€£¥©®™×÷±½¼¾²³¹¬µ\N{NO-BREAK SPACE}")


def as_utf8(file: BinaryIO) -> BinaryIO:
    """Return a text in UTF-16 or UTF-32, with a mark or without, in UTF-8; any other file as it is."""
    file.seek(0)
    head = file.read(64)
    file.seek(0)
    encoding = _wide_encoding(head)
    return file if encoding is None else _transcoded(file, encoding)


def _wide_encoding(head: bytes) -> str | None:
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    first, second = head[0:32:2], head[1:32:2]
    if not first or not second:
        return None
    if not any(second) and _is_ascii_text(first):
        return "utf-16-le"
    return "utf-16-be" if not any(first) and _is_ascii_text(second) else None


def _is_ascii_text(letters: bytes) -> bool:
    return all(32 <= letter < 127 or letter in b"\t\r\n" for letter in letters)


def _transcoded(file: BinaryIO, encoding: str) -> BinaryIO:
    decoder, text = codecs.getincrementaldecoder(encoding)(), temporary_file()
    try:
        while block := read_on(file, _BLOCK):
            text.write(decoder.decode(block).encode())
        decoder.decode(b"", final=True)
    except UnicodeError:
        raise FileFaultError(why("not_utf8")) from None
    text.seek(0)
    return text


@dataclass(slots=True)
class _Pieces:
    """Decodes a text piece by piece. Which encoding it is in shows as it goes by: that of most pieces so far."""

    fallback: str = "cp1252"
    valid: int = 0
    others: int = 0

    def utf8(self, part: bytes, ends: re.Pattern[bytes]) -> bytes:
        """Return a part of the text in UTF-8; a piece ends where ``ends`` matches."""
        if part.isascii():
            return part
        if _is_valid(part):
            self.valid += 1
            return part
        pieces = ends.split(part)
        for piece in pieces:
            if not piece.isascii():
                self.valid += _is_valid(piece)
                self.others += not _is_valid(piece)
        is_utf8 = self.valid > self.others
        return b"".join(self._piece(piece, is_utf8=is_utf8) for piece in pieces)

    def _piece(self, piece: bytes, *, is_utf8: bool) -> bytes:
        if piece.isascii() or (is_utf8 and _is_valid(piece)):
            return piece
        lenient = piece.decode("utf-8", "replace")
        if is_utf8 and any(not letter.isascii() and letter != "\N{REPLACEMENT CHARACTER}" for letter in lenient):
            return lenient.encode()
        return piece.decode(self.fallback, "replace").encode()


def _is_valid(part: bytes) -> bool:
    try:
        part.decode()
    except UnicodeDecodeError:
        return False
    return True


def xml_in_utf8(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield an XML document in UTF-8, from its first sign on, in blocks that end before a tag.

    What it declares counts where it is not UTF-8, and is left out.
    """
    rest, pieces = b"", None
    for block in blocks:
        text = rest + block if pieces else (rest + block).removeprefix(BOM).lstrip()
        # No encoding has the sign of a tag within a letter: none is cut in two.
        cut = text.rfind(b"<")
        if cut <= 0 and len(text) < _LONGEST_PIECE:
            rest = text
            continue
        done, rest = (text[:cut], text[cut:]) if cut > 0 else (text, b"")
        if pieces is None:
            pieces, done = _begun(done)
        yield pieces.utf8(done, _TAGS)
    if rest:
        yield (pieces or _Pieces()).utf8(rest, _TAGS)


def _begun(head: bytes) -> tuple[_Pieces, bytes]:
    """Return how to decode a document that begins so, and its beginning without what it declares."""
    match = _DECLARED.match(head)
    if match is None:
        return _Pieces(), head
    rest = match[1] + head[match.end() :]
    try:
        found = codecs.lookup((match[2] or match[3]).decode("latin-1")).name
    except (LookupError, ValueError):
        return _Pieces(), rest
    return _Pieces(_WIDER.get(found, found)) if _SINGLE_OR_EAST_ASIAN.match(found) else _Pieces(), rest


def json_in_utf8(body: bytes) -> bytes:
    """Return a JSON text in UTF-8."""
    return _Pieces().utf8(body, _STRINGS)


# Tables


@dataclass(slots=True)
class _Seen:
    """What a look through a table shows: whether it is UTF-8, the cells that are not ASCII, those of the header."""

    valid: int = 0
    others: int = 0
    cells: dict[bytes, None] = field(default_factory=dict)
    header: list[bytes] = field(default_factory=list)

    def note(self, line: bytes) -> None:
        if not self.header and line.strip():
            self.header = [cell.strip() for cell in _CELLS.split(line)]
        if line.isascii():
            return
        is_valid = _is_valid(line)
        self.valid += is_valid
        self.others += not is_valid
        if not is_valid and len(self.cells) < _MOST_CELLS:
            cells = (cell.strip()[:_LONGEST_CELL] for cell in _CELLS.split(line))
            self.cells.update((cell, None) for cell in cells if not cell.isascii())


def table_in_utf8(
    file: BinaryIO, read: Callable[[BinaryIO], Iterator[Record]], stated: str | None = None
) -> Iterator[Record]:
    """Yield what ``read`` makes of a table in UTF-8; raises QuestionError where its encoding would change that."""
    tables = readings(file, stated)
    if len(tables) == 1:
        yield from read(tables[0])
        return
    try:
        for records in zip_longest(*(read(table) for table in tables)):
            if any(record != records[0] for record in records):
                raise _question()
            yield records[0]
    except QuestionError:
        # It may quote what is not read right.
        raise _question() from None


def _question() -> QuestionError:
    return QuestionError("encoding", why("encoding_decides", encodings=", ".join(ENCODINGS)))


def readings(file: BinaryIO, stated: str | None = None) -> list[BinaryIO]:
    """Return a table in UTF-8 as it may be read: once for each encoding that it can be in."""
    file = as_utf8(file)
    seen = _Seen()
    for line in _lines(file):
        seen.note(line)
    if not seen.others:
        return [file]
    if seen.valid >= seen.others:
        return [_by_lines(file, _Pieces(valid=seen.valid).utf8)]
    encodings = [stated] if stated is not None else _possible(seen)
    texts: dict[tuple[str, ...], str] = {}
    for encoding in encodings:
        texts.setdefault(tuple(cell.decode(_codec(encoding), "replace") for cell in seen.cells), encoding)
    return [_by_lines(file, partial(_decoded_line, codec=_codec(found))) for found in texts.values()]


def _decoded_line(line: bytes, _: re.Pattern[bytes], *, codec: str) -> bytes:
    return line.decode(codec, "replace").encode()


def _codec(encoding: str) -> str:
    return _CODECS.get(encoding, encoding)


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    while line := file.readline(_LONGEST_PIECE):
        yield line


def _by_lines(file: BinaryIO, utf8: Callable[[bytes, re.Pattern[bytes]], bytes]) -> BinaryIO:
    text = temporary_file()
    for line in _lines(file):
        text.write(utf8(line, _CELLS_BEGIN))
    text.seek(0)
    return text


_CELLS_BEGIN = re.compile(rb"(?=[,;\t\r\n\"])")


def _possible(seen: _Seen) -> list[str]:
    """Return the encodings in which a table can be, the likeliest first."""
    known = {encoding: _known_names(encoding, [*seen.header, *seen.cells]) for encoding in ENCODINGS}
    most = max(known.values())
    named = [encoding for encoding in ENCODINGS if known[encoding] == most]
    fits = {encoding: sum(_fits(cell, encoding) for cell in seen.cells) for encoding in named}
    return [encoding for encoding in named if fits[encoding] == max(fits.values())]


def _known_names(encoding: str, cells: Iterable[bytes]) -> int:
    """Return how many cells are names in a language that is written so; English is written in all of them."""
    texts = {_named(text) for cell in cells if (text := _decoded(cell, encoding)) is not None} - names_in("en")
    return max((len(texts & names_in(language)) for language in NAMES["encodings"][encoding]), default=0)


def _named(text: str) -> str:
    return unicodedata.normalize("NFC", text.strip().casefold())


def _decoded(cell: bytes, encoding: str) -> str | None:
    try:
        return cell.decode(_codec(encoding))
    except UnicodeDecodeError:
        return None


def _fits(cell: bytes, encoding: str) -> bool:
    """Return whether a cell in this encoding would be words as people write them."""
    text = _decoded(cell, encoding)
    if text is None:
        return False
    if encoding in _MULTIBYTE:
        # A single one would be an umlaut and the letter behind it.
        runs = re.findall(r"[^\x00-\x7f]+", text)
        return all(len(run) >= _FEWEST_EAST_ASIAN and run.isprintable() for run in runs)
    signs = {letter for letter in text if not letter.isascii() and not letter.isalpha()}
    return signs <= _SIGNS and _SIGN_AMID_WORD.search(text) is None and all(map(_is_word, _WORD.findall(text)))


def _is_word(word: str) -> bool:
    """Return whether a word is of one script, and neither all accents nor with a capital amid small letters."""
    scripts = {unicodedata.name(letter, "").split(" ")[0] for letter in word if letter not in "ªº"}
    if len(scripts) > 1:
        return False
    if scripts == {"LATIN"} and len(word) > _LONGEST_WITHOUT_ASCII and not any(map(str.isascii, word)):
        return False
    return not any(one.islower() and other.isupper() and not other.isascii() for one, other in pairwise(word))
