"""A runner's runs by day, whatever the pair."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_runs_of_runner_by_day", "runs", ["account_id", "runner_id", "day"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_runs_of_runner_by_day", "runs")
