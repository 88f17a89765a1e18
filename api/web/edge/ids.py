"""What may stand in a path where an id belongs: anything but the words that name an operation beside it."""

from __future__ import annotations

from werkzeug.routing import BaseConverter


class IdConverter(BaseConverter):
    """One part of a path. ``/v1/shoes/import`` is never the shoe ``import``: its methods are not that shoe's."""

    regex = r"(?!(?:import|lookup)\Z)[^/]+"
    part_isolating = True
