"""The changes of a command as rows of the ``change`` table, and back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from db.engine import Database
from desktop.domain.address import CellId, Row
from desktop.domain.changes import CellChange, Change, RowChange

_OF_COMMAND = """SELECT ordinal, section, "row", "column", old, new, item, old_position, new_position
FROM change
WHERE command_id = :command_id
ORDER BY ordinal"""
_INSERT = """INSERT INTO change
    (command_id, ordinal, section, "row", "column", old, new, item, old_position, new_position)
VALUES (:command_id, :ordinal, :section, :row, :column, :old, :new, :item, :old_position, :new_position)"""
_SET_NEW = "UPDATE change SET new = :new WHERE command_id = :command_id AND ordinal = :ordinal"
_DROP = "DELETE FROM change WHERE command_id = :command_id AND ordinal = :ordinal"


def of_command(db: Database, command_id: int) -> dict[int, Change]:
    """Ordinal → change, in order."""
    found: dict[int, Change] = {}
    for ordinal, *values in db.rows(_OF_COMMAND, {"command_id": command_id}):
        change = change_of(values)
        if change is not None:
            found[ordinal] = change
    return found


def add(db: Database, command_id: int, numbered: Iterable[tuple[int, Change]]) -> None:
    """Append changes under their ordinals."""
    db.run_many(_INSERT, [_params(command_id, ordinal, change) for ordinal, change in numbered])


def set_new(db: Database, command_id: int, ordinal: int, new: str) -> None:
    """Give the change of a cell another new text."""
    db.run(_SET_NEW, {"command_id": command_id, "ordinal": ordinal, "new": new})


def drop(db: Database, command_id: int, ordinal: int) -> None:
    """Take out a change that came to nothing."""
    db.run(_DROP, {"command_id": command_id, "ordinal": ordinal})


def change_of(values: Sequence[Any]) -> Change | None:
    """The change in ``section, row, column, old, new, item, old_position, new_position``, as every query selects them.

    None when an outer join found none.
    """
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
