"""The changes of a command as rows of the ``change`` table, and back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from db.engine import Database
from db.sql import prepare
from db.tables import ChangeTable, table
from desktop.domain.address import CellId, Row
from desktop.domain.changes import CellChange, Change, RowChange

_CHANGE = table(ChangeTable)
COLUMNS = (
    _CHANGE.c.section,
    _CHANGE.c.row,
    _CHANGE.c.column,
    _CHANGE.c.old,
    _CHANGE.c.new,
    _CHANGE.c.item,
    _CHANGE.c.old_position,
    _CHANGE.c.new_position,
)
"""What a query selects so that ``change_of`` can read it."""

_OF_COMMAND = _CHANGE.c.command_id == bindparam("at")
_THIS = _OF_COMMAND & (_CHANGE.c.ordinal == bindparam("at_ordinal"))
_READ = prepare(select(_CHANGE.c.ordinal, *COLUMNS).where(_OF_COMMAND).order_by(_CHANGE.c.ordinal))
_INSERT = prepare(insert(_CHANGE))
_SET_NEW = prepare(update(_CHANGE).where(_THIS).values(new=bindparam("new_text")))
_DROP = prepare(delete(_CHANGE).where(_THIS))


def of_command(db: Database, command_id: int) -> dict[int, Change]:
    """Ordinal → change, in order."""
    found: dict[int, Change] = {}
    for ordinal, *values in db.rows(_READ, {"at": command_id}):
        change = change_of(values)
        if change is not None:
            found[ordinal] = change
    return found


def add(db: Database, command_id: int, numbered: Iterable[tuple[int, Change]]) -> None:
    """Append changes under their ordinals."""
    db.run_many(_INSERT, [_params(command_id, ordinal, change) for ordinal, change in numbered])


def set_new(db: Database, command_id: int, ordinal: int, new: str) -> None:
    """Give the change of a cell another new text."""
    db.run(_SET_NEW, {"at": command_id, "at_ordinal": ordinal, "new_text": new})


def drop(db: Database, command_id: int, ordinal: int) -> None:
    """Take out a change that came to nothing."""
    db.run(_DROP, {"at": command_id, "at_ordinal": ordinal})


def change_of(values: Sequence[Any]) -> Change | None:
    """The change in the values of ``COLUMNS``; None when an outer join found none."""
    section, row, column, old, new, item, old_position, new_position = values
    if section is None:
        return None
    if column is None:
        return RowChange(section, Row(row, item), old_position, new_position)
    return CellChange(CellId(section, row, column), old, new)


def _params(command_id: int, ordinal: int, change: Change) -> dict[str, object]:
    params: dict[str, object] = dict.fromkeys(("column", "old", "new", "item", "old_position", "new_position"))
    params |= {"command_id": command_id, "ordinal": ordinal}
    if isinstance(change, CellChange):
        section, row, column = change.cell
        params |= {"section": section, "row": row, "column": column, "old": change.old, "new": change.new}
    else:
        key, item = change.row
        params |= {"section": change.section, "row": key, "item": item}
        params |= {"old_position": change.old, "new_position": change.new}
    return params
