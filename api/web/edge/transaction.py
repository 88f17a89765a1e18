"""One request, one transaction, committed at the edge: a view that fails leaves nothing half-written."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

import orjson
import structlog
from flask import Response, g, make_response, request
from sqlalchemy import Connection

from api.storage.accounts.handovers import forget_expired_handovers
from api.storage.accounts.idempotency import Place, StoredAnswer, find_answer, forget_old, keep_answer, try_to_hold
from api.storage.database.engines import acting
from api.storage.database.errors import StorageUnavailableError
from api.web.edge.auth import caller
from api.web.edge.context import parts, request_id
from api.web.edge.errors import Problem, invalid_header

log = structlog.get_logger()

View = Callable[..., Any]

HEADER = "Idempotency-Key"
_SHORTEST, _LONGEST = 16, 255
_KEPT_HEADERS = ("Content-Type", "Location", "ETag", "Cache-Control")


def transaction() -> Connection:
    """Return the write transaction of this request (inside ``@writes`` or ``@creates``)."""
    tx: Connection = g.tx
    return tx


def act_for(account_id: str) -> None:
    """Act for an account that no key names: that of a signed address, in the transaction of this request too."""
    acting.account = account_id
    if "tx" in g:
        parts().database.act_for(g.tx, account_id)


def note_runner(runner_id: str) -> None:
    """Note that this answer is about a runner, so that erasing the runner finds it where it is kept for a retry."""
    g.about = runner_id


def keeps_without(name: str, shown: Mapping[str, Any], response: Response) -> Response:
    """Return ``response``, of which a retry under its Idempotency-Key is shown all but one field: null in its place."""
    g.kept = orjson.dumps({**shown, name: None}, default=str)
    return response


def writes(view: View) -> View:
    """Run the view in one write transaction: committed when it answers, rolled back when it raises."""

    @wraps(view)
    def run(*args: Any, **kwargs: Any) -> Response:
        return _committed(lambda _: make_response(view(*args, **kwargs)))

    return run


def creates(view: View) -> View:
    """Like ``@writes``, for a POST that creates: honours Idempotency-Key.

    The key and the effect commit together. The same key and body: the same answer, once done. Another body: 422.
    Still running: 409. A request that failed stores nothing. Stands below ``@blp.arguments``.
    """

    @wraps(view)
    def run(*args: Any, **kwargs: Any) -> Response:
        key = idempotency_key()

        def answer() -> Response:
            return make_response(view(*args, **kwargs))

        if key is None:
            return _committed(lambda _: answer())
        response = _committed(lambda tx: _once(tx, key, answer))
        _forget_old_now_and_then()
        return response

    run.forefoot_creates = True  # type: ignore[attr-defined]
    return run


def begun_once(begin: Callable[[], Response], again: Callable[[StoredAnswer], Response]) -> Response:
    """Return ``begin`` in one write transaction, for work that goes on after it; honours Idempotency-Key.

    A request that comes again under its key, with the same body, is answered by ``again``, which knows how far the work
    is; ``begin`` is not run a second time.
    """
    key = idempotency_key()
    if key is None:
        return _committed(lambda _: begin())
    response = _committed(lambda tx: _once(tx, key, begin, again))
    _forget_old_now_and_then()
    return response


class _RefusedError(Exception):
    """Carries an answer out of the transaction, which it undoes: an error that a view gave, or what would be done."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status)
        self.response = response


def only_shown(response: Response) -> Response:
    """Return an answer that shows what would be done: its transaction is undone, and nothing kept under a key."""
    g.only_shown = True
    return response


def _committed(answer: Callable[[Connection], Response]) -> Response:
    g.only_shown = False
    try:
        with parts().database.writing() as tx:
            g.tx = tx
            response = answer(tx)
            if response.status_code >= 400 or g.only_shown:
                raise _RefusedError(response)
            return response
    except _RefusedError as refused:
        return refused.response


def _forget_old_now_and_then() -> None:
    built = parts()
    now = built.now()
    if built.sweeps.are_due(now):
        # In a transaction of its own, so that it waits for no other request and no other request for it.
        try:
            with acting.for_every_account(), built.database.writing() as tx:
                forget_old(tx, now)
                forget_expired_handovers(tx, now)
        except StorageUnavailableError:
            log.warning("old idempotency keys stay for now", request_id=request_id())


def _once(
    tx: Connection,
    key: str,
    answer: Callable[[], Response],
    again: Callable[[StoredAnswer], Response] | None = None,
) -> Response:
    who = caller()
    place = Place(who.account_id, who.id, request.method, request.path, key)
    if not try_to_hold(tx, place):
        raise Problem("in_flight", headers={"Retry-After": "1"})
    payload = _payload_hash()
    stored = find_answer(tx, place)
    if stored is not None:
        if stored.is_tombstone:
            raise Problem("conflict", "What this Idempotency-Key made was erased. It is not made again.")
        if stored.request_hash != payload:
            raise Problem("key_reused")
        return (again or _replay)(stored)
    response = answer()
    kept = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
    keep_answer(
        tx,
        place,
        StoredAnswer(payload, response.status_code, orjson.dumps(kept).decode(), g.get("kept") or response.get_data()),
        parts().now(),
        about=g.get("about"),
    )
    return response


def _payload_hash() -> str:
    sent = (request.mimetype.encode(), request.query_string, request.get_data())
    return hashlib.sha256(b"\0".join(sent)).hexdigest()


def _replay(stored: StoredAnswer) -> Response:
    response = Response(stored.body, status=stored.status)
    response.headers.update(orjson.loads(stored.headers))
    response.headers["Idempotency-Replayed"] = "true"
    return response


def idempotency_key() -> str | None:
    """Return the client's key, quoted or bare, or None; raises Problem 422."""
    given = request.headers.get(HEADER)
    if given is None:
        return None
    key = given.strip()
    if len(key) > 1 and key[0] == key[-1] == '"':
        key = key[1:-1]
    if not (_SHORTEST <= len(key) <= _LONGEST) or not key.isascii() or not key.isprintable():
        detail = f"Must have {_SHORTEST} to {_LONGEST} printable ASCII characters."
        raise invalid_header(HEADER, detail)
    return key
