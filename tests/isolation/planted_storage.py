"""Queries that forget whose row it is, planted into the real storage."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import bindparam, select

from api.storage.accounts.idempotency import Place, StoredAnswer, idempotency_keys
from api.storage.catalogue import shoe_gtins as gtins
from api.storage.catalogue import shoes, stores
from api.web.edge import transaction
from api.web.shop import stock as stock_web
from api.web.shop import stores as stores_web


def a_shoe_is_found_by_its_id_alone(app: Flask, patch: pytest.MonkeyPatch) -> None:
    table = shoes.shoes
    by_id = table.c.id == bindparam("id")
    patch.setattr(shoes, "_HEAD", select(table.c.account_id, table.c.version).where(by_id))
    patch.setattr(shoes, "_ONE", select(*shoes._WRITE.columns).where(by_id))


def a_store_is_found_by_its_id_alone(app: Flask, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(stores, "_ONE", select(*stores._WRITE.columns).where(stores.stores.c.id == bindparam("id")))


def a_bar_code_is_looked_up_everywhere(app: Flask, patch: pytest.MonkeyPatch) -> None:
    table = gtins.shoe_gtins
    patch.setattr(gtins, "_BY_GTIN", select(table.c.shoe_id).where(table.c.gtin == bindparam("gtin")))
    a_shoe_is_found_by_its_id_alone(app, patch)


def an_answer_is_replayed_to_another_account(app: Flask, patch: pytest.MonkeyPatch) -> None:
    def find(tx: Any, place: Place) -> StoredAnswer | None:
        columns = [idempotency_keys.c[name] for name in StoredAnswer.__slots__]
        row = tx.execute(select(*columns).where(idempotency_keys.c.key == place.key)).first()
        return None if row is None else StoredAnswer(*row)

    patch.setattr(transaction, "find_answer", find)


def a_key_of_one_store_opens_another(app: Flask, patch: pytest.MonkeyPatch) -> None:
    for module in (stores_web, stock_web):
        patch.setattr(module, "check_store", lambda _: None)


PLANTED_IN_STORAGE = {
    a_shoe_is_found_by_its_id_alone: {"path"},
    a_store_is_found_by_its_id_alone: {"path"},
    a_bar_code_is_looked_up_everywhere: {"query"},
    an_answer_is_replayed_to_another_account: {"answer"},
    a_key_of_one_store_opens_another: {"store"},
}
"""Each defect, and the checks that have to notice it."""
