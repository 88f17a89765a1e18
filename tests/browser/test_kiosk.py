"""The kiosk in a real browser: whole walks by touch, forgetting, lost connections, the scanner, paper and phone."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.browser.customers import CUSTOMERS
from tests.browser.shelf import GTIN, PAIRS, SHOES, SOLD_OUT
from tests.browser.walk import PIN, SIZES, SORE, Kiosk, violations
from tests.support.service import Service

IDLE_MS = 60_000
LANGUAGE = "Which language would you like?"
DANGER = "Does any of this apply right now?"
TRAILS = {"What are the shoes for?": ["Running on trails"]}


def test_a_sore_customer_gets_advice_by_touch_alone(kiosk: Kiosk) -> None:
    kiosk.begin("My foot hurts")
    asked = list(kiosk.questions(SORE))
    assert asked[0] == DANGER and len(asked) <= 12
    expect(kiosk.heading).to_have_text("Your advice")
    for title in ("Shoes for you", "Where the pad goes", "What to do today", "Take it with you"):
        expect(kiosk.page.get_by_role("heading", name=title)).to_be_visible()
    kiosk.check_screen("result")
    kiosk.tap("Start over")
    expect(kiosk.heading).to_have_text(LANGUAGE)


@pytest.mark.long(minutes=2)
@pytest.mark.parametrize("size", SIZES)
def test_every_screen_is_fit_for_everybody(chromium: Browser, shop: Service, store_id: str, size: str) -> None:
    kiosk = Kiosk(chromium, shop, store_id, size)
    kiosk.check_screen("00-welcome")
    kiosk.begin("My foot hurts")
    for number, _ in enumerate(kiosk.questions(SORE), 1):
        kiosk.check_screen(f"{number:02d}-question")
    kiosk.check_screen("20-result")
    kiosk.tap("High contrast")
    kiosk.tap("Larger text")
    kiosk.check_screen("21-result-in-high-contrast")
    kiosk.close()


@pytest.mark.long(minutes=1)
def test_whoever_only_wants_shoes_is_asked_four_questions(kiosk: Kiosk) -> None:
    kiosk.begin("I am looking for shoes")
    assert len(list(kiosk.questions({}))) == 4
    expect(kiosk.page.locator(".shoe").first).to_be_visible()
    kiosk.page.locator(".shoe .tab").nth(0).tap()
    kiosk.page.locator(".shoe .tab").nth(1).tap()
    kiosk.page.locator(".row .go").first.tap()
    expect(kiosk.page.get_by_role("heading", name="Side by side")).to_be_in_viewport()
    assert violations(kiosk.page) == []


@pytest.mark.long(minutes=1)
def test_a_worn_pair_is_judged(kiosk: Kiosk) -> None:
    kiosk.begin("Are my shoes worn out?")
    list(kiosk.questions({}))
    expect(kiosk.page.locator(".summary")).to_contain_text("pair")


@pytest.mark.long(minutes=1)
def test_an_emergency_ends_it_at_once_and_shows_nothing_else(kiosk: Kiosk) -> None:
    kiosk.begin("I am looking for shoes")
    kiosk.tap("The foot has turned cold, pale or blue and stays so")
    kiosk.tap("Continue")
    expect(kiosk.page.get_by_role("heading", name="Get help now")).to_be_visible()
    assert kiosk.page.locator(".shoe, .pad").count() == 0
    kiosk.check_screen("30-emergency")


@pytest.mark.long(minutes=1)
def test_back_gives_the_question_before(kiosk: Kiosk) -> None:
    kiosk.begin("My foot hurts")
    kiosk.page.locator(".none").tap()
    expect(kiosk.heading).to_have_text("How are your feet today?")
    kiosk.tap("Back")
    expect(kiosk.heading).to_have_text(DANGER)
    kiosk.tap("Back")
    expect(kiosk.heading).to_have_text("What can we do for you?")
    kiosk.tap("Back")
    expect(kiosk.heading).to_have_text(LANGUAGE)


@pytest.mark.long(minutes=1)
def test_whoever_goes_back_finds_every_answer_as_it_was_given(kiosk: Kiosk) -> None:
    def step(answer: Callable[[], None]) -> None:
        title = kiosk.heading.inner_text()
        answer()
        expect(kiosk.heading).not_to_have_text(title)
        kiosk.settle()

    def confirm() -> None:
        """Touch what is marked, and choose nothing anew."""
        again = kiosk.page.locator(".forward .go:enabled, main .choice[aria-pressed=true]:not(.tick)")
        again.first.tap()

    customer, sent = CUSTOMERS["coming back"], []
    kiosk.page.on("request", lambda request: sent.append(request.post_data) if "interview" in request.url else None)
    kiosk.begin("My foot hurts")
    steps = 0
    while not kiosk.is_at_the_end:
        question = kiosk.question
        if question["kind"] == "size":
            kiosk.tap("Women's")
            kiosk.tap("US")
            kiosk.tap("wide")
            kiosk.page.locator(".step").last.tap()
        step(lambda question=question: kiosk.answer(question, customer))  # type: ignore[misc]
        steps += 1
    first = sent[-1]
    for _ in range(steps):
        step(lambda: kiosk.tap("Back"))
    for _ in range(steps):
        step(confirm)
    assert kiosk.is_at_the_end
    assert sent[-1] == first
    kiosk.tap("Start over")
    kiosk.choose_language()
    kiosk.begin("My foot hurts")
    assert kiosk.page.locator("main [aria-pressed=true]").count() == 0


@pytest.mark.long(minutes=1)
def test_a_lost_connection_is_said_and_the_answers_are_kept(kiosk: Kiosk) -> None:
    kiosk.begin("My foot hurts")
    kiosk.page.route("**/v1/**", lambda route: route.abort())
    kiosk.page.locator(".none").tap()
    expect(kiosk.page.locator("#notice")).to_contain_text("There is no connection")
    kiosk.page.unroute("**/v1/**")
    expect(kiosk.heading).to_have_text("How are your feet today?", timeout=IDLE_MS)
    expect(kiosk.page.locator("#notice")).to_be_empty()


@pytest.mark.long(minutes=1)
def test_the_page_opens_without_a_connection(kiosk: Kiosk) -> None:
    kiosk.page.wait_for_timeout(1500)
    kiosk.page.reload()
    kiosk.context.set_offline(True)
    kiosk.page.reload()
    expect(kiosk.heading).to_have_text(LANGUAGE)
    kiosk.choose_language("Français")
    expect(kiosk.heading).to_have_text("Que pouvons-nous faire pour vous ?")


@pytest.mark.long(minutes=1)
def test_a_scanner_works_anywhere(kiosk: Kiosk) -> None:
    kiosk.scan("4006381333931")
    expect(kiosk.page.locator("#notice")).to_contain_text("We have seen the bar code")
    list(kiosk.questions({}))
    expect(kiosk.page.get_by_role("dialog")).to_contain_text("do not know this shoe")
    expect(kiosk.page.locator("#notice")).to_be_empty()


@pytest.mark.long(minutes=1)
def test_a_scan_before_the_language_waits_for_it(kiosk: Kiosk) -> None:
    kiosk.tap("Back")
    expect(kiosk.heading).to_have_text(LANGUAGE)
    kiosk.scan(GTIN)
    expect(kiosk.page.locator("#notice")).to_contain_text("We have seen the bar code")
    expect(kiosk.heading).to_have_text(LANGUAGE)
    kiosk.choose_language("Deutsch")
    expect(kiosk.heading).to_have_text("Trifft gerade etwas davon zu?")
    expect(kiosk.page.locator("#notice")).to_contain_text("Strichcode")


@pytest.mark.long(minutes=1)
def test_a_scan_at_the_end_is_answered_there(kiosk: Kiosk) -> None:
    kiosk.begin("I am looking for shoes")
    kiosk.tap("The foot has turned cold, pale or blue and stays so")
    kiosk.tap("Continue")
    expect(kiosk.page.get_by_role("heading", name="Get help now")).to_be_visible()
    kiosk.scan(GTIN)
    expect(kiosk.dialog.locator(".summary")).to_contain_text("Emergency help now")


@pytest.mark.long(minutes=1)
def test_a_narrow_foot_of_a_woman_has_its_letter(kiosk: Kiosk) -> None:
    kiosk.begin("I am looking for shoes")
    for title in kiosk.questions({}):
        if "size" in title:
            kiosk.tap("By the measuring plate")
            kiosk.tap("Women's")
            kiosk.tap("2A")
            break
    kiosk.page.locator(".step").last.tap()
    with kiosk.page.expect_request("**/interview?*") as sent:
        kiosk.tap("Continue")
    assert json.loads(sent.value.post_data or "")["answers"]["size"]["width"] == "2A"


@pytest.mark.long(minutes=1)
@pytest.mark.parametrize("size", ["wide", "tablet"])
def test_a_shoe_is_found_by_its_name_on_the_keys_of_the_page(
    chromium: Browser, shop: Service, store_id: str, size: str
) -> None:
    kiosk = Kiosk(chromium, shop, store_id, size)
    kiosk.begin("I am looking for shoes")
    list(kiosk.questions({}))
    kiosk.tap("Find a shoe by name")
    for letter in "XCLIFTN":
        kiosk.tap(letter)
    for _ in range(len("XCLIFTN")):
        kiosk.tap("Erase the last letter")
    for letter in "CLIFTN":
        kiosk.tap(letter)
    expect(kiosk.dialog.get_by_role("button", name="HOKA Clifton 10")).to_be_visible()
    expect(kiosk.dialog.get_by_role("button", name="Space")).to_be_in_viewport(ratio=1)
    kiosk.check_screen("search")
    kiosk.tap("HOKA Clifton 10")
    expect(kiosk.dialog.locator(".summary")).to_contain_text("HOKA Clifton 10")
    kiosk.close()


@pytest.mark.long(minutes=1)
def test_nothing_that_nobody_has_touched_is_an_answer(kiosk: Kiosk) -> None:
    go, output = kiosk.page.locator(".go"), kiosk.page.locator("output")
    kiosk.begin("Are my shoes worn out?")
    for _ in kiosk.questions({}):
        if kiosk.question["kind"] == "distance":
            break
    expect(go).to_be_disabled()
    kiosk.tap("Start over")
    kiosk.choose_language()
    kiosk.begin("I am looking for shoes")
    for _ in kiosk.questions({}):
        if kiosk.question["kind"] == "size":
            break
    expect(output).to_have_count(0)
    for way in ("By the measuring plate", "In millimetres", "By a shoe that fits"):
        kiosk.tap(way)
        kiosk.tap("Women's")
        expect(output.first).to_have_text("–")
        expect(go).to_be_disabled()
    kiosk.tap("In millimetres")
    kiosk.page.locator(".step").last.tap()
    with kiosk.page.expect_request(lambda sent: "interview" in sent.url) as request_sent:
        go.tap()
    assert json.loads(request_sent.value.post_data or "")["answers"]["feet"] == {"right": {"length_mm": 245}}


@pytest.mark.long(minutes=1)
def test_the_box_about_care_holds_care_alone(kiosk: Kiosk) -> None:
    kiosk.begin("Where does a pad go?")
    days = {"How many days ago did the pain begin?": ["7 to 13 days"]}
    list(kiosk.questions({**SORE, **days, "How old are you?": ["Under 18 years"]}))
    care, pad = (
        kiosk.page.locator(".care li").all_inner_texts(),
        kiosk.page.locator(".pad :is(li, p)").all_inner_texts(),
    )
    assert care and pad and not set(care) & set(pad)
    assert not [text for text in care if "pad" in text]


@pytest.mark.long(minutes=1)
def test_a_pair_that_is_scanned_is_the_one_judged(kiosk: Kiosk) -> None:
    kiosk.begin("Are my shoes worn out?")
    kiosk.scan(GTIN)
    expect(kiosk.page.locator("#notice")).to_contain_text("Your pair: HOKA Clifton 10")
    with kiosk.page.expect_request(lambda sent: "interview" in sent.url) as request_sent:
        kiosk.page.locator(".none").tap()
    assert json.loads(request_sent.value.post_data or "")["answers"]["shoe_id"] == "hoka-clifton-10"


@pytest.mark.long(minutes=1)
def test_what_is_shown_as_here_is_what_the_store_has(kiosk: Kiosk) -> None:
    kiosk.begin("I am looking for shoes")
    list(kiosk.questions({}))
    cards = kiosk.page.locator(".shoe")
    names = [card.locator("h3").inner_text() for card in cards.all()]
    assert set(names) == {"HOKA Clifton 10", "HOKA Bondi 9", "Topo Athletic Phantom 4"}
    for card in cards.all():
        expect(card.locator(".size")).to_contain_text("43")
        expect(card.locator(".pairs")).to_have_text(f"Pairs here: {PAIRS}")
    kiosk.scan(SOLD_OUT)
    # The box is in the customer's hand, whatever the stock says; the stock alone says what is here.
    expect(kiosk.dialog.locator(".summary")).to_contain_text(f"place {len(names) + 1} of the {len(names) + 1} shoes")
    expect(kiosk.dialog.locator(".pairs")).to_have_count(0)


@pytest.mark.long(minutes=1)
def test_why_not_this_one_lists_what_a_customer_can_take_from_the_shelf(kiosk: Kiosk) -> None:
    kiosk.begin("I am looking for shoes")
    list(kiosk.questions(TRAILS))
    others = kiosk.page.locator(".others .tab")
    assert set(others.all_inner_texts()) == {f"{brand} {model}" for brand, model in SHOES}
    others.first.tap()
    expect(kiosk.dialog.locator(".summary")).to_contain_text("not made for running on trails")


@pytest.mark.long(minutes=1)
def test_without_a_size_nothing_is_called_here(kiosk: Kiosk) -> None:
    kiosk.begin("I am looking for shoes")
    list(kiosk.questions({"Which shoe size do you wear?": ["I do not know"]}))
    expect(kiosk.page.get_by_text("Without your size it is not known which of them are here.")).to_be_visible()
    assert kiosk.page.locator(".on-shelf, .pairs").count() == 0


@pytest.mark.long(minutes=1)
def test_an_answer_that_comes_late_is_not_shown_to_the_next_customer(kiosk: Kiosk) -> None:
    kiosk.begin("I am looking for shoes")
    list(kiosk.questions(TRAILS))
    held: list[Route] = []
    kiosk.page.route("**/v1/advice/shoes/check", lambda route: held.append(route))
    kiosk.page.locator(".others .tab").first.tap()
    kiosk.page.wait_for_timeout(300)
    kiosk.tap("Close")
    kiosk.tap("Start over")
    expect(kiosk.heading).to_have_text(LANGUAGE)
    with kiosk.page.expect_response("**/v1/advice/shoes/check"):
        held[0].continue_()
    kiosk.page.wait_for_timeout(300)
    expect(kiosk.dialog).to_have_count(0)


@pytest.mark.long(minutes=1)
def test_a_code_that_is_refused_is_said_and_can_be_tried_again(kiosk: Kiosk) -> None:
    kiosk.begin("I am looking for shoes")
    list(kiosk.questions({}))
    kiosk.page.route("**/v1/handovers", lambda route: route.fulfill(status=403, json={"detail": "no"}))
    kiosk.tap("Show the code for my phone")
    expect(kiosk.page.locator(".code")).to_contain_text("Something went wrong")
    kiosk.page.unroute("**/v1/handovers")
    kiosk.tap("Show the code for my phone")
    expect(kiosk.page.get_by_alt_text("Scan this with your phone")).to_be_visible()


@pytest.mark.long(minutes=1)
def test_the_map_is_the_sole_of_the_foot_that_was_chosen(kiosk: Kiosk) -> None:
    kiosk.begin("Where does a pad go?")
    for title in kiosk.questions({"state": ["My foot hurts"]}):
        if title == "Where does it hurt?":
            break
    # From below, the big toe of the left foot is on the left.
    for foot, big_toe_is_left in (("Left foot", True), ("Right foot", False)):
        kiosk.tap(foot)
        first, last = (kiosk.spot(f"Under the ball of the {toe} toe")["x"] for toe in ("big", "little"))
        assert (first < last) is big_toe_is_left, foot


@pytest.mark.long(minutes=1)
def test_the_advice_is_taken_home_on_the_phone_and_on_paper(chromium: Browser, kiosk: Kiosk) -> None:
    kiosk.begin("My foot hurts")
    list(kiosk.questions(SORE))
    kiosk.tap("Show the code for my phone")
    expect(kiosk.page.get_by_alt_text("Scan this with your phone")).to_be_visible()
    phone = chromium.new_context(viewport={"width": 390, "height": 844}).new_page()
    phone.goto(kiosk.page.locator(".address").inner_text())
    expect(phone.get_by_role("heading", name="Your feet and your shoes")).to_be_visible()
    assert violations(phone) == []
    phone.screenshot(path=".screenshots/phone-take-home.png", full_page=True)
    phone.get_by_role("button", name="Delete this page").click()
    expect(phone.locator("main")).to_contain_text("The page was deleted")
    with kiosk.page.expect_response("**/v1/advice/consultation") as slip:
        kiosk.tap("Print the slip")
    assert slip.value.headers["content-type"].startswith("text/plain")
    assert max(map(len, slip.value.text().splitlines())) <= 42


@pytest.mark.long(minutes=1)
def test_figures_and_rules_stand_behind_the_pin(kiosk: Kiosk) -> None:
    kiosk.begin("I am looking for shoes")
    list(kiosk.questions({"What are the shoes for?": ["Every day"]}))
    kiosk.tap("Staff")
    kiosk.enter_pin("9999")
    expect(kiosk.page.get_by_role("alert")).to_have_text("That is not the PIN.")
    kiosk.enter_pin(PIN)
    expect(kiosk.page.get_by_role("dialog")).to_contain_text("FIT-01")
    expect(kiosk.dialog.get_by_role("row", name="Steadiness").first).to_contain_text("up to 36")
    expect(kiosk.dialog.get_by_role("row", name="Toe box").first).to_contain_text("from 74")
    assert violations(kiosk.page) == []


@pytest.mark.long(minutes=1)
def test_the_keyboard_alone_is_enough(kiosk: Kiosk) -> None:
    kiosk.page.keyboard.press("Tab")
    expect(kiosk.page.get_by_role("button", name="My foot hurts")).to_be_focused()
    kiosk.page.keyboard.press("Enter")
    expect(kiosk.heading).to_have_text(DANGER)
    expect(kiosk.heading).to_be_focused()


@pytest.mark.long(minutes=1)
def test_the_front_page_is_fit_for_everybody(chromium: Browser, shop: Service) -> None:
    page = chromium.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(f"{shop.url}/")
    assert violations(page) == []
    page.get_by_role("button", name="Show").first.click()
    expect(page.get_by_role("img")).to_be_visible()
    assert violations(page) == []
    page.screenshot(path=".screenshots/front.png", full_page=True)
