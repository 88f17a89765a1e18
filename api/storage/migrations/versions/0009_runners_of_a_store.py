"""Which store a runner belongs to, if a store's own key made them."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("runners", sa.Column("store_id", sa.String(length=40), nullable=True))
    op.create_index("ix_runners_of_store", "runners", ["account_id", "store_id", "created_at", "id"])


def downgrade() -> None:
    op.drop_index("ix_runners_of_store", "runners")
    op.drop_column("runners", "store_id")
