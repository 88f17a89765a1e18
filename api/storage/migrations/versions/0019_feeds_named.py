"""Feeds bear a name and can be switched off; a store keeps several column maps by name."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("feeds", sa.Column("name", sa.String(length=120), nullable=True))
    op.add_column("feeds", sa.Column("enabled", sa.Boolean(), server_default="1", nullable=False))
    op.add_column("stores", sa.Column("column_maps", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("stores", "column_maps")
    op.drop_column("feeds", "enabled")
    op.drop_column("feeds", "name")
