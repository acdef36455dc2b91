"""Rows of lists as the window works with them: what a row is called beside its name, where a new one goes.

Looks at a form and decides; making the step is ``entry``'s business.
"""

from __future__ import annotations

from desktop.domain.address import CellId
from desktop.domain.definition import Section, Shape
from desktop.domain.places import row_label
from desktop.domain.record import Record
from desktop.domain.table_tree import Role

DEPARTMENT, OWN = "部门合计", "本级"


def badge(record: Record, cell: CellId) -> str:
    """What stands beside a unit's name: 部门合计 or 本级, told by the tree, never by names alone; ``""`` elsewhere."""
    tree_of = record.definition.section_by_key[cell.section].tree
    if tree_of is None or cell.column != tree_of.unit:
        return ""
    tree = record.tree(cell.section)
    node = tree.nodes.get(cell.row) if tree is not None else None
    if tree is None or node is None:
        return ""
    if node.role is Role.DEPARTMENT:
        return DEPARTMENT
    tops = tree.of(Role.DEPARTMENT)
    return OWN if node.role is Role.UNIT and tops and tree.nodes[tops[0]].unit == node.unit else ""


def has_rows(section: Section) -> bool:
    """True when the form holds the rows, so that they can be added, removed and moved."""
    return section.shape is Shape.LIST and not section.hidden


def why_rows_stay(record: Record, section: Section, row: str | None) -> str:
    """Why a row cannot be removed or moved, a Chinese sentence; ``""`` when it can. ``row`` None means adding one."""
    if not has_rows(section):
        return "这一部分的行是表上印好的，不能增减。"
    if row is None:
        return ""
    if record.item(section.key, row) is not None and any(column.issued for column in section.columns):
        return "这一行是表上印好的，不能删去或移动。"
    return ""


def has_units(section: Section) -> bool:
    """True for a table in which each unit has a row or a block of rows."""
    return has_rows(section) and section.tree is not None and bool(section.tree.unit)


def end_of_unit(record: Record, section: str, row: str | None) -> str | None:
    """The last row of the unit ``row`` belongs to, behind which a new unit goes; None: at the end of the table."""
    tree = record.tree(section)
    keys = [one.key for one in record.rows(section)]
    if tree is None or row not in keys:
        return None
    nodes = tree.nodes
    if nodes[row].role is Role.DEPARTMENT:
        return None
    rest = keys[keys.index(row) + 1 :]
    following = next((key for key in rest if nodes[key].role in (Role.UNIT, Role.DEPARTMENT)), None)
    return keys[keys.index(following) - 1] if following is not None else None


def is_filled(record: Record, section: Section, row: str) -> bool:
    """True when anything is entered in the row, level names that came with it aside."""
    columns = [column for column in section.columns if not column.merge_down]
    return any(record.text(CellId(section.key, row, column.key)) for column in columns)


def name_of(record: Record, section: Section, row: str) -> str:
    """A row in the user's words, as in "表2 收入总表 · 深圳市医疗保障局（本级）"."""
    return f"{section.title} · {row_label(record, section, row)}"
