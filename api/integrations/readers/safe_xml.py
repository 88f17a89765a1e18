"""XML from anyone: without entities, without outside references, read as a stream."""

from __future__ import annotations

import re
import xml.sax
from collections.abc import Iterator
from typing import IO, Any
from xml.parsers import expat

from defusedxml import DefusedXmlException, DTDForbidden
from defusedxml.expatreader import DefusedExpatParser

from api.integrations.readers.archive import read_on
from api.integrations.readers.encodings import xml_in_utf8
from api.integrations.readers.run_record import Record
from api.integrations.readers.table import FileFaultError
from api.integrations.reasons import why

DEEPEST = 100
"""No export nests elements deeper than ten."""

_HEAD = 4096
_BLOCK, _MOST_SILENT_BLOCKS = 256 * 1024, 4
_LONGEST_DOCUMENT_TYPE = 4 * 1024 * 1024
_LONGEST_TEXT = 1000

CONTROL_TO_BLANK = bytes.maketrans(bytes([*range(1, 9), 11, 12, *range(14, 32)]), b" " * 28)
"""What XML forbids, and some devices have in their names."""

_CONTROL_OR_NUL_TO_BLANK = bytes.maketrans(b"\0" + bytes([*range(1, 9), 11, 12, *range(14, 32)]), b" " * 29)
_STRAY_AMPERSAND = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});)")
_LONGEST_REFERENCE = 10
_UP_TO_SUBSET = re.compile(rb"""<!DOCTYPE(?:[^\["'>]|"[^"]*"|'[^']*')*""")


def root_name(head: bytes) -> str | None:
    """Return the name of the first element, without its prefix, from the beginning of a file; None if there is none.

    Raises FileFaultError for one that declares entities.
    """
    first = _First()
    if b"<HealthData" in head or b"<!DOCTYPE HealthData" in head:
        # Its document type may be faulty; it is cut out when the file is read.
        return "HealthData"
    parser = new_parser(first, allow_internal_subset=True)
    try:
        parser.feed(b"".join(xml_in_utf8([head])))
    except DefusedXmlException as fault:
        raise not_read(fault) from None
    except (xml.sax.SAXException, ValueError, LookupError):
        return first.name
    return first.name


class _Parser(DefusedExpatParser):
    """Refuses entities and whatever a document declares within itself; a mere name of its type is read over."""

    _parser: expat.XMLParserType

    def reset(self) -> None:
        super().reset()
        # What the document type points at is never asked for, so that a file that names one is no reference to follow.
        self._parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)

    def defused_start_doctype_decl(
        self, name: str, sysid: str | None, pubid: str | None, has_internal_subset: bool
    ) -> None:
        if has_internal_subset:
            raise DTDForbidden(name, sysid, pubid)


def new_parser(handler: xml.sax.ContentHandler, *, allow_internal_subset: bool = False) -> DefusedExpatParser:
    """Return a parser to feed; entities are always refused, and nothing outside of the document is ever looked at."""
    parser = _Parser(forbid_dtd=not allow_internal_subset)
    parser.setContentHandler(handler)
    return parser


def feed(parser: DefusedExpatParser, block: bytes) -> None:
    """Give the parser the next bytes; raises FileFaultError."""
    try:
        parser.feed(block)
    except (xml.sax.SAXException, DefusedXmlException, ValueError, LookupError) as fault:
        raise not_read(fault) from None


def close(parser: DefusedExpatParser) -> None:
    """Say that this was all; raises FileFaultError for a document that is cut off."""
    try:
        parser.close()
    except (xml.sax.SAXException, DefusedXmlException, ValueError, LookupError) as fault:
        raise not_read(fault) from None


def not_read(fault: Exception) -> FileFaultError:
    """Return why a document cannot be read."""
    if isinstance(fault, DefusedXmlException):
        return FileFaultError(why("xml_declares"))
    line = getattr(fault, "getLineNumber", lambda: None)()
    if line is None:
        line = getattr(fault, "position", (None,))[0]
    return FileFaultError(why("xml_is_damaged"), line)


class Counted(xml.sax.ContentHandler):
    """A handler that knows how often it was called."""

    def __init__(self) -> None:
        super().__init__()
        self.calls = 0

    def characters(self, content: str) -> None:
        self.calls += 1


class Silence:
    """Refuse a document of which block after block yields nothing: a tag or comment is held until it ends."""

    def __init__(self, handler: Counted) -> None:
        self._handler, self._calls, self._blocks = handler, -1, 0

    def check(self) -> None:
        """Look at the handler after a block; raises FileFaultError."""
        self._blocks = self._blocks + 1 if self._handler.calls == self._calls else 0
        self._calls = self._handler.calls
        if self._blocks >= _MOST_SILENT_BLOCKS:
            raise FileFaultError(why("xml_is_damaged"))


class Elements(Counted):
    """Hands each element on as it begins and as it ends, and keeps nothing; prefixes are left out, declared or not."""

    texts: frozenset[str] = frozenset()
    """Elements whose text is kept until they end."""

    def __init__(self) -> None:
        super().__init__()
        self.path: list[str] = []
        self.done: list[Record] = []
        self._text: list[str] | None = None
        self._length = 0

    def startElement(self, name: str, attrs: Any) -> None:
        self.calls += 1
        local = name.rpartition(":")[2]
        self.path.append(local)
        if len(self.path) > DEEPEST:
            raise ValueError("nested too deep")
        self._text, self._length = ([] if local in self.texts else None), 0
        self.begin(local, attrs)

    def characters(self, content: str) -> None:
        self.calls += 1
        if self._text is not None and self._length < _LONGEST_TEXT:
            self._text.append(content)
            self._length += len(content)

    def endElement(self, name: str) -> None:
        text = "".join(self._text or ()).strip()
        self._text = None
        self.end(self.path[-1], text)
        self.path.pop()

    def begin(self, name: str, attrs: Any) -> None:
        """An element begins."""

    def end(self, name: str, text: str) -> None:
        """An element ends; its text is that of an element in ``texts``."""

    def inside(self, *names: str) -> bool:
        """Return whether the element at hand lies straight within these, outermost first."""
        return tuple(self.path[-1 - len(names) : -1]) == names


def parsed(stream: IO[bytes], handler: Elements, *, rootless: bool = False) -> Iterator[Record]:
    """Yield the records that a handler makes of a document, block by block; raises FileFaultError.

    A document type that declares nothing within the document is read over, any other refused. Blanks before the
    beginning are left out; what names hold that XML has no place for is mended: a bare ``&``, control characters. One
    whose elements stand side by side is ``rootless``, and gets a root element.
    """
    parser = new_parser(handler)
    blocks, silent = _mended(_blocks(stream)), Silence(handler)
    for block in _with_root(blocks) if rootless else blocks:
        feed(parser, block)
        silent.check()
        yield from handler.done
        handler.done.clear()
    close(parser)
    yield from handler.done
    handler.done.clear()


def _blocks(stream: IO[bytes]) -> Iterator[bytes]:
    yield from xml_in_utf8(iter(lambda: read_on(stream, _BLOCK), b""))


def _mended(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the blocks with control characters as blanks and each ``&`` that refers to nothing as a character."""
    rest = b""
    for block in blocks:
        text = rest + block.translate(_CONTROL_OR_NUL_TO_BLANK)
        cut = text.rfind(b"&", max(0, len(text) - _LONGEST_REFERENCE))
        text, rest = (text, b"") if cut < 0 else (text[:cut], text[cut:])
        yield _STRAY_AMPERSAND.sub(b"&amp;", text) if b"&" in text else text
    yield _STRAY_AMPERSAND.sub(b"&amp;", rest)


def _with_root(blocks: Iterator[bytes]) -> Iterator[bytes]:
    head = next(blocks, b"")
    declared = head[: head.find(b"?>") + 2] if head.startswith(b"<?xml") else b""
    yield declared + b"<root>" + head[len(declared) :]
    yield from blocks
    yield b"</root>"


def without_document_type(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield a document in blocks, its document type cut out, which some phones wrote with faults.

    Raises FileFaultError for one that declares entities, and for one that does not end.
    """
    blocks = _blocks(stream)
    head = next(blocks, b"")
    start = head.find(b"<!DOCTYPE")
    if start >= 0:
        while (end := _end_of_document_type(head, start)) < 0:
            more = next(blocks, b"")
            if not more or len(head) > _LONGEST_DOCUMENT_TYPE:
                raise FileFaultError(why("xml_is_damaged"))
            head += more
        if b"<!ENTITY" in head[start:end]:
            raise FileFaultError(why("xml_declares"))
        # Line breaks stay, so that a fault further on is reported with its line.
        head = head[:start] + b"\n" * head.count(b"\n", start, end) + head[end:]
    yield head
    yield from blocks


def _end_of_document_type(head: bytes, start: int) -> int:
    """Return where the document type ends, -1 while it does not."""
    named = _UP_TO_SUBSET.match(head, start)
    opened = -1 if named is None else named.end()
    if head[opened : opened + 1] == b">":
        return opened + 1
    match = re.compile(rb"\]\s*>").search(head, opened) if head[opened : opened + 1] == b"[" else None
    return -1 if match is None else match.end()


class _First(xml.sax.ContentHandler):
    def __init__(self) -> None:
        super().__init__()
        self.name: str | None = None

    def startElement(self, name: str, attrs: object) -> None:
        if self.name is None:
            self.name = name.rpartition(":")[2]


def is_xml(head: bytes) -> bool:
    """Return whether a file begins like XML."""
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<"
