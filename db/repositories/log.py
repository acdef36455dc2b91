"""The log of commands: undo stack and history in one. ``tables`` tells the shape and why.

A command merges into the one before only when that is the last of the whole file, still open under the same key and
by the same person: then the order of the stack stays true.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from db.engine import Database, Values
from db.repositories import changes as change_rows
from db.stored import DO, DONE, FOUNDING, REDO, UNDO, UNDONE, HistoryEntry
from desktop.domain.address import CellId
from desktop.domain.changes import CellChange, Change, Command, RowChange

# The number comes first, by a subquery: sorting the join instead would read the whole log for one command. States stand
# as literals, not parameters: only then does SQLite use the partial index of what can be redone.
_LAST = """SELECT command.id, evaluation_id, label, at, who, merge_key, source, state
FROM command JOIN step ON step.command_id = command.id AND step.action = 'do'
WHERE command.id = (SELECT max(id) FROM command)"""
_NEXT_UNDO = """SELECT command.id, evaluation_id, label, at, who, merge_key, source, state
FROM command JOIN step ON step.command_id = command.id AND step.action = 'do'
WHERE command.id = (SELECT id FROM command WHERE state = 'done' ORDER BY id DESC LIMIT 1)"""
_NEXT_REDO = """SELECT command.id, evaluation_id, label, at, who, merge_key, source, state
FROM command JOIN step ON step.command_id = command.id AND step.action = 'do'
WHERE command.id = (SELECT min(id) FROM command WHERE state = 'undone')"""
_INSERT_COMMAND = """INSERT INTO command (evaluation_id, label, merge_key, source, state)
VALUES (:evaluation_id, :label, :merge_key, :source, :state)"""
_INSERT_STEP = "INSERT INTO step (command_id, action, at, who) VALUES (:command_id, :action, :at, :who)"
_DISCARD = "UPDATE command SET state = 'discarded' WHERE state = 'undone'"
_SET_STATE = "UPDATE command SET state = :state, merge_key = '' WHERE id = :id"
_SET_LABEL = "UPDATE command SET label = :label WHERE id = :id"
_SET_AT = "UPDATE step SET at = :at WHERE command_id = :command_id"
_SEAL = "UPDATE command SET merge_key = '' WHERE id = (SELECT max(id) FROM command) AND merge_key <> ''"
_DELETE = "DELETE FROM command WHERE id = :id"

_OF_FORM = """SELECT command.id, step.action, step.at, step.who, command.label, command.source, command.state,
    change.section, change."row", change."column", change.old, change.new, change.item,
    change.old_position, change.new_position
FROM command
    JOIN step ON step.command_id = command.id
    LEFT JOIN change ON change.command_id = command.id
WHERE command.evaluation_id = :evaluation_id
ORDER BY step.id DESC, CASE step.action WHEN 'undo' THEN change.ordinal ELSE -change.ordinal END
LIMIT :most"""
_OF_CELL = """SELECT command.id, step.action, step.at, step.who, command.label, command.source, command.state,
    change.section, change."row", change."column", change.old, change.new, change.item,
    change.old_position, change.new_position
FROM command
    JOIN step ON step.command_id = command.id
    JOIN change ON change.command_id = command.id
WHERE command.evaluation_id = :evaluation_id
    AND change.section = :section AND change."row" = :row AND change."column" = :column
ORDER BY step.id DESC, CASE step.action WHEN 'undo' THEN change.ordinal ELSE -change.ordinal END
LIMIT :most"""


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
    db.run(_SET_STATE, {"id": command.id, "state": UNDONE if undone else DONE})
    _append_step(db, command.id, UNDO if undone else REDO, at, who)
    return replace(command, undone=undone, merge_key="")


def seal(db: Database) -> None:
    """Let nothing merge into the last command any more."""
    db.run(_SEAL)


def history(db: Database, evaluation_id: int, cell: CellId | None, limit: int | None) -> list[HistoryEntry]:
    """What happened to an evaluation or to one of its cells, newest first; None for all of it."""
    params: dict[str, object] = {"evaluation_id": evaluation_id, "most": -1 if limit is None else limit}
    if cell is None:
        return [_entry(values) for values in db.rows(_OF_FORM, params)]
    params |= {"section": cell.section, "row": cell.row, "column": cell.column}
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
        db.run(_DELETE, {"id": first.id})
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
        db.run(_SET_LABEL, {"id": first.id, "label": later.label})
    db.run(_SET_AT, {"command_id": first.id, "at": later.at.isoformat()})
    return replace(later, id=first.id, source=first.source, changes=tuple(merged.values()), undone=False)


def merge_changes(stored: Mapping[int, Change], later: Iterable[Change]) -> dict[int, Change]:
    """Ordinal → change of two commands in one: per cell the old text of the first and the new one of the last.

    A cell that is back at its first text drops out, and so does a row that was the last to be added to its section and
    goes again. Other changes of rows are appended: cells and rows do not depend on each other in the file, so a cell
    may keep its place in the order.
    """
    merged = dict(stored)
    places = {change.cell: ordinal for ordinal, change in merged.items() if isinstance(change, CellChange)}
    following = max(merged, default=-1) + 1
    for change in later:
        if isinstance(change, RowChange) and (added := _added_last(merged, change)) is not None:
            del merged[added]
            continue
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


def _added_last(merged: Mapping[int, Change], gone: RowChange) -> int | None:
    """The change that added the row which ``gone`` removes, when no row of its section changed after that."""
    of_section = [(n, c) for n, c in merged.items() if isinstance(c, RowChange) and c.section == gone.section]
    if gone.new is not None or not of_section:
        return None
    ordinal, last = max(of_section, key=lambda pair: pair[0])
    return ordinal if last.old is None and last.row.key == gone.row.key else None


def _append(db: Database, command: Command, state: str) -> Command:
    number = db.insert(
        _INSERT_COMMAND,
        {
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
    params = {"command_id": command_id, "action": action, "at": at.isoformat(), "who": who}
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
