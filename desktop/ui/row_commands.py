"""Adding, removing and moving the rows of a list at the cell in work: one step of undo each.

Decides which row is meant and where the walk goes on. The steps are made by the form (``services.entry``), refusals are
sentences; menus and keys are elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.address import CellId
from desktop.domain.definition import Section
from desktop.services.entry import FormSession
from desktop.services.table_rows import (
    end_of_unit,
    has_units,
    is_filled,
    name_of,
    why_rows_stay,
)  # fmt: skip
from desktop.ui.form_commands import ROW_COMMANDS
from desktop.ui.session import Session

BELOW, ABOVE, UNIT, REMOVE, UP, DOWN = ROW_COMMANDS


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command came to: the cell to go on at (None: stay) and what to tell (``""``: nothing)."""

    cell: CellId | None = None
    told: str = ""


class RowCommands:
    """The commands on one form."""

    def __init__(self, session: Session, form: FormSession) -> None:
        """Change ``form`` through ``session``."""
        self._session = session
        self._form = form

    def run(self, name: str, section: str, row: str | None, column: str = "") -> Outcome:
        """Do what ``name`` says at a row.

        Args:
            name: one of the words above.
            section: the part in work.
            row: the row in work; None when the list has no row yet or none is chosen.
            column: the column in work, which the walk keeps to.
        """
        part = self._form.definition.section_by_key[section]
        adding = name in (BELOW, ABOVE, UNIT)
        refusal = why_rows_stay(self._form.record, part, None if adding else row)
        if not refusal and name == UNIT and not has_units(part):
            refusal = "这张表不是按单位填的，没有单位可加。"
        if not refusal and not adding and row is None:
            refusal = "先选中一行。"
        if refusal:
            return Outcome(told=refusal)
        if adding:
            return self._add(name, part, row)
        assert row is not None
        return self._remove(part, row, column) if name == REMOVE else self._move(name, part, row, column)

    def _add(self, name: str, part: Section, row: str | None) -> Outcome:
        record = self._form.record
        before = {one.key for one in record.rows(part.key)}
        if name == ABOVE and row is not None:
            change = self._form.add_row(part.key, before=row)
        elif name == UNIT:
            change = self._form.add_row(part.key, end_of_unit(record, part.key, row))
        else:
            change = self._form.add_row(part.key, row)
        self._session.publish(change)
        added = next(one.key for one in record.rows(part.key) if one.key not in before)
        # Level names came with the row; what is written first is the first column that has nothing yet.
        cells = [CellId(part.key, added, one.key) for one in part.columns if one.at]
        entries = [cell for cell in cells if record.is_entry(cell) and not record.text(cell)]
        first = entries[0] if entries else cells[0]
        unit = part.tree.unit if name == UNIT and part.tree is not None else ""
        return Outcome(CellId(part.key, added, unit) if unit else first)

    def _remove(self, part: Section, row: str, column: str) -> Outcome:
        record = self._form.record
        name, filled = name_of(record, part, row), is_filled(record, part, row)
        place = record.position(part.key, row)
        self._session.publish(self._form.remove_row(part.key, row))
        rows = record.rows(part.key)
        told = f"已删去“{name}”。按 Ctrl+Z 恢复。" if filled else ""
        if not rows:
            return Outcome(told=told or "这一部分没有行了。")
        left = rows[min(place, len(rows) - 1)].key
        return Outcome(CellId(part.key, left, column or part.columns[0].key), told)

    def _move(self, name: str, part: Section, row: str, column: str) -> Outcome:
        place = self._form.record.position(part.key, row)
        change = self._form.move_row(part.key, row, place + (1 if name == DOWN else -1))
        if change is None:
            return Outcome(told="已经是第一行了。" if name == UP else "已经是最后一行了。")
        self._session.publish(change)
        return Outcome(CellId(part.key, row, column or part.columns[0].key))
