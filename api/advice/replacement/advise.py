"""Which shoe follows a pair that is due? Of the shoes that fit, those most like it (REPLACE-01 to REPLACE-07)."""

from __future__ import annotations

from collections.abc import Iterator

from api.advice.core.rules import Rulebook
from api.advice.replacement.answer import ALIKE, DIFFERENT, UNKNOWN, Comparison, Follower, ReplacementAnswer
from api.advice.replacement.request import ReplacementRequest
from api.advice.retirement.answer import KEEP, PLAN, RETIRE
from api.advice.shoes.shoe import (
    CUSHIONING_CLASSES,
    TOE_BOX_CLASSES,
    Shoe,
    forefoot_cushioning_class,
    later_versions,
    toe_box_class,
)

_WHEN = {KEEP: "keep", PLAN: "plan", RETIRE: "due"}
"""Verdict on the pair -> the occasion of the sentence that says when the next one is needed."""

_SUCCESSOR, _STABILITY = "successor", "stability"


def advise(request: ReplacementRequest, book: Rulebook) -> ReplacementAnswer:
    """Return the shoes that may follow: those that suit before those to be tried on, of each the successor first.

    Then the most like the old one; of shoes as alike, the better fitting.
    """
    old = request.old
    fitting, to_try = _others(request)
    if old is None:
        found = [Follower(shoe.id, False, None, tuple(_no_longer_made(shoe, book))) for shoe in (*fitting, *to_try)]
    else:
        following = next(iter(later_versions(old, [*fitting, *to_try])), None)
        found = [*_in_order(old, fitting, following, book), *_in_order(old, to_try, following, book)]
    return ReplacementAnswer(
        book.sentence("REPLACE-01", _occasion(request, fitting, found)), "REPLACE-01", tuple(found)
    )


def _in_order(old: Shoe, shoes: list[Shoe], following: Shoe | None, book: Rulebook) -> list[Follower]:
    weighed = [_follower(old, shoe, book, successor=shoe is following) for shoe in shoes]
    return sorted(weighed, key=lambda follower: (not follower.successor, -_points(follower, book)))


def _occasion(request: ReplacementRequest, fitting: list[Shoe], found: list[Follower]) -> str:
    """Return which sentence sums up what was found."""
    if not found:
        return "nothing"
    when = "unknown" if request.old is None else _WHEN[request.wear]
    if not fitting:
        return f"{when}_try"
    return f"{when}_successor" if found[0].successor and request.wear != KEEP else when


def _others(request: ReplacementRequest) -> tuple[list[Shoe], list[Shoe]]:
    """Return the shoes that may follow: none that is no longer made while one that fits still is (REPLACE-07)."""
    fitting, to_try = (
        [shoe for shoe in shoes if request.old is None or not _is_same_model(request.old, shoe)]
        for shoes in (request.fitting, request.to_try)
    )
    if all(shoe.discontinued for shoe in fitting):
        return fitting, to_try
    still_made = [shoe for shoe in fitting if not shoe.discontinued]
    return still_made, [shoe for shoe in to_try if not shoe.discontinued]


def _is_same_model(old: Shoe, shoe: Shoe) -> bool:
    """Return whether two entries are one model: one entry, or a shop's own one of a model of the catalogue."""
    return (shoe.measured_as or shoe.id) == (old.measured_as or old.id)


def _no_longer_made(shoe: Shoe, book: Rulebook) -> Iterator[Comparison]:
    if shoe.discontinued:
        yield Comparison("still_made", DIFFERENT, book.sentence("REPLACE-07"), "REPLACE-07")


def _follower(old: Shoe, new: Shoe, book: Rulebook, *, successor: bool) -> Follower:
    compared = tuple(_compared(old, new, book))
    known = {comparison: _weight(comparison, book) for comparison in compared if comparison.likeness != UNKNOWN}
    whole = sum(known.values())
    same = sum(weight for comparison, weight in known.items() if comparison.likeness == ALIKE)
    if successor:
        sentence = book.sentence("REPLACE-06", old=f"{old.brand} {old.model}")
        compared = (Comparison(_SUCCESSOR, ALIKE, sentence, "REPLACE-06"), *compared)
    compared = (*_no_longer_made(new, book), *compared)
    return Follower(new.id, successor, same / whole if whole else None, compared)


def _points(follower: Follower, book: Rulebook) -> float:
    """Return by how much of a shoe is known to be alike, what differs counting against it."""
    signs = {ALIKE: 1, DIFFERENT: -1, UNKNOWN: 0}
    weighed = (comparison for comparison in follower.comparisons if comparison.criterion != _SUCCESSOR)
    return sum(signs[comparison.likeness] * _weight(comparison, book) for comparison in weighed)


def _weight(comparison: Comparison, book: Rulebook) -> float:
    name = "stability_weight_points" if comparison.criterion == _STABILITY else "weight_points"
    return book.number(comparison.rule, name)


def _compared(old: Shoe, new: Shoe, book: Rulebook) -> Iterator[Comparison]:
    same_method = old.toe_box_width_method == new.toe_box_width_method
    boxes = (toe_box_class(old, book), toe_box_class(new, book)) if same_method else (None, None)
    yield _of_classes("toe_box", "REPLACE-02", boxes, TOE_BOX_CLASSES, ("narrower", "wider"), book)
    yield _of_kind(_STABILITY, old.stability, new.stability, book)
    cushioned = (forefoot_cushioning_class(old, book), forefoot_cushioning_class(new, book))
    yield _cushioning(cushioned, book)
    yield _drop(old.drop_mm, new.drop_mm, book)
    yield _of_kind("plate", old.plate, new.plate, book)


def _of_kind(criterion: str, old: str | None, new: str | None, book: Rulebook) -> Comparison:
    if old is None or new is None:
        return Comparison(criterion, UNKNOWN, None, "REPLACE-05")
    same = old == new
    sentence = book.sentence("REPLACE-05", f"{'same' if same else 'other'}_{criterion}")
    return Comparison(criterion, ALIKE if same else DIFFERENT, sentence, "REPLACE-05")


def _of_classes(
    criterion: str,
    rule: str,
    classes: tuple[str | None, str | None],
    order: tuple[str, ...],
    words: tuple[str, str],
    book: Rulebook,
) -> Comparison:
    old, new = classes
    if old is None or new is None:
        return Comparison(criterion, UNKNOWN, None, rule)
    if old == new:
        return Comparison(criterion, ALIKE, book.sentence(rule, "same"), rule)
    less, more = words
    occasion = less if order.index(new) < order.index(old) else more
    return Comparison(criterion, DIFFERENT, book.sentence(rule, occasion), rule)


def _cushioning(classes: tuple[str | None, str | None], book: Rulebook) -> Comparison:
    compared = _of_classes("cushioning", "REPLACE-03", classes, CUSHIONING_CLASSES, ("less", "more"), book)
    old, new = classes
    better = old is not None and new is not None and CUSHIONING_CLASSES.index(new) > CUSHIONING_CLASSES.index(old)
    return Comparison(compared.criterion, ALIKE, compared.text, compared.rule) if better else compared


def _drop(old: float | None, new: float | None, book: Rulebook) -> Comparison:
    if old is None or new is None:
        return Comparison("drop", UNKNOWN, None, "REPLACE-04")
    alike = abs(new - old) <= book.number("REPLACE-04", "drop_alike_mm")
    occasion = "same" if alike else "lower" if new < old else "higher"
    sentence = book.sentence("REPLACE-04", occasion, old=old, new=new)
    return Comparison("drop", ALIKE if alike else DIFFERENT, sentence, "REPLACE-04")
