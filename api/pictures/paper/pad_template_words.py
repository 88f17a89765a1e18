"""The words on the paper template: which foot, three sentences of instruction, the pad, every figure with its rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from api.advice.core.rules import Rulebook
from api.advice.met_pad.kind import insole_place
from api.advice.met_pad.placement import Placement
from api.pictures.foot.labels import HARD_SPACE, Label, pad_words
from api.pictures.paper.pdf import Sheet, lines_of

_LEADING = 1.22
_SCALES = (1.0, 0.92, 0.84, 0.76, 0.68)
_STICK = {"built_in_bump": "build", "gel_sleeve": "sleeve"}


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


def instructions(placed: Placement, book: Rulebook) -> tuple[str, str, str]:
    """Answer the three sentences that a person needs to use the template (PADPLACE-22)."""
    beneath = insole_place(placed.drawn_from.get("insole"), None) == "beneath"
    how = _STICK.get(placed.pad.kind, "stick_beneath" if beneath else "stick")
    stick = book.sentence("PADPLACE-22", how)
    return (
        book.sentence("PADPLACE-22", "sentence_1"),
        book.sentence("PADPLACE-22", "sentence_2", side=(placed.side or "").upper()),
        book.sentence("PADPLACE-22", "sentence_3", stick=stick),
    )


def write_column(
    sheet: Sheet,
    column: Column,
    side: str,
    sentences: Sequence[str],
    labels: Sequence[Label],
    placed: Placement,
    book: Rulebook,
) -> None:
    """Write the column of words from its top down, smaller where a broad foot leaves it little room."""
    said = list(_paragraphs(side, sentences, labels, placed, book))
    scale = next(
        (scale for scale in _SCALES if _height(said, column, scale) <= column.top - column.bottom), _SCALES[-1]
    )
    y = column.top
    for paragraph in said:
        size = paragraph.size * scale
        for line in lines_of(paragraph.text, size, column.right - column.left, bold=paragraph.bold):
            y -= size * _LEADING
            words = line.replace(HARD_SPACE, " ")
            sheet.words(words, (column.left, y), size, bold=paragraph.bold, grey=paragraph.grey)
        y -= paragraph.gap * scale


def _height(said: Sequence[_Paragraph], column: Column, scale: float) -> float:
    wide = column.right - column.left
    return sum(
        len(lines_of(each.text, each.size * scale, wide, bold=each.bold)) * each.size * scale * _LEADING
        + each.gap * scale
        for each in said
    )


def _paragraphs(
    side: str, sentences: Sequence[str], labels: Sequence[Label], placed: Placement, book: Rulebook
) -> Iterator[_Paragraph]:
    yield _Paragraph(side.upper(), 7, bold=True)
    yield _Paragraph("Metatarsal pad template", 4, bold=True)
    yield _Paragraph("seen from above, as you look down on the insole; true size", 3, gap=2.5)
    for number, sentence in enumerate(sentences, 1):
        yield _Paragraph(f"{number}. {sentence}", 3.5, gap=1.4)
    yield _Paragraph(book.sentence("PADPLACE-22", "warning"), 3.1, bold=True, gap=3)
    for label in labels:
        yield _Paragraph(f"{label.title}: {', '.join(label.lines)}".replace(",,", ","), 2.9)
        yield _Paragraph(", ".join(label.rules), 2.5, grey=0.35, gap=1)
    yield _Paragraph(f"Pad, long × wide × thick: {pad_words(placed, book)}", 2.9)
    yield _Paragraph(", ".join(placed.pad.rules), 2.5, grey=0.35, gap=1)
    rest = "Sideways and arc: FOOT-06, PADPLACE-11, PADPLACE-12. Template: PADPLACE-22. No pad: PADPLACE-09."
    yield _Paragraph(rest, 2.5, grey=0.35)
    yield _Paragraph(f"Rulebook {book.version}", 2.5, grey=0.35)
