"""Why a row of an import came to what it did, for programs: codes beside the sentence."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("import_rows", sa.Column("codes", sa.String(length=200), nullable=True))


def downgrade() -> None:
    op.drop_column("import_rows", "codes")
