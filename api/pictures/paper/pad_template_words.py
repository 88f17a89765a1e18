"""The words on the paper template: which foot, three sentences of instruction, the pad and its figures, whose it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from api.advice.core.rules import Rulebook
from api.advice.met_pad.advise import PadPosition
from api.pictures.foot.labels import HARD_SPACE, Label, size_texts, text, version_facts
from api.pictures.paper.pdf import Sheet, lines_of

_LEADING = 1.22
_SCALES = (1.0, 0.92, 0.84, 0.76, 0.68)
_STICK = {"built_in_bump": "built_in", "gel_sleeve": "sleeve"}


class Column(NamedTuple):
    """Where the words stand on the sheet: from ``left`` to ``right``, between ``top`` and ``bottom``; millimetres."""

    left: float
    right: float
    top: float
    bottom: float


class _Paragraph(NamedTuple):
    text: str
    size: float
    bold: bool = False
    grey: float = 0.0
    gap: float = 0.0
    line: bool = False


def instructions(position: PadPosition, book: Rulebook) -> tuple[str, str, str]:
    """Return the three sentences that a person needs to use the template (PADPLACE-22)."""
    beneath = position.drawn_from.insole == "contoured"
    how = _STICK.get(position.pad.kind, "beneath" if beneath else "stick")
    return (
        book.sentence("PADPLACE-22", "sentence_1"),
        book.sentence("PADPLACE-22", f"sentence_2_{position.side}"),
        book.sentence("PADPLACE-22", f"sentence_3_{how}"),
    )


def write_column(sheet: Sheet, column: Column, position: PadPosition, labels: Sequence[Label], book: Rulebook) -> None:
    """Write the column of words from its top down, smaller where a broad foot leaves it little room."""
    paragraphs = list(_paragraphs(position, labels, book))
    scale = next(
        (scale for scale in _SCALES if _height(paragraphs, column, scale) <= column.top - column.bottom), _SCALES[-1]
    )
    y = column.top
    for paragraph in paragraphs:
        size = paragraph.size * scale
        for line in lines_of(paragraph.text, size, column.right - column.left, bold=paragraph.bold):
            y -= size * _LEADING
            words = line.replace(HARD_SPACE, " ")
            sheet.words(words, (column.left, y), size, bold=paragraph.bold, grey=paragraph.grey)
        if paragraph.line:
            y -= 1.2 * scale
            sheet.line([(column.left + 12, y), (column.right, y)])
        y -= paragraph.gap * scale


def _height(paragraphs: Sequence[_Paragraph], column: Column, scale: float) -> float:
    wide = column.right - column.left
    return sum(
        len(lines_of(paragraph.text, paragraph.size * scale, wide, bold=paragraph.bold))
        * paragraph.size
        * scale
        * _LEADING
        + (paragraph.gap + (1.2 if paragraph.line else 0)) * scale
        for paragraph in paragraphs
    )


def _paragraphs(position: PadPosition, labels: Sequence[Label], book: Rulebook) -> Iterator[_Paragraph]:
    yield _Paragraph(text(book, f"template_{position.side}"), 7, bold=True)
    yield _Paragraph(text(book, "template"), 4, bold=True)
    if position.is_cut_out:
        yield _Paragraph(text(book, "template_cut_out", **version_facts(position, book)), 4, bold=True)
    yield _Paragraph(text(book, "template_view"), 4, bold=True, gap=2.5)
    for number, sentence in enumerate(instructions(position, book), 1):
        yield _Paragraph(text(book, "template_step", number=number, text=sentence), 3.5, gap=1.4)
    yield _Paragraph(book.sentence("PADPLACE-22", "warning"), 3.1, bold=True, gap=3)
    for label in labels:
        yield _Paragraph(text(book, "template_figure", title=label.title, text=", ".join(label.lines)), 2.9, gap=1)
    yield _Paragraph(text(book, "template_pad", **size_texts(position, book)), 2.9, gap=1)
    yield _Paragraph(text(book, "template_rulebook", version=book.version), 2.5, grey=0.35, gap=3)
    for key in ("name", "date", "shop"):
        yield _Paragraph(text(book, f"template_{key}"), 3, gap=3.5, line=True)
