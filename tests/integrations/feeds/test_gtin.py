"""GTINs: one spelling for all lengths, and check digits that find slips."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.integrations.feeds.gtin import GtinFaultError, gtin14, gtin_of_feed


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("73513537", "00000073513537"),
        ("036000291452", "00036000291452"),
        ("4006381333931", "04006381333931"),
        ("98412345678908", "98412345678908"),
        ("4006381-333931", "04006381333931"),
    ],
)
def test_every_length_is_kept_in_fourteen_digits(given: str, kept: str) -> None:
    assert gtin14(given) == kept


@pytest.mark.parametrize("text", ["", "123", "400638133393", "40063813339311111", "four", "4006381333932"])
def test_what_is_no_gtin_is_refused(text: str) -> None:
    with pytest.raises(GtinFaultError):
        gtin14(text)


@given(st.integers(0, 12), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(place: int, off: int) -> None:
    digits = [int(digit) for digit in "4006381333931"]
    digits[place] = (digits[place] + off) % 10
    with pytest.raises(GtinFaultError, match="check digit"):
        gtin14("".join(map(str, digits)))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("036000291452", "00036000291452"),
        ("36000291452", "00036000291452"),
        ("4006381333931.0", "04006381333931"),
        ("36000291453", None),
        ("4.00638E+12", None),
        ("1,95E+11", None),
        ("2000000000015", None),
        ("0200000000019", None),
        ("0000000000000", None),
        ("", None),
    ],
)
def test_a_shop_s_file_may_have_lost_a_zero_but_its_own_numbers_name_nothing(text: str, kept: str | None) -> None:
    assert gtin_of_feed(text) == kept
