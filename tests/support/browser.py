"""A real Chromium, headless: the one of the system, installed by its package manager where there is none."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
INSTALL = ("apt-get", "install", "--yes", "--no-install-recommends", "chromium")
_INSTALL_SECONDS = 600


class NoBrowserError(Exception):
    """There is no Chromium and none could be installed; the message says what to do."""


def chromium() -> str:
    """Return the path of Chromium, installed first where it is missing; raise NoBrowserError."""
    found = _found()
    if found is None:
        made = None
        if shutil.which(INSTALL[0]):
            made = subprocess.run(INSTALL, capture_output=True, text=True, timeout=_INSTALL_SECONDS, check=False)
        found = _found()
        if found is None:
            why = "there is no apt-get" if made is None else made.stderr.strip()[-500:]
            raise NoBrowserError(f"Browser tests need Chromium: install it and try again ({why}).")
    return found


def _found() -> str | None:
    return next((path for path in map(shutil.which, NAMES) if path is not None), None)


@contextmanager
def browser() -> Iterator[Browser]:
    """Give a headless Chromium that ends when the block does."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=["--headless=new", "--no-sandbox"])
        try:
            yield opened
        finally:
            opened.close()


SHOTS = Path(".screenshots")
"""Where the pictures of the screens are kept; not part of the repository."""
