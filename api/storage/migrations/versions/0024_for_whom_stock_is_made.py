"""For whom a line of stock is made: a European 42 in 2E is another width on a woman's shoe than on a man's."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("stock_lines", sa.Column("gender", sa.String(length=8), nullable=True))


def downgrade() -> None:
    op.drop_column("stock_lines", "gender")
