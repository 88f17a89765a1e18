"""The figures of the pad rules, read once for each rulebook."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from api.advice.core.rules import Rulebook

_ORDINALS = ("first", "second", "third", "fourth", "fifth")


class PadFigures(NamedTuple):
    """PADPLACE-01 .. PADPLACE-04, PADPLACE-12 .. PADPLACE-14, PADPLACE-19; ``_mm`` millimetres, ``_share`` a ratio."""

    behind_measured_mm: float
    behind_predicted_mm: float
    nearest_mm: float
    nearest_predicted_mm: float
    farthest_mm: float
    arch_middle_share: float
    middle_width_share: float
    two_heads_width_share: float
    heads_across_share: tuple[float, ...]
    length_share: float
    thickest_share: float
    thickness_mm: float
    thin_mm: float
    agree_within_mm: float
    shortest_pad_mm: float
    longest_pad_mm: float
    widest_mm: float
    longer_than_wide_mm: float
    sold_step_mm: float
    cut_out_behind_mm: float
    cut_out_nearest_mm: float
    runs_in_front_mm: float
    cut_out_length_share: float
    cut_out_width_share: float
    cut_out_thickness_mm: float
    shape: str
    shortest_mm: float
    perhaps_a_child_to_mm: float
    longest_mm: float
    grown_foot_from_years: float


@lru_cache(maxsize=8)
def figures_of(book: Rulebook) -> PadFigures:
    """Return the figures of this rulebook."""
    number = book.number
    return PadFigures(
        behind_measured_mm=number("PADPLACE-01", "behind_measured_mm"),
        behind_predicted_mm=number("PADPLACE-01", "behind_predicted_mm"),
        nearest_mm=number("PADPLACE-02", "nearest_behind_mm"),
        nearest_predicted_mm=number("PADPLACE-02", "nearest_behind_predicted_mm"),
        farthest_mm=number("PADPLACE-02", "farthest_behind_mm"),
        arch_middle_share=number("PADPLACE-03", "arch_middle_of_length_ratio"),
        middle_width_share=number("PADPLACE-04", "width_of_breadth_ratio"),
        two_heads_width_share=number("PADPLACE-13", "two_heads_width_of_breadth_ratio"),
        heads_across_share=tuple(number("PADPLACE-12", f"{nth}_head_of_breadth_ratio") for nth in _ORDINALS),
        length_share=number("PADPLACE-13", "length_of_foot_ratio"),
        thickest_share=number("PADPLACE-13", "thickest_of_pad_length_ratio"),
        thickness_mm=number("PADPLACE-13", "thickness_mm"),
        thin_mm=number("PADPLACE-13", "thin_thickness_mm"),
        agree_within_mm=number("PADPLACE-13", "agree_within_mm"),
        shortest_pad_mm=number("PADPLACE-13", "shortest_sold_mm"),
        longest_pad_mm=number("PADPLACE-13", "longest_sold_mm"),
        widest_mm=number("PADPLACE-13", "widest_sold_mm"),
        longer_than_wide_mm=number("PADPLACE-13", "longer_than_wide_mm"),
        sold_step_mm=number("PADPLACE-13", "sold_step_mm"),
        cut_out_behind_mm=number("PADPLACE-14", "cut_out_behind_mm"),
        cut_out_nearest_mm=number("PADPLACE-14", "cut_out_nearest_mm"),
        runs_in_front_mm=number("PADPLACE-14", "runs_in_front_mm"),
        cut_out_length_share=number("PADPLACE-14", "length_of_foot_ratio"),
        cut_out_width_share=number("PADPLACE-14", "width_of_breadth_ratio"),
        cut_out_thickness_mm=number("PADPLACE-14", "thickness_mm"),
        shape=str(book.value("PAD-07", "shape")),
        shortest_mm=number("PADPLACE-19", "shortest_mm"),
        perhaps_a_child_to_mm=number("PADPLACE-19", "perhaps_a_child_to_mm"),
        longest_mm=number("PADPLACE-19", "longest_mm"),
        grown_foot_from_years=number("PADPLACE-19", "grown_foot_from_years"),
    )
