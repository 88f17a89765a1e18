"""``forefoot backup`` and ``forefoot restore``: what they print, and that the restored service knows its keys."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from api.app import create_app
from api.cli import commands as cli
from api.config import Settings
from tests.support.apps import client_of


def forefoot(database: Path, *words: str) -> Result:
    return CliRunner().invoke(cli.main, words, env={"DATABASE_URL": f"sqlite:///{database}"}, catch_exceptions=False)


@pytest.fixture
def backed_up(tmp_path: Path) -> tuple[Path, str]:
    """A backup of a released database, and the key that was made for it."""
    released = forefoot(tmp_path / "old.db", "release")
    found = re.search(r'"key": "(\S+?)"', released.output)
    assert found is not None
    written = forefoot(tmp_path / "old.db", "backup", str(tmp_path / "copy"))
    assert written.exit_code == 0, written.output
    assert re.search(r"copy holds [\d,]+ rows of \d+ tables, as of \d{4}-", written.output)
    return tmp_path / "copy", found[1]


def test_the_keys_of_a_restored_database_are_good(backed_up: tuple[Path, str], tmp_path: Path) -> None:
    file, key = backed_up
    restored = forefoot(tmp_path / "new.db", "restore", str(file))
    assert restored.exit_code == 0, restored.output
    assert "rows are back" in restored.output
    app = create_app(Settings(database_url=f"sqlite:///{tmp_path / 'new.db'}", log_level="error"))
    assert client_of(app, key).get("/v1/shoes?limit=1").status_code == 200
    assert client_of(app, key).get("/readyz").status_code == 200


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("restore", "missing"), "There is no file missing."),
        (("restore", "{copy}"), "The database is not empty"),
        (("backup", "{copy}"), "is there already"),
        (("backup", "/proc/nowhere/copy"), "Cannot write /proc/nowhere"),
    ],
)
def test_what_stands_in_the_way_is_one_line(
    words: tuple[str, str], line: str, backed_up: tuple[Path, str], tmp_path: Path
) -> None:
    refused = forefoot(tmp_path / "old.db", words[0], words[1].format(copy=backed_up[0]))
    assert refused.exit_code == 1
    assert refused.output.startswith("Error: ")
    assert line in refused.output
    assert refused.output.count("\n") == 1
