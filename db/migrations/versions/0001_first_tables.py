"""First tables: evaluations, their rows and cells, the log of commands, settings."""

from __future__ import annotations

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_CONTENT = (
    """CREATE TABLE evaluation (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    kind VARCHAR NOT NULL,
    layout VARCHAR NOT NULL,
    bureau VARCHAR NOT NULL,
    year INTEGER NOT NULL,
    created_at VARCHAR NOT NULL,
    changed_at VARCHAR NOT NULL,
    last_place VARCHAR DEFAULT '' NOT NULL
)""",
    """CREATE TABLE "row" (
    evaluation_id INTEGER NOT NULL,
    section VARCHAR NOT NULL,
    "key" VARCHAR NOT NULL,
    item VARCHAR NOT NULL,
    rank INTEGER NOT NULL,
    CONSTRAINT pk_row PRIMARY KEY (evaluation_id, section, "key"),
    CONSTRAINT fk_row_evaluation_id_evaluation FOREIGN KEY(evaluation_id) REFERENCES evaluation (id) ON DELETE CASCADE
) WITHOUT ROWID""",
    """CREATE TABLE cell (
    evaluation_id INTEGER NOT NULL,
    section VARCHAR NOT NULL,
    "row" VARCHAR NOT NULL,
    "column" VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    cents INTEGER,
    decimals INTEGER,
    CONSTRAINT pk_cell PRIMARY KEY (evaluation_id, section, "row", "column"),
    CONSTRAINT ck_cell_text CHECK (text <> ''),
    CONSTRAINT ck_cell_cents CHECK ((cents IS NULL) = (decimals IS NULL)),
    CONSTRAINT fk_cell_evaluation_id_evaluation FOREIGN KEY(evaluation_id) REFERENCES evaluation (id) ON DELETE CASCADE
) WITHOUT ROWID""",
)
_LOG = (
    """CREATE TABLE command (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    evaluation_id INTEGER NOT NULL,
    label VARCHAR NOT NULL,
    merge_key VARCHAR DEFAULT '' NOT NULL,
    source VARCHAR DEFAULT '' NOT NULL,
    state VARCHAR NOT NULL,
    CONSTRAINT ck_command_state CHECK (state IN ('founding', 'done', 'undone', 'discarded')),
    CONSTRAINT fk_command_evaluation_id_evaluation FOREIGN KEY(evaluation_id)
        REFERENCES evaluation (id) ON DELETE CASCADE
)""",
    "CREATE INDEX ix_command_evaluation_id ON command (evaluation_id)",
    "CREATE INDEX ix_command_undone ON command (id) WHERE state = 'undone'",
    """CREATE TABLE step (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    command_id INTEGER NOT NULL,
    action VARCHAR NOT NULL,
    at VARCHAR NOT NULL,
    who VARCHAR NOT NULL,
    CONSTRAINT ck_step_action CHECK (action IN ('do', 'undo', 'redo')),
    CONSTRAINT fk_step_command_id_command FOREIGN KEY(command_id) REFERENCES command (id) ON DELETE CASCADE
)""",
    "CREATE INDEX ix_step_command_id ON step (command_id)",
    """CREATE TABLE change (
    command_id INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    section VARCHAR NOT NULL,
    "row" VARCHAR NOT NULL,
    "column" VARCHAR,
    old VARCHAR,
    new VARCHAR,
    item VARCHAR,
    old_position INTEGER,
    new_position INTEGER,
    CONSTRAINT pk_change PRIMARY KEY (command_id, ordinal),
    CONSTRAINT ck_change_cell CHECK (("column" IS NULL) = (old IS NULL) AND (old IS NULL) = (new IS NULL)),
    CONSTRAINT ck_change_row CHECK (("column" IS NULL) = (item IS NOT NULL)),
    CONSTRAINT fk_change_command_id_command FOREIGN KEY(command_id) REFERENCES command (id) ON DELETE CASCADE
) WITHOUT ROWID""",
)
_SETTING = """CREATE TABLE setting (
    "key" VARCHAR NOT NULL,
    value VARCHAR NOT NULL,
    CONSTRAINT pk_setting PRIMARY KEY ("key")
)"""
STATEMENTS = (*_CONTENT, *_LOG, _SETTING)


def upgrade() -> None:
    from alembic import op  # here, because a new file is made from STATEMENTS without alembic

    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    from alembic import op

    for table in ("setting", "change", "step", "command", "cell", "row", "evaluation"):
        op.drop_table(table)
