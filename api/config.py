"""Settings, read once from the environment. Every name and default stands here and in docs/configuration.md."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from environs import Env, EnvError, ValidationError
from environs import validate as check
from limits import parse
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

DEFAULT_DATABASE = "sqlite:///.forefoot/forefoot.db"
LOG_LEVELS = ("debug", "info", "warning", "error")
_PREFIX = "FOREFOOT_"
_AS_FIELDS = {"DATABASE_URL": "DATABASE_URL", "HOST": "HOST", "PORT": "PORT", "WORKERS": "WEB_CONCURRENCY"}
"""Fields whose variables carry no prefix."""

_PLAIN = tuple(_AS_FIELDS.values())

_OF_OTHERS = re.compile(r"FOREFOOT_(URL|KEY|TEST_.+|SCORECARD.*)")
"""Names that clients and tests of the service read."""

_LAST_PORT = 65535
_SENDABLE = r"[!-~]{24,200}\Z"
_COLOR, _PIN, _NAME = r"#[0-9a-fA-F]{6}\Z", r"[0-9]{4,12}\Z", r".{1,60}\Z"
_LOGOS = (".svg", ".png", ".jpg", ".webp")
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
    trusted_proxies: tuple[str, ...] = ()
    kiosk_name: str | None = None
    kiosk_color: str | None = None
    kiosk_ink: str | None = None
    kiosk_logo: str | None = None
    kiosk_pin: str | None = None
    kiosk_idle_seconds: int = 90
    visitor_rate_limit: str = "30/minute"
    host: str = "127.0.0.1"
    port: int = 8000
    metrics_host: str = "127.0.0.1"
    metrics_port: int | None = None
    workers: int = field(default_factory=_cores)
    demo_shop: bool | None = None
    feeds_allow_private: bool = False
    webhooks_allow_private: bool = False
    webhooks_every_seconds: int = 0


class SettingsError(EnvError):
    """A variable of the environment cannot be read.

    ``code`` and ``facts`` make the sentence of wording/<language>/commands.yaml; what was given stays out of it, since
    it may hold a key or a password.
    """

    def __init__(self, name: str, code: str, **facts: object) -> None:
        super().__init__(f"{name}: {code}")
        self.code = code
        self.facts: dict[str, object] = {"name": name, **facts}


def settings_from_environment() -> Settings:
    """Return the settings of this process; raises SettingsError naming the variable that cannot be read."""
    _forget_empty_variables()
    default, env = Settings(), Env()
    return Settings(
        database_url=_database_url(env, default.database_url),
        host=_text(env, "HOST", default.host, _HOST, "setting_host"),
        port=_whole(env, "PORT", default.port, 1, _LAST_PORT),
        workers=_whole(env, "WEB_CONCURRENCY", default.workers),
        bootstrap_key=_text(env, f"{_PREFIX}BOOTSTRAP_KEY", default.bootstrap_key, _SENDABLE, "setting_key"),
        secret=_text(env, f"{_PREFIX}SECRET", default.secret, _SENDABLE, "setting_key"),
        public_url=_checked(env.str, f"{_PREFIX}PUBLIC_URL", default.public_url, _is_an_origin, "setting_origin"),
        rate_limit=_checked(env.str, f"{_PREFIX}RATE_LIMIT", default.rate_limit, _is_a_limit, "setting_limit"),
        rate_limit_storage=env.str(f"{_PREFIX}RATE_LIMIT_STORAGE", default.rate_limit_storage),
        key_cache_seconds=_number(env, "KEY_CACHE_SECONDS", default.key_cache_seconds, 0, 300),
        catalogue_cache_seconds=_number(env, "CATALOGUE_CACHE_SECONDS", default.catalogue_cache_seconds, 0, 300),
        max_body_bytes=_whole(env, f"{_PREFIX}MAX_BODY_BYTES", default.max_body_bytes),
        max_import_bytes=_whole(env, f"{_PREFIX}MAX_IMPORT_BYTES", default.max_import_bytes),
        log_level=_log_level(env, default.log_level),
        database_timeout_seconds=_number(env, "DATABASE_TIMEOUT_SECONDS", default.database_timeout_seconds, 1, 60),
        database_pool_size=_whole(env, f"{_PREFIX}DATABASE_POOL_SIZE", default.database_pool_size),
        cors_origins=tuple(_checked(env.list, f"{_PREFIX}CORS_ORIGINS", [], _are_origins, "setting_origins")),
        trusted_proxies=tuple(_checked(env.list, f"{_PREFIX}TRUSTED_PROXIES", [], _are_addresses, "setting_addresses")),
        metrics_host=_text(env, f"{_PREFIX}METRICS_HOST", default.metrics_host, _HOST, "setting_host"),
        metrics_port=_whole(env, f"{_PREFIX}METRICS_PORT", default.metrics_port, 1, _LAST_PORT),
        kiosk_name=_text(env, f"{_PREFIX}KIOSK_NAME", default.kiosk_name, _NAME, "setting_name"),
        kiosk_color=_text(env, f"{_PREFIX}KIOSK_COLOR", default.kiosk_color, _COLOR, "setting_color"),
        kiosk_ink=_text(env, f"{_PREFIX}KIOSK_INK", default.kiosk_ink, _COLOR, "setting_color"),
        kiosk_logo=_checked(env.str, f"{_PREFIX}KIOSK_LOGO", default.kiosk_logo, _is_a_picture, "setting_picture"),
        kiosk_pin=_text(env, f"{_PREFIX}KIOSK_PIN", default.kiosk_pin, _PIN, "setting_pin"),
        kiosk_idle_seconds=_whole(env, f"{_PREFIX}KIOSK_IDLE_SECONDS", default.kiosk_idle_seconds, 15, 3600),
        visitor_rate_limit=_checked(
            env.str, f"{_PREFIX}VISITOR_RATE_LIMIT", default.visitor_rate_limit, _is_a_limit, "setting_limit"
        ),
        demo_shop=_checked(env.bool, f"{_PREFIX}DEMO_SHOP", default.demo_shop, None, "setting_flag"),
        feeds_allow_private=_checked(env.bool, f"{_PREFIX}FEEDS_ALLOW_PRIVATE", False, None, "setting_flag"),
        webhooks_allow_private=_checked(env.bool, f"{_PREFIX}WEBHOOKS_ALLOW_PRIVATE", False, None, "setting_flag"),
        webhooks_every_seconds=_whole(env, f"{_PREFIX}WEBHOOKS_EVERY_SECONDS", default.webhooks_every_seconds, 0, 3600),
    )


def seal_secret(settings: Settings) -> str | None:
    """Return what credentials are encrypted under: ``FOREFOOT_SECRET``, else what ``keep_secret`` left, if any.

    It signs no addresses: those that were given out stay valid when it comes.
    """
    path = _secret_file(settings)
    if settings.secret is not None or path is None or not path.exists():
        return settings.secret
    kept = path.read_text(encoding="ascii", errors="replace").strip()
    return kept if re.fullmatch(_SENDABLE, kept) else None


def keep_secret(settings: Settings) -> None:
    """Leave a secret beside an embedded database that has none, for its owner's eyes alone.

    Only beside a file: the hosts of a PostgreSQL would each make their own.
    """
    path = _secret_file(settings)
    if path is None or settings.secret is not None or path.exists():
        return
    own = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(32))
    try:
        # Whole or not at all, and never over that of another process which came first.
        with suppress(FileExistsError):
            os.link(own, path)
    finally:
        own.unlink()


def _secret_file(settings: Settings) -> Path | None:
    url = make_url(settings.database_url)
    is_file = url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:")
    return Path(f"{url.database}.secret") if is_file else None


def unknown_settings() -> dict[str, str | None]:
    """Return the names of the environment that look like settings but are none, each with the nearest that is one."""
    own = {setting.name.upper() for setting in fields(Settings)} - _AS_FIELDS.keys()
    named = {**{name: f"{_PREFIX}{name}" for name in own}, **{name: name for name in _PLAIN}}
    odd = [name for name in os.environ if name.startswith(_PREFIX) and not _OF_OTHERS.fullmatch(name)]
    found: dict[str, str | None] = {}
    for name in sorted({*odd} - {*named.values()}):
        near = get_close_matches(name.removeprefix(_PREFIX), named, 1)
        found[name] = named[near[0]] if near else None
    return found


def _checked(
    read: Callable[..., Any], name: str, default: Any, validate: Callable[..., Any] | None, code: str, **facts: object
) -> Any:
    try:
        return read(name, default, validate=validate)
    except EnvError:
        raise SettingsError(name, code, **facts) from None


def _text(env: Env, name: str, default: str | None, pattern: str, code: str) -> Any:
    return _checked(env.str, name, default, check.Regexp(pattern), code)


def _whole(env: Env, name: str, default: int | None, low: int = 1, high: int | None = None) -> Any:
    code = "setting_whole_from" if high is None else "setting_whole_between"
    return _checked(env.int, name, default, check.Range(low, high), code, low=low, high=high)


def _number(env: Env, name: str, default: float, low: float, high: float) -> Any:
    return _checked(
        env.float, f"{_PREFIX}{name}", default, check.Range(low, high), "setting_number", low=low, high=high
    )


def _log_level(env: Env, default: str) -> Any:
    name = f"{_PREFIX}LOG_LEVEL"
    return _checked(env.str, name, default, check.OneOf(LOG_LEVELS), "setting_choice", choices=LOG_LEVELS)


def _forget_empty_variables() -> None:
    # Compose files and shells hand on what is not set as an empty text.
    for name in [name for name, value in os.environ.items() if not value]:
        if name in _PLAIN or name.startswith(_PREFIX):
            del os.environ[name]


def _database_url(env: Env, default: str) -> str:
    name = "DATABASE_URL"
    url = normal_database_url(env.str(name, default))
    try:
        parts = make_url(url)
    except ArgumentError:
        raise SettingsError(name, "setting_no_database") from None
    kind = parts.get_backend_name()
    if kind not in ("sqlite", "postgresql"):
        raise SettingsError(name, "setting_other_database", kind=kind)
    if kind == "sqlite" and not parts.database:
        raise SettingsError(name, "setting_no_file")
    return url


def _is_a_limit(text: str) -> None:
    try:
        amount = parse(text).amount
    except ValueError:
        amount = 0
    if amount < 1:
        raise ValidationError("no limit")


def _is_a_picture(path: str) -> None:
    if not path.endswith(_LOGOS) or not Path(path).is_file():
        raise ValidationError("no picture")


def _are_addresses(addresses: list[str]) -> None:
    for address in addresses:
        try:
            ip_address(address)
        except ValueError:
            raise ValidationError("no address") from None


def _are_origins(origins: list[str]) -> None:
    for origin in origins:
        _is_an_origin(origin)


def _is_an_origin(origin: str) -> None:
    if not _ORIGIN.fullmatch(origin):
        raise ValidationError("no origin")


def normal_database_url(url: str) -> str:
    """Return the URL with the driver we ship: hosts hand out ``postgres://`` and ``postgresql://``."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def seed_folder() -> Path:
    """Return the folder of the shared catalogue, beside the ``api`` package."""
    return Path(__file__).resolve().parent.parent / "seed_data"
