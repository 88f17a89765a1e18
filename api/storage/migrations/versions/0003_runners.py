"""Runners, pairs and runs; whom a kept answer is about."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def _sorted_text(length: int) -> sa.String:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "runners",
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("external_ref", sa.String(length=120), nullable=True),
        sa.Column("units", sa.String(length=8), nullable=False),
        sa.Column("body_mass_kg", sa.Float(), nullable=True),
        sa.Column("foot_profile", sa.Text(), nullable=True),
        sa.Column("health_consent", sa.Boolean(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_runners_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "id", name=op.f("pk_runners")),
        sa.UniqueConstraint("account_id", "external_ref", name=op.f("uq_runners_account_id_external_ref")),
    )
    with op.batch_alter_table("runners", schema=None) as batch_op:
        batch_op.create_index("ix_runners_account_id_created_at_id", ["account_id", "created_at", "id"], unique=False)

    op.create_table(
        "pairs",
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("runner_id", sa.String(length=40), nullable=False),
        sa.Column("shoe_account_id", sa.String(length=40), nullable=True),
        sa.Column("shoe_id", _sorted_text(80), nullable=True),
        sa.Column("shoe_name", sa.String(length=220), nullable=True),
        sa.Column("description", sa.String(length=200), nullable=True),
        sa.Column("nickname", sa.String(length=80), nullable=True),
        sa.Column("size", sa.Text(), nullable=True),
        sa.Column("foam", sa.String(length=8), nullable=True),
        sa.Column("kind", sa.String(length=12), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("starting_um", sa.BigInteger(), nullable=True),
        sa.Column("starting_value", sa.Float(), nullable=True),
        sa.Column("starting_unit", sa.String(length=2), nullable=True),
        sa.Column("limit_um", sa.BigInteger(), nullable=True),
        sa.Column("limit_value", sa.Float(), nullable=True),
        sa.Column("limit_unit", sa.String(length=2), nullable=True),
        sa.Column("roles", sa.String(length=120), nullable=False),
        sa.Column("price", sa.Float(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("feel", sa.String(length=8), nullable=True),
        sa.Column("inspection", sa.Text(), nullable=True),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.Column("retired_reason", sa.String(length=200), nullable=True),
        sa.Column("recorded_um", sa.BigInteger(), nullable=False),
        sa.Column("run_count", sa.Integer(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "shoe_account_id = account_id OR shoe_account_id = 'shared'", name=op.f("ck_pairs_shoe_is_visible")
        ),
        sa.ForeignKeyConstraint(
            ["account_id", "runner_id"],
            ["runners.account_id", "runners.id"],
            name=op.f("fk_pairs_account_id_runner_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["shoe_account_id", "shoe_id"],
            ["shoes.account_id", "shoes.id"],
            name=op.f("fk_pairs_shoe_account_id_shoe_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("account_id", "id", name=op.f("pk_pairs")),
    )
    with op.batch_alter_table("pairs", schema=None) as batch_op:
        batch_op.create_index("ix_pairs_of_runner", ["account_id", "runner_id", "created_at", "id"], unique=False)
        batch_op.create_index("ix_pairs_of_shoe", ["shoe_account_id", "shoe_id"], unique=False)

    op.create_table(
        "pair_days",
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("pair_id", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("distance_um", sa.BigInteger(), nullable=False),
        sa.Column("run_count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id", "pair_id"],
            ["pairs.account_id", "pairs.id"],
            name=op.f("fk_pair_days_account_id_pair_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", "pair_id", "day", name=op.f("pk_pair_days")),
    )
    op.create_table(
        "runs",
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("runner_id", sa.String(length=40), nullable=False),
        sa.Column("pair_id", sa.String(length=40), nullable=True),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("external_id", sa.String(length=120), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("distance_um", sa.BigInteger(), nullable=False),
        sa.Column("distance_value", sa.Float(), nullable=True),
        sa.Column("distance_unit", sa.String(length=2), nullable=True),
        sa.Column("duration_s", sa.Float(), nullable=True),
        sa.Column("surface", sa.String(length=12), nullable=True),
        sa.Column("effort", sa.String(length=8), nullable=True),
        sa.Column("cadence_spm", sa.Float(), nullable=True),
        sa.Column("pain_level", sa.Integer(), nullable=True),
        sa.Column("import_id", sa.String(length=40), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("same_as", sa.String(length=40), nullable=True),
        sa.CheckConstraint(
            "(deleted_at IS NULL AND day IS NOT NULL) OR (deleted_at IS NOT NULL AND day IS NULL AND pair_id IS NULL)",
            name=op.f("ck_runs_whole_or_gone"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id", "pair_id"],
            ["pairs.account_id", "pairs.id"],
            name=op.f("fk_runs_account_id_pair_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["account_id", "runner_id"],
            ["runners.account_id", "runners.id"],
            name=op.f("fk_runs_account_id_runner_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", "id", name=op.f("pk_runs")),
        sa.UniqueConstraint(
            "account_id",
            "runner_id",
            "source",
            "external_id",
            name=op.f("uq_runs_account_id_runner_id_source_external_id"),
        ),
    )
    with op.batch_alter_table("runs", schema=None) as batch_op:
        batch_op.create_index(
            "ix_runs_of_import",
            ["account_id", "import_id"],
            unique=False,
            sqlite_where=sa.text("import_id IS NOT NULL"),
            postgresql_where=sa.text("import_id IS NOT NULL"),
        )
        batch_op.create_index("ix_runs_of_pair", ["account_id", "pair_id", "day", "id"], unique=False)
        batch_op.create_index("ix_runs_of_runner", ["account_id", "runner_id", "started_at"], unique=False)
        batch_op.create_index(
            "ix_runs_pain",
            ["account_id", "pair_id", "day", "pain_level"],
            unique=False,
            sqlite_where=sa.text("pain_level IS NOT NULL"),
            postgresql_where=sa.text("pain_level IS NOT NULL"),
        )

    with op.batch_alter_table("idempotency_keys", schema=None) as batch_op:
        batch_op.add_column(sa.Column("about", sa.String(length=40), nullable=True))
        batch_op.create_index(
            "ix_idempotency_keys_about",
            ["account_id", "about"],
            unique=False,
            sqlite_where=sa.text("about IS NOT NULL"),
            postgresql_where=sa.text("about IS NOT NULL"),
        )


def downgrade() -> None:
    with op.batch_alter_table("idempotency_keys", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_idempotency_keys_about",
            sqlite_where=sa.text("about IS NOT NULL"),
            postgresql_where=sa.text("about IS NOT NULL"),
        )
        batch_op.drop_column("about")

    with op.batch_alter_table("runs", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_runs_pain",
            sqlite_where=sa.text("pain_level IS NOT NULL"),
            postgresql_where=sa.text("pain_level IS NOT NULL"),
        )
        batch_op.drop_index("ix_runs_of_runner")
        batch_op.drop_index("ix_runs_of_pair")
        batch_op.drop_index(
            "ix_runs_of_import",
            sqlite_where=sa.text("import_id IS NOT NULL"),
            postgresql_where=sa.text("import_id IS NOT NULL"),
        )

    op.drop_table("runs")
    op.drop_table("pair_days")
    with op.batch_alter_table("pairs", schema=None) as batch_op:
        batch_op.drop_index("ix_pairs_of_shoe")
        batch_op.drop_index("ix_pairs_of_runner")

    op.drop_table("pairs")
    with op.batch_alter_table("runners", schema=None) as batch_op:
        batch_op.drop_index("ix_runners_account_id_created_at_id")

    op.drop_table("runners")
