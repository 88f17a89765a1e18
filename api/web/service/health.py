"""Is the service alive, and is it ready to answer?"""

from __future__ import annotations

from importlib.metadata import version

from flask import Blueprint, Response

from api.rulebook.load import shipped_rulebook
from api.services.catalogue.load_catalogue import catalogue_is_loaded
from api.storage.database.errors import StorageUnavailableError
from api.storage.database.migrate import can_serve
from api.web.edge.auth import public
from api.web.edge.context import parts
from api.web.edge.errors import Problem, not_released
from api.web.edge.response import json_response

blueprint = Blueprint("health", __name__)

VERSION = version("forefoot")


@blueprint.get("/healthz")
@public
def healthz() -> Response:
    """Return that the process is alive; never asks the database."""
    return json_response({"status": "alive", "version": VERSION})


@blueprint.get("/readyz")
@public
def readyz() -> Response:
    """Return whether requests can be served: database reachable, schema this version's, shared catalogue loaded."""
    try:
        with parts().database.reading() as db:
            schema_fits = can_serve(db)
            loaded = schema_fits and catalogue_is_loaded(db)
    except StorageUnavailableError:
        raise Problem("unavailable", "The database cannot be reached.", headers={"Retry-After": "2"}) from None
    if not schema_fits:
        raise not_released()
    if not loaded:
        detail = "The shared catalogue is not loaded: run `forefoot release`."
        raise Problem("unavailable", detail, headers={"Retry-After": "2"})
    # Reads go on where nothing can be written, and so does the advice: it is ready, and says what it cannot do.
    writes = "disk full" if parts().database.disk_is_full else "ok"
    return json_response(
        {"status": "ready", "writes": writes, "version": VERSION, "rulebook_version": shipped_rulebook().version}
    )
