"""An invented language: every letter of a wording is another one, so that what was not worded shows itself."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml

from api.rulebook import load
from api.web.edge import context

LANGUAGE = "de"
_PLACEHOLDER = re.compile(r"(\{[^}]*\})")
_LETTER = re.compile(r"[A-Za-z]")
_NO_SENTENCE = {"language", "area", "count"}


def invented(text: str) -> str:
    """Return a text with every letter replaced, its placeholders as they were."""
    return "".join(
        part if part.startswith("{") else _LETTER.sub(lambda letter: "ж" if letter[0].islower() else "Ж", part)
        for part in _PLACEHOLDER.split(text)
    )


def _translated(entry: Any) -> Any:
    if isinstance(entry, dict):
        return {key: value if key in _NO_SENTENCE else _translated(value) for key, value in entry.items()}
    return invented(entry) if isinstance(entry, str) else entry


@contextmanager
def spoken(folder: Path) -> Iterator[None]:
    """Let the service speak the invented language, as it speaks another one when its folder is filled."""
    with pytest.MonkeyPatch.context() as patch:
        home = shutil.copytree(load.FOLDER, folder / "rulebook", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
        foreign = home / "wording" / LANGUAGE
        shutil.rmtree(foreign, ignore_errors=True)
        foreign.mkdir()
        for page in (home / "wording" / load.ENGLISH).glob("*.yaml"):
            words = _translated(yaml.safe_load(page.read_text()))
            words["language"] = LANGUAGE
            (foreign / page.name).write_text(yaml.safe_dump(words, allow_unicode=True, sort_keys=False))
        patch.setattr(load, "FOLDER", home)
        patch.setattr(context, "LANGUAGES", (load.ENGLISH, LANGUAGE))
        load.shipped_rulebook.cache_clear()
        yield
    load.shipped_rulebook.cache_clear()
