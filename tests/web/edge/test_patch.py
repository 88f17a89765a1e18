"""The fifteen cases of the appendix of RFC 7396, and what they leave open."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.web.edge.patch import merge_patch

pytestmark = pytest.mark.http_alone

APPENDIX = [
    ({"a": "b"}, {"a": "c"}, {"a": "c"}),
    ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
    ({"a": "b"}, {"a": None}, {}),
    ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
    ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
    ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
    ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
    ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
    (["a", "b"], ["c", "d"], ["c", "d"]),
    ({"a": "b"}, ["c"], ["c"]),
    ({"a": "foo"}, None, None),
    ({"a": "foo"}, "bar", "bar"),
    ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
    ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
    ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
]

_json = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=3),
)


def _has_null_member(value: Any) -> bool:
    if isinstance(value, dict):
        return any(inner is None or _has_null_member(inner) for inner in value.values())
    return False


@pytest.mark.parametrize(("target", "patch", "result"), APPENDIX)
def test_the_appendix_holds(target: Any, patch: Any, result: Any) -> None:
    before = copy.deepcopy((target, patch))
    assert merge_patch(target, patch) == result
    assert (target, patch) == before


def test_all_fifteen_are_here() -> None:
    assert len(APPENDIX) == 15


@given(_json, _json)
def test_a_patch_twice_is_a_patch_once_and_changes_its_inputs_never(target: Any, patch: Any) -> None:
    before = copy.deepcopy((target, patch))
    once = merge_patch(target, patch)
    assert merge_patch(once, patch) == once
    assert (target, patch) == before


@given(_json)
def test_an_empty_patch_leaves_an_object_as_it_is(target: Any) -> None:
    assert merge_patch(target, {}) == (target if isinstance(target, dict) else {})


@given(_json, _json)
def test_no_null_of_a_patch_stays_in_an_object(target: Any, patch: Any) -> None:
    if isinstance(patch, dict) and not _has_null_member(target):
        assert not _has_null_member(merge_patch(target, patch))
