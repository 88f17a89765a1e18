"""What a customer does at the kiosk, by touch alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, expect

from tests.support.browser import SHOTS
from tests.support.service import Service

PIN = "2468"
SIZES = {"kiosk": (1080, 1920), "wide": (1920, 1080), "tablet": (820, 1180), "phone": (390, 844)}
SMALLEST_TARGET_PX = 48
MOST_QUESTIONS = 16
AXE = Axe()

SORE = {"state": ["My foot hurts"], "where": ["Left foot", "Under the ball of the second toe"]}


class Kiosk:
    """One open page."""

    def __init__(self, browser: Browser, shop: Service, store_id: str | None, size: str = "kiosk") -> None:
        width, height = SIZES[size]
        self.size, self.shop = size, shop
        self.context = browser.new_context(
            viewport={"width": width, "height": height}, has_touch=True, locale="en-GB", bypass_csp=False
        )
        self.page = self.context.new_page()
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.goto(f"{shop.url}/kiosk#key={shop.key}&store={store_id or ''}")
        self.choose_language()
        expect(self.heading).to_have_text("What can we do for you?")

    @property
    def heading(self) -> Locator:
        """The one heading of the screen."""
        return self.page.locator("h1")

    def choose_language(self, name: str = "English") -> None:
        """Touch a language, which comes before everything else."""
        self.tap(name)

    def close(self) -> None:
        """Close the page; whatever failed in it fails the test."""
        self.context.close()
        assert self.faults == []

    def tap(self, name: str) -> None:
        """Touch what bears this name."""
        self.page.get_by_role("button", name=name, exact=True).tap()

    def begin(self, purpose: str) -> None:
        """Choose what the customer wants."""
        self.page.get_by_role("button", name=purpose).tap()
        self.settle()

    def settle(self) -> None:
        """Wait until the next screen is there."""
        self.page.locator("main:not([aria-busy])").wait_for()

    def questions(self, chosen: Mapping[str, list[str]]) -> Iterator[str]:
        """Yield every question before it is answered, by what is chosen for it or as a healthy person would."""
        for _ in range(MOST_QUESTIONS):
            self.settle()
            name = self.page.locator("main").get_attribute("class") or ""
            if "result" in name.split():
                return
            title = self.heading.inner_text()
            yield title
            self._answer(name.rpartition("kind-")[2], title, chosen)
            expect(self.heading).not_to_have_text(title)
        raise AssertionError("the interview does not end")

    def _answer(self, kind: str, title: str, chosen: Mapping[str, list[str]]) -> None:
        key = "state" if "How are your feet" in title else "where" if kind == "foot_map" else title
        if key in chosen:
            for name in chosen[key]:
                self.tap(name)
            if self.page.locator(".go").count():
                self.page.locator(".go").tap()
        elif kind == "checklist":
            self.page.locator(".none").tap()
        elif kind in ("size", "distance"):
            self.page.locator(".go").first.tap()
        elif kind == "scale":
            self.tap("3")
        elif kind == "choices":
            self.page.locator(".tick").first.tap()
            self.page.locator(".go").first.tap()
        else:
            self.page.locator(".choice").first.tap()

    def check_screen(self, name: str) -> None:
        """Hold a screen to what every screen keeps, and keep its picture."""
        SHOTS.mkdir(exist_ok=True)
        self.page.screenshot(path=SHOTS / f"{self.size}-{name}.png", full_page=True)
        assert violations(self.page) == [], name
        assert too_small(self.page) == [], name
        box = self.page.locator("main").bounding_box()
        assert box is not None and box["width"] <= SIZES[self.size][0], name


def violations(page: Any) -> list[str]:
    """Return what axe finds on a page."""
    found = AXE.run(page).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:160]}" for each in found]


def too_small(page: Any) -> list[str]:
    """Return the buttons that a finger may miss."""
    small = []
    for target in page.locator("button:visible, summary:visible, input:visible, [role=button]:visible").all():
        box = target.bounding_box()
        if box is not None and min(box["width"], box["height"]) < SMALLEST_TARGET_PX:
            small.append(f"{target.text_content() or target.get_attribute('aria-label')}: {box}")
    return small
