"""First tables: evaluations, their rows and cells, the log of commands, settings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _content()
    _log()
    op.create_table(
        "setting",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_setting")),
    )


def downgrade() -> None:
    for table in ("setting", "change", "step", "command", "cell", "row", "evaluation"):
        op.drop_table(table)


def _content() -> None:
    op.create_table(
        "evaluation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("layout", sa.String(), nullable=False),
        sa.Column("bureau", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.String(), nullable=False),
        sa.Column("changed_at", sa.String(), nullable=False),
        sa.Column("last_place", sa.String(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "row",
        sa.Column("evaluation_id", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        _owner("row", "evaluation"),
        sa.PrimaryKeyConstraint("evaluation_id", "section", "key", name=op.f("pk_row")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "cell",
        sa.Column("evaluation_id", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("row", sa.String(), nullable=False),
        sa.Column("column", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("cents", sa.Integer(), nullable=True),
        sa.Column("decimals", sa.Integer(), nullable=True),
        sa.CheckConstraint("text <> ''", name=op.f("ck_cell_text")),
        sa.CheckConstraint("(cents IS NULL) = (decimals IS NULL)", name=op.f("ck_cell_cents")),
        _owner("cell", "evaluation"),
        sa.PrimaryKeyConstraint("evaluation_id", "section", "row", "column", name=op.f("pk_cell")),
        sqlite_with_rowid=False,
    )


def _log() -> None:
    op.create_table(
        "command",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("evaluation_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("merge_key", sa.String(), server_default="", nullable=False),
        sa.Column("source", sa.String(), server_default="", nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.CheckConstraint("state IN ('founding', 'done', 'undone', 'discarded')", name=op.f("ck_command_state")),
        _owner("command", "evaluation"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_command")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_command_evaluation_id", "command", ["evaluation_id"])
    op.create_index("ix_command_undone", "command", ["id"], sqlite_where=sa.text("state = 'undone'"))
    op.create_table(
        "step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("command_id", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.CheckConstraint("action IN ('do', 'undo', 'redo')", name=op.f("ck_step_action")),
        _owner("step", "command"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_step_command_id", "step", ["command_id"])
    op.create_table(
        "change",
        sa.Column("command_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("row", sa.String(), nullable=False),
        sa.Column("column", sa.String(), nullable=True),
        sa.Column("old", sa.String(), nullable=True),
        sa.Column("new", sa.String(), nullable=True),
        sa.Column("item", sa.String(), nullable=True),
        sa.Column("old_position", sa.Integer(), nullable=True),
        sa.Column("new_position", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            '("column" IS NULL) = (old IS NULL) AND (old IS NULL) = (new IS NULL)', name=op.f("ck_change_cell")
        ),
        sa.CheckConstraint('("column" IS NULL) = (item IS NOT NULL)', name=op.f("ck_change_row")),
        _owner("change", "command"),
        sa.PrimaryKeyConstraint("command_id", "ordinal", name=op.f("pk_change")),
        sqlite_with_rowid=False,
    )


def _owner(table: str, owner: str) -> sa.ForeignKeyConstraint:
    """Rows of ``table`` go with the row of ``owner`` they belong to."""
    name = op.f(f"fk_{table}_{owner}_id_{owner}")
    return sa.ForeignKeyConstraint([f"{owner}_id"], [f"{owner}.id"], name=name, ondelete="CASCADE")
