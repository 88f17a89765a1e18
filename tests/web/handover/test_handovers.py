"""Advice to take home: made once, opened by whoever has the link, erased there or when its days are over."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from defusedxml import ElementTree as ET
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import func, select

from api.storage.accounts.accounts import KIOSK_SCOPES
from api.storage.accounts.handovers import handover_files, handovers
from api.storage.database.engines import Database
from api.web.advice import consultation
from api.web.advice.consultation import EXAMPLE
from tests.support.accounts import Account, new_key
from tests.support.apps import client_of
from tests.web.conftest import MakeApp

URL = "/v1/handovers"
OF_SHOES = ("symptoms", "feet", "sex", "use", "max_price", "limit")
OF_PAD = ("symptoms", "feet", "sex", "insole")
ASKED = {part: {name: EXAMPLE[name] for name in names} for part, names in (("shoes", OF_SHOES), ("met_pad", OF_PAD))}


def keep(client: FlaskClient, **more: Any) -> dict[str, Any]:
    answer = client.post(URL, json=EXAMPLE | more)
    assert answer.status_code == 201, answer.json
    found: dict[str, Any] = answer.json
    return found


def path_of(url: str) -> str:
    return "/" + url.split("/", 3)[3]


def page_of(client: FlaskClient, kept: dict[str, Any]) -> str:
    return client.get(path_of(kept["url"])).get_data(as_text=True)


def stored(database: Database) -> int:
    with database.reading() as db:
        return sum(
            int(db.execute(select(func.count()).select_from(t)).scalar_one()) for t in (handovers, handover_files)
        )


def test_whoever_has_the_link_opens_the_same_advice_without_a_key(client: FlaskClient, anonymous: FlaskClient) -> None:
    kept = keep(client)
    answer = client.post("/v1/advice/consultation", json=EXAMPLE).json
    page = page_of(anonymous, kept)
    assert answer["summary"] in page and answer["disclaimer"][:40] in page
    assert all(shoe["shoe"]["model"] in page for shoe in answer["shoes"]["recommendations"])
    assert "<script" not in page and "style=" not in page


def test_everything_that_the_page_names_is_there(client: FlaskClient, anonymous: FlaskClient) -> None:
    kept = keep(client)
    page = page_of(anonymous, kept)
    names = set(re.findall(r'(?:src|href)="(/[^"]+)"', page))
    assert {name.rsplit("/", 1)[1] for name in names} >= {
        "pad-left.svg",
        "template-left-a4.pdf",
        "exercises.ics",
        "slip.pdf",
    }
    assert page.count("/exercise-") == len({name for name in names if "/exercise-" in name})
    for name in names:
        found = anonymous.get(name)
        assert found.status_code == 200, name
        if name.endswith(".svg"):
            ET.fromstring(found.get_data())
        if name.endswith(".pdf"):
            assert PdfReader(BytesIO(found.get_data())).pages


def test_the_page_leads_to_each_of_its_parts(client: FlaskClient, anonymous: FlaskClient) -> None:
    page = page_of(anonymous, keep(client))
    links = re.findall(r'<a href="#(\w+)">(.*?)</a>', page)
    assert links == re.findall(r'<section id="(\w+)"><h2>(.*?)</h2>', page)
    assert [name for name, _ in links] == ["first", "shoes", "pad", "run", "home", "exercises"]


@pytest.mark.parametrize(("part", "holds"), [("shoes", "Shoes to try"), ("met_pad", "Where the pad goes")])
def test_what_is_taken_home_is_what_was_shown(
    client: FlaskClient, anonymous: FlaskClient, part: str, holds: str
) -> None:
    alone = client.post(f"/v1/advice/{part.replace('_', '-')}", json=ASKED[part]).json
    page = html.unescape(page_of(anonymous, keep(client, take_home=part)))
    titles = re.findall(r"<h2>(.*?)</h2>", page)
    assert titles == ["What to do", holds]
    assert alone["summary"] in page
    assert all(action["text"] in page for action in alone["actions"])
    request = {**EXAMPLE, "take_home": part}
    slip = client.post("/v1/advice/consultation", json=request, headers={"Accept": "text/plain"}).get_data(as_text=True)
    headings = [title for title in ("SHOES", "PAD", "RUNNING TODAY", "AT HOME", "EXERCISES") if f"\n{title}\n" in slip]
    assert headings == [{"shoes": "SHOES", "met_pad": "PAD"}[part]]


def test_the_page_counts_the_shoes_that_it_does_not_list(client: FlaskClient, anonymous: FlaskClient) -> None:
    found = client.post("/v1/advice/shoes", json=ASKED["shoes"] | {"limit": 1}).json["found"]["suit"]
    page = page_of(anonymous, keep(client, take_home="shoes", limit=1))
    assert f"<p>Further shoes: {found - 1}</p>" in page


@pytest.mark.parametrize("part", ["shoes", "met_pad"])
def test_nothing_is_worked_out_that_is_not_taken_home(
    client: FlaskClient, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    topics = {"shoes": "place_pad", "met_pad": "shoes_of"}
    for other in ("consult_in_store", topics[part]):
        monkeypatch.delattr(consultation, other)
    keep(client, take_home=part)
    slip = client.post("/v1/advice/consultation", json={**EXAMPLE, "take_home": part}, headers={"Accept": "text/plain"})
    assert slip.status_code == 200
    assert client.post(URL, json=EXAMPLE).status_code == 500


def test_the_code_holds_the_address(client: FlaskClient, anonymous: FlaskClient) -> None:
    code = anonymous.get(path_of(keep(client)["qr_svg_url"]))
    assert code.content_type.startswith("image/svg+xml")
    assert ET.fromstring(code.get_data()).tag == "{http://www.w3.org/2000/svg}svg"


def test_both_sore_feet_have_a_drawing_each(client: FlaskClient, anonymous: FlaskClient) -> None:
    page = page_of(anonymous, keep(client, symptoms=EXAMPLE["symptoms"] | {"pain_side": "both"}))
    assert "pad-left.svg" in page and "pad-right.svg" in page


def test_an_emergency_shows_care_and_nothing_else(client: FlaskClient, anonymous: FlaskClient) -> None:
    kept = keep(client, symptoms={"cold_or_pale_foot": True})
    page = page_of(anonymous, kept)
    assert "Get help now" in page
    assert "pad-" not in page and "exercise-" not in page and "Shoes to try" not in page


def test_it_can_be_deleted_there_and_then_nothing_of_it_is_left(
    client: FlaskClient, anonymous: FlaskClient, released_database: Database
) -> None:
    before = stored(released_database)
    path = path_of(keep(client)["url"])
    assert stored(released_database) > before
    assert anonymous.post(f"{path}/delete").status_code == 200
    assert stored(released_database) == before
    for gone in (path, f"{path}/slip.txt", f"{path}/qr.svg"):
        assert anonymous.get(gone).status_code == 404
    assert anonymous.post(f"{path}/delete").status_code == 404


@pytest.mark.parametrize("token", ["x", "WzE3NTk3", "a" * 300, "..%2f..%2fetc"])
def test_a_token_that_was_not_made_here_opens_nothing(anonymous: FlaskClient, token: str) -> None:
    answer = anonymous.get(f"/t/{token}")
    assert answer.status_code == 404 and "nothing here" not in answer.headers


def test_a_changed_token_opens_nothing(client: FlaskClient, anonymous: FlaskClient) -> None:
    # Not the last letter: of its six bits some stand for nothing.
    said, _, signature = path_of(keep(client)["url"]).rpartition(".")
    changed = ("A" if signature[0] != "A" else "B") + signature[1:]
    assert anonymous.get(f"{said}.{changed}").status_code == 404
    assert anonymous.get(f"{said[:-1]}{'A' if said[-1] != 'A' else 'B'}.{signature}").status_code == 404


def test_after_its_days_it_is_neither_served_nor_kept(
    make_app: MakeApp, account: Account, released_database: Database
) -> None:
    clock = [datetime(2026, 9, 1, 12, tzinfo=UTC)]
    app = make_app(now=lambda: clock[0])
    client = client_of(app, account.key)
    kept = keep(client)
    assert datetime.fromisoformat(kept["expires_at"]) == clock[0] + timedelta(days=30)
    before = stored(released_database)
    clock[0] += timedelta(days=30, seconds=1)
    assert app.test_client().get(path_of(kept["url"])).status_code == 404
    keep(client)
    assert stored(released_database) <= before


def test_the_key_of_a_kiosk_may_do_this_and_ask_for_advice_and_nothing_else(
    app: Flask, account: Account, released_database: Database
) -> None:
    kiosk = client_of(app, new_key(released_database, account.id, scopes=KIOSK_SCOPES).secret)
    assert kiosk.post(URL, json=EXAMPLE).status_code == 201
    assert kiosk.post("/v1/advice/interview", json={"purpose": "triage"}).status_code == 200
    for path in ("/v1/shoes", "/v1/stores", "/v1/runners", "/v1/keys"):
        assert kiosk.get(path).status_code == 403


def test_what_was_answered_is_not_stored(client: FlaskClient, released_database: Database) -> None:
    keep(client, symptoms=EXAMPLE["symptoms"] | {"days_since_onset": 9876})
    with released_database.reading() as db:
        bodies = [bytes(body) for body in db.execute(select(handover_files.c.body)).scalars()]
    assert not any(b"pain_level" in body or b"days_since_onset" in body for body in bodies)


def test_the_slip_comes_as_pdf_too(client: FlaskClient) -> None:
    answer = client.post("/v1/advice/consultation", json=EXAMPLE, headers={"Accept": "application/pdf"})
    assert answer.content_type == "application/pdf"
    (page,) = PdfReader(BytesIO(answer.get_data())).pages
    plain = client.post("/v1/advice/consultation", json=EXAMPLE, headers={"Accept": "text/plain"})
    assert page.extract_text().split() == plain.get_data(as_text=True).split()


def test_sent_again_under_its_key_it_is_kept_once(client: FlaskClient, released_database: Database) -> None:
    key = {"Idempotency-Key": "handover-of-one-customer"}
    first = client.post(URL, json=EXAMPLE, headers=key)
    before = stored(released_database)
    again = client.post(URL, json=EXAMPLE, headers=key)
    assert again.json == first.json and again.headers["Idempotency-Replayed"] == "true"
    assert stored(released_database) == before


def test_paper_and_page_bear_the_name_of_the_shop(make_app: MakeApp, account: Account) -> None:
    client = client_of(make_app(kiosk_name="Läufer & Co."), account.key)
    kept = keep(client)
    assert '<p class="shop">Läufer &amp; Co.</p>' in page_of(client, kept)
    for accept in ("text/plain", "application/pdf"):
        answer = client.post("/v1/advice/consultation", json=EXAMPLE, headers={"Accept": accept})
        text = answer.get_data(as_text=True) if accept == "text/plain" else _text_of(answer.get_data())
        assert "Läufer & Co." in text and "FOREFOOT" not in text


def _text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
