"""The HTTP edge: Flask and marshmallow live here. Views of a few lines over one topic a file.

How a view is written::

    blueprint = Blueprint("shoes", __name__, url_prefix="/v1/shoes", description="The catalogue.")

    @blueprint.route("/<shoe_id>", methods=["PATCH"])
    @blueprint.arguments(ShoeChangeSchema())        # an instance; location="query" for a query string
    @blueprint.response(200, ShoeSchema)            # describes only: the view answers a Response
    @needs("catalogue:write")                       # or @public; an app with an unmarked route does not start
    @writes                                         # one write transaction; @creates for a POST that creates
    def change_shoe(change, shoe_id):
        '''Summary in one line.

        Description.
        '''

The name of the view is the operationId, without the ``_view`` that it carries where a service has its name: list, get,
advise, create, import, change, delete or erase, and what. The parsed body comes first, path arguments come
by name.

- ``parts()``: database, rulebook, settings, clock. ``parts().database.reading()`` for reads.
- ``transaction()``: the connection of ``@writes`` or ``@creates``; committed when the view answers.
- ``account_id()``, ``caller()``, ``check_store(store_id)``: who asks. Another account's id is ``Problem("not_found")``.
- ``Problem(code, detail, errors=..., headers=...)``: any error; codes stand in ``problems.py``. ``invalid(pointer,
  detail)`` for one field. Storage raises ConflictError, StaleVersionError, StorageUnavailableError: mapped already.
- ``conditional(etag, make_body, PUBLIC | PRIVATE)`` for a GET with ETag; document it with
  ``@blueprint.alt_response(304, description="Not modified")``. ``check_if_match(etag)`` before a change.
- ``page_fields()``, ``after_of(query, name)``, ``page_response(items, query, name, last_key)``: lists.
- ``json_response(value_or_bytes, status, headers)``: hot answers are bytes made once.
- ``cite(rule_ids)``: the only thing a view adds to the log line.
- ``@imports``: this view takes a file (larger body limit).
- ``view.forefoot_*`` attributes are marks that survive ``functools.wraps`` and feed checks and the description.
"""
