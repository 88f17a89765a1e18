"""The files of the kiosk page and of the page to take home."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, send_from_directory

import api.kiosk
from api.web.edge.auth import public
from api.web.edge.errors import Problem

blueprint = Blueprint("kiosk files", __name__)

FOLDER = Path(api.kiosk.__file__).parent
SERVED = frozenset(path.name for path in FOLDER.iterdir() if path.suffix in (".css", ".js", ".html", ".svg", ".png"))


@blueprint.get("/kiosk/<name>")
@public
def kiosk_file(name: str) -> Response:
    """Serve one file of the page."""
    if name not in SERVED:
        raise Problem("no_such_page")
    return send_from_directory(FOLDER, name, max_age=300)
