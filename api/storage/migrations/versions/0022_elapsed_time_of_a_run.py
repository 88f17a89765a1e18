"""How long a run took with its pauses, by which the same run is known from another record of it."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("runs", sa.Column("elapsed_s", sa.Float(), nullable=True))


def downgrade() -> None:
    op.drop_column("runs", "elapsed_s")
