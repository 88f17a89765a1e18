"""How far an import is, and who is at it."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_NEW = ("status", "records", "records_done", "fingerprint", "claim", "alive_at")


def upgrade() -> None:
    # Plain ADD COLUMN: rebuilding the table would take the rows of every report with it.
    op.add_column("imports", sa.Column("status", sa.String(length=12), nullable=False, server_default="done"))
    op.add_column("imports", sa.Column("records", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("imports", sa.Column("records_done", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("imports", sa.Column("fingerprint", sa.String(length=64), nullable=True))
    op.add_column("imports", sa.Column("claim", sa.String(length=40), nullable=True))
    op.add_column("imports", sa.Column("alive_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE imports SET records = created + updated + skipped + failed,"
        " records_done = created + updated + skipped + failed"
    )


def downgrade() -> None:
    for name in reversed(_NEW):
        op.drop_column("imports", name)
