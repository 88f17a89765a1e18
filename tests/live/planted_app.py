"""The service with planted routes and a slow one, for gunicorn to serve."""

from __future__ import annotations

import os
import time

from flask import Response

from api.app import create_app
from api.config import settings_from_environment
from api.web.edge.auth import public
from api.web.edge.response import json_response
from tests.web.probe import add_probe

app = add_probe(create_app(settings_from_environment()))


@app.get("/slow/<int:milliseconds>")
@public
def slow(milliseconds: int) -> Response:
    time.sleep(milliseconds / 1000)
    return json_response({"pid": os.getpid()})
