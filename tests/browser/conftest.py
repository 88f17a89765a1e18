"""The real service with the demo shop, and a browser in front of it, shared by the tests of a process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests
from playwright.sync_api import Browser

from tests.browser.walk import PIN, Kiosk
from tests.support.browser import browser
from tests.support.service import Service, running_service

GTIN = "4012345678901"
SOLD_OUT = "1234567890128"
PAIRS = 3


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The real service on SQLite."""
    folder = tmp_path_factory.mktemp("kiosk")
    settings = {
        "FOREFOOT_KIOSK_PIN": PIN,
        "FOREFOOT_KIOSK_NAME": "Runner's Corner",
        "FOREFOOT_KIOSK_IDLE_SECONDS": "15",
    }
    with running_service(f"sqlite:///{folder / 'forefoot.db'}", folder, settings=settings) as service:
        yield service


@pytest.fixture(scope="session")
def store_id(shop: Service) -> str:
    """A store with some pairs of some shoes in the sizes that customers of the tests wear, and one that is sold out."""
    made = requests.post(f"{shop.url}/v1/stores", json={"name": "Main Street"}, headers=shop.headers, timeout=20).json()
    lines = ["gtin,brand,model,size_system,size,quantity,price,currency"]
    for brand, model in (("HOKA", "Clifton 10"), ("HOKA", "Bondi 9"), ("Topo Athletic", "Phantom 4")):
        lines += [f",{brand},{model},us_men,{size},{PAIRS},150,EUR" for size in (9, 9.5, 10)]
    lines += [f"{GTIN},HOKA,Clifton 10,us_men,12,1,150,EUR", f"{SOLD_OUT},Brooks,Glycerin 22,us_men,9.5,0,150,EUR"]
    answer = requests.post(
        f"{shop.url}/v1/stores/{made['id']}/stock/import",
        data="\n".join(lines).encode(),
        headers={**shop.headers, "Content-Type": "text/csv"},
        timeout=60,
    )
    assert answer.ok, answer.text
    return str(made["id"])


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A browser."""
    with browser() as opened:
        yield opened


@pytest.fixture
def kiosk(chromium: Browser, shop: Service, store_id: str) -> Iterator[Kiosk]:
    """The page at the size of a standing kiosk, set up with a key and a store."""
    opened = Kiosk(chromium, shop, store_id)
    try:
        yield opened
    finally:
        opened.close()
