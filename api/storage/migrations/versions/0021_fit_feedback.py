"""How shoes fitted those who bought them, counted by store, shoe, size and width, and which stores' advice uses it."""

import sqlalchemy as sa
from alembic import op

from api.storage.migrations.walls import raise_wall, take_down_wall

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_OUTCOMES = ("bought", "fits", "too_short", "too_long", "too_narrow", "too_wide", "returned")


def _sorted_text(length: int) -> sa.String:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    op.add_column("stores", sa.Column("fit_evidence", sa.Boolean(), nullable=False, server_default="0"))
    op.create_table(
        "fit_feedback",
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("store_id", sa.String(length=40), nullable=False),
        sa.Column("line_key", _sorted_text(160), nullable=False),
        sa.Column("shoe_account_id", sa.String(length=40), nullable=False),
        sa.Column("shoe_id", _sorted_text(80), nullable=False),
        sa.Column("size_system", sa.String(length=12), nullable=False),
        sa.Column("size_value", sa.Float(), nullable=False),
        sa.Column("width", sa.String(length=12), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in _OUTCOMES),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "shoe_account_id = account_id OR shoe_account_id = 'shared'", name=op.f("ck_fit_feedback_shoe_is_visible")
        ),
        sa.ForeignKeyConstraint(
            ["account_id", "store_id"],
            ["stores.account_id", "stores.id"],
            name=op.f("fk_fit_feedback_account_id_store_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["shoe_account_id", "shoe_id"],
            ["shoes.account_id", "shoes.id"],
            name=op.f("fk_fit_feedback_shoe_account_id_shoe_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", "store_id", "line_key", name=op.f("pk_fit_feedback")),
    )
    op.create_index("ix_fit_feedback_of_shoe", "fit_feedback", ["shoe_account_id", "shoe_id"])
    raise_wall("fit_feedback")


def downgrade() -> None:
    take_down_wall("fit_feedback")
    op.drop_index("ix_fit_feedback_of_shoe", "fit_feedback")
    op.drop_table("fit_feedback")
    op.drop_column("stores", "fit_evidence")
