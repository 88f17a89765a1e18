"""What shops' feeds bring: the model behind each article, colour and season of a line, a store's columns."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def _sorted_text(length: int) -> sa.String:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "feed_models",
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("store_id", sa.String(length=40), nullable=False),
        sa.Column("id", _sorted_text(40), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("vendor", sa.String(length=120), nullable=False),
        sa.Column("shoe_account_id", sa.String(length=40), nullable=False),
        sa.Column("shoe_id", _sorted_text(80), nullable=False),
        sa.Column("matched_by", sa.String(length=12), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("candidates", sa.Text(), nullable=False),
        sa.Column("mpns", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "shoe_account_id = account_id OR shoe_account_id = 'shared'", name=op.f("ck_feed_models_shoe_is_visible")
        ),
        sa.ForeignKeyConstraint(
            ["account_id", "store_id"],
            ["stores.account_id", "stores.id"],
            name=op.f("fk_feed_models_account_id_store_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["shoe_account_id", "shoe_id"],
            ["shoes.account_id", "shoes.id"],
            name=op.f("fk_feed_models_shoe_account_id_shoe_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", "store_id", "id", name=op.f("pk_feed_models")),
    )
    op.create_index("ix_feed_models_account_id_id", "feed_models", ["account_id", "id"])
    op.create_index("ix_feed_models_of_shoe", "feed_models", ["shoe_account_id", "shoe_id", "account_id"])
    op.add_column("stock_lines", sa.Column("model_id", _sorted_text(40), nullable=True))
    op.add_column("stock_lines", sa.Column("color", sa.String(length=80), nullable=True))
    op.add_column("stock_lines", sa.Column("season", sa.String(length=20), nullable=True))
    op.add_column("stores", sa.Column("stock_as_of", sa.DateTime(timezone=True), nullable=True))
    op.add_column("stores", sa.Column("column_map", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("stores", "column_map")
    op.drop_column("stores", "stock_as_of")
    for name in ("season", "color", "model_id"):
        op.drop_column("stock_lines", name)
    op.drop_index("ix_feed_models_of_shoe", "feed_models")
    op.drop_index("ix_feed_models_account_id_id", "feed_models")
    op.drop_table("feed_models")
