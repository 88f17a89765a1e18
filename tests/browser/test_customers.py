"""Six customers in four languages, by touch alone: every screen is fit for everybody and in the customer's language."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle, product

import pytest
from playwright.sync_api import Browser, expect

from api.rulebook.load import shipped_languages
from tests.browser.customers import CUSTOMERS, Customer
from tests.browser.walk import MOST_QUESTIONS, PIN, SIZES, Kiosk, cut_off, too_small, violations
from tests.support.browser import SHOTS
from tests.support.service import Service

# Five sizes and four languages have no common factor: every customer and every language meets every size.
WALKS = [
    (name, language, size)
    for (name, language), size in zip(product(CUSTOMERS, shipped_languages()), cycle(SIZES), strict=False)
]


@pytest.mark.long(minutes=1)
@pytest.mark.parametrize(("name", "language", "size"), WALKS)
def test_a_customer_is_led_to_the_advice(
    chromium: Browser, shop: Service, store_id: str, name: str, language: str, size: str
) -> None:
    customer, kiosk = CUSTOMERS[name], Kiosk(chromium, shop, store_id, size)
    label = f"{language}-{name.replace(' ', '-')}"
    words = kiosk.change_language(language)
    kiosk.begin(words[f"purpose_{customer.purpose}"])
    for number, _ in enumerate(questions(kiosk, customer), 1):
        kiosk.check_screen(f"{label}-{number:02d}")
    expect(kiosk.heading).to_have_text(words["result"])
    for part in customer.sees:
        expect(kiosk.page.locator(f"section.{part}")).to_be_visible()
    for part in customer.sees_not:
        expect(kiosk.page.locator(f"section.{part}")).to_have_count(0)
    kiosk.check_screen(f"{label}-result")
    assert kiosk.left_unsaid() == []
    kiosk.tap(words["staff"])
    kiosk.enter_pin(PIN, words["pin_open"])
    expect(kiosk.dialog.get_by_role("heading", name=words["figures"])).to_be_visible()
    kiosk.tap(words["close"])
    kiosk.tap(words["make_code"])
    take_home(chromium, kiosk.page.locator(".address").inner_text(), label)
    kiosk.close()


def questions(kiosk: Kiosk, customer: Customer) -> Iterator[str]:
    """Yield the id of every question, which is answered afterwards."""
    for _ in range(MOST_QUESTIONS):
        kiosk.settle()
        if kiosk.is_at_the_end:
            return
        question, title = kiosk.question, kiosk.heading.inner_text()
        yield question["id"]
        kiosk.answer(question, customer)
        expect(kiosk.heading).not_to_have_text(title)
    raise AssertionError("the interview does not end")


def take_home(chromium: Browser, address: str, label: str) -> None:
    """Hold the page for the phone to what every screen keeps."""
    phone = chromium.new_context(viewport={"width": 390, "height": 844}).new_page()
    phone.goto(address)
    phone.screenshot(path=SHOTS / f"phone-{label}-take-home.png", full_page=True)
    assert violations(phone) == []
    assert cut_off(phone) == [] and too_small(phone) == []
    phone.context.close()
