"""What customers took home: documents under a link, for some days."""

import sqlalchemy as sa
from alembic import op

from api.storage.migrations.walls import raise_wall, take_down_wall

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "handovers",
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_handovers_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "id", name=op.f("pk_handovers")),
    )
    op.create_index("ix_handovers_expires_at", "handovers", ["expires_at"])
    op.create_table(
        "handover_files",
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("handover_id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("content_type", sa.String(length=80), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id", "handover_id"],
            ["handovers.account_id", "handovers.id"],
            name=op.f("fk_handover_files_account_id_handover_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", "handover_id", "name", name=op.f("pk_handover_files")),
    )
    raise_wall("handovers")
    raise_wall("handover_files")


def downgrade() -> None:
    take_down_wall("handover_files")
    take_down_wall("handovers")
    op.drop_table("handover_files")
    op.drop_index("ix_handovers_expires_at", "handovers")
    op.drop_table("handovers")
