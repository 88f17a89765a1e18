"""From what a stock row says to the line that is stored: the shoe it means, its size as labelled, its width class."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api.advice.core.rules import Rulebook
from api.advice.foot.feet import SEXES
from api.advice.foot.sizes import SEX_OF_SYSTEM, width_of_box
from api.integrations.feeds.gtin import GtinFaultError, gtin14
from api.integrations.feeds.label import read_width
from api.integrations.reasons import Reason, why
from api.services.catalogue.shoe_names import ref_key, sort_key
from api.storage.catalogue.shoes import ShoeName
from api.storage.catalogue.states import SHARED
from api.storage.catalogue.stock import UNISEX, WIDTH_NOT_STATED, StockRow, size_text

_HALVES = 2
_DOUBLED = {letters * count: f"{count}{letters}" for letters in "AE" for count in range(2, 7)}

_WIDTH_LETTERS = {"W": "wide", "N": "narrow", "M": "standard", "R": "standard", "XW": "extra_wide", "XXW": "xx_wide"}
"""How American shops abbreviate a width in a column of its own."""

SMALLEST_MONDOPOINT = 150
SIZES_ON_BOXES = {
    "us_men": (1, 20),
    "us_women": (1, 21),
    "uk": (1, 19),
    "eu": (25, 56),
    "mondopoint": (SMALLEST_MONDOPOINT, 350),
}
_MM_IN_CM = 10

Place = tuple[str, str]
"""Owner and id of a shoe."""


class StockFaultError(Exception):
    """A row says something that cannot be stored."""

    def __init__(self, field: str, reason: Reason) -> None:
        super().__init__(field, reason)
        self.field, self.reason = field, reason


@dataclass(frozen=True, slots=True)
class ShoeFinder:
    """Finds the shoe a stock row means, among those the account can see; its own come before the shared ones.

    Entries that stand for models of feeds come last: nobody named them on purpose.
    """

    by_id: Mapping[str, Place]
    by_ref: Mapping[str, Place]
    by_name: Mapping[tuple[str, str], Place | None]
    by_gtin: Mapping[str, Place]

    def find(self, values: Mapping[str, Any], gtin: str | None) -> Place:
        """Return the shoe; raises StockFaultError. What names it most surely decides: id, reference, GTIN, name."""
        if "shoe_id" in values:
            return _or_fault(self.by_id.get(values["shoe_id"]), "shoe_id", why("no_such_shoe"))
        if "shoe_external_ref" in values:
            place = self.by_ref.get(ref_key(values["shoe_external_ref"]))
            return _or_fault(place, "shoe_external_ref", why("no_shoe_with_ref"))
        if gtin is not None and gtin in self.by_gtin:
            return self.by_gtin[gtin]
        if "brand" in values and "model" in values:
            return self._by_name(values["brand"], values["model"])
        raise StockFaultError("shoe_id", why("name_the_shoe"))

    def _by_name(self, brand: str, model: str) -> Place:
        name = sort_key(brand), sort_key(model)
        if name in self.by_name and self.by_name[name] is None:
            raise StockFaultError("model", why("shoe_name_is_ambiguous", by="shoe_id"))
        return _or_fault(self.by_name.get(name), "model", why("no_shoe_of_name"))


def shoe_finder(names: Iterable[ShoeName], gtins: Mapping[str, Place]) -> ShoeFinder:
    """Return a finder over these shoes and 14-digit GTINs."""
    by_name: dict[tuple[str, str], Place | None] = {}
    shared: dict[tuple[str, str], Place | None] = {}
    from_feeds: dict[tuple[str, str], Place | None] = {}
    by_id: dict[str, Place] = {}
    by_ref: dict[str, Place] = {}
    for name in names:
        place = name.account_id, name.id
        by_id[name.id] = by_ref[name.match_key] = place
        known = from_feeds if name.from_feed else shared if name.account_id == SHARED else by_name
        key = name.brand_key, name.model_key
        known[key] = None if key in known else place
    return ShoeFinder(by_id, by_ref, {**from_feeds, **shared, **by_name}, gtins)


def stock_row(
    values: Mapping[str, Any], account_id: str, store_id: str, finder: ShoeFinder, book: Rulebook, now: datetime
) -> StockRow:
    """Return the line that a row (checked field by field) describes; raises StockFaultError."""
    gtin = _gtin(values.get("gtin"))
    owner, shoe_id = finder.find(values, gtin)
    value = _size(values["size_system"], values["size"])
    gender = values.get("gender")
    size = size_text(values["size_system"], _half(values["size_system"], value), gender)
    width = _width(values, book)
    # Tills export 0 for what nobody priced; no shoe costs nothing.
    price = values.get("price") or None
    return StockRow(
        account_id=account_id,
        store_id=store_id,
        line_key=own_key({**values, "gtin": gtin}) or _key_of_shoe(shoe_id, size, width),
        shoe_account_id=owner,
        shoe_id=shoe_id,
        size=size,
        width=width,
        quantity=values["quantity"],
        size_system=values["size_system"],
        size_value=value,
        gender=gender,
        stated_width=values.get("width"),
        sku=values.get("sku"),
        gtin=gtin,
        price=price,
        currency=None if price is None else values.get("currency"),
        model_id=values.get("model_id"),
        color=values.get("color"),
        season=values.get("season"),
        updated_at=now,
    )


def note_on(line: StockRow) -> Reason | None:
    """Return what is to be known of a line that is stored: its width may be one of two (SIZE-04)."""
    if line.stated_width is None or line.width != WIDTH_NOT_STATED:
        return None
    return why("width_needs_sex", cell=line.stated_width.strip())


def own_key(values: Mapping[str, Any]) -> str | None:
    """Return the key of the line of a row that names it itself, by SKU or else GTIN; ``None`` if its shoe has to."""
    if values.get("sku") is not None:
        return f"sku:{values['sku']}"
    return None if values.get("gtin") is None else f"gtin:{values['gtin']}"


def key_without_gender(line: StockRow) -> str | None:
    """Return the key that a line without SKU and GTIN had before it named for whom its shoe is made."""
    size = size_text(line.size_system, _half(line.size_system, line.size_value))
    key = _key_of_shoe(line.shoe_id, size, line.width)
    return key if line.sku is None and line.gtin is None and key != line.line_key else None


def _key_of_shoe(shoe_id: str, size: str, width: str) -> str:
    return f"shoe:{shoe_id}:{size}:{width}"


def _size(system: str, value: float) -> float:
    """Return a size that a box may bear, Mondopoint in millimetres also where it is given in centimetres.

    What no box bears would be kept and never found: an EU number under a US scale, quarters.
    """
    if system == "mondopoint" and value < SMALLEST_MONDOPOINT:
        value *= _MM_IN_CM
    low, high = SIZES_ON_BOXES[system]
    in_halves = system in ("eu", "mondopoint") or not value * _HALVES % 1
    if not low <= value <= high or not in_halves:
        raise StockFaultError("size", why("no_such_size"))
    return value


def _half(system: str, value: float) -> float:
    """Return a size on the half step; some brands label European sizes in thirds, which lie between two halves."""
    return value if system == "mondopoint" else round(value * _HALVES) / _HALVES


def _width(values: Mapping[str, Any], book: Rulebook) -> str:
    stated = values.get("width")
    if stated is None:
        return WIDTH_NOT_STATED
    word = stated.strip()
    letters = word.upper().strip("()")
    named = word.lower().replace(" ", "_").replace("-", "_")
    sex = values.get("gender") or SEX_OF_SYSTEM.get(values["size_system"])
    if sex == UNISEX:
        # It is built on the men's last, and its letters are men's.
        sex = "male"
    found = width_of_box(named, sex, book) or width_of_box(_DOUBLED.get(letters, letters), sex, book)
    read = _WIDTH_LETTERS.get(letters) or read_width(word)
    if found is None and read is not None:
        found = width_of_box(read, sex, book)
    if found is not None:
        return found
    if sex is None and any(width_of_box(_DOUBLED.get(letters, letters), known, book) for known in SEXES):
        return WIDTH_NOT_STATED
    raise StockFaultError("width", why("unknown_width"))


def _gtin(text: str | None) -> str | None:
    try:
        return None if text is None else gtin14(text)
    except GtinFaultError as fault:
        raise StockFaultError("gtin", why("no_gtin", fault=str(fault))) from None


def _or_fault(place: Place | None, field: str, reason: Reason) -> Place:
    if place is None:
        raise StockFaultError(field, reason)
    return place
