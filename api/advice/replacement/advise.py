"""Which shoe follows a pair that is due? Of the shoes that fit, those most like it (REPLACE-01 to REPLACE-07)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from api.advice.core.rules import Rulebook
from api.advice.replacement.answer import ALIKE, DIFFERENT, UNKNOWN, Comparison, Follower, ReplacementAnswer
from api.advice.replacement.request import ReplacementRequest
from api.advice.shoes.shoe import (
    CUSHIONING_CLASSES,
    TOE_BOX_CLASSES,
    Shoe,
    forefoot_cushioning_class,
    toe_box_class,
)

_NUMBERED = re.compile(r"(?P<name>.*\D)(?P<number>\d{1,4})\D*")


def advise(request: ReplacementRequest, book: Rulebook) -> ReplacementAnswer:
    """Return the shoes that may follow, the most like the old one first; of shoes as alike, the better fitting."""
    old = request.old
    others = _others(request)
    occasion = "nothing" if not others else "unknown" if old is None else "due" if request.due else "keep"
    if not request.fit_known and occasion in ("unknown", "due"):
        occasion = f"{occasion}_unmeasured"
    summary = book.sentence("REPLACE-01", occasion)
    if old is None:
        found = [Follower(shoe.id, False, 0.0, tuple(_no_longer_made(shoe, book))) for shoe in others]
        return ReplacementAnswer(summary, "REPLACE-01", tuple(found))
    following = _successor(old, others)
    weighed = [_follower(old, shoe, book, successor=shoe is following) for shoe in others]
    ordered = sorted(weighed, key=lambda follower: -_points(follower, book))
    return ReplacementAnswer(summary, "REPLACE-01", tuple(ordered))


def _others(request: ReplacementRequest) -> list[Shoe]:
    """Return the shoes that may follow: none that is no longer made while one that fits still is (REPLACE-07)."""
    fitting, to_try = (
        [shoe for shoe in shoes if request.old is None or shoe.id != request.old.id]
        for shoes in (request.fitting, request.to_try)
    )
    found = [*fitting, *to_try]
    if all(shoe.discontinued for shoe in fitting):
        return found
    return [shoe for shoe in found if not shoe.discontinued]


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
        compared = (Comparison("successor", ALIKE, sentence, "REPLACE-06"), *compared)
    compared = (*_no_longer_made(new, book), *compared)
    return Follower(new.id, successor, same / whole if whole else 0.0, compared)


def _points(follower: Follower, book: Rulebook) -> float:
    """Return by how much of a shoe is known to be alike, what differs counting against it."""
    signs = {ALIKE: 1, DIFFERENT: -1, UNKNOWN: 0}
    return sum(signs[comparison.likeness] * _weight(comparison, book) for comparison in follower.comparisons)


def _weight(comparison: Comparison, book: Rulebook) -> float:
    return book.number(comparison.rule, "weight_points")


def _compared(old: Shoe, new: Shoe, book: Rulebook) -> Iterator[Comparison]:
    same_method = old.toe_box_width_method == new.toe_box_width_method
    boxes = (toe_box_class(old, book), toe_box_class(new, book)) if same_method else (None, None)
    yield _of_classes("toe_box", "REPLACE-02", boxes, TOE_BOX_CLASSES, ("narrower", "wider"), book)
    cushioned = (forefoot_cushioning_class(old, book), forefoot_cushioning_class(new, book))
    yield _cushioning(cushioned, book)
    yield _drop(old.drop_mm, new.drop_mm, book)
    for name, mine, theirs in (("stability", old.stability, new.stability), ("plate", old.plate, new.plate)):
        if mine is None or theirs is None:
            yield Comparison(name, UNKNOWN, None, "REPLACE-05")
        else:
            same = "same" if mine == theirs else "other"
            sentence = book.sentence("REPLACE-05", f"{same}_{name}")
            yield Comparison(name, ALIKE if mine == theirs else DIFFERENT, sentence, "REPLACE-05")


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


def _successor(old: Shoe, others: list[Shoe]) -> Shoe | None:
    """Return the same maker's model of the same name with the next higher number, if it is among them."""
    name = _name_and_number(old)
    if name is None:
        return None
    later = [
        (known[1], shoe)
        for shoe in others
        if (known := _name_and_number(shoe)) is not None and known[0] == name[0] and known[1] > name[1]
    ]
    return min(later, key=lambda entry: (entry[0], entry[1].id), default=(0, None))[1]


def _name_and_number(shoe: Shoe) -> tuple[tuple[str, str], int] | None:
    match = _NUMBERED.fullmatch(shoe.model.casefold())
    return None if match is None else ((shoe.brand.casefold(), match["name"].strip()), int(match["number"]))
