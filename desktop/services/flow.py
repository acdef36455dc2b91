"""Where a figure goes: the row above it in its table, or what is computed from it, and what it is then compared with.

Answers for one cell, by look-ups; nothing is calculated. What the sides of a comparison are is the checks' business.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from desktop.domain.address import CellId
from desktop.domain.amounts import format_amount
from desktop.domain.definition import ValueType
from desktop.domain.formula_plan import EACH, plan
from desktop.domain.places import row_label
from desktop.domain.record import Record
from desktop.services.comparisons import Compared
from desktop.services.table_rows import badge


@dataclass(frozen=True, slots=True)
class Step:
    """One stop on the way of a figure.

    Attributes:
        verb: 进入 or 再对.
        name: what it is, in the user's words.
        value: the figure there, with thousands separators; ``""`` when it is blank.
        cell: where to go.
    """

    verb: str
    name: str
    value: str
    cell: CellId


def flow_of(record: Record, cell: CellId, compared: Iterable[Compared] = ()) -> list[Step]:
    """Where the amount in ``cell`` goes; empty for a cell that is no amount or goes nowhere.

    Args:
        record: the form.
        cell: an existing cell.
        compared: the comparisons of the form that may concern the cell.
    """
    if record.definition.column(cell.section, cell.column).type is not ValueType.AMOUNT:
        return []
    steps = []
    parent = _parent(record, cell)
    entered = parent or _reader(record, cell)
    if entered is not None:
        steps.append(Step("进入", _name(record, entered, cell), shown_amount(record, entered), entered))
    on_the_way = {cell} if entered is None else {cell, entered}
    other = _compared_with(on_the_way, compared)
    if other is not None:
        steps.append(other)
    return steps


def shown_amount(record: Record, cell: CellId) -> str:
    """What a cell shows, an amount with thousands separators."""
    column = record.definition.column(cell.section, cell.column)
    amount = record.amount(cell) if column.type is ValueType.AMOUNT else None
    return format_amount(amount, thousands=True) if amount is not None else record.shown(cell)


def _parent(record: Record, cell: CellId) -> CellId | None:
    """The cell of the row above in the tree, if it is the sum of the rows below it."""
    tree = record.tree(cell.section)
    node = tree.nodes.get(cell.row) if tree is not None else None
    if node is None or node.parent is None:
        return None
    above = CellId(cell.section, node.parent, cell.column)
    return above if record.is_summed(above) or record.is_computed(above) else None


def _reader(record: Record, cell: CellId) -> CellId | None:
    """The computed cell that reads this one: of another part first, else of the same row."""
    found = []
    known = plan(record.definition)
    for index, reference in known.readers.get((cell.section, cell.column), ()):
        formula = known.formulas[index]
        if formula.tree or formula.expression is None:
            continue
        if reference.whole:
            if cell.row not in reference.row_keys(record):
                continue
        elif reference.row not in (None, cell.row):
            continue
        row = cell.row if formula.row is EACH else formula.row
        target = CellId(formula.section, row or "", formula.column.key)
        if record.has_cell(target) and target != cell:
            found.append(target)
    found.sort(key=lambda one: one.section == cell.section)
    return found[0] if found else None


def _name(record: Record, target: CellId, origin: CellId) -> str:
    """A place as short as it is still clear beside the cell it is said of."""
    section = record.definition.section_by_key[target.section]
    column = section.column_by_key[target.column]
    if target.section != origin.section:
        label = row_label(record, section, target.row) if target.row else column.short
        return f"{record.definition.page_of(section.key).short or section.title} {label}"
    if target.row == origin.row:
        return column.short
    unit = section.tree.unit if section.tree is not None else ""
    return badge(record, CellId(target.section, target.row, unit)) or row_label(record, section, target.row)


def _compared_with(cells: set[CellId], compared: Iterable[Compared]) -> Step | None:
    """The other side of a comparison between tables in which one of ``cells`` stands."""
    for line in compared:
        sides = ((line.left_cells, line.right_words, line.right, line.right_cells),
                 (line.right_cells, line.left_words, line.left, line.left_cells))  # fmt: skip
        for own, words, value, others in sides:
            if cells & set(own) and others and {one.section for one in others}.isdisjoint({c.section for c in cells}):
                return Step("再对", words, value, others[0])
    return None
