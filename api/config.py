"""Settings, read once from the environment. Every name and default stands here and in docs/configuration.md."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from environs import Env, EnvError, ValidationError
from environs import validate as check
from limits import parse
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

DEFAULT_DATABASE = "sqlite:///.forefoot/forefoot.db"
LOG_LEVELS = ("debug", "info", "warning", "error")
_PLAIN = ("DATABASE_URL", "HOST", "PORT", "WEB_CONCURRENCY")
_PREFIX = "FOREFOOT_"
_SENDABLE = r"[!-~]{24,200}\Z"
_KEY_RULE = "a preset key has 24 to 200 visible ASCII characters, without blanks"
_RULE_OF_SECRETS = "a secret has 24 to 200 visible ASCII characters, without blanks"
_A_KEY = check.Regexp(_SENDABLE, error=_KEY_RULE)
_FORMS = "it must be sqlite:///FILE or postgres://USER:PASSWORD@HOST/NAME"
_HOST = r"[A-Za-z0-9.:-]{1,253}\Z"
_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?|http://\[[0-9a-f:]+\](:[0-9]{1,5})?")


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class Settings:
    """What a deployment may choose. Times in seconds, sizes in bytes."""

    database_url: str = DEFAULT_DATABASE
    bootstrap_key: str | None = None
    secret: str | None = None
    public_url: str | None = None
    rate_limit: str = "1200/minute"
    rate_limit_storage: str = "memory://"
    key_cache_seconds: float = 5.0
    catalogue_cache_seconds: float = 5.0
    max_body_bytes: int = 64 * 1024
    max_import_bytes: int = 16 * 1024 * 1024
    log_level: str = "info"
    database_timeout_seconds: float = 4.0
    database_pool_size: int = 8
    cors_origins: tuple[str, ...] = ()
    host: str = "127.0.0.1"
    port: int = 8000
    metrics_host: str = "127.0.0.1"
    metrics_port: int | None = None
    workers: int = field(default_factory=_cores)
    demo_shop: bool | None = None


def settings_from_environment() -> Settings:
    """Return the settings of this process; raises environs.EnvError naming the variable that cannot be read."""
    _forget_empty_variables()
    env = Env()
    default = Settings()
    positive = check.Range(min=1)
    database_url = env.str("DATABASE_URL", default.database_url)
    _check_database_url(normal_database_url(database_url))
    host = env.str("HOST", default.host, validate=check.Regexp(_HOST))
    port = env.int("PORT", default.port, validate=check.Range(1, 65535))
    workers = env.int("WEB_CONCURRENCY", default.workers, validate=positive)
    with env.prefixed(_PREFIX):
        return Settings(
            database_url=normal_database_url(database_url),
            bootstrap_key=env.str(
                "BOOTSTRAP_KEY", default.bootstrap_key, validate=check.Regexp(_SENDABLE, error=_KEY_RULE)
            ),
            secret=env.str("SECRET", default.secret, validate=check.Regexp(_SENDABLE, error=_RULE_OF_SECRETS)),
            public_url=env.str("PUBLIC_URL", default.public_url, validate=_is_an_origin),
            rate_limit=env.str("RATE_LIMIT", default.rate_limit, validate=_is_a_limit),
            rate_limit_storage=env.str("RATE_LIMIT_STORAGE", default.rate_limit_storage),
            key_cache_seconds=env.float("KEY_CACHE_SECONDS", default.key_cache_seconds, validate=check.Range(0, 300)),
            catalogue_cache_seconds=env.float(
                "CATALOGUE_CACHE_SECONDS", default.catalogue_cache_seconds, validate=check.Range(0, 300)
            ),
            max_body_bytes=env.int("MAX_BODY_BYTES", default.max_body_bytes, validate=positive),
            max_import_bytes=env.int("MAX_IMPORT_BYTES", default.max_import_bytes, validate=positive),
            log_level=env.str("LOG_LEVEL", default.log_level, validate=check.OneOf(LOG_LEVELS)),
            database_timeout_seconds=env.float(
                "DATABASE_TIMEOUT_SECONDS", default.database_timeout_seconds, validate=check.Range(1, 60)
            ),
            database_pool_size=env.int("DATABASE_POOL_SIZE", default.database_pool_size, validate=positive),
            cors_origins=tuple(env.list("CORS_ORIGINS", [], validate=_each_is_an_origin)),
            metrics_host=env.str("METRICS_HOST", default.metrics_host, validate=check.Regexp(_HOST)),
            metrics_port=env.int("METRICS_PORT", default.metrics_port, validate=check.Range(1, 65535)),
            demo_shop=env.bool("DEMO_SHOP", default.demo_shop),
            host=host,
            port=port,
            workers=workers,
        )


def _forget_empty_variables() -> None:
    # Compose files and shells hand on what is not set as an empty text.
    for name in [name for name, value in os.environ.items() if not value]:
        if name in _PLAIN or name.startswith(_PREFIX):
            del os.environ[name]


def _check_database_url(url: str) -> None:
    # What is wrong is said without the URL: there may be a password in it.
    try:
        told = make_url(url)
    except ArgumentError:
        raise EnvError(f"DATABASE_URL cannot be read: {_FORMS}.") from None
    kind = told.get_backend_name()
    if kind not in ("sqlite", "postgresql"):
        raise EnvError(f"DATABASE_URL names a database of a kind that is not supported, {kind}: {_FORMS}.")
    if kind == "sqlite" and not told.database:
        raise EnvError(f"DATABASE_URL names no file: {_FORMS}.")


def _is_a_limit(text: str) -> None:
    try:
        amount = parse(text).amount
    except ValueError:
        amount = 0
    if amount < 1:
        raise ValidationError(f"{text} is not a limit such as 1200/minute")


def _each_is_an_origin(origins: list[str]) -> None:
    for origin in origins:
        _is_an_origin(origin)


def _is_an_origin(origin: str) -> None:
    if not _ORIGIN.fullmatch(origin):
        raise ValidationError(f"{origin} is not an origin such as https://kiosk.example")


def normal_database_url(url: str) -> str:
    """Return the URL with the driver we ship: hosts hand out ``postgres://`` and ``postgresql://``."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def seed_folder() -> Path:
    """Return the folder of the shared catalogue, beside the ``api`` package."""
    return Path(__file__).resolve().parent.parent / "seed_data"
