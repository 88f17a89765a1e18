"""Settings: what the document says is what the code reads."""

from __future__ import annotations

import re
import stat
import subprocess
import sys
from dataclasses import fields, replace
from pathlib import Path

import pytest

from api.config import (
    Settings,
    keep_secret,
    normal_database_url,
    seal_secret,
    settings_from_environment,
    unknown_settings,
)

ROW = re.compile(r"^\| `([A-Z_]+)` \| (?:`([^`]*)`|([^|]+?)) \| ", re.MULTILINE)
NAMES = {"database_url": "DATABASE_URL", "host": "HOST", "port": "PORT", "workers": "WEB_CONCURRENCY"}
TOLD = {name: shown for name, shown, _ in ROW.findall(Path("docs/configuration.md").read_text())}


def variable(field: str) -> str:
    return NAMES.get(field, f"FOREFOOT_{field.upper()}")


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for field in fields(Settings):
        monkeypatch.delenv(variable(field.name), raising=False)


def test_the_document_names_every_setting_and_no_other() -> None:
    assert set(TOLD) == {variable(field.name) for field in fields(Settings)}


@pytest.mark.parametrize("field", [field.name for field in fields(Settings)])
def test_the_document_shows_the_default(field: str) -> None:
    default = getattr(settings_from_environment(), field)
    shown = TOLD[variable(field)]
    if field == "workers":
        assert default >= 1
    else:
        assert shown == ("" if default in (None, ()) else str(default))


@pytest.mark.parametrize(
    ("name", "value", "field", "read"),
    [
        ("DATABASE_URL", "postgres://u:p@h/n", "database_url", "postgresql+psycopg://u:p@h/n"),
        ("PORT", "8123", "port", 8123),
        ("HOST", "192.0.2.7", "host", "192.0.2.7"),
        ("WEB_CONCURRENCY", "3", "workers", 3),
        ("FOREFOOT_BOOTSTRAP_KEY", "ff_" + "x" * 21, "bootstrap_key", "ff_" + "x" * 21),
        ("FOREFOOT_RATE_LIMIT", "5/second", "rate_limit", "5/second"),
        ("FOREFOOT_KEY_CACHE_SECONDS", "0", "key_cache_seconds", 0.0),
        ("FOREFOOT_CATALOGUE_CACHE_SECONDS", "1.5", "catalogue_cache_seconds", 1.5),
        ("FOREFOOT_MAX_BODY_BYTES", "1024", "max_body_bytes", 1024),
        ("FOREFOOT_LOG_LEVEL", "error", "log_level", "error"),
        ("FOREFOOT_DATABASE_TIMEOUT_SECONDS", "2.5", "database_timeout_seconds", 2.5),
        (
            "FOREFOOT_CORS_ORIGINS",
            "https://a.example,http://localhost:3000",
            "cors_origins",
            ("https://a.example", "http://localhost:3000"),
        ),
    ],
)
def test_a_setting_is_read(monkeypatch: pytest.MonkeyPatch, name: str, value: str, field: str, read: object) -> None:
    monkeypatch.setenv(name, value)
    assert getattr(settings_from_environment(), field) == read
    monkeypatch.setenv(name, "")
    assert getattr(settings_from_environment(), field) == getattr(Settings(), field)


@pytest.mark.parametrize("url", ["sqlite:///x.db", "postgresql+psycopg://u@h/n"])
def test_a_url_with_a_driver_stays_as_it_is(url: str) -> None:
    assert normal_database_url(url) == url


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_a_url_as_hosts_hand_it_out_gets_our_driver(scheme: str) -> None:
    assert normal_database_url(f"{scheme}://u:p@h:5432/n?sslmode=require") == (
        "postgresql+psycopg://u:p@h:5432/n?sslmode=require"
    )


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("FOREFOOT_PROT", "PORT"),
        ("FOREFOOT_PORT", "PORT"),
        ("FOREFOOT_KEY_CACHE_SECOND", "FOREFOOT_KEY_CACHE_SECONDS"),
        ("FOREFOOT_WEB_CONCURENCY", "WEB_CONCURRENCY"),
        ("FOREFOOT_RATELIMIT", "FOREFOOT_RATE_LIMIT"),
        ("FOREFOOT_CORS_ORIGIN", "FOREFOOT_CORS_ORIGINS"),
        ("FOREFOOT_ZZZZZZZZZZZZZZZZZZ", None),
    ],
)
def test_a_name_that_is_no_setting_is_known_as_such(
    monkeypatch: pytest.MonkeyPatch, name: str, meant: str | None
) -> None:
    monkeypatch.setenv(name, "1")
    monkeypatch.setenv("FOREFOOT_URL", "http://localhost:8000")
    assert unknown_settings()[name] == meant
    assert "FOREFOOT_URL" not in unknown_settings()


def test_no_setting_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    before = unknown_settings()
    for field in fields(Settings):
        monkeypatch.setenv(variable(field.name), "1")
    assert unknown_settings() == before


def test_an_embedded_database_gets_a_secret_of_its_own_that_stays(tmp_path: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path}/forefoot.db")
    assert seal_secret(settings) is None
    keep_secret(settings)
    kept = seal_secret(settings)
    assert kept is not None and len(kept) >= 24
    [path] = tmp_path.iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    keep_secret(settings)
    assert seal_secret(settings) == kept
    assert seal_secret(replace(settings, secret="x" * 24)) == "x" * 24
    path.write_text("short")
    assert seal_secret(settings) is None


@pytest.mark.parametrize("url", ["sqlite://", "postgresql+psycopg://u@db.example/forefoot"])
def test_no_host_makes_a_secret_of_its_own_where_others_may_serve_too(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    keep_secret(Settings(database_url=url))
    assert seal_secret(Settings(database_url=url)) is None
    assert [*tmp_path.iterdir()] == []


def test_processes_that_start_at_once_agree_on_one_secret(tmp_path: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path}/forefoot.db")
    script = (
        "import sys; from api.config import *; own = Settings(sys.argv[1]); keep_secret(own); print(seal_secret(own))"
    )
    command = [sys.executable, "-c", script, settings.database_url]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    assert {process.communicate()[0].strip() for process in started} == {seal_secret(settings)}
    assert len([*tmp_path.iterdir()]) == 1
