"""The log of commands: undo stack and history in one. ``tables`` tells the shape and why.

A command merges into the one before only when that is the last of the whole file, still open under the same key and
by the same person: then the order of the stack stays true.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnClause, Select, bindparam, case, delete, func, insert, literal_column, select, update

from db.engine import Database, Values
from db.repositories import changes as change_rows
from db.sql import prepare
from db.stored import HistoryEntry
from db.tables import (
    DISCARDED,
    DO,
    DONE,
    FOUNDING,
    REDO,
    UNDO,
    UNDONE,
    ChangeTable,
    CommandTable,
    StepTable,
    table,
)
from desktop.domain.address import CellId
from desktop.domain.changes import CellChange, Change, Command

_COMMAND, _STEP, _CHANGE = table(CommandTable), table(StepTable), table(ChangeTable)


def _word(value: str) -> ColumnClause[str]:
    """A fixed word inside a statement: SQLite uses the partial index only when it stands there as a literal."""
    return literal_column(f"'{value}'")


_ONE: ColumnClause[int] = literal_column("1")
# Without an offset the dialect would add one as a value, which the text cannot carry.
_NONE: ColumnClause[int] = literal_column("0")
_THIS = _COMMAND.c.id == bindparam("at")
_IS_UNDONE = _COMMAND.c.state == _word(UNDONE)
_DONE_STEP = (_STEP.c.command_id == _COMMAND.c.id) & (_STEP.c.action == _word(DO))
_FULL = select(
    _COMMAND.c.id,
    _COMMAND.c.evaluation_id,
    _COMMAND.c.label,
    _STEP.c.at,
    _STEP.c.who,
    _COMMAND.c.merge_key,
    _COMMAND.c.source,
    _COMMAND.c.state,
).join_from(_COMMAND, _STEP, _DONE_STEP)


def _full_where_id_is(number: Select[tuple[int]]) -> str:
    # The number comes first, by a subquery: sorting the join instead would read the whole log for one command.
    return prepare(_FULL.where(_COMMAND.c.id == number.scalar_subquery()))


_LAST_ID = select(func.max(_COMMAND.c.id))
_LAST = _full_where_id_is(_LAST_ID)
_NEXT_UNDO = _full_where_id_is(
    select(_COMMAND.c.id)
    .where(_COMMAND.c.state == _word(DONE))
    .order_by(_COMMAND.c.id.desc())
    .limit(_ONE)
    .offset(_NONE)
)
_NEXT_REDO = _full_where_id_is(select(func.min(_COMMAND.c.id)).where(_IS_UNDONE))
_INSERT_COMMAND = prepare(insert(_COMMAND))
_INSERT_STEP = prepare(insert(_STEP))
_DISCARD = prepare(update(_COMMAND).where(_IS_UNDONE).values(state=_word(DISCARDED)))
_SET_STATE = prepare(update(_COMMAND).where(_THIS).values(state=bindparam("new"), merge_key=literal_column("''")))
_SET_LABEL = prepare(update(_COMMAND).where(_THIS).values(label=bindparam("new")))
_SET_AT = prepare(update(_STEP).where(_STEP.c.command_id == bindparam("at_command")).values(at=bindparam("now")))
_SEAL = prepare(
    update(_COMMAND)
    .where(_COMMAND.c.id == _LAST_ID.scalar_subquery())
    .where(_COMMAND.c.merge_key != literal_column("''"))
    .values(merge_key=literal_column("''"))
)
_DELETE = prepare(delete(_COMMAND).where(_THIS))

_BACKWARDS = case((_STEP.c.action == _word(UNDO), _CHANGE.c.ordinal), else_=-_CHANGE.c.ordinal)
_HISTORY = (
    select(
        _COMMAND.c.id,
        _STEP.c.action,
        _STEP.c.at,
        _STEP.c.who,
        _COMMAND.c.label,
        _COMMAND.c.source,
        _COMMAND.c.state,
        *change_rows.COLUMNS,
    )
    .join_from(_COMMAND, _STEP, _STEP.c.command_id == _COMMAND.c.id)
    .outerjoin(_CHANGE, _CHANGE.c.command_id == _COMMAND.c.id)
    .where(_COMMAND.c.evaluation_id == bindparam("at"))
    .order_by(_STEP.c.id.desc(), _BACKWARDS)
    .limit(bindparam("most"))
    .offset(_NONE)
)
_OF_FORM = prepare(_HISTORY)
_OF_CELL = prepare(
    _HISTORY.where(_CHANGE.c.section == bindparam("at_section"))
    .where(_CHANGE.c.row == bindparam("at_row"))
    .where(_CHANGE.c.column == bindparam("at_column"))
)


class _Stored(NamedTuple):
    """A command without its changes, and its state."""

    command: Command
    state: str


def record(db: Database, command: Command) -> Command:
    """Append a command, or merge it into the open one; what can be redone is discarded.

    Returns the stored command. When merged keystrokes came to nothing the command is gone: then its id is 0 and it has
    no changes.
    """
    last = _one(db, _LAST)
    if last is not None and _merges(last, command):
        return _merge(db, last.command, command)
    db.run(_DISCARD)
    return _append(db, command, DONE)


def found(db: Database, command: Command) -> Command:
    """Append the command that makes an evaluation; what can be redone elsewhere stays so."""
    return _append(db, command, FOUNDING)


def next_undo(db: Database) -> Command | None:
    """The command that undo takes back, None when there is none."""
    return _full(db, _one(db, _NEXT_UNDO))


def next_redo(db: Database) -> Command | None:
    """The command that redo does again, None when there is none."""
    return _full(db, _one(db, _NEXT_REDO))


def mark(db: Database, command: Command, undone: bool, at: datetime, who: str) -> Command:
    """Note that a command was undone or redone; it takes no more keystrokes from then on."""
    db.run(_SET_STATE, {"at": command.id, "new": UNDONE if undone else DONE})
    _append_step(db, command.id, UNDO if undone else REDO, at, who)
    return replace(command, undone=undone, merge_key="")


def seal(db: Database) -> None:
    """Let nothing merge into the last command any more."""
    db.run(_SEAL)


def history(db: Database, evaluation_id: int, cell: CellId | None, limit: int | None) -> list[HistoryEntry]:
    """What happened to an evaluation or to one of its cells, newest first; None for all of it."""
    params: dict[str, object] = {"at": evaluation_id, "most": -1 if limit is None else limit}
    if cell is None:
        return [_entry(values) for values in db.rows(_OF_FORM, params)]
    params |= {"at_section": cell.section, "at_row": cell.row, "at_column": cell.column}
    return [_entry(values) for values in db.rows(_OF_CELL, params)]


def _merges(last: _Stored, command: Command) -> bool:
    open_one = last.command
    same = (open_one.merge_key, open_one.evaluation_id, open_one.who)
    return (
        command.merge_key != ""
        and last.state == DONE
        and same == (command.merge_key, command.evaluation_id, command.who)
    )


def _merge(db: Database, first: Command, later: Command) -> Command:
    stored = change_rows.of_command(db, first.id)
    merged = merge_changes(stored, later.changes)
    if not merged:
        db.run(_DELETE, {"at": first.id})
        return replace(later, id=0, changes=())
    for ordinal, change in stored.items():
        if ordinal not in merged:
            change_rows.drop(db, first.id, ordinal)
        elif isinstance(now := merged[ordinal], CellChange) and now != change:
            change_rows.set_new(db, first.id, ordinal, now.new)
    added = [(ordinal, change) for ordinal, change in merged.items() if ordinal not in stored]
    if added:
        change_rows.add(db, first.id, added)
    if later.label != first.label:
        db.run(_SET_LABEL, {"at": first.id, "new": later.label})
    db.run(_SET_AT, {"at_command": first.id, "now": later.at.isoformat()})
    return replace(later, id=first.id, source=first.source, changes=tuple(merged.values()), undone=False)


def merge_changes(stored: Mapping[int, Change], later: Iterable[Change]) -> dict[int, Change]:
    """Ordinal → change of two commands in one: per cell the old text of the first and the new one of the last.

    A cell that is back at its first text drops out. Changes of rows are appended: cells and rows do not depend on each
    other in the file, so a cell may keep its place in the order.
    """
    merged = dict(stored)
    places = {change.cell: ordinal for ordinal, change in merged.items() if isinstance(change, CellChange)}
    following = max(merged, default=-1) + 1
    for change in later:
        ordinal = places.get(change.cell, following) if isinstance(change, CellChange) else following
        before = merged.get(ordinal)
        if before is None:
            merged[ordinal] = change
            following += 1
            if isinstance(change, CellChange):
                places[change.cell] = ordinal
        elif isinstance(change, CellChange) and isinstance(before, CellChange):
            merged[ordinal] = CellChange(change.cell, before.old, change.new)
            if before.old == change.new:
                del merged[ordinal], places[change.cell]
    return merged


def _append(db: Database, command: Command, state: str) -> Command:
    number = db.insert(
        _INSERT_COMMAND,
        {
            "id": None,
            "evaluation_id": command.evaluation_id,
            "label": command.label,
            "merge_key": command.merge_key,
            "source": command.source,
            "state": state,
        },
    )
    _append_step(db, number, DO, command.at, command.who)
    change_rows.add(db, number, enumerate(command.changes))
    return replace(command, id=number, undone=False)


def _append_step(db: Database, command_id: int, action: str, at: datetime, who: str) -> None:
    params = {"id": None, "command_id": command_id, "action": action, "at": at.isoformat(), "who": who}
    db.run(_INSERT_STEP, params)


def _one(db: Database, sql: str) -> _Stored | None:
    values = db.row(sql)
    if values is None:
        return None
    number, evaluation_id, label, at, who, merge_key, source, state = values
    when = datetime.fromisoformat(at)
    command = Command(number, evaluation_id, label, when, who, merge_key, source, (), undone=state == UNDONE)
    return _Stored(command, state)


def _full(db: Database, stored: _Stored | None) -> Command | None:
    if stored is None:
        return None
    return replace(stored.command, changes=tuple(change_rows.of_command(db, stored.command.id).values()))


def _entry(values: Values) -> HistoryEntry:
    command_id, action, at, who, label, source, state, *change_values = values
    change = change_rows.change_of(change_values)
    if change is not None and action == UNDO:
        change = change.inverse()
    return HistoryEntry(command_id, action, datetime.fromisoformat(at), who, label, source, state, change)
