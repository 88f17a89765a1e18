"""Runs in none of the runner's pairs: barefoot, in borrowed shoes. They count, and wait for no pair."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("runs", sa.Column("no_pair", sa.Boolean(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("runs", "no_pair")
