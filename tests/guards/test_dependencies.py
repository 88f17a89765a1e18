"""What pyproject.toml declares is what the code imports, and the lock files pin just that."""

from __future__ import annotations

import json
import re
import sys
import tomllib
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.guards.test_layers import imported_modules

# Used without an import: the server and the drivers are found by name, the rest are commands and type stubs.
RUNTIME_BY_NAME = {"gunicorn", "psycopg"}
DEV_BY_NAME = {
    "mypy",
    "pytest-random-order",
    "pytest-xdist",
    "ruff",
    "types-defusedxml",
    "types-pyyaml",
    "types-requests",
}
# Parts of a declared package that it tells its users to import.
COMES_WITH = {
    "apispec": "flask-smorest",
    "itsdangerous": "flask",
    "jsonschema": "openapi-spec-validator",
    "openapi_schema_validator": "openapi-spec-validator",
    "webargs": "flask-smorest",
    "werkzeug": "flask",
}

PROJECT = tomllib.loads(Path("pyproject.toml").read_text())["project"]


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _declared(requirements: list[str]) -> set[str]:
    return {_plain(re.split(r"[\[<>=!~; ]", requirement, maxsplit=1)[0]) for requirement in requirements}


_installed = cache(packages_distributions)


@cache
def _distribution_of(module: str) -> set[str]:
    if module in COMES_WITH:
        return {COMES_WITH[module]}
    return {_plain(name) for name in _installed().get(module, [module])}


@cache
def _imported_by(*folders: str) -> dict[str, set[str]]:
    """Return the distributions that may stand behind each third-party module imported in these folders."""
    names = {
        name.split(".")[0]
        for folder in folders
        for path in Path(folder).rglob("*.py")
        for name in imported_modules(path.read_text())
    }
    ours = {"", "api", "tests", "benchmarks"}
    return {name: _distribution_of(name) for name in names - ours if name not in sys.stdlib_module_names}


RUNTIME = _declared(PROJECT["dependencies"])
DEV = _declared(PROJECT["optional-dependencies"]["dev"])


def test_everything_the_service_imports_is_declared() -> None:
    imported = _imported_by("api")
    assert {module for module, names in imported.items() if names.isdisjoint(RUNTIME)} == set()


def test_everything_declared_for_the_service_is_used() -> None:
    used = set().union(*_imported_by("api").values()) | RUNTIME_BY_NAME
    assert RUNTIME - used == set()


def test_everything_the_tests_import_is_declared() -> None:
    imported = _imported_by("tests", "benchmarks")
    assert {module for module, names in imported.items() if names.isdisjoint(RUNTIME | DEV)} == set()


def test_everything_declared_for_the_tests_is_used() -> None:
    used = set().union(*_imported_by("tests", "benchmarks").values()) | DEV_BY_NAME
    assert DEV - used == set()


def _entry(line: str) -> tuple[str, list[str]]:
    """Return the package of an entry of a lock file, which names one version and any hashes of its files."""
    found = re.fullmatch(r"([a-z0-9-]+)==[0-9][0-9a-z.]*( ; .+?)?((?: +--hash=sha256:[0-9a-f]{64})*)", line)
    assert found is not None, line
    return found[1], found[3].split()


@pytest.mark.parametrize(("file", "needed"), [("requirements.lock", RUNTIME), ("requirements-dev.lock", RUNTIME | DEV)])
def test_a_lock_file_pins_what_is_declared_and_is_hashed_and_names_no_place(file: str, needed: set[str]) -> None:
    text = re.sub(r"\s+# .*", "", Path(file).read_text())
    entries = [_entry(line) for line in text.replace(" \\\n", "").splitlines()]
    assert needed - {name for name, _ in entries} == set()
    assert [name for name, hashes in entries if not hashes] == []
    assert re.search(r"https?:|file:|/", text) is None


def test_both_lock_files_agree() -> None:
    runtime, everything = (
        {line for line in Path(file).read_text().splitlines() if re.match(r"[a-z0-9]", line)}
        for file in ("requirements.lock", "requirements-dev.lock")
    )
    assert runtime <= everything


def test_the_list_of_packages_is_that_of_the_lock_file() -> None:
    listed = json.loads(Path("docs/sbom.json").read_text())["components"]
    pinned = re.findall(r"^([a-z0-9-]+)==(\S+)", Path("requirements.lock").read_text(), re.MULTILINE)
    found = {(_plain(component["name"]), component["version"]) for component in listed}
    assert found - {(name, version) for name, version in found if name == "pip"} == set(pinned)
