"""How long a customer waits at the kiosk: first paint, and each answer from the touch to the next screen.

Measured in a real browser against the running service, on whatever machine this is; nothing is asserted.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser

from tests.browser.customers import CUSTOMERS
from tests.browser.shelf import stock_a_store
from tests.browser.walk import MOST_QUESTIONS, Kiosk
from tests.support.browser import browser
from tests.support.service import running_service

ROUNDS = 5
PAINT_BUDGET_MS, ANSWER_BUDGET_MS = 1000, 300
PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
# The clock of the page: from the touch until the next screen stands in the document and a frame was drawn.
WATCH = """() => {
  window.touchedAt = null;
  window.answers = [];
  addEventListener("click", () => (window.touchedAt = performance.now()), { capture: true });
  new MutationObserver(() => requestAnimationFrame(() => {
    if (window.touchedAt !== null && !document.querySelector("main").hasAttribute("aria-busy")) {
      window.answers.push(performance.now() - window.touchedAt);
      window.touchedAt = null;
    }
  })).observe(document.querySelector("main"), { childList: true });
}"""


def measure(opened: Browser) -> tuple[list[float], list[float]]:
    """Return the first paints and the answers of some customers, in milliseconds."""
    paints: list[float] = []
    answers: list[float] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with running_service(f"sqlite:///{folder / 'forefoot.db'}", folder) as shop:
            store_id = stock_a_store(shop)
            for _ in range(ROUNDS):
                for customer in ("sore ball of the foot", "only wants shoes"):
                    kiosk = Kiosk(opened, shop, store_id)
                    paints.append(kiosk.page.evaluate(PAINT))
                    kiosk.page.evaluate(WATCH)
                    kiosk.begin(
                        "My foot hurts" if CUSTOMERS[customer].purpose == "consultation" else "I am looking for shoes"
                    )
                    for _ in range(MOST_QUESTIONS):
                        kiosk.settle()
                        if kiosk.is_at_the_end:
                            break
                        title = kiosk.heading.inner_text()
                        kiosk.answer(kiosk.question, CUSTOMERS[customer])
                        kiosk.page.wait_for_function(
                            "title => document.querySelector('h1').innerText !== title", arg=title
                        )
                    time.sleep(0.2)
                    answers += kiosk.page.evaluate("window.answers")
                    kiosk.close()
    return paints, answers


def main() -> None:
    """Print what was measured beside the budget."""
    with browser() as opened:
        paints, answers = measure(opened)
    print(f"{'':14}{'median':>10}{'longest':>10}{'budget':>10}   (ms, {len(paints)} pages, {len(answers)} answers)")
    for name, found, budget in (("first paint", paints, PAINT_BUDGET_MS), ("answer", answers, ANSWER_BUDGET_MS)):
        print(f"{name:14}{median(found):10.0f}{max(found):10.0f}{budget:10}")


if __name__ == "__main__":
    main()
