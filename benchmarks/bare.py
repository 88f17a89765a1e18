"""The yardstick: a Flask route that returns a small JSON object, and nothing else."""

from __future__ import annotations

import os
import sys

from flask import Flask

from api.cli.commands import gunicorn_command

app = Flask(__name__)


@app.get("/bare")
def bare() -> dict[str, object]:
    """Return a small object."""
    return {"id": "shoe_1", "brand": "Brand", "model": "Model", "drop_mm": 8.5}


if __name__ == "__main__":
    os.execv(sys.executable, gunicorn_command("benchmarks.bare:app"))  # noqa: S606 - arguments of our own
