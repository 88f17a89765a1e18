"""Dates that services write for people, in every language in which one of them is known to write, from the CLDR."""

from __future__ import annotations

from datetime import datetime

import pytest
from babel.dates import format_datetime
from hypothesis import given
from hypothesis import strategies as st

from api.integrations.readers.dates import DATE_ORDERS, time_in
from api.integrations.readers.run_record import RecordFaultError

LANGUAGES = [
    *("en", "en_GB", "en_AU", "en_IN", "de", "de_AT", "es", "es_419", "es_MX", "fr", "fr_CA", "it", "ja", "ko", "nl"),
    *("pt", "ru", "zh_Hans", "zh_Hant", "sv", "nb", "da", "pl", "tr", "id", "fi", "cs", "hu", "sk"),
]


@pytest.mark.parametrize("language", LANGUAGES)
@given(at=st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1)))  # noqa: DTZ001 - wall clocks
def test_a_date_in_any_language_is_read_back(language: str, at: datetime) -> None:
    at = at.replace(microsecond=0)
    assert time_in(format_datetime(at, "medium", locale=language)) == (at, True)


def test_strokes_are_read_in_the_order_that_is_known_alone() -> None:
    assert time_in("20/09/2026, 14:12:12", DATE_ORDERS[0])[0] == datetime(2026, 9, 20, 14, 12, 12)  # noqa: DTZ001
    with pytest.raises(RecordFaultError):
        time_in("04/09/2026, 14:12:12")


@pytest.mark.parametrize(
    "text", ["20 Xyz 2026 14:12:12", "31 Feb 2026 14:12:12", "Sep 20, 2026, 14:12:12 PM", "so weiter"]
)
def test_what_is_no_date_is_none(text: str) -> None:
    with pytest.raises(RecordFaultError):
        time_in(text)
