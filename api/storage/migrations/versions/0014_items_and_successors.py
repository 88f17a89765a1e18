"""Insoles and pads with the days they were in pairs; which pair took another's place; addresses to subscribe to."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("pairs", sa.Column("replaces", sa.String(length=40), nullable=True))
    op.add_column("runners", sa.Column("subscription_key", sa.String(length=40), nullable=True))
    op.create_table(
        "items",
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("runner_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("starting_um", sa.BigInteger(), nullable=True),
        sa.Column("starting_value", sa.Float(), nullable=True),
        sa.Column("starting_unit", sa.String(length=2), nullable=True),
        sa.Column("limit_um", sa.BigInteger(), nullable=True),
        sa.Column("limit_value", sa.Float(), nullable=True),
        sa.Column("limit_unit", sa.String(length=2), nullable=True),
        sa.Column("limit_age_months", sa.Integer(), nullable=True),
        sa.Column("price", sa.Float(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.Column("import_id", sa.String(length=40), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id", "runner_id"],
            ["runners.account_id", "runners.id"],
            name=op.f("fk_items_account_id_runner_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", "id", name=op.f("pk_items")),
    )
    op.create_index("ix_items_of_runner", "items", ["account_id", "runner_id", "created_at", "id"])
    op.create_table(
        "item_spans",
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("item_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("pair_id", sa.String(length=40), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id", "item_id"],
            ["items.account_id", "items.id"],
            name=op.f("fk_item_spans_account_id_item_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["account_id", "pair_id"],
            ["pairs.account_id", "pairs.id"],
            name=op.f("fk_item_spans_account_id_pair_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", "item_id", "number", name=op.f("pk_item_spans")),
    )
    op.create_index("ix_item_spans_of_pair", "item_spans", ["account_id", "pair_id"])


def downgrade() -> None:
    op.drop_table("item_spans")
    op.drop_table("items")
    op.drop_column("runners", "subscription_key")
    op.drop_column("pairs", "replaces")
