"""Two windows on one data file: what happens when both changed the same place.

Decision: the later one wins and nothing is lost. A step that starts from what the file no longer holds is not tried
again (it could never succeed, and everything behind it would wait for ever). The form is read again from the file, the
texts that were just typed are entered once more on top of it, and the user is told; undo then leads to the other
window's value, and the history has both. What cannot be entered again is what was typed into a row that the other
window removed, and rows added, removed or moved here at the same moment: they stay as they are in the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from db.stored import StoredContent
from desktop.domain.address import CellId, Row
from desktop.domain.changes import CellChange, Change, Command, RowChange
from desktop.domain.definition import Shape
from desktop.domain.record import Record
from desktop.services.changes import ChangeSet

KEPT = "这份表刚才在另一个窗口改过，已读入那边的内容；您刚填的已照样保存，按“撤销”可以退回那边的值。"
NOT_KEPT = "这份表刚才在另一个窗口改过，已读入那边的内容；您刚才的改动有一部分对不上（行已删去或移动），请看一看再填。"


def holds(record: Record, changes: Iterable[Change]) -> bool:
    """True when the record holds what ``changes`` of cells start from; rows are compared by being there at all."""
    texts: dict[CellId, str] = {}
    here: dict[str, set[str]] = {}
    for change in changes:
        if isinstance(change, CellChange):
            if texts.get(change.cell, record.text(change.cell)) != change.old:
                return False
            texts[change.cell] = change.new
            continue
        keys = here.setdefault(change.section, {row.key for row in record.rows(change.section)})
        if (change.row.key in keys) != (change.old is not None):
            return False
        (keys.discard if change.new is None else keys.add)(change.row.key)
    return True


def to_file(record: Record, content: StoredContent) -> tuple[Change, ...]:
    """The changes that make ``record`` hold what the file holds."""
    cells = sorted(record.texts.keys() | content.cells.keys())
    changes: list[Change] = [
        CellChange(cell, record.text(cell), content.cells.get(cell, ""))
        for cell in cells
        if record.text(cell) != content.cells.get(cell, "")
    ]
    for section in record.definition.sections:
        now, stored = list(record.rows(section.key)), content.rows.get(section.key, [])
        if section.shape is Shape.LIST and now != stored:
            changes += _replaced(section.key, now, stored)
    return tuple(changes)


def _replaced(section: str, now: Sequence[Row], stored: Sequence[Row]) -> list[Change]:
    gone: list[Change] = [RowChange(section, row, position, None) for position, row in enumerate(now)]
    return [*reversed(gone), *(RowChange(section, row, None, position) for position, row in enumerate(stored))]


def typed(commands: Iterable[Command]) -> Mapping[CellId, str]:
    """The newest text of every cell that ``commands`` changed."""
    return {
        change.cell: change.new for command in commands for change in command.changes if isinstance(change, CellChange)
    }


def changes_rows(commands: Iterable[Command]) -> bool:
    """True when one of ``commands`` adds, removes or moves rows."""
    return any(isinstance(change, RowChange) for command in commands for change in command.changes)


def joined(first: ChangeSet, second: ChangeSet) -> ChangeSet:
    """Two change sets of one form, one after the other, as one. Findings that came and went again cancel out."""
    return replace(
        second,
        cells=first.cells | second.cells,
        sections=first.sections | second.sections,
        added=(*(one for one in first.added if one not in second.removed), *second.added),
        removed=(*first.removed, *(one for one in second.removed if one not in first.added)),
        entered=tuple(dict.fromkeys((*first.entered, *second.entered))),
        note=first.note or second.note,
    )
