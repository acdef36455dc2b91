"""What one step of work changed: entered texts and rows, old and new. Never calculated values.

A ``Command`` is one step of undo: a typed cell, a paste, an import. The data file keeps every command,
so undo survives a restart; the log in the data file *is* the undo stack, there is no second one in memory.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from desktop.domain.address import CellId, Row


@dataclass(frozen=True, slots=True)
class CellChange:
    """An entered text changed. ``""`` means nothing was or is entered."""

    cell: CellId
    old: str
    new: str

    def inverse(self) -> CellChange:
        """The change that takes this one back."""
        return CellChange(self.cell, self.new, self.old)


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row was added, removed or moved in a section whose rows the record holds.

    Attributes:
        section: key of the section.
        row: the row.
        old: its position before, counted from 0; None when it was not there.
        new: its position after; None when it is gone.
    """

    section: str
    row: Row
    old: int | None
    new: int | None

    def inverse(self) -> RowChange:
        """The change that takes this one back."""
        return RowChange(self.section, self.row, self.new, self.old)


Change = CellChange | RowChange


@dataclass(frozen=True, slots=True)
class Command:
    """One step of undo.

    Attributes:
        id: number in the data file, ascending; 0 before it is stored.
        evaluation_id: the form it belongs to.
        label: a full Chinese phrase for the menu, e.g. "填写 资金情况 · 年度资金总额 · 全年预算数".
        at: when, local time with offset.
        who: the operating system's user name.
        merge_key: while an editor is open all its keystrokes share one key and merge into one command;
            ``""`` once it is sealed.
        source: where the values came from when not typed: file name and hash of an import; else ``""``.
        changes: in the order they were made.
        undone: True when the user took it back and it can be redone.
    """

    id: int
    evaluation_id: int
    label: str
    at: datetime
    who: str
    merge_key: str
    source: str
    changes: tuple[Change, ...]
    undone: bool = False


def invert(changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """The changes that take ``changes`` back, last one first."""
    return tuple(change.inverse() for change in reversed(changes))
