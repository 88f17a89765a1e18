"""The front page: what the service is, in a screen, and two of its answers to try without a key."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, render_template, request
from marshmallow import ValidationError

from api.advice.core.rules import Rulebook
from api.advice.foot.measures import ImpossibleMeasurementError
from api.advice.met_pad.advise import advise as place_pad
from api.advice.met_pad.advise import positions_of
from api.advice.retirement.advise import advise as judge_pair
from api.pictures.foot.diagram import diagram
from api.web.advice import met_pad, retirement
from api.web.edge.auth import count_visitor, public
from api.web.edge.conditional import NO_STORE
from api.web.edge.context import parts, rulebook
from api.web.edge.links import on_paper
from api.web.kiosk.files import BORROWED

blueprint = Blueprint("front page", __name__, template_folder=".")

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
SITES = ("mth_1", "mth_2", "mth_3", "mth_4", "mth_5")
USUAL_SITE = "mth_2"
"""What is chosen before anybody has: where a forefoot mostly hurts, and a pad needs no cut-out."""

KINDS = ("trainer", "race", "trail", "minimalist")
US_SYSTEMS = {"male": "us_men", "female": "us_women"}


@blueprint.get("/")
@public
def front_page() -> Response:
    """Show what the service is, and the answer to what was tried; counted by address."""
    book, given = rulebook(), {"site": USUAL_SITE, **request.args.to_dict()}
    wording = book.wording
    shown: dict[str, Any] = {"pad": None, "picture": None, "pair": None, "fault": None, "disclaimer": None}
    wanted = TRIES.get(given.get("try", ""))
    if wanted is not None:
        count_visitor("front page")
        shown["disclaimer"] = on_paper(book.sentence("FLAG-12", "disclaimer"))
        try:
            shown |= wanted(given, book)
        except (ValidationError, ImpossibleMeasurementError, ValueError):
            shown["fault"] = given["try"]
    page = render_template(
        "front.html",
        t=lambda key: wording.text(BORROWED.get(key, f"kiosk.{key}")),
        language=wording.language,
        given=given,
        sites=[(site, wording.text(f"questions.symptoms.pain_sites={site}")) for site in SITES],
        kinds=[(kind, wording.text(f"questions.kind={kind}")) for kind in KINDS],
        **shown,
    )
    headers = {"Content-Security-Policy": POLICY, "Cache-Control": NO_STORE}
    return Response(
        page, status=422 if shown["fault"] else 200, content_type="text/html; charset=utf-8", headers=headers
    )


front_page.forefoot_query = True  # type: ignore[attr-defined]


def _pad(given: Mapping[str, str], book: Rulebook) -> dict[str, Any]:
    sex = given.get("sex", "")
    system = US_SYSTEMS.get(sex, "") if given.get("system") == "us" else given.get("system", "")
    pad_request = met_pad.REQUEST.load(
        {
            "sex": sex,
            "size": {"system": system, "value": _number(given, "size")},
            "side": given.get("side", ""),
            "symptoms": {"pain_level": 3, "pain_sites": [given.get("site", "")]},
        }
    )
    answer = place_pad(pad_request, book)
    positions = positions_of(pad_request, book) if answer.placement is not None else ()
    picture = None
    if positions:
        drawn = diagram(positions[0], pad_request.symptoms.pain_sites or (), book)
        picture = "data:image/svg+xml;base64," + base64.b64encode(drawn.encode()).decode()
    return {"pad": answer, "picture": picture}


def _pair(given: Mapping[str, str], book: Rulebook) -> dict[str, Any]:
    body: dict[str, Any] = {"kind": given.get("kind", ""), "distance": {"km": _number(given, "km")}}
    if given.get("week"):
        body["weekly_distance"] = {"km": _number(given, "week")}
    return {"pair": judge_pair(retirement.REQUEST.load(body), book, as_of=parts().now().date())}


TRIES = {"pad": _pad, "pair": _pair}


def _number(given: Mapping[str, str], name: str) -> float:
    return float(given.get(name, "").strip().replace(",", "."))
