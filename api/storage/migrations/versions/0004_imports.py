"""Imports of a runner's files, and the names under which files know pairs."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "imports",
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("runner_id", sa.String(length=40), nullable=False),
        sa.Column("created", sa.Integer(), nullable=False),
        sa.Column("updated", sa.Integer(), nullable=False),
        sa.Column("skipped", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id", "runner_id"],
            ["runners.account_id", "runners.id"],
            name=op.f("fk_imports_account_id_runner_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", "id", name=op.f("pk_imports")),
    )
    with op.batch_alter_table("imports", schema=None) as batch_op:
        batch_op.create_index("ix_imports_of_runner", ["account_id", "runner_id"], unique=False)

    op.create_table(
        "import_rows",
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("import_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("status", sa.String(length=8), nullable=False),
        sa.Column("run_id", sa.String(length=40), nullable=True),
        sa.Column("pair_id", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.String(length=400), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id", "import_id"],
            ["imports.account_id", "imports.id"],
            name=op.f("fk_import_rows_account_id_import_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", "import_id", "number", name=op.f("pk_import_rows")),
    )
    op.create_table(
        "pair_names",
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("runner_id", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("pair_id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id", "pair_id"],
            ["pairs.account_id", "pairs.id"],
            name=op.f("fk_pair_names_account_id_pair_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", "runner_id", "source", "name", name=op.f("pk_pair_names")),
    )
    with op.batch_alter_table("pair_names", schema=None) as batch_op:
        batch_op.create_index("ix_pair_names_of_pair", ["account_id", "pair_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("pair_names", schema=None) as batch_op:
        batch_op.drop_index("ix_pair_names_of_pair")

    op.drop_table("pair_names")
    op.drop_table("import_rows")
    with op.batch_alter_table("imports", schema=None) as batch_op:
        batch_op.drop_index("ix_imports_of_runner")

    op.drop_table("imports")
