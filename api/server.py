"""gunicorn's settings. What it answers and says by itself stands in ``api.web.edge.worker``."""

from __future__ import annotations

import gc
import subprocess
import sys
from typing import Any

from api.config import seal_secret, settings_from_environment
from api.rulebook.load import shipped_languages, shipped_rulebook
from api.web.edge import metrics

_COLLECT_AFTER_OBJECTS = 20_000

_settings = settings_from_environment()
metrics.open_folder(_settings)
_beside: list[Any] = []

bind = f"[{_settings.host}]:{_settings.port}" if ":" in _settings.host else f"{_settings.host}:{_settings.port}"
workers = _settings.workers
worker_class = "api.web.edge.worker.Worker"
logger_class = "api.web.edge.worker.Messages"
threads = 4
# Loaded once, then forked: a worker is back in milliseconds. Nothing opens a connection before its first request.
preload_app = True
timeout = 30
graceful_timeout = 25
keepalive = 15
limit_request_line = 8190
limit_request_fields = 100
limit_request_field_size = 8190
control_socket_disable = True


def when_ready(_server: object) -> None:
    """Start what goes on beside the workers, read every language, and tidy up before they are forked."""
    beside = (metrics.start_exporter(_settings), _start_delivering())
    _beside.extend(process for process in beside if process is not None)
    for language in shipped_languages():
        # Else each worker would read it while its first customer of that language waits.
        shipped_rulebook(language)
    _leave_out_of_collection()


def _start_delivering() -> subprocess.Popen[bytes] | None:
    """Start the process that delivers webhooks and ends with this one; None where none can be kept, or none shall be.

    A process of its own: a receiver that is slow costs no worker a thread.
    """
    if not _settings.webhooks_every_seconds or not seal_secret(_settings):
        return None
    command = ["webhooks", "deliver", "--every", str(_settings.webhooks_every_seconds), "--beside"]
    return subprocess.Popen([sys.executable, "-m", "api.cli", *command])  # noqa: S603 - arguments of our own


def child_exit(_server: object, worker: Any) -> None:
    """Drop the figures that only a living worker has."""
    metrics.forget_worker(worker.pid)


def on_exit(_server: object) -> None:
    """Stop what counts and what delivers beside the workers."""
    for process in _beside:
        process.terminate()
    metrics.close_folder()


def _leave_out_of_collection() -> None:
    """Leave what was loaded before the fork out of garbage collection, and collect less often.

    Answers are freed as soon as they are sent. What is left to collect is rare; looking for it after every few hundred
    objects would cost each request more than it frees.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_COLLECT_AFTER_OBJECTS)
