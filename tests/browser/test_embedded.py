"""The kiosk within a page of a shop's own: shown where the service names the page's origin, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.shelf import stock_a_store
from tests.support.service import Service, running_service


class Quiet(SimpleHTTPRequestHandler):
    """Serves files without a word."""

    def log_message(self, format: str, *args: object) -> None:
        """Print nothing."""


@pytest.fixture(scope="module")
def shops_own_pages() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory="examples"))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture(scope="module")
def framing_shop(tmp_path_factory: pytest.TempPathFactory, shops_own_pages: str) -> Iterator[Service]:
    folder: Path = tmp_path_factory.mktemp("framed")
    settings = {"FOREFOOT_CORS_ORIGINS": shops_own_pages}
    with running_service(f"sqlite:///{folder / 'forefoot.db'}", folder, settings=settings) as service:
        yield service


def opened(chromium: Browser, pages: str, service: Service, store_id: str) -> Page:
    page = chromium.new_context(viewport={"width": 1080, "height": 1920}, has_touch=True, locale="en-GB").new_page()
    page.goto(f"{pages}/shop_page.html#service={service.url}&key={service.key}&store={store_id}")
    return page


@pytest.mark.long(minutes=1)
def test_a_customer_is_led_to_shoes_within_the_shops_page(
    chromium: Browser, framing_shop: Service, shops_own_pages: str
) -> None:
    page = opened(chromium, shops_own_pages, framing_shop, stock_a_store(framing_shop))
    assert framing_shop.key not in page.url
    inner = page.frame_locator("#kiosk")
    inner.get_by_role("button", name="English").tap()
    inner.get_by_role("button", name="I am looking for shoes").tap()
    inner.locator(".none").tap()
    expect(inner.locator("h1")).to_have_text("How are your feet today?")
    inner.locator(".none").tap()
    expect(inner.locator("h1")).to_have_text("Which shoe size do you wear?")
    inner.locator(".tabs").nth(1).locator(".tab").first.tap()
    inner.locator(".step").last.tap()
    inner.locator(".go").first.tap()
    inner.get_by_role("button", name="Running on roads").tap()
    expect(inner.locator(".shoe").first).to_be_visible()
    page.context.close()


@pytest.mark.long(minutes=1)
def test_a_page_that_the_service_does_not_name_cannot_show_it(
    chromium: Browser, shop: Service, shops_own_pages: str, store_id: str
) -> None:
    page = opened(chromium, shops_own_pages, shop, store_id)
    page.wait_for_timeout(1500)
    expect(page.frame_locator("#kiosk").locator("#screen")).to_have_count(0)
    page.context.close()
