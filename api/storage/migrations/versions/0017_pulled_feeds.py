"""Sources that stock is pulled from."""

import sqlalchemy as sa
from alembic import op

from api.storage.migrations.walls import raise_wall, take_down_wall

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def _sorted_text(length: int) -> sa.String:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "feeds",
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("store_id", sa.String(length=40), nullable=False),
        sa.Column("id", _sorted_text(40), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("credential", sa.Text(), nullable=True),
        sa.Column("hook_secret", sa.Text(), nullable=True),
        sa.Column("options", sa.Text(), nullable=False),
        sa.Column("every_minutes", sa.Integer(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("outcome_detail", sa.String(length=300), nullable=True),
        sa.Column("counts", sa.Text(), nullable=True),
        sa.Column("pulled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("succeeded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id", "store_id"],
            ["stores.account_id", "stores.id"],
            name=op.f("fk_feeds_account_id_store_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", "store_id", "id", name=op.f("pk_feeds")),
    )
    op.create_index("ix_feeds_id", "feeds", ["id"])
    raise_wall("feeds")


def downgrade() -> None:
    take_down_wall("feeds")
    op.drop_index("ix_feeds_id", "feeds")
    op.drop_table("feeds")
