"""Places in a form: paths into the JSON shape, and the same place in the user's words.

``funds[0].budget`` ↔ ``CellId("funds", "total", "budget")`` ↔ "资金投入情况 · 年度资金总额 · 全年预算数".
"""

from __future__ import annotations

import re

from desktop.domain.address import CellId
from desktop.domain.definition import JsonShape, Section, Shape
from desktop.domain.record import Record

_PATH = re.compile(r"^(?P<section>[^.\[\]]+)(?:\[(?P<index>\d+)\])?(?:\.(?P<column>.+))?$", re.DOTALL)


def path_of(record: Record, cell: CellId) -> str:
    """The path of ``cell`` into the JSON shape. Raises KeyError when the record has no such cell."""
    section = record.definition.section_by_key[cell.section]
    column = section.column_by_key[cell.column]
    if section.json_shape is JsonShape.TOP:
        return cell.column
    if section.json_shape is JsonShape.SCALAR:
        return section.key
    if section.json_shape is JsonShape.MAPPING:
        return f"{section.key}.{column.label}"
    if section.json_shape is JsonShape.OBJECT:
        return f"{section.key}.{column.key}"
    return f"{section.key}[{record.position(section.key, cell.row)}].{column.key}"


def cell_at(record: Record, path: str) -> CellId | None:
    """The cell a path names, or None when the record has no such cell."""
    top = record.definition.section_by_key["form"].column_by_key
    if path in top:
        return CellId("form", "", path)
    match = _PATH.match(path)
    section = record.definition.section_by_key.get(match["section"]) if match else None
    if match is None or section is None:
        return None
    name, index = match["column"], match["index"]
    if section.json_shape is JsonShape.SCALAR:
        return CellId(section.key, "", section.columns[0].key) if name is None and index is None else None
    if section.json_shape is JsonShape.TOP or (index is None) != (section.shape is Shape.FIELDS):
        return None
    for column in section.columns:
        if name == (column.label if section.json_shape is JsonShape.MAPPING else column.key):
            return _cell_in_row(record, section, column.key, index)
    return None


def _cell_in_row(record: Record, section: Section, column: str, index: str | None) -> CellId | None:
    if index is None:
        return CellId(section.key, "", column)
    rows = record.rows(section.key)
    return CellId(section.key, rows[int(index)].key, column) if int(index) < len(rows) else None


def row_label(record: Record, section: Section, row: str) -> str:
    """The name of a row in the user's words, without "其中：" and colons; "第 3 行" for a row without a name."""
    item = record.item(section.key, row)
    column = section.label_column
    text = ""
    if column is not None:
        text = record.text(CellId(section.key, row, column.key))
    if not text and item is not None:
        text = item.label
    text = re.sub(r"\s+", "", text).removeprefix("其中：").removeprefix("其中:").rstrip("：:")
    return text or f"第 {record.position(section.key, row) + 1} 行"


def place_of(record: Record, cell: CellId) -> str:
    """The place of ``cell`` in the user's words, parts joined by " · "."""
    section = record.definition.section_by_key[cell.section]
    column = section.column_by_key[cell.column]
    if section.shape is Shape.FIELDS:
        parts = [section.title] if column.short == section.title else [section.title, column.short]
        return " · ".join(parts)
    first = section.title
    if "level2" in section.column_by_key:
        first = record.text(CellId(section.key, cell.row, "level2")) or first
    return " · ".join([first, row_label(record, section, cell.row), column.short])
