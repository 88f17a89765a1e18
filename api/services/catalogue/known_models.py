"""Finds the measured model that an account's own entry names, so that its figures are used for it (FIT-23)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from api.integrations.feeds.gtin import GtinFaultError, gtin14
from api.integrations.feeds.title import read_title
from api.services.catalogue.match_model import CERTAIN_SCORE, ModelMatcher
from api.services.catalogue.shoe_names import normalize_name
from api.services.catalogue.shoe_record import record_of
from api.storage.catalogue.shoes import FEED_REFERENCE, ShoeName, ShoeRow

_FOR_WHOM = re.compile(r"\b(?:wo)?m[ae]n(?:['\u2019]?s)?\b", re.IGNORECASE)

ModelName = tuple[str, str]


class KnownModels:
    """The shoes of the measured catalogue by name and by article number."""

    def __init__(self, rows: Iterable[ShoeRow]) -> None:
        self._by_name: dict[ModelName, ShoeRow | None] = {}
        self._by_gtin: dict[str, ShoeRow] = {}
        self._by_id: dict[str, ShoeRow] = {}
        for row in rows:
            record = record_of(row)
            name = model_name(record["brand"], record["model"])
            self._by_name[name] = None if name in self._by_name else row
            self._by_gtin |= dict.fromkeys(_gtins(record), row)
            self._by_id[row.id] = row
        self._matcher = ModelMatcher(
            ShoeName(row.account_id, row.id, row.match_key, row.brand_key, row.model_key, row.category)
            for row in self._by_id.values()
        )

    def find_named(self, brand: str, model: str) -> ShoeRow | None:
        """Return the model that somebody certainly means by brand and model, ``None`` for none or several."""
        return self.find({"external_ref": None, "brand": brand, "model": model})

    def find(self, record: Mapping[str, Any]) -> ShoeRow | None:
        """Return the model that an entry certainly names, by article number or name, ``None`` for none or several."""
        if (record["external_ref"] or "").startswith(FEED_REFERENCE):
            return None
        for gtin in _gtins(record):
            if gtin in self._by_gtin:
                return self._by_gtin[gtin]
        name = model_name(record["brand"], record["model"])
        if name in self._by_name:
            return self._by_name[name]
        found = self._matcher.find(read_title(record["model"], record["brand"]))
        return self._by_id[found[0].shoe_id] if found and found[0].score >= CERTAIN_SCORE else None


def model_name(brand: str, model: str) -> ModelName:
    """Return brand and model as they are compared: without case, accents, punctuation, "Men's" or the brand again."""
    maker, name = normalize_name(brand), normalize_name(_FOR_WHOM.sub(" ", model))
    return maker, " ".join(name.removeprefix(f"{maker} ").split())


def _gtins(record: Mapping[str, Any]) -> list[str]:
    found = []
    for text in record.get("gtins") or ():
        try:
            found.append(gtin14(text))
        except GtinFaultError:
            continue
    return found
