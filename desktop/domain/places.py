"""Places in a form: paths into the JSON shape, and the same place in the user's words.

``funds[0].budget`` ↔ ``CellId("funds", "total", "budget")`` ↔ "资金投入情况 · 年度资金总额 · 全年预算数".
"""

from __future__ import annotations

import re

from desktop.domain.address import CellId
from desktop.domain.definition import TABLES, JsonShape, Section, Shape
from desktop.domain.record import Record
from desktop.domain.table_shape import cell_at_position, position_of, tables_of
from desktop.domain.table_tree import Role

_REST = re.compile(r"^(?:\[(?P<index>\d+)\])?(?:\.(?P<column>.+))?$", re.DOTALL)
_TABLE_CELL = re.compile(r"^tables\[(\d+)\]\.rows\[(\d+)\]\[(\d+)\]$")
_TABLE_HEAD = re.compile(r"^tables\[(\d+)\]\.(\w+)$")


def path_of(record: Record, cell: CellId) -> str:
    """The path of ``cell`` into the JSON shape. Raises KeyError when the record has no such cell."""
    section = record.definition.section_by_key[cell.section]
    column = section.column_by_key[cell.column]
    path = section.json_path
    if section.json_shape is JsonShape.TABLE:
        table, row, place = position_of(record, cell)
        return f"{TABLES}[{table}].rows[{row}][{place}]"
    if path == TABLES:
        number = tables_of(record.definition).index(record.definition.page_of(section.key))
        return f"{TABLES}[{number}].{cell.column}"
    if section.json_shape is JsonShape.TOP:
        return cell.column
    if section.json_shape is JsonShape.SCALAR:
        return path
    if section.json_shape is JsonShape.MAPPING:
        return f"{path}.{column.label}"
    if section.json_shape is JsonShape.OBJECT:
        return f"{path}.{column.key}"
    return f"{path}[{record.position(section.key, cell.row)}].{column.key}"


def cell_at(record: Record, path: str) -> CellId | None:
    """The cell a path names, or None when the record has no such cell."""
    top = record.definition.section_by_key["form"].column_by_key
    if path in top:
        return CellId("form", "", path)
    if path.startswith(f"{TABLES}[") and tables_of(record.definition):
        return _cell_of_table(record, path)
    by_path: dict[str, list[Section]] = {}
    for section in record.definition.sections:
        if section.json_shape not in (JsonShape.TOP, JsonShape.TABLE):
            by_path.setdefault(section.json_path, []).append(section)
    for name, sections in by_path.items():
        if path == name or path.startswith((f"{name}.", f"{name}[")):
            for section in sections:
                found = _cell_in(record, section, path[len(name) :])
                if found is not None:
                    return found
    return None


def _cell_of_table(record: Record, path: str) -> CellId | None:
    match = _TABLE_CELL.match(path)
    if match is not None:
        return cell_at_position(record, *map(int, match.groups()))
    match = _TABLE_HEAD.match(path)
    pages = tables_of(record.definition)
    if match is None or int(match[1]) >= len(pages):
        return None
    key = pages[int(match[1])].key
    return CellId(key, "", match[2]) if match[2] in record.definition.section_by_key[key].column_by_key else None


def _cell_in(record: Record, section: Section, rest: str) -> CellId | None:
    """The cell that the end of a path names within a section."""
    match = _REST.match(rest)
    if match is None:
        return None
    name, index = match["column"], match["index"]
    if section.json_shape is JsonShape.SCALAR:
        return CellId(section.key, "", section.columns[0].key) if name is None and index is None else None
    if (index is None) != (section.shape is Shape.FIELDS):
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
    if section.tree is not None:
        named = _tree_label(record, section, row)
        if named:
            return named
    item = record.item(section.key, row)
    column = section.label_column
    text = ""
    if column is not None:
        text = record.text(CellId(section.key, row, column.key))
    if not text and item is not None:
        text = item.label
    if len(section.name_columns) > 1 and section.tree is None:
        text = _list_label(record, section, row)
    text = re.sub(r"\s+", "", text).removeprefix("其中：").removeprefix("其中:").rstrip("：:")
    return text or f"第 {record.position(section.key, row) + 1} 行"


def _list_label(record: Record, section: Section, row: str) -> str:
    """The short texts a row begins with; where the first one is blank, that of the nearest row above which has one."""
    texts = [record.text(CellId(section.key, row, column.key)) for column in section.name_columns]
    if len(texts) > 1 and not texts[0] and any(texts):
        rows = record.rows(section.key)
        for index in range(record.position(section.key, row) - 1, -1, -1):
            texts[0] = record.text(CellId(section.key, rows[index].key, section.name_columns[0].key))
            if texts[0]:
                break
    return "·".join(text for text in texts if text)


def _tree_label(record: Record, section: Section, row: str) -> str:
    """A row of a budget table: unit with 部门合计 or 本级 where names alone would not tell, or unit and subject."""
    tree, spec = record.tree(section.key), section.tree
    node = tree.nodes.get(row) if tree is not None else None
    if tree is None or spec is None or node is None or node.role is Role.BLANK:
        return ""
    if node.role is Role.DEPARTMENT:
        return f"{node.unit}（部门合计）"
    if node.role is Role.UNIT:
        return f"{node.unit}（本级）" if node.unit in tree.departments else node.unit
    keys = [key for key in (spec.code, spec.name) if key]
    subject = "".join("".join(record.text(CellId(section.key, row, key)).split()) for key in keys)
    return f"{node.unit} {subject}".strip()


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
