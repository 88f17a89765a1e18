"""Settings, read once from the environment. Every name and default stands here and in docs/configuration.md."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from environs import Env

DEFAULT_DATABASE = "sqlite:///.forefoot/forefoot.db"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a deployment may choose. Times in seconds, sizes in bytes."""

    database_url: str = DEFAULT_DATABASE
    bootstrap_key: str | None = None
    rate_limit: str = "1200/minute"
    rate_limit_storage: str = "memory://"
    key_cache_seconds: float = 5.0
    max_body_bytes: int = 64 * 1024
    max_import_bytes: int = 16 * 1024 * 1024
    log_level: str = "info"
    database_timeout_seconds: float = 4.0
    database_pool_size: int = 8


def settings_from_environment() -> Settings:
    """Answer the settings of this process; raises environs.EnvError naming the variable that cannot be read."""
    env = Env()
    default = Settings()
    with env.prefixed("FOREFOOT_"):
        return Settings(
            database_url=normal_database_url(Env().str("DATABASE_URL", default.database_url)),
            bootstrap_key=env.str("BOOTSTRAP_KEY", None) or None,
            rate_limit=env.str("RATE_LIMIT", default.rate_limit),
            rate_limit_storage=env.str("RATE_LIMIT_STORAGE", default.rate_limit_storage),
            key_cache_seconds=env.float("KEY_CACHE_SECONDS", default.key_cache_seconds),
            max_body_bytes=env.int("MAX_BODY_BYTES", default.max_body_bytes),
            max_import_bytes=env.int("MAX_IMPORT_BYTES", default.max_import_bytes),
            log_level=env.str("LOG_LEVEL", default.log_level),
            database_timeout_seconds=env.float("DATABASE_TIMEOUT_SECONDS", default.database_timeout_seconds),
            database_pool_size=env.int("DATABASE_POOL_SIZE", default.database_pool_size),
        )


def normal_database_url(url: str) -> str:
    """Answer the URL with the driver we ship: hosts hand out ``postgres://`` and ``postgresql://``."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def seed_folder() -> Path:
    """Answer the folder of the shared catalogue, beside the ``api`` package."""
    return Path(__file__).resolve().parent.parent / "seed_data"
