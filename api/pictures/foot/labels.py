"""The words and figures that stand beside a pad, on the picture and on paper: what it is, and how far from the heel."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import NamedTuple

from api.advice.core.rules import Rulebook
from api.advice.core.wording import Tenths
from api.advice.foot.measures import HEADS, inches
from api.advice.met_pad.advise import PadPosition, rules_of_figures
from api.pictures.drawing.curves import Point
from api.pictures.foot.outline import FootShape

HARD_SPACE = "\u00a0"
_FIGURE = re.compile(r"(\d) (mm|in)\b")
"""A number and its unit, which stay on one line."""


class Label(NamedTuple):
    """One figure: its ``title``, the place it points at on the foot, the lines below the title, and its rules."""

    title: str
    at: Point
    lines: tuple[str, ...]
    rules: tuple[str, ...]


class Entry(NamedTuple):
    """One line of the legend: the ``mark`` it explains, its text, and the rules its figures rest on."""

    mark: str
    text: str
    rules: tuple[str, ...] = ()


def text(book: Rulebook, key: str, **facts: object) -> str:
    """Return a text of the pictures of a pad in the language of the rulebook."""
    return book.wording.text(f"pad_pictures.{key}", **facts)


def length_text(length_mm: float, book: Rulebook, *, exact: bool = False) -> str:
    """Return a length in millimetres, whole ones unless ``exact``, and inches."""
    millimetres = Tenths(round(length_mm, 1)) if exact else round(length_mm)
    return text(book, "length", mm=millimetres, inches=inches(length_mm, book))


def wrapped(words: str, letters: int) -> list[str]:
    """Return the words in lines of at most so many letters; nothing for no words."""
    together = _FIGURE.sub(rf"\1{HARD_SPACE}\2", words)
    return wrap(together, max(letters, 1), break_long_words=False, break_on_hyphens=False)


def head_number(head: str) -> str:
    """Return the number of a head, 1 for the one behind the big toe."""
    return head.removeprefix("mth_")


def labels_of(position: PadPosition, foot: FootShape, book: Rulebook) -> tuple[Label, ...]:
    """Return the figures along the foot from the toes to the heel: ball line, front edge, thickest point."""
    rules = rules_of_figures(position)
    line, head = position.line, position.at_head
    across = position.across_mm[HEADS.index(head)]
    band = text(book, "between", low=round(line.low_mm), high=round(line.high_mm))
    labels = [
        Label(
            text(book, "ball_line"),
            foot.heads[0],
            (length_text(line.estimate_mm, book, exact=True), band),
            rules["ball_line_from_heel_mm"],
        ),
        Label(
            text(book, "cut_out_edge" if position.is_cut_out else "front_edge"),
            (across, position.front_edge_mm),
            (
                length_text(position.front_edge_mm, book, exact=True),
                _behind(position, book),
                text(book, "in_line", toe=book.wording.text(f"met_pad.toe_{head_number(head)}")),
            ),
            rules["front_edge_from_heel_mm"],
        ),
    ]
    if position.thickest_mm is not None:
        merged = (*rules["thickest_point_from_heel_mm"], *rules["half_way_mark_from_heel_mm"])
        labels.append(
            Label(
                text(book, "thickest_point"),
                (across, position.thickest_mm),
                (length_text(position.thickest_mm, book),),
                tuple(dict.fromkeys(merged)),
            )
        )
    return tuple(labels)


def _behind(position: PadPosition, book: Rulebook) -> str:
    behind = position.window.target_mm
    if position.is_cut_out:
        return text(book, "behind_head", behind=behind, head=head_number(position.at_head))
    return text(book, "behind_heads", behind=behind)


def size_texts(position: PadPosition, book: Rulebook) -> dict[str, object]:
    """Return the pad's length, width and thickness in millimetres and in inches, as facts of a text."""
    pad = position.pad
    length, width = pad.whole_mm
    metric = text(book, "size", length=length, width=width, thickness=Tenths(pad.thickness_mm))
    sizes = {"length": pad.length_mm, "width": pad.width_mm, "thickness": pad.thickness_mm}
    imperial = text(book, "size_in", **{name: inches(size, book) for name, size in sizes.items()})
    # Hard spaces: a line must not end within a figure.
    return {"size": metric.replace(" ", HARD_SPACE), "size_in": imperial.replace(" ", HARD_SPACE)}


def version_facts(position: PadPosition, book: Rulebook) -> dict[str, object]:
    """Return which version of a dancer's pad it is, and the head it leaves free, as facts of a text."""
    return {
        "version": book.wording.text(f"met_pad.version_{position.pad.version}"),
        "head": head_number(position.at_head),
    }


def entries(position: PadPosition, sites: Sequence[str], book: Rulebook) -> Iterator[Entry]:
    """Yield the legend, in the order in which it is read."""
    window, line = position.window, position.line
    size, cut_out = size_texts(position, book), position.is_cut_out
    if cut_out:
        pad = text(book, "legend_cut_out", **size, **version_facts(position, book))
    else:
        built_in = position.pad.kind == "built_in_bump"
        pad = text(book, "legend_insole_pad" if built_in else "legend_pad", **size)
    yield Entry("pad", pad, position.pad.rules)
    yield Entry("front", text(book, "legend_front_cut_out" if cut_out else "legend_front"))
    rules = ("PADPLACE-14",) if cut_out else ("PADPLACE-02", "PADPLACE-10")
    key = "legend_range_cut_out" if cut_out else "legend_range"
    yield Entry("range", text(book, key, low=window.nearest_mm, high=window.farthest_mm), rules)
    yield Entry("line", text(book, "legend_line"), ("FOOT-06", "PADPLACE-11", "PADPLACE-12"))
    within = Tenths(line.high_mm - line.estimate_mm)
    yield Entry("band", text(book, f"legend_band_{line.basis}", within=within), line.rules)
    if position.thickest_mm is not None:
        yield Entry("ridge", text(book, "legend_ridge", mark=round(position.half_way_mm)), ("PADPLACE-13", "PAD-03"))
    if sites:
        yield Entry("sore", text(book, "legend_sore"))


def describe(position: PadPosition, labels: Sequence[Label], sites: Sequence[str], book: Rulebook) -> str:
    """Return in words what the picture shows, for a screen reader."""
    length = length_text(position.line.foot_length_mm, book)
    parts = [text(book, f"describe_foot_{position.side}", length=length)]
    parts += [text(book, "describe_label", title=label.title, text=", ".join(label.lines)) for label in labels]
    size = size_texts(position, book)["size"]
    parts.append(
        text(book, "describe_pad", size=size, heads=tuple(head_number(head) for head in position.pattern.covers))
    )
    parts.append(text(book, "describe_spares", heads=tuple(head_number(head) for head in position.pattern.spares)))
    if sites:
        parts.append(text(book, "describe_sore", places=tuple(text(book, f"site_{site}") for site in sites)))
    return " ".join(parts)
