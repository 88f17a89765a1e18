"""A pair that is or will be due, and the shoes that fit its runner."""

from __future__ import annotations

from dataclasses import dataclass

from api.advice.shoes.shoe import Shoe


@dataclass(frozen=True, slots=True)
class ReplacementRequest:
    """``old`` is the shoe of the pair, None where it is not known; ``fitting`` are shoes that fit, the best first.

    ``wear``: the verdict on the pair; ``to_try``: shoes of which it is not known whether they fit.
    """

    old: Shoe | None
    fitting: tuple[Shoe, ...]
    wear: str
    to_try: tuple[Shoe, ...] = ()
