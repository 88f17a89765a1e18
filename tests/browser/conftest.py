"""The real service with the demo shop, and a browser in front of it, shared by the tests of a process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.shelf import stock_a_store
from tests.browser.walk import PIN, Kiosk
from tests.support.browser import browser
from tests.support.service import Service, running_service


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The real service on SQLite."""
    folder = tmp_path_factory.mktemp("kiosk")
    settings = {
        "FOREFOOT_KIOSK_PIN": PIN,
        "FOREFOOT_KIOSK_NAME": "Runner's Corner",
        "FOREFOOT_KIOSK_IDLE_SECONDS": "3600",
    }
    with running_service(f"sqlite:///{folder / 'forefoot.db'}", folder, settings=settings) as service:
        yield service


@pytest.fixture(scope="session")
def store_id(shop: Service) -> str:
    """A store with some pairs of some shoes in the sizes that customers of the tests wear, and one that is sold out."""
    return stock_a_store(shop)


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
