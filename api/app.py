"""The one place where the parts are put together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from flask import Flask

from api.config import Settings
from api.rulebook.load import shipped_rulebook
from api.storage.database import Database
from api.web import (
    consultation,
    docs,
    exercise_pictures,
    exercises,
    health,
    keys,
    met_pad,
    met_pad_pictures,
    pair_retirement,
    pairs,
    retirement,
    return_pictures,
    return_to_run,
    risk_factors,
    rules,
    run_imports,
    run_today,
    runner_export,
    runners,
    runs,
    self_care,
    shoe_import,
    shoes,
    shoes_advice,
    stock,
    stores,
    training_load,
    triage,
)
from api.web.cors import allow_origins
from api.web.errors import register_errors
from api.web.ids import IdConverter
from api.web.json import use_orjson
from api.web.key_cache import KeyCache
from api.web.logs import set_up_logs
from api.web.openapi import new_api
from api.web.parts import Parts, install
from api.web.rate_limit import RateLimit
from api.web.requests import check_every_route_is_marked, register_requests


class Service(Flask):
    """Flask whose views and hooks are plain functions: none has to be asked at each request whether it is async."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Answer the function as it is."""
        return func


def utc_now() -> datetime:
    """Answer the present instant in UTC."""
    return datetime.now(UTC)


def create_app(settings: Settings, *, now: Callable[[], datetime] = utc_now) -> Flask:
    """Answer the service for these settings; raises RulebookError or LookupError when it must not start."""
    set_up_logs(settings.log_level)
    app = Service("forefoot", static_folder=None)
    app.url_map.merge_slashes = False
    app.url_map.converters["default"] = IdConverter
    app.config["MAX_CONTENT_LENGTH"] = settings.max_import_bytes
    use_orjson(app)
    database = Database(
        settings.database_url,
        timeout_seconds=settings.database_timeout_seconds,
        pool_size=settings.database_pool_size,
    )
    built = Parts(
        settings=settings,
        database=database,
        rulebook=shipped_rulebook(),
        keys=KeyCache(database, settings.key_cache_seconds),
        rate_limit=RateLimit(settings.rate_limit, settings.rate_limit_storage),
        now=now,
    )
    install(app, built)
    register_errors(app)
    register_requests(app, built)
    allow_origins(app, settings.cors_origins)
    app.register_blueprint(health.blueprint)
    app.register_blueprint(docs.blueprint)
    api = new_api(app, version("forefoot"))
    for topic in (
        *(consultation, triage, shoes_advice, retirement, met_pad, met_pad_pictures, run_today, self_care),
        *(return_to_run, return_pictures),
        *(training_load, risk_factors),
        *(exercises, exercise_pictures),
        *(shoes, shoe_import, stores, stock),
        *(runners, pairs, runs, pair_retirement, run_imports, runner_export, rules, keys),
    ):
        api.register_blueprint(topic.blueprint)
    app.extensions["forefoot-api"] = api
    check_every_route_is_marked(app)
    return app
