"""Words in pictures have room in every language, measured by a real browser in its own fonts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from playwright.sync_api import Browser

from api.advice.core.rules import Rulebook
from api.advice.exercises.library import library
from api.advice.foot.feet import Foot
from api.advice.met_pad.advise import PadRequest, positions_of
from api.advice.return_to_run.ladder import OPEN, RULED_OUT
from api.advice.return_to_run.plan import PlanFacts, plan_of
from api.advice.return_to_run.show import PlanToShow
from api.advice.triage.request import Symptoms
from api.pictures.charts.return_chart import draw_return
from api.pictures.charts.wear_chart import draw_wear
from api.pictures.exercises.figure import draw_exercise
from api.pictures.foot.diagram import diagram
from api.rulebook.load import shipped_languages, shipped_rulebook
from tests.pictures.charts.test_wear_chart import WEAR, km

FEET = (Foot(262.5, 195, 100), Foot(215, None, 78, "high"), Foot(315, None, 131, "low"))
SITES = (("mth_2", "mth_3"), ("web_3_4",), ("mth_1",), ("mth_5", "heel"))
TOUCH_PX = 1.5
"""Boxes hold the air above and below the letters; so much of it may be shared."""

FAULTS = """(touch) => {
  const frame = document.querySelector("svg").getBoundingClientRect();
  const boxes = [...document.querySelectorAll("svg text")].filter((each) => each.textContent.trim()).map((each) => {
    const box = each.getBoundingClientRect();
    const air = box.height * 0.16;
    return { words: each.textContent, left: box.left, right: box.right, top: box.top + air, bottom: box.bottom - air };
  });
  const beside = (box) => box.left < frame.left - 0.5 || box.right > frame.right + 0.5;
  const out = boxes.filter((box) => beside(box) || box.top < frame.top || box.bottom > frame.bottom);
  const faults = out.map((box) => `beyond the frame: ${box.words}`);
  for (const [nth, one] of boxes.entries()) for (const other of boxes.slice(nth + 1)) {
    const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left);
    const high = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
    if (wide > touch && high > touch) faults.push(`one over the other: ${one.words} | ${other.words}`);
  }
  return faults;
}"""


def pictures(book: Rulebook) -> Iterator[tuple[str, str]]:
    """Yield every kind of picture under a name."""
    for nth, foot in enumerate(FEET):
        for sites in SITES:
            for side in ("left", "right"):
                request = PadRequest(foot=foot, side=side, symptoms=Symptoms(pain_sites=sites))
                for position in positions_of(request, book):
                    yield f"pad {nth} {side} {sites}", diagram(position, sites, book)
    for exercise in library(book).values():
        yield f"exercise {exercise.code}", draw_exercise(exercise, book).decode()
    for bone, weeks in ((RULED_OUT, 3), (OPEN, 8)):
        facts = PlanFacts(km(30), bone=bone, weeks_off=weeks)
        for start in (date(2026, 9, 7), None):
            yield f"return {bone} {start}", draw_return(PlanToShow(plan_of(facts, book), facts, start), book).decode()
    for wear in (replace(WEAR, wording=book.wording), replace(WEAR, wording=book.wording, ahead=None)):
        yield f"wear {wear.ahead}", draw_wear(wear).decode()


@pytest.mark.long(minutes=1)
@pytest.mark.parametrize("language", shipped_languages())
def test_words_in_pictures_have_room(chromium: Browser, language: str) -> None:
    page = chromium.new_page(viewport={"width": 1200, "height": 1600})
    faults = {}
    for name, drawn in pictures(shipped_rulebook(language)):
        page.set_content(f"<body style='margin:0'>{drawn}</body>")
        found = page.evaluate(FAULTS, TOUCH_PX)
        if found:
            faults[name] = found
    page.close()
    assert faults == {}
