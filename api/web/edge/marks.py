"""Marks on a view that tell the API description what its decorators do not: links, and problems of its own."""

from __future__ import annotations

from collections.abc import Callable

from api.web.edge.blueprint import View


def leads_to(parameter: str, **operations: str) -> Callable[[View], View]:
    """Describe the links of a 201: link name -> operationId, which takes the new id as ``parameter``."""
    links = {
        name: {"operationId": operation, "parameters": {parameter: "$response.body#/id"}}
        for name, operation in operations.items()
    }

    def mark(view: View) -> View:
        view.forefoot_links = links  # type: ignore[attr-defined]
        return view

    return mark


def may_conflict(view: View) -> View:
    """Describe that the view answers 409 when the change contradicts what is stored; PATCH and creations say so."""
    view.forefoot_conflict = True  # type: ignore[attr-defined]
    return view


def may_find_nothing(view: View) -> View:
    """Describe that the view answers 404 though its path holds no id."""
    view.forefoot_not_found = True  # type: ignore[attr-defined]
    return view


def may_go_on(view: View) -> View:
    """Describe a creation that takes ``Prefer: respond-async``, and an Idempotency-Key, which it honours by itself."""
    view.forefoot_creates = True  # type: ignore[attr-defined]
    view.forefoot_goes_on = True  # type: ignore[attr-defined]
    return view
