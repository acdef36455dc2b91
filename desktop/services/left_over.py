"""Texts of a form that its layout has no place for any more, because rows, columns or parts went with a new version.

They stay in the data file and come back with the layout they were typed into; here they are told, so that nobody
reports a form from which something has gone unseen.
"""

from __future__ import annotations

from collections.abc import Iterable

from desktop.domain.address import CellId
from desktop.domain.changes import Change, RowChange
from desktop.domain.definition import Shape
from desktop.domain.record import Record

_NAMED = 3
_LONGEST = 20


def left_over_cells(record: Record) -> list[tuple[CellId, str]]:
    """Cells with a text that are no cells of the layout, in order of section, row and column."""
    return sorted((cell, text) for cell, text in record.texts.items() if not record.has_cell(cell))


def left_over(record: Record) -> str:
    """What there is of them, a Chinese sentence; ``""`` when every text has its place."""
    found = left_over_cells(record)
    if not found:
        return ""
    named = "、".join(_words(record, cell, text) for cell, text in found[:_NAMED])
    more = "等" if len(found) > _NAMED else ""
    return (
        f"这份表有 {len(found)} 处填过的内容，现在的表样“{record.definition.name}”里没有地方放：{named}{more}。"
        "内容还在数据文件里，换回原来的表样就能看到；它们不会导出，也不参加计算和审核，请核对后抄到合适的地方。"
    )


def can_hold_rows(record: Record, changes: Iterable[Change]) -> bool:
    """False when ``changes`` add, move or remove rows in a part that the layout does not have, or not as a list."""
    sections = record.definition.section_by_key
    return all(
        change.section in sections and sections[change.section].shape is Shape.LIST
        for change in changes
        if isinstance(change, RowChange)
    )


def _words(record: Record, cell: CellId, text: str) -> str:
    section = record.definition.section_by_key.get(cell.section)
    where = section.title if section is not None else ""
    line = " ".join(text.split())
    return f"{where}“{line[:_LONGEST]}{'…' if len(line) > _LONGEST else ''}”"
