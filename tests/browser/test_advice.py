"""What stands on the screens after the questions: shoes to try, why not this one, and the staff's figures."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.walk import PIN, SORE, Kiosk
from tests.support.service import Service

TO_WALK = {"Which of these fit the pain?": ["It hurts when I walk"]}


def rows(kiosk: Kiosk, caption: str) -> dict[str, list[str]]:
    """Return the figures of a table of the staff view by their names."""
    lines = kiosk.dialog.locator("table", has_text=caption).first.locator("tbody tr").all()
    return {line.locator("th").inner_text(): line.locator("td").all_inner_texts() for line in lines}


@pytest.mark.long(minutes=1)
def test_why_not_this_one_is_about_the_shoe_beside_care_as_well(kiosk: Kiosk) -> None:
    kiosk.begin("My foot hurts")
    list(kiosk.questions({**SORE, **TO_WALK}))
    expect(kiosk.page.get_by_role("heading", name="Have it looked at")).to_be_visible()
    care = kiosk.page.locator(".summary").first.inner_text()
    kiosk.tap("Find a shoe by name")
    kiosk.page.locator("#name").fill("Speedgoat 6")
    kiosk.page.locator(".found button").first.tap()
    said = kiosk.dialog.locator(".summary")
    expect(said).to_contain_text("It is not made for daily running on the road.")
    assert care not in kiosk.dialog.inner_text()


@pytest.mark.long(minutes=1)
def test_the_staff_see_the_figures_of_a_pad(kiosk: Kiosk) -> None:
    kiosk.begin("Where does a pad go?")
    list(kiosk.questions(SORE))
    kiosk.tap("Staff")
    kiosk.enter_pin(PIN)
    expect(kiosk.dialog.get_by_role("heading", name="Figures and rules")).to_be_visible()
    (placement,) = kiosk.advice["placements"]
    edge = placement["front_edge_from_heel_mm"]
    found = rows(kiosk, "Left foot")
    value, between, rules = found["Front edge of the pad"]
    assert (value, between) == (f"{edge['target']:g} mm", f"{edge['low']:g} mm to {edge['high']:g} mm")
    assert rules.split() == placement["rules_by_figure"]["front_edge_from_heel_mm"]
    assert found["Length of the foot"][0] == f"{placement['foot_length_mm']:g} mm"
    kiosk.check_screen("staff-pad")


@pytest.mark.long(minutes=1)
def test_the_staff_see_the_figures_of_a_pair(kiosk: Kiosk) -> None:
    kiosk.begin("Are my shoes worn out?")
    list(kiosk.questions({}))
    kiosk.tap("Staff")
    kiosk.enter_pin(PIN)
    expect(kiosk.dialog.get_by_role("heading", name="Figures and rules")).to_be_visible()
    found, left = rows(kiosk, "The pair"), kiosk.advice["cushioning_left"]
    assert found["Life used"][0] == f"{kiosk.advice['life_used']:.0%}"
    assert found["Cushioning left"] == [f"{left['estimate']:.0%}", f"{left['low']:.0%} to {left['high']:.0%}"]
    assert f"({kiosk.advice['limits']['retire_by']['mi']:.0f} miles)" in found["Replace by"][0]
    kiosk.check_screen("staff-pair")


@pytest.mark.long(minutes=1)
def test_before_a_language_is_chosen_the_settings_are_signs(chromium: Browser, shop: Service, store_id: str) -> None:
    kiosk = Kiosk(chromium, shop, store_id)
    kiosk.tap("Back")
    expect(kiosk.heading).to_have_text("Which language would you like?")
    assert kiosk.page.locator("footer").inner_text().split() == ["A+"]
    kiosk.tap("Larger text")
    assert kiosk.page.locator("html").get_attribute("data-text") == "large"
    kiosk.tap("High contrast")
    kiosk.check_screen("language-in-high-contrast")
    kiosk.close()


@pytest.mark.long(minutes=1)
def test_shoes_to_try_are_shown_with_what_they_cost_and_how_many_are_here(kiosk: Kiosk) -> None:
    kiosk.begin("I am looking for shoes")
    for title in kiosk.questions({}):
        if title == "Which shoe size do you wear?":
            kiosk.page.locator(".tabs").nth(1).locator(".tab").first.tap()
            kiosk.tap("wide")
    to_try = kiosk.advice["try_on"]
    assert to_try and not kiosk.advice["recommendations"]
    first = kiosk.page.locator(".shoe").first
    expect(first.locator("h3")).to_have_text(f"{to_try[0]['shoe']['brand']} {to_try[0]['shoe']['model']}")
    expect(first.locator(".price")).to_have_text("\u20ac150.00")
    expect(first.locator(".pairs")).to_have_text(f"Pairs here: {to_try[0]['offer']['quantity']}")


@pytest.mark.long(minutes=1)
@pytest.mark.parametrize("paper_mm", [58, 80, 210])
def test_a_printed_slip_is_no_broader_than_its_paper(kiosk: Kiosk, paper_mm: int) -> None:
    kiosk.begin("My foot hurts")
    list(kiosk.questions(SORE))
    kiosk.page.evaluate("window.print = () => {}")
    kiosk.tap("Print the slip")
    expect(kiosk.page.locator("#slip")).to_contain_text("Runner's Corner")
    margins_mm = 8
    kiosk.page.set_viewport_size({"width": int((paper_mm - margins_mm) / 25.4 * 96), "height": 1000})
    kiosk.page.emulate_media(media="print")
    slip = kiosk.page.locator("#slip")
    assert slip.evaluate("each => each.scrollWidth <= innerWidth")
    assert slip.evaluate("each => each.textContent.includes('-'.repeat(42))")
