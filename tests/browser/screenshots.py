"""The pictures of the kiosk in the documents: ``make screenshots`` takes them anew from the running page."""

from __future__ import annotations

import base64
import tempfile
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.customers import CUSTOMERS
from tests.browser.shelf import stock_a_store
from tests.browser.walk import MOST_QUESTIONS, Kiosk
from tests.support.browser import browser
from tests.support.service import running_service

FOLDER = Path("docs/kiosk")
QUALITY = 60
SHOWN = {"where": "where"}
SETTINGS = {"FOREFOOT_KIOSK_NAME": "Runner's Corner", "FOREFOOT_KIOSK_IDLE_SECONDS": "3600"}


def keep(page: Page, name: str) -> None:
    """Keep what is on the screen as WebP, which Playwright itself does not write."""
    page.wait_for_timeout(300)
    taken = page.context.new_cdp_session(page).send("Page.captureScreenshot", {"format": "webp", "quality": QUALITY})
    (FOLDER / f"{name}.webp").write_bytes(base64.b64decode(taken["data"]))


def walk(kiosk: Kiosk) -> None:
    """Keep the screens of a customer with a sore ball of the foot."""
    customer = CUSTOMERS["sore ball of the foot"]
    keep(kiosk.page, "welcome")
    kiosk.begin("My foot hurts")
    for _ in range(MOST_QUESTIONS):
        kiosk.settle()
        if kiosk.is_at_the_end:
            break
        question, title = kiosk.question, kiosk.heading.inner_text()
        if question["id"] in SHOWN:
            keep(kiosk.page, SHOWN[question["id"]])
        kiosk.answer(question, customer)
        kiosk.page.wait_for_function("title => document.querySelector('h1').innerText !== title", arg=title)
    keep(kiosk.page, "advice")
    kiosk.tap("Shoes for you")
    keep(kiosk.page, "shoes")
    kiosk.tap("Where the pad goes")
    keep(kiosk.page, "pad")


def main() -> None:
    """Write every picture."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name, browser() as opened:
        folder = Path(name)
        with running_service(f"sqlite:///{folder / 'forefoot.db'}", folder, settings=SETTINGS) as shop:
            kiosk = Kiosk(opened, shop, stock_a_store(shop), "tablet")
            walk(kiosk)
            kiosk.close()


if __name__ == "__main__":
    main()
