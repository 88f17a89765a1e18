"""The wall clock of a run whose file named no zone, and the digest that sets an edit apart from a correction."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

LOCAL = sa.text("local_start IS NOT NULL")


def upgrade() -> None:
    op.add_column("runs", sa.Column("local_start", sa.String(length=26), nullable=True))
    op.add_column("runs", sa.Column("start_assumed", sa.Boolean(), nullable=False, server_default="0"))
    op.add_column("runs", sa.Column("read_as", sa.String(length=16), nullable=True))
    op.create_index(
        "ix_runs_by_local_start",
        "runs",
        ["account_id", "runner_id", "local_start"],
        sqlite_where=LOCAL,
        postgresql_where=LOCAL,
    )


def downgrade() -> None:
    op.drop_index("ix_runs_by_local_start", "runs", sqlite_where=LOCAL, postgresql_where=LOCAL)
    for column in ("read_as", "start_assumed", "local_start"):
        op.drop_column("runs", column)
