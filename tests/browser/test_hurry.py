"""Slow lines, low screens, hasty fingers: nothing is answered twice, hidden, or left without a way on."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Route, expect

from api.rulebook.load import shipped_languages
from tests.browser.customers import Customer
from tests.browser.walk import MOST_QUESTIONS, PIN, SORE, Kiosk, cut_off
from tests.support.service import Service

pytestmark = pytest.mark.long(minutes=1)

DANGER, STATE = "Does any of this apply right now?", "How are your feet today?"
LANGUAGE = "Which language would you like?"
WELCOME = "What can we do for you?"
CHILD_MM, ADULT_MM = 190, 270
IN_SIGHT = """(element) => {
  const { left, top, width, height } = element.getBoundingClientRect();
  const there = document.elementFromPoint(left + width / 2, top + height / 2);
  return there !== null && (there === element || element.contains(there));
}"""
ALL_SHOTS = 40


def test_a_second_touch_while_the_answer_is_on_its_way_is_no_second_answer(kiosk: Kiosk) -> None:
    kiosk.begin("My foot hurts")
    held: list[Route] = []
    kiosk.page.route("**/v1/advice/interview?*", lambda route: held.append(route))
    none = kiosk.page.locator(".none").bounding_box()
    assert none is not None
    for _ in range(3):
        kiosk.page.touchscreen.tap(none["x"] + 20, none["y"] + 20)
    expect(kiosk.page.locator("#notice")).to_have_text("One moment")
    assert len(held) == 1
    held[0].continue_()
    expect(kiosk.heading).to_have_text(STATE)
    expect(kiosk.page.locator("#notice")).to_be_empty()
    expect(kiosk.heading).to_be_focused()


def test_whoever_starts_over_while_waiting_is_not_kept_waiting(kiosk: Kiosk) -> None:
    kiosk.begin("My foot hurts")
    kiosk.page.route("**/v1/advice/interview?*", lambda route: None)
    kiosk.page.locator(".none").tap()
    kiosk.tap("Start over")
    expect(kiosk.heading).to_have_text(LANGUAGE)
    kiosk.page.unroute("**/v1/advice/interview?*")
    kiosk.choose_language()
    kiosk.begin("My foot hurts")
    expect(kiosk.heading).to_have_text(DANGER)


def test_the_button_of_the_browser_leads_back_a_question_and_out_from_the_first_screen(kiosk: Kiosk) -> None:
    kiosk.begin("My foot hurts")
    kiosk.page.locator(".none").tap()
    expect(kiosk.heading).to_have_text(STATE)
    for heading in (DANGER, WELCOME, LANGUAGE):
        kiosk.page.evaluate("history.back()")
        expect(kiosk.heading).to_have_text(heading)


@pytest.mark.parametrize("size", ["phone", "low"])
def test_whoever_sees_half_a_list_is_led_to_its_end(chromium: Browser, shop: Service, store_id: str, size: str) -> None:
    kiosk = Kiosk(chromium, shop, store_id, size)
    kiosk.begin("My foot hurts")
    more = kiosk.page.locator(".more")
    none = kiosk.page.locator(".none")
    for _ in range(MOST_QUESTIONS):
        if not more.is_visible():
            break
        expect(more).to_be_in_viewport(ratio=1)
        more.evaluate("(element) => element.click()")
        kiosk.page.wait_for_timeout(700)
    expect(none).to_be_in_viewport(ratio=1)
    expect(kiosk.page.locator(".forward .go")).to_be_visible()
    kiosk.close()


@pytest.mark.parametrize("size", ["low", "tablet", "phone"])
def test_what_has_the_focus_is_in_sight(chromium: Browser, shop: Service, store_id: str, size: str) -> None:
    kiosk = Kiosk(chromium, shop, store_id, size)
    kiosk.begin("My foot hurts")
    for _ in range(ALL_SHOTS):
        kiosk.page.keyboard.press("Tab")
        focused = kiosk.page.evaluate_handle("document.activeElement").as_element()
        assert focused is not None
        if focused.evaluate("(element) => element === document.body"):
            break
        assert focused.evaluate(IN_SIGHT), focused.text_content()
    kiosk.close()


def test_the_focus_stays_where_it_was_in_dialogs_and_after_them(kiosk: Kiosk) -> None:
    kiosk.begin("I am looking for shoes")
    list(kiosk.questions({}))
    kiosk.tap("Show the code for my phone")
    expect(kiosk.page.locator(".address")).to_be_visible()
    expect(kiosk.page.get_by_role("button", name="Show the code for my phone")).to_be_focused()
    kiosk.tap("Staff")
    kiosk.enter_pin(PIN)
    expect(kiosk.dialog.get_by_role("heading", name="Figures and rules")).to_be_focused()
    expect(kiosk.dialog.locator("caption").first).to_contain_text("of 100 points")


def test_all_that_is_asked_of_a_child_with_sore_feet_is_on_the_screen(kiosk: Kiosk) -> None:
    kiosk.begin("My foot hurts")
    child = Customer("consultation", {"state": ("pain",)})
    for _ in range(MOST_QUESTIONS):
        kiosk.settle()
        if kiosk.is_at_the_end:
            break
        question, title = kiosk.question, kiosk.heading.inner_text()
        if question["kind"] == "size":
            kiosk.tap("In millimetres")
            kiosk.tap("Men's")
            smaller = kiosk.page.locator(".step").first
            for _ in range(ADULT_MM - CHILD_MM + 1):
                smaller.evaluate("(element) => element.click()")
            kiosk.tap("Continue")
        else:
            kiosk.answer(question, child)
        expect(kiosk.heading).not_to_have_text(title)
    assert kiosk.left_unsaid() == []
    expect(kiosk.page.locator("section.shoes")).to_contain_text("let a doctor or podiatrist look at it")


def test_as_many_shoes_are_shown_and_counted_as_the_summary_says(chromium: Browser, shop: Service) -> None:
    kiosk = Kiosk(chromium, shop, None)
    kiosk.begin("I am looking for shoes")
    list(kiosk.questions({}))
    said = int(re.findall(r"(\d+) shoes suit", kiosk.page.locator(".summary").inner_text())[0])
    further = kiosk.page.locator("section.shoes").get_by_text("Further shoes:").inner_text()
    shown = kiosk.page.locator("article.shoe").count()
    assert shown < said == shown + int(further.rpartition(" ")[2])
    kiosk.close()


def test_a_distance_bears_its_unit(kiosk: Kiosk) -> None:
    kiosk.begin("Are my shoes worn out?")
    next(title for title in kiosk.questions({}) if "far" in title)
    kiosk.page.locator(".step").last.tap()
    expect(kiosk.page.locator("output")).to_have_text("400 km")
    kiosk.tap("miles")
    expect(kiosk.page.locator("output")).to_have_text("400 miles")


def test_a_map_without_a_foot_says_what_it_waits_for(kiosk: Kiosk) -> None:
    kiosk.begin("Where does a pad go?")
    next(title for title in kiosk.questions(SORE) if title == "Where does it hurt?")
    kiosk.page.locator(".spot").first.tap()
    expect(kiosk.page.locator(".chosen")).to_contain_text("Which foot hurts?")
    expect(kiosk.page.locator(".go")).to_be_disabled()
    kiosk.tap("Left foot")
    expect(kiosk.page.locator(".chosen")).not_to_contain_text("Which foot hurts?")
    expect(kiosk.page.locator(".go")).to_be_enabled()


@pytest.mark.parametrize("language", shipped_languages())
def test_large_text_has_room_on_a_phone(chromium: Browser, shop: Service, store_id: str, language: str) -> None:
    kiosk = Kiosk(chromium, shop, store_id, "phone")
    words = kiosk.change_language(language)
    kiosk.tap(words["larger"])
    kiosk.begin(words["purpose_shoes"])
    for title in kiosk.questions({}):
        assert cut_off(kiosk.page) == [], title
    kiosk.tap(words["staff"])
    assert cut_off(kiosk.page) == []
    kiosk.tap(words["close"])
    kiosk.tap(words["make_code"])
    expect(kiosk.page.locator(".address")).to_be_visible()
    assert cut_off(kiosk.page) == []
    kiosk.close()
