"""One JSON object a line on standard output, ready for any log collector."""

from __future__ import annotations

import logging
import sys
from typing import BinaryIO, cast

import orjson
import structlog


def set_up_logs(level: str) -> None:
    """Set the log level (``debug``, ``info``, ``warning``, ``error``); raises KeyError for another word."""
    # The process's own standard output, whatever sys.stdout is replaced by.
    output = cast(BinaryIO, sys.__stdout__.buffer) if sys.__stdout__ else None
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(serializer=lambda event, **_: orjson.dumps(event, default=str)),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.BytesLoggerFactory(output),
        cache_logger_on_first_use=False,
    )
