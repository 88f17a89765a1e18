"""The page behind a link that asks in which pair one run was: the pairs as buttons, opened without a key.

Opening it changes nothing, so that a preview or a prefetch of the link does no harm; only a button does.
"""

from __future__ import annotations

from datetime import timedelta
from html import escape
from typing import Any

from flask import Blueprint, Response, request
from sqlalchemy import Connection

from api.advice.core.distance import Distance
from api.advice.core.wording import DistanceText
from api.advice.which_pair.answer import Likely
from api.services.runs.likely_pair import RunnersGuess, waiting
from api.services.runs.place_runs import Assignment, PlacementError, place
from api.storage.runners.runners import IMPERIAL, RunnerRow, lock_runner, runner_row
from api.storage.runners.runs import RunRow, run_row
from api.web.edge.auth import counted, public
from api.web.edge.context import language, parts, rulebook
from api.web.edge.links import absolute, read_token, signed_token
from api.web.edge.transaction import act_for, transaction, writes

blueprint = Blueprint("run_page", __name__)

_PURPOSE = "which pair"
_VALID_FOR = timedelta(days=14)
_MOST_PAIRS = 12
NONE, IGNORE = "none", "ignore"

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
_STYLE = (
    "body{font:1.1rem/1.5 system-ui,sans-serif;max-width:30rem;margin:2rem auto;padding:0 1rem}"
    "button{display:block;width:100%;margin:.6rem 0;padding:.9rem;font:inherit;text-align:left;border:1px solid #777;"
    "border-radius:.5rem;background:#fff;color:#111;overflow-wrap:anywhere}button[aria-pressed=true]{border:3px solid "
    "#06c}small{color:#555;float:right}"
)


def ask_of(row: RunRow) -> dict[str, Any] | None:
    """Return the link that asks for the pair of a run that waits for one; None for any other run."""
    if not waiting([row]):
        return None
    until = parts().now().replace(microsecond=0) + _VALID_FOR
    token = signed_token(_PURPOSE, (row.account_id, row.id), until)
    return {"url": absolute(f"/r/{token}"), "expires_at": until}


@blueprint.get("/r/<token>")
@public
@counted
def show_run_page(token: str) -> Response:
    """Show the run and the pairs that it may have been in; changes nothing."""
    values = read_token(_PURPOSE, token)
    if values is None:
        return _gone()
    account_id, run_id = values
    act_for(account_id)
    with parts().database.reading() as db:
        row = run_row(db, account_id, run_id)
        runner = None if row is None else runner_row(db, account_id, row.runner_id)
        if row is None or runner is None:
            return _gone()
        return _page(db, runner, row)


@blueprint.post("/r/<token>")
@public
@counted
@writes
def choose_pair_of_run(token: str) -> Response:
    """Put the run of the link into the pair whose button was tapped."""
    values = read_token(_PURPOSE, token)
    if values is None:
        return _gone()
    account_id, run_id = values
    act_for(account_id)
    tx = transaction()
    seen = run_row(tx, account_id, run_id)
    runner = None if seen is None else lock_runner(tx, account_id, seen.runner_id)
    if runner is None:
        return _gone()
    choice = request.form.get("pair", "")
    pair_id = None if choice in (NONE, IGNORE) else choice
    try:
        wanted = Assignment("", pair_id, (run_id,), ignored=choice == IGNORE, no_pair=choice == NONE)
        place(tx, account_id, runner.id, [wanted], parts().now())
    except PlacementError:
        row = run_row(tx, account_id, run_id)
        return _gone() if row is None else _page(tx, runner, row, note=_text("refused"), status=422)
    row = run_row(tx, account_id, run_id)
    return _gone() if row is None else _page(tx, runner, row, is_chosen=True)


def _page(
    db: Connection,
    runner: RunnerRow,
    row: RunRow,
    *,
    note: str | None = None,
    is_chosen: bool = False,
    status: int = 200,
) -> Response:
    likely = RunnersGuess(db, runner, rulebook()).of(row)[:_MOST_PAIRS]
    if is_chosen:
        note = _noted(row, likely)
    distance = DistanceText(Distance(row.distance_um), miles_first=runner.units == IMPERIAL, tenths=True)
    buttons = [_button(pair.pair_id, pair.name, row.pair_id == pair.pair_id, _percent(pair)) for pair in likely]
    buttons.append(_button(NONE, _text("none_of_these"), row.no_pair))
    buttons.append(_button(IGNORE, _text("not_a_run"), row.ignored))
    body = (
        f"<p>{escape(_text('run', distance=distance, day=row.day))}</p>"
        + (f"<p role='status'><strong>{escape(note)}</strong></p>" if note else "")
        + f"<p>{escape(_text('choose'))}</p><form method='post'>{''.join(buttons)}</form>"
    )
    return _html(_text("title"), body, status)


def _noted(row: RunRow, likely: tuple[Likely, ...]) -> str:
    if row.ignored:
        return _text("kept_ignored")
    name = next((pair.name for pair in likely if pair.pair_id == row.pair_id), None)
    return _text("kept_in_none") if name is None else _text("kept_in", name=name)


def _percent(likely: Likely) -> str:
    return _text("likely", percent=round(likely.probability * 100))


def _button(value: str, name: str, pressed: bool, hint: str = "") -> str:
    small = f"<small>{escape(hint)}</small>" if hint else ""
    state = " aria-pressed='true'" if pressed else ""
    return f"<button name='pair' value='{escape(value)}'{state}>{escape(name)} {small}</button>"


def _gone() -> Response:
    return _html(_text("gone_title"), f"<p>{escape(_text('gone'))}</p>", 404)


def _text(key: str, **facts: object) -> str:
    return rulebook().wording.text(f"which_pair_page.{key}", **facts)


def _html(title: str, body: str, status: int) -> Response:
    html = (
        f"<!doctype html><html lang='{language()}'><meta charset='utf-8'><meta name='robots' content='noindex'>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        f"<title>{escape(title)}</title><style>{_STYLE}</style><h1>{escape(title)}</h1>{body}</html>"
    )
    headers = {"Content-Security-Policy": _POLICY, "Cache-Control": "no-store"}
    return Response(html, status=status, content_type="text/html; charset=utf-8", headers=headers)
