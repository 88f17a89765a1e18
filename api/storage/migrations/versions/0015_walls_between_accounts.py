"""A second wall between accounts: where a query forgets whose row it is, PostgreSQL still does not show it."""

from api.storage.migrations.walls import raise_wall, take_down_wall

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

OF_ONE_ACCOUNT = (
    "api_keys",
    "feed_models",
    "idempotency_keys",
    "import_rows",
    "imports",
    "item_spans",
    "items",
    "pair_days",
    "pair_names",
    "pairs",
    "runners",
    "runs",
    "stock_lines",
    "stores",
)
WITH_THE_SHARED_CATALOGUE = ("catalogue_states", "shoe_gtins", "shoes")


def upgrade() -> None:
    for table in OF_ONE_ACCOUNT:
        raise_wall(table)
    for table in WITH_THE_SHARED_CATALOGUE:
        raise_wall(table, shared=True)
    raise_wall("accounts", column="id", shared=True)


def downgrade() -> None:
    take_down_wall("accounts", shared=True)
    for table in WITH_THE_SHARED_CATALOGUE:
        take_down_wall(table, shared=True)
    for table in OF_ONE_ACCOUNT:
        take_down_wall(table)
