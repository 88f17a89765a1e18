"""What a customer does at the kiosk, by touch alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, FloatRect, Locator, Response, expect

from tests.browser.customers import Customer
from tests.support.browser import SHOTS
from tests.support.service import Service

PIN = "2468"
SIZES = {"kiosk": (1080, 1920), "wide": (1920, 1080), "tablet": (820, 1180), "phone": (390, 844), "low": (1280, 600)}
"""How large a screen is in pixels; the low one is that of a laptop on a counter."""
SMALLEST_TARGET_PX = 48
MOST_QUESTIONS = 16
SEVERAL = ("checklist", "choices", "foot_map")
AXE = Axe()
SAID_BY_THE_SCREEN = frozenset({"read_the_parts"})
"""What leads a reader of the answer to its parts, which are on the screen."""

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
        self.question: dict[str, Any] = {}
        """The question on the screen, as the service gave it."""
        self.advice: dict[str, Any] = {}
        """The advice on the screen, likewise."""
        self.page.on("response", self._keep_question)
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

    @property
    def dialog(self) -> Locator:
        """What lies above the screen."""
        return self.page.get_by_role("dialog")

    @property
    def is_at_the_end(self) -> bool:
        """Whether the advice is on the screen."""
        return "result" in (self.page.locator("main").get_attribute("class") or "").split()

    def enter_pin(self, pin: str, open_it: str = "Open") -> None:
        """Enter a PIN on the keys of the page."""
        for digit in pin:
            self.tap(digit)
        self.tap(open_it)

    def change_language(self, code: str) -> dict[str, str]:
        """Go back to the languages, choose one, and return the words of the page in it."""
        answer = self.page.request.get(f"{self.shop.url}/kiosk/words.json?language={code}").json()
        self.tap("Back")
        self.choose_language(next(each["name"] for each in answer["languages"] if each["code"] == code))
        expect(self.heading).to_have_text(answer["words"]["welcome"])
        assert self.page.locator("html").get_attribute("lang") == code
        words: dict[str, str] = answer["words"]
        return words

    def answer(self, question: dict[str, Any], customer: Customer) -> None:
        """Choose what this customer chooses."""
        kind, texts = question["kind"], {choice["value"]: choice["text"] for choice in question["choices"]}
        chosen = customer.sites if kind == "foot_map" else customer.choices.get(question["id"], ())
        if kind == "foot_map":
            self.page.locator(".tabs .tab").nth(customer.foot).tap()
        if kind == "scale":
            self.tap(str(customer.pain))
        elif chosen:
            for value in chosen:
                self.tick(texts[value])
            self.page.locator(".go").tap()
        else:
            self._answer(kind, "", {})

    def _keep_question(self, response: Response) -> None:
        if response.url.endswith("interview?include=all") and response.ok:
            answer = response.json()
            self.question, self.advice = answer["question"] or {}, answer["advice"] or {}

    def left_unsaid(self) -> list[str]:
        """Return what the advice asks for and the screen does not say."""
        care = self.advice.get("care")
        withheld = care is not None and care["level"] != "see_professional"
        parts = [self.advice, *(part for part in self.advice.values() if isinstance(part, dict) and not withheld)]
        actions = [action for part in parts for action in part.get("actions", ()) if isinstance(action, dict)]
        shown = " ".join(self.page.locator("main").inner_text().split())
        texts = {" ".join(action["text"].split()) for action in actions if action["code"] not in SAID_BY_THE_SCREEN}
        return sorted(text for text in texts if text not in shown)

    def scan(self, gtin: str) -> None:
        """Scan a bar code: digits typed faster than by hand, and Enter."""
        self.page.keyboard.type(gtin)
        self.page.keyboard.press("Enter")

    def spot(self, name: str) -> FloatRect:
        """Return where a spot of the foot lies on the screen."""
        box = self.page.get_by_role("button", name=name, exact=True).bounding_box()
        assert box is not None
        return box

    def close(self) -> None:
        """Close the page; whatever failed in it fails the test."""
        self.context.close()
        assert self.faults == []

    def tap(self, name: str) -> None:
        """Touch what bears this name."""
        self.page.get_by_role("button", name=name, exact=True).tap()

    def tick(self, name: str) -> None:
        """Touch what bears this name, unless it is ticked."""
        if self.page.get_by_role("button", name=name, exact=True, pressed=True).count() == 0:
            self.tap(name)

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
            if self.is_at_the_end:
                return
            name = self.page.locator("main").get_attribute("class") or ""
            title = self.heading.inner_text()
            yield title
            self._answer(name.rpartition("kind-")[2], title, chosen)
            expect(self.heading).not_to_have_text(title)
        raise AssertionError("the interview does not end")

    def _answer(self, kind: str, title: str, chosen: Mapping[str, list[str]]) -> None:
        key = "state" if "How are your feet" in title else "where" if kind == "foot_map" else title
        if key in chosen:
            for name in chosen[key]:
                self.tick(name)
            if kind in SEVERAL:
                self.page.locator(".go").tap()
        elif kind == "checklist":
            self.page.locator(".none").tap()
        elif kind in ("size", "distance"):
            sexes = self.page.locator(".tabs").nth(1).locator(".tab")
            if kind == "size" and sexes.and_(self.page.locator("[aria-pressed=true]")).count() == 0:
                sexes.first.tap()
            if self.page.locator(".go:enabled").count() == 0:
                self.page.locator(".step").last.tap()
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
        assert cut_off(self.page) == [], name
        box = self.page.locator("main").bounding_box()
        assert box is not None and box["width"] <= SIZES[self.size][0], name
        for leading_on in self.page.locator(".forward :is(.go, .more):visible").all():
            expect(leading_on, name).to_be_in_viewport(ratio=1)


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


def cut_off(page: Any) -> list[str]:
    """Return what is wider than the screen, or than the box that holds it and does not scroll."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll("body *")]
          .filter((each) => each.getClientRects().length && !each.closest("svg, .wide *, #slip"))
          .filter((each) => {
            const { left, right } = each.getBoundingClientRect();
            const inner = getComputedStyle(each).display !== "inline" && each.clientWidth > 0;
            const overflows = inner && each.scrollWidth > each.clientWidth + 1 && !each.matches(".wide");
            return left < -1 || right > innerWidth + 1 || overflows;
          })
          .map((each) => `${each.tagName}.${each.className}: ${each.textContent.slice(0, 60)}`)"""
    )
    return found
