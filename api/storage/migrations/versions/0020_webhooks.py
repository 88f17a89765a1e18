"""Webhooks, what is on its way to them, and how pairs stood when they were last looked at."""

import sqlalchemy as sa
from alembic import op

from api.storage.migrations.walls import raise_wall, take_down_wall

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_TABLES = ("webhooks", "webhook_deliveries", "webhook_attempts", "watched_pairs")


def _sorted_text(length: int) -> sa.String:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "webhooks",
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("id", _sorted_text(40), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("description", sa.String(length=200), nullable=True),
        sa.Column("events", sa.String(length=400), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("old_secret", sa.Text(), nullable=True),
        sa.Column("old_secret_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disabled_reason", sa.String(length=12), nullable=True),
        sa.Column("pairs_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_webhooks_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "id", name=op.f("pk_webhooks")),
    )
    op.create_table(
        "webhook_deliveries",
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("id", _sorted_text(40), nullable=False),
        sa.Column("webhook_id", _sorted_text(40), nullable=False),
        sa.Column("event", sa.String(length=40), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("runner_id", sa.String(length=40), nullable=True),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("round_tries", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease", sa.String(length=40), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id", "webhook_id"],
            ["webhooks.account_id", "webhooks.id"],
            name=op.f("fk_webhook_deliveries_account_id_webhook_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["account_id", "runner_id"],
            ["runners.account_id", "runners.id"],
            name=op.f("fk_webhook_deliveries_account_id_runner_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", "id", name=op.f("pk_webhook_deliveries")),
    )
    of_webhook = ["account_id", "webhook_id", "created_at", "id"]
    op.create_index("ix_webhook_deliveries_of_webhook", "webhook_deliveries", of_webhook)
    op.create_index("ix_webhook_deliveries_of_runner", "webhook_deliveries", ["account_id", "runner_id"])
    op.create_index("ix_webhook_deliveries_next_at", "webhook_deliveries", ["next_at"])
    op.create_index("ix_webhook_deliveries_finished_at", "webhook_deliveries", ["finished_at"])
    op.create_table(
        "webhook_attempts",
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("delivery_id", _sorted_text(40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("duration_ms", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id", "delivery_id"],
            ["webhook_deliveries.account_id", "webhook_deliveries.id"],
            name=op.f("fk_webhook_attempts_account_id_delivery_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", "delivery_id", "number", name=op.f("pk_webhook_attempts")),
    )
    op.create_table(
        "watched_pairs",
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("pair_id", sa.String(length=40), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("again_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pair_version", sa.BigInteger(), nullable=False),
        sa.Column("runner_version", sa.BigInteger(), nullable=False),
        sa.Column("recorded_um", sa.BigInteger(), nullable=False),
        sa.Column("limits", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id", "pair_id"],
            ["pairs.account_id", "pairs.id"],
            name=op.f("fk_watched_pairs_account_id_pair_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", "pair_id", name=op.f("pk_watched_pairs")),
    )
    for table in _TABLES:
        raise_wall(table)


def downgrade() -> None:
    for table in reversed(_TABLES):
        take_down_wall(table)
        op.drop_table(table)
