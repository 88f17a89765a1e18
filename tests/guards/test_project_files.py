"""The files a newcomer looks for exist and say what is so."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path

import pytest

from tests.support.openapi import spec_of_code

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


def test_every_document_can_be_reached_from_the_readme() -> None:
    reached, open_ends = set(), [Path("README.md")]
    while open_ends:
        page = open_ends.pop()
        if page not in reached and page.suffix == ".md" and page.is_file():
            reached.add(page)
            open_ends += [Path(os.path.normpath(page.parent / link)) for link in LINK.findall(page.read_text())]
    # The README names the folder of the decisions.
    assert {path for path in DOCUMENTS if path.parent != Path("docs/decisions")} - reached == set()


# What a shop's own system calls at /v1/hooks is none of the operations: it has no key.
NAMED_OPERATION = re.compile(r"`(GET|POST|PUT|PATCH|DELETE) (/v1/(?!hooks/)[^`?\s]*)[^`]*`")


@pytest.mark.parametrize("path", DOCUMENTS, ids=str)
def test_every_operation_that_a_document_names_is_there(path: Path) -> None:
    paths = spec_of_code()["paths"]
    known = {(method.upper(), re.sub(r"{[^}]*}", "{}", name)) for name, item in paths.items() for method in item}
    named = NAMED_OPERATION.findall(path.read_text())
    assert {(method, re.sub(r"{[^}]*}", "{}", name)) for method, name in named} - known == set()
