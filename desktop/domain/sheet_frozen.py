"""Which part of a wide table stays in view while the rest is scrolled: its headings and the names of its rows.

Derived from the definition: the heading rows of a page that is one table (tables beside each other share theirs), and
the columns before the first amount, with that amount when it is the row's own total. No merged cell may cross the edge.
Left out: pixels, and how much of it a small window can spare (the view).
"""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.definition import FormDefinition, Page, Section, ValueType
from desktop.domain.sheet_cells import OfficialSheet, Style, span_of


@dataclass(frozen=True, slots=True)
class FrozenParts:
    """What stays in view.

    Attributes:
        first, last: heading rows, counted from 1; 0 without any.
        columns: numbers of columns that may be frozen from the left, most first; empty when none is.
    """

    first: int = 0
    last: int = 0
    columns: tuple[int, ...] = ()


def frozen_parts(definition: FormDefinition, page: Page, sheet: OfficialSheet) -> FrozenParts:
    """What of ``sheet``, the layout of ``page``, stays in view; nothing on a page that is no single table."""
    blocks = [one for one in definition.sections_of_page[page.key] if one.key in sheet.blocks]
    tables = [one for one in blocks if one.style not in ("line", "notes")]
    headed = [one for one in tables if one.style == "matrix" and one.heading]
    tops = {sheet.blocks[one.key][0] for one in headed}
    if not page.lines or len(tops) != 1 or any(one.style != "matrix" for one in tables):
        return FrozenParts()
    first = tops.pop()
    last = min(_first_row(sheet, one.key) for one in headed) - 1
    beside = len({sheet.blocks[one.key][0] for one in tables}) < len(tables)
    return FrozenParts(first, last, () if beside else _columns(sheet, headed[0]))


def _first_row(sheet: OfficialSheet, section: str) -> int:
    """The row of the first cell that is no heading; below the block when there is none."""
    rows = [one.top for one in sheet.cells if one.section == section and (one.cell or one.style is Style.LABEL)]
    return min(rows, default=sheet.blocks[section][1] + 1)


def _columns(sheet: OfficialSheet, section: Section) -> tuple[int, ...]:
    placed = [column for column in section.columns if column.at]
    amounts = [index for index, column in enumerate(placed) if column.type is ValueType.AMOUNT]
    if not amounts or amounts[0] == 0:
        return ()
    names = [span_of(column.at)[1] for column in placed[: amounts[0]]]
    total = placed[amounts[0]]
    candidates = [*names, span_of(total.at)[1]] if total.computed is not None else names
    return tuple(edge for edge in reversed(candidates) if not _is_crossed(sheet, edge))


def _is_crossed(sheet: OfficialSheet, edge: int) -> bool:
    return any(one.is_bordered and one.left <= edge < one.right for one in sheet.cells)
