"""The index that finds what is in stock in a size holds its prices as well."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

NAME, TABLE = "ix_stock_lines_in_size", "stock_lines"
BEFORE = ["account_id", "store_id", "size", "width", "shoe_id", "quantity"]
AFTER = ["account_id", "store_id", "size", "width", "shoe_id", "currency", "price", "quantity"]


def upgrade() -> None:
    op.drop_index(NAME, TABLE)
    op.create_index(NAME, TABLE, AFTER, unique=False)


def downgrade() -> None:
    op.drop_index(NAME, TABLE)
    op.create_index(NAME, TABLE, BEFORE, unique=False)
