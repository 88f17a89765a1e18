"""JSON Merge Patch, RFC 7396: absent leaves, null removes, a value replaces; the outcome is checked as a whole."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from flask import request
from marshmallow import Schema

from api.web.edge.blueprint import read_json


def merge_patch(target: Any, patch: Any) -> Any:
    """Return ``target`` changed by ``patch``; neither is modified."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = merge_patch(merged.get(name), value)
    return merged


def patched(
    document: Mapping[str, Any], schema: Schema, *, whole: Collection[str] = (), apart: Collection[str] = ()
) -> dict[str, Any]:
    """Return ``document`` changed by the body of this request, read by ``schema``; raise ValidationError.

    The body was looked at already by the view's own schema. Fields named in ``whole`` (distances: one unit of three)
    are replaced, never merged; those named in ``apart`` are left to the view. What is absent in the outcome is not
    known.
    """
    sent = read_json(request.get_data(cache=True))
    patch = {name: value for name, value in sent.items() if name not in apart}
    known = {name: value for name, value in document.items() if value is not None}
    for name in whole:
        if name in patch:
            known.pop(name, None)
    loaded: dict[str, Any] = schema.load(merge_patch(known, patch))
    return loaded
