"""Every table, gathered so that migrations and tests see the whole schema."""

from api.storage.accounts import accounts, api_keys
from api.storage.catalogue import catalogue_states
from api.storage.idempotency import idempotency_keys
from api.storage.imports import import_rows, imports
from api.storage.metadata import metadata
from api.storage.pair_days import pair_days
from api.storage.pair_names import pair_names
from api.storage.pairs import pairs
from api.storage.runners import runners
from api.storage.runs import runs
from api.storage.secrets import service_secrets
from api.storage.shoe_gtins import shoe_gtins
from api.storage.shoes import shoes
from api.storage.stock import stock_lines
from api.storage.stores import stores

__all__ = [
    "accounts",
    "api_keys",
    "catalogue_states",
    "idempotency_keys",
    "import_rows",
    "imports",
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
]
