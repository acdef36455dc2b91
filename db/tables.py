"""The tables of a data file, and why they have this shape.

The one declaration of what a data file holds. ``schema_proof`` holds a file against it when the file is verified or has
been upgraded; nothing else imports it, because that takes 0.4 s and 41 MB. Tests prove that the migrations give exactly
these tables and that every statement of the program fits them.

**Texts are the truth.** ``cell`` keeps what was entered, character for character; an empty cell has no row. ``cents``
(integer 分) and ``decimals`` (printed decimals) stand beside the text of an amount that parses and fits 64 bits, for
exact sums in SQL; both are NULL otherwise and can always be made again from the text. Nothing goes through floating
point.

**The log is the undo stack.** ``command`` is one step of work, ``change`` what it changed (old and new), ``step`` what
happened to it and when, by whom: one ``do``, then an ``undo`` or ``redo`` each time. Nothing is told twice: the history
of a cell is its changes joined with the steps of their commands, read backwards for an undo. Replaying all steps from
nothing gives ``row`` and ``cell`` exactly; ``verification`` proves it. Alternatives turned down: one history row per
undo with copies of both texts (an undone import of 3,000 cells would be stored three times and could disagree with
itself); a stack in memory beside a history on disk (two truths, none after a restart).

States of a command: ``founding`` made the evaluation and cannot be undone (removing it is asked for in the window);
``done``; ``undone`` can be redone; ``discarded`` was undone and then overtaken by new work, kept for the history only.
No command is ever deleted, except one whose merged keystrokes came to nothing, and with its whole evaluation.

**Numbers never come back.** AUTOINCREMENT on evaluation and command, so a number in a list or log means one thing.

Tables with a composite key are WITHOUT ROWID: one B-tree and one page write less per change. A batch migration that
rebuilds one of them must pass ``table_kwargs={"sqlite_with_rowid": False}``, or the property is lost.
"""

from __future__ import annotations

from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Index, MetaData, text
from sqlmodel import Field, SQLModel

NAMING = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ix": "ix_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}

_NO_ROWID: dict[str, Any] = {"sqlite_with_rowid": False}
_EMPTY: dict[str, Any] = {"server_default": ""}


class Base(SQLModel):
    """Common metadata: every constraint has a name, so that a later migration can drop it."""

    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMING)


class EvaluationTable(Base, table=True):
    """One filled-in form. ``created_at``, ``changed_at``: ISO 8601 local time with offset, as everywhere below."""

    __tablename__ = "evaluation"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    layout: str
    bureau: str
    year: int
    created_at: str
    changed_at: str
    last_place: str = Field(default="", sa_column_kwargs=_EMPTY)


class RowTable(Base, table=True):
    """A row the record holds. ``rank`` orders the rows of a section, with gaps, so that an inserted row moves no other.

    Positions rewritten at each insertion took 17 ms on 2,000 rows; with gaps it is one row.
    """

    __tablename__ = "row"
    __table_args__ = (_NO_ROWID,)

    evaluation_id: int = Field(primary_key=True, foreign_key="evaluation.id", ondelete="CASCADE")
    section: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    item: str
    rank: int


class CellTable(Base, table=True):
    """An entered text. No foreign key to ``row``: fields and rows fixed by the definition have no row there."""

    __tablename__ = "cell"
    __table_args__ = (
        CheckConstraint("text <> ''", name="text"),
        CheckConstraint("(cents IS NULL) = (decimals IS NULL)", name="cents"),
        _NO_ROWID,
    )

    evaluation_id: int = Field(primary_key=True, foreign_key="evaluation.id", ondelete="CASCADE")
    section: str = Field(primary_key=True)
    row: str = Field(primary_key=True)
    column: str = Field(primary_key=True)
    text: str
    cents: int | None = None
    decimals: int | None = None


class CommandTable(Base, table=True):
    """One step of work. ``merge_key`` is ``""`` once sealed; ``source`` tells an import's file and hash."""

    __tablename__ = "command"
    __table_args__ = (
        CheckConstraint("state IN ('founding', 'done', 'undone', 'discarded')", name="state"),
        # Partial: holds the few commands that can be redone, so a commit neither scans nor touches it.
        Index("ix_command_undone", "id", sqlite_where=text("state = 'undone'")),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    evaluation_id: int = Field(foreign_key="evaluation.id", ondelete="CASCADE", index=True)
    label: str
    merge_key: str = Field(default="", sa_column_kwargs=_EMPTY)
    source: str = Field(default="", sa_column_kwargs=_EMPTY)
    state: str


class StepTable(Base, table=True):
    """What happened to a command, in the order it happened. Rows are only ever added."""

    __tablename__ = "step"
    __table_args__ = (
        CheckConstraint("action IN ('do', 'undo', 'redo')", name="action"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    command_id: int = Field(foreign_key="command.id", ondelete="CASCADE", index=True)
    action: str
    at: str
    who: str


class ChangeTable(Base, table=True):
    """One change of a command: of a cell (``column`` given, texts) or of a row (``column`` NULL, positions)."""

    __tablename__ = "change"
    __table_args__ = (
        CheckConstraint('("column" IS NULL) = (old IS NULL) AND (old IS NULL) = (new IS NULL)', name="cell"),
        CheckConstraint('("column" IS NULL) = (item IS NOT NULL)', name="row"),
        _NO_ROWID,
    )

    command_id: int = Field(primary_key=True, foreign_key="command.id", ondelete="CASCADE")
    ordinal: int = Field(primary_key=True)
    section: str
    row: str
    column: str | None = None
    old: str | None = None
    new: str | None = None
    item: str | None = None
    old_position: int | None = None
    new_position: int | None = None


class SettingTable(Base, table=True):
    """A property of the data file itself, e.g. when it was last backed up."""

    __tablename__ = "setting"

    key: str = Field(primary_key=True)
    value: str
