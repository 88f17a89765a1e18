"""Shoes, their GTINs, stores and their stock."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def _sorted_text(length: int) -> sa.String:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "catalogue_states",
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("mark", sa.String(length=40), nullable=False),
        sa.Column("derived_with", sa.String(length=80), nullable=True),
        sa.Column("seed_digest", sa.String(length=64), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_catalogue_states_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_catalogue_states")),
    )
    op.create_table(
        "shoes",
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("id", _sorted_text(80), nullable=False),
        sa.Column("match_key", sa.String(length=64), nullable=False),
        sa.Column("brand_key", _sorted_text(200), nullable=False),
        sa.Column("model_key", _sorted_text(200), nullable=False),
        sa.Column("category", sa.String(length=20), nullable=False),
        sa.Column("stability", sa.String(length=20), nullable=True),
        sa.Column("price", sa.Float(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("drop_mm", sa.Float(), nullable=True),
        sa.Column("plate", sa.String(length=10), nullable=True),
        sa.Column("rocker", sa.Boolean(), nullable=True),
        sa.Column("discontinued", sa.Boolean(), nullable=True),
        sa.Column("widths_sold", sa.String(length=60), nullable=True),
        sa.Column("toe_box", sa.String(length=12), nullable=True),
        sa.Column("forefoot_cushioning", sa.String(length=12), nullable=True),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_shoes_account_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account_id", "id", name=op.f("pk_shoes")),
        sa.UniqueConstraint("account_id", "match_key", name=op.f("uq_shoes_account_id_match_key")),
    )
    with op.batch_alter_table("shoes", schema=None) as batch_op:
        batch_op.create_index(
            "ix_shoes_account_id_brand_key_model_key_id", ["account_id", "brand_key", "model_key", "id"], unique=False
        )

    op.create_table(
        "stores",
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("external_ref", sa.String(length=120), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("stock_version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_stores_account_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account_id", "id", name=op.f("pk_stores")),
        sa.UniqueConstraint("account_id", "external_ref", name=op.f("uq_stores_account_id_external_ref")),
    )
    with op.batch_alter_table("stores", schema=None) as batch_op:
        batch_op.create_index("ix_stores_account_id_created_at_id", ["account_id", "created_at", "id"], unique=False)

    op.create_table(
        "shoe_gtins",
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("gtin", sa.String(length=14), nullable=False),
        sa.Column("shoe_id", _sorted_text(80), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id", "shoe_id"],
            ["shoes.account_id", "shoes.id"],
            name=op.f("fk_shoe_gtins_account_id_shoe_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", "gtin", name=op.f("pk_shoe_gtins")),
    )
    with op.batch_alter_table("shoe_gtins", schema=None) as batch_op:
        batch_op.create_index("ix_shoe_gtins_account_id_shoe_id", ["account_id", "shoe_id"], unique=False)

    op.create_table(
        "stock_lines",
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("store_id", sa.String(length=40), nullable=False),
        sa.Column("line_key", _sorted_text(160), nullable=False),
        sa.Column("shoe_account_id", sa.String(length=40), nullable=False),
        sa.Column("shoe_id", _sorted_text(80), nullable=False),
        sa.Column("size", sa.String(length=24), nullable=False),
        sa.Column("width", sa.String(length=12), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("size_system", sa.String(length=12), nullable=False),
        sa.Column("size_value", sa.Float(), nullable=False),
        sa.Column("stated_width", sa.String(length=20), nullable=True),
        sa.Column("sku", sa.String(length=80), nullable=True),
        sa.Column("gtin", sa.String(length=14), nullable=True),
        sa.Column("price", sa.Float(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "shoe_account_id = account_id OR shoe_account_id = 'shared'", name=op.f("ck_stock_lines_shoe_is_visible")
        ),
        sa.ForeignKeyConstraint(
            ["account_id", "store_id"],
            ["stores.account_id", "stores.id"],
            name=op.f("fk_stock_lines_account_id_store_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["shoe_account_id", "shoe_id"],
            ["shoes.account_id", "shoes.id"],
            name=op.f("fk_stock_lines_shoe_account_id_shoe_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", "store_id", "line_key", name=op.f("pk_stock_lines")),
    )
    with op.batch_alter_table("stock_lines", schema=None) as batch_op:
        batch_op.create_index("ix_stock_lines_account_id_gtin", ["account_id", "gtin"], unique=False)
        batch_op.create_index(
            "ix_stock_lines_in_size",
            ["account_id", "store_id", "size", "width", "shoe_id", "quantity"],
            unique=False,
        )
        batch_op.create_index(
            "ix_stock_lines_of_shoe",
            ["shoe_account_id", "shoe_id", "account_id", "store_id", "quantity"],
            unique=False,
        )


def downgrade() -> None:
    with op.batch_alter_table("stock_lines", schema=None) as batch_op:
        batch_op.drop_index("ix_stock_lines_of_shoe")
        batch_op.drop_index("ix_stock_lines_in_size")
        batch_op.drop_index("ix_stock_lines_account_id_gtin")

    op.drop_table("stock_lines")
    with op.batch_alter_table("shoe_gtins", schema=None) as batch_op:
        batch_op.drop_index("ix_shoe_gtins_account_id_shoe_id")

    op.drop_table("shoe_gtins")
    with op.batch_alter_table("stores", schema=None) as batch_op:
        batch_op.drop_index("ix_stores_account_id_created_at_id")

    op.drop_table("stores")
    with op.batch_alter_table("shoes", schema=None) as batch_op:
        batch_op.drop_index("ix_shoes_account_id_brand_key_model_key_id")

    op.drop_table("shoes")
    op.drop_table("catalogue_states")
