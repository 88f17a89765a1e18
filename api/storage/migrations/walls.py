"""The wall between accounts that PostgreSQL itself keeps: a role that reads and changes the rows of one account alone.

Each migration that makes a table of accounts walls it in. The text of a wall does not change once it was released.
"""

from __future__ import annotations

from alembic import op

_WALL = (
    "CREATE POLICY of_account ON {table} USING ((SELECT current_setting('forefoot.account', true)) IN ({column}, '*'))"
)
_SHARED = "CREATE POLICY of_everybody ON {table} FOR SELECT USING ({column} = 'shared')"


def raise_wall(table: str, *, column: str = "account_id", shared: bool = False) -> None:
    """Let a role that cannot bypass it see the rows of the account it acts for alone; with ``shared``, the catalogue's.

    SQLite has no roles and no such wall.
    """
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(_WALL.format(table=table, column=column))
    if shared:
        op.execute(_SHARED.format(table=table, column=column))


def take_down_wall(table: str, *, shared: bool = False) -> None:
    """Undo ``raise_wall``."""
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute(f"DROP POLICY of_account ON {table}")
    if shared:
        op.execute(f"DROP POLICY of_everybody ON {table}")
    op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
