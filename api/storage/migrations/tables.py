"""Every table, gathered so that migrations and tests see the whole schema."""

from api.storage.accounts.accounts import accounts, api_keys
from api.storage.accounts.handovers import handover_files, handovers
from api.storage.accounts.idempotency import idempotency_keys
from api.storage.accounts.secrets import service_secrets
from api.storage.catalogue.feed_models import feed_models
from api.storage.catalogue.feeds import feeds
from api.storage.catalogue.fit_feedback import fit_feedback
from api.storage.catalogue.shoe_gtins import shoe_gtins
from api.storage.catalogue.shoes import shoes
from api.storage.catalogue.states import catalogue_states
from api.storage.catalogue.stock import stock_lines
from api.storage.catalogue.stores import stores
from api.storage.database.engines import metadata
from api.storage.runners.imports import import_rows, imports
from api.storage.runners.items import item_spans, items
from api.storage.runners.pair_days import pair_days
from api.storage.runners.pair_names import pair_names
from api.storage.runners.pairs import pairs
from api.storage.runners.runners import runners
from api.storage.runners.runs import runs
from api.storage.webhooks.deliveries import webhook_attempts, webhook_deliveries
from api.storage.webhooks.watched_pairs import watched_pairs
from api.storage.webhooks.webhooks import webhooks

__all__ = [
    "accounts",
    "api_keys",
    "catalogue_states",
    "feed_models",
    "feeds",
    "fit_feedback",
    "handover_files",
    "handovers",
    "idempotency_keys",
    "import_rows",
    "imports",
    "item_spans",
    "items",
    "metadata",
    "pair_days",
    "pair_names",
    "pairs",
    "runners",
    "runs",
    "service_secrets",
    "shoe_gtins",
    "shoes",
    "stock_lines",
    "stores",
    "watched_pairs",
    "webhook_attempts",
    "webhook_deliveries",
    "webhooks",
]
