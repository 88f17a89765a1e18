"""Import of an account's own shoes from a file."""

from __future__ import annotations

from typing import Any

from flask import Response

from api.services.catalogue.import_shoes import import_shoes
from api.services.catalogue.row_report import ImportRow
from api.services.catalogue.shoe_file import MOST_ROWS, read_shoe_file
from api.web.catalogue.shoe_examples import SHOE_CSV, SHOE_REQUEST
from api.web.catalogue.shoes_schema import ShoeRequestSchema, ShoeRowSchema
from api.web.edge.auth import account_id, needs
from api.web.edge.blueprint import Blueprint
from api.web.edge.context import parts
from api.web.edge.transaction import creates, transaction
from api.web.edge.uploads import (
    REPORT_EXAMPLE,
    DryRunQuery,
    ImportReportSchema,
    body_of_import,
    check_by,
    reads_rows,
    reported,
)

blueprint = Blueprint("shoe_import", __name__, url_prefix="/v1/shoes")

_check = check_by(ShoeRequestSchema())


@blueprint.route("/import", methods=["POST"])
@blueprint.doc(
    tags=["shoes"], requestBody=body_of_import("shoes", ShoeRowSchema, MOST_ROWS, SHOE_CSV, {"shoes": [SHOE_REQUEST]})
)
@blueprint.arguments(DryRunQuery(), location="query")
@blueprint.response(200, ImportReportSchema, example=REPORT_EXAMPLE)
@reads_rows(read_shoe_file, "shoes", MOST_ROWS, ShoeRowSchema())
@needs("catalogue:write")
@creates
def import_shoes_view(query: dict[str, Any], rows: list[ImportRow]) -> Response:
    """Import shoes of your own.

    A row finds its shoe by external_ref, else by brand and model. What a row does not say stays as it is; an empty cell
    or `null` makes it not known. Each row is stored whole or not at all, and reported; sending the file again changes
    nothing. A file that cannot be read as a whole is refused, and nothing of it is stored.
    """
    report = import_shoes(transaction(), account_id(), rows, _check, parts().rulebook, parts().now())
    return reported(report, dry_run=query["dry_run"])
