"""A pair that is or will be due, and the shoes that fit its runner."""

from __future__ import annotations

from dataclasses import dataclass

from api.advice.shoes.shoe import Shoe


@dataclass(frozen=True, slots=True)
class ReplacementRequest:
    """``old`` is the shoe of the pair, None where it is not known; ``fitting`` are shoes that fit, the best first.

    ``to_try``: shoes of which it is not known whether they do. ``fit_known``: a size or the feet are on record.
    """

    old: Shoe | None
    fitting: tuple[Shoe, ...]
    due: bool
    to_try: tuple[Shoe, ...] = ()
    fit_known: bool = True
