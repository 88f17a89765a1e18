"""A store with stock, as the tests and pictures of the kiosk need it."""

from __future__ import annotations

import requests

from tests.support.service import Service

GTIN = "4012345678901"
SOLD_OUT = "1234567890128"
PAIRS = 3
SHOES = (("HOKA", "Clifton 10"), ("HOKA", "Bondi 9"), ("Topo Athletic", "Phantom 4"))


def stock_a_store(shop: Service) -> str:
    """Return the id of a store with some pairs of some shoes in usual sizes, and of one that is sold out."""
    made = requests.post(f"{shop.url}/v1/stores", json={"name": "Main Street"}, headers=shop.headers, timeout=20).json()
    lines = ["gtin,brand,model,size_system,size,quantity,price,currency"]
    lines += [f",{brand},{model},us_men,{size},{PAIRS},150,EUR" for brand, model in SHOES for size in (9, 9.5, 10)]
    lines += [f"{GTIN},HOKA,Clifton 10,us_men,12,1,150,EUR", f"{SOLD_OUT},Brooks,Glycerin 22,us_men,9.5,0,150,EUR"]
    answer = requests.post(
        f"{shop.url}/v1/stores/{made['id']}/stock/import",
        data="\n".join(lines).encode(),
        headers={**shop.headers, "Content-Type": "text/csv"},
        timeout=60,
    )
    assert answer.ok, answer.text
    return str(made["id"])
