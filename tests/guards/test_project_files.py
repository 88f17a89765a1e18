"""The files a newcomer looks for exist and say what is so."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

DECISIONS = sorted(Path("docs/decisions").glob("*.md"))
DOCUMENTS = sorted([*Path().glob("*.md"), *Path("docs").rglob("*.md")])
LINK = re.compile(r"\[[^\]]*\]\((?!https?:|mailto:|#)([^)#\s]+)[^)]*\)")


@pytest.mark.parametrize(
    "name", ["README.md", "CHANGELOG.md", "LICENSE", "SECURITY.md", "Procfile", "Makefile", "openapi.yaml"]
)
def test_the_file_is_there_and_says_something(name: str) -> None:
    assert len(Path(name).read_text()) > 20


def test_the_changelog_tells_of_this_version_or_of_what_comes_next() -> None:
    version = tomllib.loads(Path("pyproject.toml").read_text())["project"]["version"]
    assert re.search(rf"^## (Unreleased|.*{re.escape(version)})", Path("CHANGELOG.md").read_text(), re.MULTILINE)


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = [int(re.match(r"(\d{4})-[a-z0-9-]+\.md$", path.name)[1]) for path in DECISIONS]  # type: ignore[index]
    assert numbers == list(range(1, len(DECISIONS) + 1))
    assert numbers


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.name)
def test_a_decision_is_headed_by_its_number(path: Path) -> None:
    assert re.match(rf"# {int(path.name[:4])}\. \S", path.read_text())


@pytest.mark.parametrize("path", DOCUMENTS, ids=str)
def test_no_link_inside_the_project_is_dead(path: Path) -> None:
    targets = [path.parent / target for target in LINK.findall(path.read_text())]
    assert [str(target) for target in targets if not target.exists()] == []


def test_the_procfile_serves_and_releases_by_the_command_line() -> None:
    commands = dict(line.split(": ", 1) for line in Path("Procfile").read_text().splitlines())
    assert commands == {"web": "python -m api.cli serve", "release": "python -m api.cli release"}
