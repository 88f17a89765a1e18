"""Everything of a runner, to take along."""

from __future__ import annotations

import tempfile

from flask import Response, send_file

from api.services.imports.export_runner import export_runner
from api.storage.runners.runners import runner_row
from api.web.edge.auth import account_id, needs
from api.web.edge.blueprint import Blueprint, takes_long
from api.web.edge.context import parts
from api.web.edge.errors import Problem

blueprint = Blueprint("runner_export", __name__, url_prefix="/v1/runners")

ZIP_TYPE = "application/zip"
_IN_MEMORY = 1_000_000


@blueprint.route("/<runner_id>/export")
@blueprint.doc(tags=["runners"])
@blueprint.response(200, {"type": "string", "format": "binary"}, content_type=ZIP_TYPE)
@needs("runners:read")
@takes_long
def get_runner_export(runner_id: str) -> Response:
    """Export a runner.

    A ZIP with all there is of a runner, pairs and runs: as JSON, which an import brings back to the same state, and as
    CSV for a spreadsheet.
    """
    file = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - closed by Flask when it is sent
    with parts().database.snapshot() as db:
        row = runner_row(db, account_id(), runner_id)
        if row is None:
            raise Problem("not_found")
        export_runner(db, row, file)
    file.seek(0)
    answer = send_file(file, mimetype=ZIP_TYPE, as_attachment=True, download_name=f"{runner_id}.zip", etag=False)
    answer.headers["Cache-Control"] = "no-store"
    return answer
