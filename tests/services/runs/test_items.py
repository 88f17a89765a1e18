"""An item that is gone while it is changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import pytest

from api.services.runs import items


@dataclass
class Row:
    account_id: str = "acc_1"
    id: str = "item_1"


def test_an_item_that_is_gone_is_no_item(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(items, "item_of", lambda *_: None)
    with pytest.raises(LookupError, match="item_1"):
        items._stored(cast(Any, None), cast(Any, Row()))
