"""A JSON Merge Patch applied to what is stored, and the outcome checked as a whole."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from flask import request
from marshmallow import Schema

from api.web.edge.json import read_json
from api.web.edge.merge_patch import merge_patch


def patched(
    document: Mapping[str, Any], schema: Schema, *, whole: Collection[str] = (), apart: Collection[str] = ()
) -> dict[str, Any]:
    """Answer ``document`` changed by the body of this request, read by ``schema``; raises ValidationError.

    The body was looked at already by the view's own schema. Fields named in ``whole`` (distances: one unit of three)
    are replaced, never merged; those named in ``apart`` are left to the view. What is absent in the outcome is not
    known.
    """
    sent = read_json(request.get_data(cache=True))
    patch = {name: value for name, value in sent.items() if name not in apart}
    told = {name: value for name, value in document.items() if value is not None}
    for name in whole:
        if name in patch:
            told.pop(name, None)
    loaded: dict[str, Any] = schema.load(merge_patch(told, patch))
    return loaded
