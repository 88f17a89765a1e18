"""A runner's own limits of age and of hours for a pair, beside that of distance."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("pairs", sa.Column("limit_age_months", sa.Integer(), nullable=True))
    op.add_column("pairs", sa.Column("limit_hours", sa.Float(), nullable=True))


def downgrade() -> None:
    op.drop_column("pairs", "limit_hours")
    op.drop_column("pairs", "limit_age_months")
