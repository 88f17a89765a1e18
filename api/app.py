"""The one place where the parts are put together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from importlib.metadata import version

from flask import Flask

from api.config import Settings
from api.storage.database.engines import Database
from api.web.advice import (
    consultation,
    exercise_pictures,
    exercises,
    interview,
    met_pad,
    met_pad_pictures,
    retirement,
    return_pictures,
    return_to_run,
    run_today,
    self_care,
    triage,
)
from api.web.advice import risk as risk_factors
from api.web.advice import shoes as shoes_advice
from api.web.advice import training as training_load
from api.web.catalogue import shoe_import, shoes
from api.web.edge.context import Parts, install, utc_now
from api.web.edge.cors import allow_origins
from api.web.edge.errors import register_errors
from api.web.edge.key_cache import KeyCache
from api.web.edge.logs import set_up_logs
from api.web.edge.openapi import new_api
from api.web.edge.rate_limit import RateLimit
from api.web.edge.requests import IdConverter, Service, check_every_route_is_marked, compress_answers, register_requests
from api.web.edge.response import use_orjson
from api.web.handover import handovers
from api.web.kiosk import files, front
from api.web.runners import export as runner_export
from api.web.runners import imports as run_imports
from api.web.runners import items, pair_retirement, pairs, rotation, run_page, runner_runs, runners, runs, subscription
from api.web.runners import replacement as pair_replacement
from api.web.service import docs, health, intended_use, keys, questions, rules
from api.web.shop import feeds, fit_feedback, matches, stock, stores
from api.web.webhooks import deliveries, webhooks
from api.web.webhooks.schema import MESSAGES

TOPICS = (
    *(
        consultation,
        interview,
        handovers,
        triage,
        shoes_advice,
        retirement,
        met_pad,
        met_pad_pictures,
        run_today,
        self_care,
    ),
    *(return_to_run, return_pictures),
    *(training_load, risk_factors),
    *(exercises, exercise_pictures),
    *(shoes, shoe_import, stores, stock, fit_feedback, matches, feeds, rules, questions, keys),
    *(runners, pairs, items, runs, runner_runs, pair_retirement, run_imports, runner_export),
    *(rotation, subscription, pair_replacement),
    *(webhooks, deliveries),
)
"""The modules whose operations the description holds, in its order."""


def create_app(settings: Settings, *, now: Callable[[], datetime] = utc_now) -> Flask:
    """Return the service for these settings; raises RulebookError or LookupError when it must not start."""
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
        walled=True,
    )
    built = Parts(
        settings=settings,
        database=database,
        keys=KeyCache(database, settings.key_cache_seconds),
        rate_limit=RateLimit(settings.rate_limit, settings.rate_limit_storage),
        visitor_limit=RateLimit(settings.visitor_rate_limit, settings.rate_limit_storage),
        now=now,
    )
    install(app, built)
    register_errors(app)
    register_requests(app, built)
    compress_answers(app)
    allow_origins(app, settings.cors_origins)
    for pages in (health, docs, intended_use, run_page, files, front):
        app.register_blueprint(pages.blueprint)
    for more in (handovers.pages, subscription.pages, feeds.hooks):
        app.register_blueprint(more)
    api = new_api(app, version("forefoot"), MESSAGES)
    for topic in TOPICS:
        api.register_blueprint(topic.blueprint)
    app.extensions["forefoot-api"] = api
    check_every_route_is_marked(app)
    return app
