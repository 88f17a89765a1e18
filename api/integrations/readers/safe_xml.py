"""XML from anyone: without entities, without outside references, read as a stream or whole."""

from __future__ import annotations

import xml.sax
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from defusedxml.expatreader import DefusedExpatParser

from api.integrations.readers.table import FileFaultError
from api.integrations.reasons import why

DEEPEST = 100
"""No export nests elements deeper than ten."""

_HEAD = 4096


def document(body: bytes) -> Element:
    """Return the root of a document; raises FileFaultError. A document type is refused: no track file has one."""
    check(body)
    try:
        root: Element = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as fault:
        raise not_read(fault) from None
    return root


def check(body: bytes) -> None:
    """Refuse what must not reach another library's parser: a document type, entities, endless nesting."""
    parser = new_parser(_Depth(), allow_document_type=False)
    feed(parser, body)
    close(parser)


def local_name(tag: str) -> str:
    """Return a tag without its namespace."""
    return tag.rpartition("}")[2]


def root_name(head: bytes) -> str | None:
    """Return the name of the first element, without its prefix, from the beginning of a file; None if there is none.

    Raises FileFaultError for one that declares entities.
    """
    first = _First()
    parser = new_parser(first, allow_document_type=True)
    try:
        parser.feed(head[: _HEAD * 16])
    except DefusedXmlException as fault:
        raise not_read(fault) from None
    except (xml.sax.SAXException, ValueError, LookupError):
        return first.name
    return first.name


def new_parser(handler: xml.sax.ContentHandler, *, allow_document_type: bool) -> DefusedExpatParser:
    """Return a parser to feed; entities and outside references are always refused."""
    parser = DefusedExpatParser(forbid_dtd=not allow_document_type)
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


class _Depth(xml.sax.ContentHandler):
    def __init__(self) -> None:
        super().__init__()
        self._depth = 0

    def startElement(self, name: str, attrs: object) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise ValueError("nested too deep")

    def endElement(self, name: str) -> None:
        self._depth -= 1


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
