"""Advice names the language it speaks, and caches keep languages apart."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from api.web.advice.risk import EXAMPLE

pytestmark = pytest.mark.http_alone


@pytest.mark.parametrize("wanted", [None, "en-GB", "xx"])
def test_advice_says_in_which_language_it_is(client: FlaskClient, wanted: str | None) -> None:
    headers = {"Accept-Language": wanted} if wanted else {}
    answer = client.post("/v1/advice/risk-factors", json=EXAMPLE, headers=headers)
    assert answer.headers["Content-Language"] == "en"
    assert "Accept-Language" in answer.headers["Vary"]
