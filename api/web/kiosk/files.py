"""The kiosk page: its files, the words it shows with what a shop has chosen for it, and the door to the staff view."""

from __future__ import annotations

import hmac
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, redirect, request, send_from_directory

import api.kiosk
from api.advice.core.answer import CARE_LEVELS
from api.advice.foot.feet import WIDTH_CLASSES
from api.rulebook.load import shipped_rulebook
from api.rulebook.wording import locale_of
from api.web.edge.auth import count_visitor, public
from api.web.edge.context import LANGUAGES, parts, rulebook, speak
from api.web.edge.errors import Problem
from api.web.edge.response import json_response

blueprint = Blueprint("kiosk files", __name__)

FOLDER = Path(api.kiosk.__file__).parent
SERVED = frozenset(path.name for path in FOLDER.iterdir() if path.suffix in (".css", ".js", ".svg"))
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
    "worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors {ancestors}"
)
NEWEST = "no-cache"
PLACEHOLDERS = {
    name: f"{{{name}}}"
    for name in (
        *(
            "asked",
            "count",
            "high",
            "label",
            "low",
            "most",
            "pairs",
            "score",
            "seconds",
            "shoe",
            "text",
            "time",
            "value",
        ),
    )
}
"""What the page itself puts into its words."""
BORROWED = {
    **{f"width_{name}": f"sizes.width_{name}" for name in WIDTH_CLASSES},
    **{f"care_{level}": f"handover.care_{level}" for level in CARE_LEVELS},
    **{name: f"handover.{name}" for name in ("pad", "pad_instead", "steps", "run", "home", "exercises", "try_on")},
    **{name: f"met_pad.{name}" for name in ("left_foot", "right_foot")},
    **{
        f"figure_{name}": f"pad_pictures.{name}"
        for name in ("ball_line", "front_edge", "cut_out_edge", "thickest_point")
    },
    "criterion_width": "kiosk.width",
    "further": "slip.further",
    "pad_worse": "slip.pad_worse",
}
"""Words of the page that stand on paper and on the phone, too: one word for one thing, kept there."""


@blueprint.get("/kiosk")
@public
def kiosk_page() -> Response:
    """Serve the page."""
    return _file("index.html")


@blueprint.get("/kiosk/")
@public
def kiosk_folder() -> Response:
    """Lead to the page: its files are named beside it."""
    return redirect("/kiosk", 308)  # type: ignore[return-value]


@blueprint.get("/kiosk/<name>")
@public
def kiosk_file(name: str) -> Response:
    """Serve one file of the page."""
    if name not in SERVED:
        raise Problem("no_such_page")
    return _file(name)


@blueprint.get("/kiosk/logo")
@public
def kiosk_logo() -> Response:
    """Serve the shop's logo."""
    path = parts().settings.kiosk_logo
    if path is None:
        raise Problem("no_such_page")
    return _framed(send_from_directory(Path(path).resolve().parent, Path(path).name, max_age=300))


@blueprint.get("/kiosk/words.json")
@public
def kiosk_words() -> Response:
    """Serve the words of the page, the languages there are, and the name, colours and logo of the shop."""
    wanted = request.args.get("language")
    if wanted is not None and wanted not in LANGUAGES:
        raise Problem("unknown_parameter", f"language must be one of: {', '.join(LANGUAGES)}.")
    speak(wanted)
    return json_response(words(), headers={"Cache-Control": NEWEST})


kiosk_words.forefoot_query = True  # type: ignore[attr-defined]


def words() -> dict[str, Any]:
    """Return what the page shows besides questions and advice."""
    wording, chosen = rulebook().wording, parts().settings
    own = {key.removeprefix("kiosk."): key for key in wording.keys("kiosk.")}
    texts = {name: wording.text(key, **PLACEHOLDERS) for name, key in (own | BORROWED).items()}
    names = [(code, shipped_rulebook(code).wording) for code in LANGUAGES]
    return {
        "language": wording.language,
        "locale": str(locale_of(wording.language)).replace("_", "-"),
        "languages": [{"code": code, "name": of.text("kiosk.language_name")} for code, of in names],
        "words": texts,
        "shop": {
            "name": chosen.kiosk_name,
            "color": chosen.kiosk_color,
            "ink": chosen.kiosk_ink,
            "logo": "/kiosk/logo" if chosen.kiosk_logo else None,
            "idle_seconds": chosen.kiosk_idle_seconds,
        },
    }


@blueprint.post("/kiosk/staff")
@public
def open_staff_view() -> Response:
    """Say whether this is the PIN of the staff; guesses are counted by address."""
    count_visitor("staff")
    body = request.get_json(silent=True)
    given = str(body.get("pin", "")) if isinstance(body, dict) else ""
    pin = parts().settings.kiosk_pin
    if pin is None or not hmac.compare_digest(given.encode(), pin.encode()):
        raise Problem("missing_scope", "That is not the PIN.")
    return Response(status=204)


def _file(name: str) -> Response:
    answer = send_from_directory(FOLDER, name, max_age=0)
    answer.headers["Service-Worker-Allowed"] = "/kiosk"
    return _framed(answer)


def _framed(answer: Response) -> Response:
    # A shop may show the kiosk within a page of its own: of the origins that may call the API.
    ancestors = " ".join(parts().settings.cors_origins) or "'none'"
    answer.headers["Content-Security-Policy"] = POLICY.format(ancestors=ancestors)
    answer.headers["Cache-Control"] = NEWEST
    return answer
