"""Every table, gathered so that migrations and tests see the whole schema."""

from api.storage.accounts import accounts, api_keys
from api.storage.idempotency import idempotency_keys
from api.storage.metadata import metadata
from api.storage.secrets import service_secrets

__all__ = ["accounts", "api_keys", "idempotency_keys", "metadata", "service_secrets"]
