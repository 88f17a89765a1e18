"""Runs in no pair: what the source calls the shoes, runs that count nowhere; pairs and thresholds of a runner's app."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

IN_NO_PAIR = sa.text("pair_id IS NULL AND day IS NOT NULL")


def upgrade() -> None:
    op.add_column("runners", sa.Column("assign_above_probability", sa.Float(), nullable=True))
    op.add_column("pairs", sa.Column("external_ref", sa.String(length=120), nullable=True))
    op.add_column("pairs", sa.Column("default_for", sa.String(length=120), nullable=True))
    op.create_index("ix_pairs_external_ref", "pairs", ["account_id", "external_ref", "runner_id"], unique=True)
    op.add_column("runs", sa.Column("pair_probability", sa.Float(), nullable=True))
    op.add_column("runs", sa.Column("gear_ref", sa.String(length=120), nullable=True))
    op.add_column("runs", sa.Column("ignored", sa.Boolean(), nullable=False, server_default="0"))
    op.create_index(
        "ix_runs_in_no_pair",
        "runs",
        ["account_id", "runner_id", "day", "id"],
        sqlite_where=IN_NO_PAIR,
        postgresql_where=IN_NO_PAIR,
    )


def downgrade() -> None:
    op.drop_index("ix_runs_in_no_pair", "runs", sqlite_where=IN_NO_PAIR, postgresql_where=IN_NO_PAIR)
    for column in ("ignored", "gear_ref", "pair_probability"):
        op.drop_column("runs", column)
    op.drop_index("ix_pairs_external_ref", "pairs")
    op.drop_column("pairs", "default_for")
    op.drop_column("pairs", "external_ref")
    op.drop_column("runners", "assign_above_probability")
