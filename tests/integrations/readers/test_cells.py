"""Cells of a file: what each kind of column takes, and what it refuses rather than guesses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.integrations.readers.cells import (
    CellFaultError,
    list_cell,
    number_cell,
    seconds,
    text_cell,
    whole_number_cell,
    yes_no_cell,
)


@pytest.mark.parametrize(
    ("read", "cell", "value"),
    [
        (number_cell, "27", 27),
        (number_cell, "27.5", 27.5),
        (number_cell, "27,5", 27.5),
        (number_cell, "-0,8", -0.8),
        (number_cell, "0,125", 0.125),
        (number_cell, "1.234", 1.234),
        (number_cell, "1234", 1234),
        (number_cell, "+5", 5),
        (whole_number_cell, "2026", 2026),
        (whole_number_cell, "-3", -3),
        (yes_no_cell, "Yes", True),
        (yes_no_cell, "0", False),
        (text_cell, "Gel-Nimbus = 27", "Gel-Nimbus = 27"),
        (list_cell, "standard | wide|", ["standard", "wide"]),
        (list_cell, "|", []),
        (seconds, "1:02:03.5", 3723.5),
        (seconds, "3723", 3723.0),
        (seconds, "1571.5", 1571.5),
        (seconds, "1h 2m 3s", 3723.0),
        (seconds, "1 h 02 min", 3720.0),
        (seconds, "1h30", 5400.0),
        (seconds, "50m10s", 3010.0),
        (seconds, "50'10\"", 3010.0),
        (seconds, "50'10", 3010.0),
        (seconds, "50 min 10,5 sec", 3010.5),
        (seconds, "1hour", 3600.0),
        (seconds, "45 s", 45.0),
        (seconds, "--:--", None),
    ],
)
def test_a_cell_is_read(read: Callable[[str], Any], cell: str, value: object) -> None:
    found = read(cell)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("read", "cell"),
    [
        *((number_cell, cell) for cell in ("1,234", "-12,500", "1.234,5", "1,234.5", "1e5", "NaN", "inf", "", "27 mm")),
        *((number_cell, cell) for cell in ("٣", "1_000", "--1", "1" * 16)),
        *((whole_number_cell, cell) for cell in ("5.0", "5,0", "", "1e3", "٣")),
        *((yes_no_cell, cell) for cell in ("", "2", "maybe", "ja")),
        *((text_cell, cell) for cell in ("=1+1", "+49", "-x", "@SUM(A1)")),
        (list_cell, "wide|=cmd"),
    ],
)
def test_a_cell_is_refused(read: Callable[[str], Any], cell: str) -> None:
    with pytest.raises(CellFaultError):
        read(cell)


@given(st.decimals(min_value=-1000, max_value=1000, places=2))
def test_a_decimal_comma_means_what_a_point_means(value: Any) -> None:
    written = f"{value:f}"
    assert number_cell(written.replace(".", ",")) == number_cell(written) == float(value)
