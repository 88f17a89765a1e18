"""Nobody there any more: the page asks, then forgets everything."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.test_kiosk import DANGER, IDLE_MS, LANGUAGE
from tests.browser.walk import Kiosk
from tests.support.service import Service, running_service


@pytest.fixture(scope="module")
def hasty_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service whose kiosk asks as early as it may; every other test has all the time it needs."""
    folder = tmp_path_factory.mktemp("hasty")
    settings = {"FOREFOOT_KIOSK_IDLE_SECONDS": "15"}
    with running_service(f"sqlite:///{folder / 'forefoot.db'}", folder, settings=settings) as service:
        yield service


@pytest.fixture
def hasty(chromium: Browser, hasty_shop: Service) -> Iterator[Kiosk]:
    """Its page."""
    opened = Kiosk(chromium, hasty_shop, None)
    yield opened
    opened.close()


@pytest.mark.long(minutes=1)
@pytest.mark.parametrize("on_the_button", [True, False])
def test_a_touch_that_says_still_here_reaches_nothing_beneath(hasty: Kiosk, on_the_button: bool) -> None:
    hasty.begin("My foot hurts")
    choice = hasty.page.locator(".choice").first
    beneath = choice.bounding_box()
    expect(hasty.dialog).to_be_visible(timeout=IDLE_MS)
    box = hasty.dialog.locator(".go").bounding_box() if on_the_button else beneath
    assert box is not None
    at = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    hasty.page.touchscreen.tap(*at)
    expect(hasty.dialog).to_have_count(0)
    hasty.page.wait_for_timeout(500)
    expect(hasty.heading).to_have_text(DANGER)
    assert hasty.page.locator("main [aria-pressed=true]").count() == 0
    assert hasty.page.evaluate("at => document.elementFromPoint(...at).closest('main button') !== null", at)


@pytest.mark.long(minutes=2)
def test_when_nobody_is_there_everything_is_forgotten(hasty: Kiosk) -> None:
    hasty.begin("My foot hurts")
    hasty.page.locator(".none").tap()
    expect(hasty.heading).to_have_text("How are your feet today?")
    expect(hasty.page.get_by_role("heading", name="Are you still there?")).to_be_visible(timeout=IDLE_MS)
    expect(hasty.heading).to_have_text(LANGUAGE, timeout=IDLE_MS)
    hasty.choose_language("Deutsch")
    hasty.tap("Hoher Kontrast")
    expect(hasty.heading).to_have_text(LANGUAGE, timeout=IDLE_MS)
    assert hasty.page.locator("html").get_attribute("data-contrast") is None
    hasty.choose_language()
    hasty.begin("My foot hurts")
    expect(hasty.heading).to_have_text(DANGER)


@pytest.mark.long(minutes=2)
def test_whoever_is_still_there_finds_the_dialog_that_was_open(hasty: Kiosk) -> None:
    hasty.begin("I am looking for shoes")
    list(hasty.questions({}))
    hasty.tap("Find a shoe by name")
    hasty.page.locator("#name").fill("bondi")
    yes = hasty.page.get_by_role("button", name="Yes, go on")
    expect(yes).to_be_visible(timeout=2 * IDLE_MS)
    yes.tap()
    expect(hasty.page.get_by_role("heading", name="Are you still there?")).to_have_count(0)
    expect(hasty.page.locator("#name")).to_have_value("bondi")
